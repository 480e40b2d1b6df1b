//! The number of open connections, in all and by network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::Network;
use crate::limits::Limits;

/// File descriptors reserved for everything but connections: files of the page, the store, the log,
/// the runtime.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;

/// The number of open connections, in all and by network.
pub(crate) struct Count {
    max: usize,
    max_per_network: usize,
    state: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    /// No count is zero, so there are at most as many entries as connections.
    networks: HashMap<Network, usize>,
}

/// A counted connection. Dropping it decrements the counts.
pub(crate) struct Counted {
    count: Arc<Count>,
    network: Option<Network>,
}

impl Count {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            max: limits.connections.min(files()),
            max_per_network: limits.connections_per_network,
            state: Mutex::default(),
        }
    }

    /// Counts one more connection; `None` if a limit is reached.
    pub(crate) fn take(count: &Arc<Self>, network: Option<Network>) -> Option<Counted> {
        let mut open = count.state.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= count.max {
            return None;
        }
        if let Some(network) = network {
            let of_network = open.networks.get(&network).copied().unwrap_or_default();
            if of_network >= count.max_per_network {
                return None;
            }
            open.networks.insert(network, of_network + 1);
        }
        open.all += 1;
        Some(Counted {
            count: Arc::clone(count),
            network,
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self
            .count
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(network) = self.network
            && let Some(of_network) = open.networks.get_mut(&network)
        {
            *of_network -= 1;
            if *of_network == 0 {
                open.networks.remove(&network);
            }
        }
    }
}

/// The number of connections for which the system has file descriptors. With more, the page's files
/// could not be opened.
#[cfg(unix)]
fn files() -> usize {
    use rustix::process::{Resource, getrlimit};
    let limit = getrlimit(Resource::Nofile).current;
    let limit = limit.unwrap_or(u64::MAX).saturating_sub(OTHER_FILES);
    usize::try_from(limit).unwrap_or(usize::MAX).max(1)
}

/// The number of connections for which the system has file descriptors; unlimited on other systems.
#[cfg(not(unix))]
fn files() -> usize {
    usize::MAX
}
