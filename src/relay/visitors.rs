//! The open sockets and recent joins, in all and by network.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use signal::Refusal;
use tokio::time::Instant;

use crate::limits::Limits;
use connections::Bucket;
use connections::Network;

/// Counts sockets and joins.
pub(crate) struct Visitors {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sockets: usize,
    /// At most [`Limits::networks`] entries.
    networks: HashMap<Network, OfNetwork>,
}

/// The open sockets and recent joins of one network.
struct OfNetwork {
    sockets: usize,
    joins: Bucket,
}

/// A counted socket. Dropping it decrements the counts.
pub(crate) struct Ticket<'a> {
    visitors: &'a Visitors,
    network: Network,
}

impl Visitors {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            state: Mutex::default(),
        }
    }

    /// Counts one more socket; an error if a limit is reached.
    pub(crate) fn admit(&self, network: Network) -> Result<Ticket<'_>, Refusal> {
        let mut state = self.lock();
        if state.sockets >= self.limits.sockets {
            return Err(Refusal::RelayFull);
        }
        let of_network = state.of_network(network, &self.limits)?;
        if of_network.sockets >= self.limits.sockets_per_network {
            return Err(Refusal::TooMany);
        }
        of_network.sockets += 1;
        state.sockets += 1;
        Ok(Ticket {
            visitors: self,
            network,
        })
    }

    /// Counts one more join; an error if the network joins too often.
    pub(crate) fn count_join(&self, network: Network) -> Result<(), Refusal> {
        let mut state = self.lock();
        let of_network = state.of_network(network, &self.limits)?;
        match of_network.joins.take(1, Instant::now()) {
            true => Ok(()),
            false => Err(Refusal::TooMany),
        }
    }

    /// The number of open sockets.
    pub(crate) fn sockets(&self) -> usize {
        self.lock().sockets
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No change panics half-way, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.visitors.lock();
        state.sockets -= 1;
        if let Some(of_network) = state.networks.get_mut(&self.network) {
            of_network.sockets -= 1;
        }
    }
}

impl State {
    /// Returns the entry of a network, which is created if there is none. If there is no room for a
    /// new entry, all entries without sockets and without recent joins are dropped first.
    fn of_network(&mut self, network: Network, limits: &Limits) -> Result<&mut OfNetwork, Refusal> {
        let now = Instant::now();
        if self.networks.len() >= limits.networks && !self.networks.contains_key(&network) {
            self.networks
                .retain(|_, it| it.sockets > 0 || !it.joins.is_full(now));
            if self.networks.len() >= limits.networks {
                return Err(Refusal::RelayFull);
            }
        }
        Ok(self.networks.entry(network).or_insert_with(|| OfNetwork {
            sockets: 0,
            joins: Bucket::by_minute(limits.burst_joins, limits.joins_per_minute, now),
        }))
    }
}
