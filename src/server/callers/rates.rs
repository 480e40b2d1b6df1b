//! The rates of requests and of wrong passwords, and the number of waits, by network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use connections::{Bucket, Network};
use tokio::time::Instant;

use crate::config::Limits;
use crate::problem::Problem;

/// The recent requests and the open waits of all networks.
#[derive(Debug)]
pub(crate) struct Rates {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// At most [`Limits::networks`] entries.
    networks: HashMap<Network, Caller>,
    waits: usize,
}

/// The recent requests and the open waits of one network.
#[derive(Debug)]
struct Caller {
    requests: Bucket,
    known_requests: Bucket,
    wrong_passwords: Bucket,
    waits: usize,
}

/// An action of a caller whose rate is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// A request without password.
    Request,
    /// A request with a password.
    KnownRequest,
    /// A request with a wrong password.
    WrongPassword,
}

/// A counted wait. Dropping it decrements the counts.
#[derive(Debug)]
pub(crate) struct Wait {
    rates: Arc<Rates>,
    network: Network,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            limits: limits.clone(),
            state: Mutex::default(),
        })
    }

    /// Counts an action.
    ///
    /// # Errors
    ///
    /// [`Problem::TooManyRequests`] if the network takes this action too often;
    /// [`Problem::Overloaded`] if too many networks are active.
    pub(crate) fn take(&self, network: Network, action: Action) -> Result<(), Problem> {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let caller = state.caller(network, &self.limits, now)?;
        let bucket = match action {
            Action::Request => &mut caller.requests,
            Action::KnownRequest => &mut caller.known_requests,
            Action::WrongPassword => &mut caller.wrong_passwords,
        };
        match bucket.take(1, now) {
            true => Ok(()),
            false => Err(Problem::TooManyRequests),
        }
    }

    /// Whether passwords of a network are still checked: `false` after too many wrong ones.
    pub(crate) fn may_try(&self, network: Network) -> bool {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.networks.get_mut(&network) {
            Some(caller) => caller.wrong_passwords.has(1, now),
            None => true,
        }
    }

    /// The number of callers that wait for an event.
    pub(crate) fn waits(&self) -> usize {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waits
    }

    /// Counts a wait for an event.
    ///
    /// # Errors
    ///
    /// [`Problem::TooManyWaits`] or [`Problem::Overloaded`] if a limit is reached.
    pub(crate) fn wait(rates: &Arc<Self>, network: Network) -> Result<Wait, Problem> {
        let limits = &rates.limits;
        let mut state = rates.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waits >= limits.waits {
            return Err(Problem::Overloaded);
        }
        let caller = state.caller(network, limits, Instant::now())?;
        if caller.waits >= limits.waits_per_network {
            return Err(Problem::TooManyWaits);
        }
        caller.waits += 1;
        state.waits += 1;
        Ok(Wait {
            rates: Arc::clone(rates),
            network,
        })
    }
}

impl State {
    /// The network's entry. If there is no room for another network, those that did nothing lately
    /// are removed; if there are none of these, the newcomer is refused.
    fn caller(
        &mut self,
        network: Network,
        limits: &Limits,
        now: Instant,
    ) -> Result<&mut Caller, Problem> {
        let is_new = !self.networks.contains_key(&network);
        if is_new && self.networks.len() >= limits.networks {
            self.networks.retain(|_, caller| !caller.is_idle(now));
            if self.networks.len() >= limits.networks {
                return Err(Problem::Overloaded);
            }
        }
        let new = || Caller::new(limits, now);
        Ok(self.networks.entry(network).or_insert_with(new))
    }
}

impl Caller {
    fn new(limits: &Limits, now: Instant) -> Self {
        let known = (
            limits.burst_known_requests,
            limits.known_requests_per_second,
        );
        let wrong = (
            limits.burst_wrong_passwords,
            limits.wrong_passwords_per_minute,
        );
        Self {
            requests: Bucket::new(limits.burst_requests, limits.requests_per_second, now),
            known_requests: Bucket::new(known.0, known.1, now),
            wrong_passwords: Bucket::by_minute(wrong.0, wrong.1, now),
            waits: 0,
        }
    }

    /// Whether forgetting this entry changes nothing.
    fn is_idle(&mut self, now: Instant) -> bool {
        self.waits == 0
            && self.requests.is_full(now)
            && self.known_requests.is_full(now)
            && self.wrong_passwords.is_full(now)
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut state = self
            .rates
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.waits -= 1;
        // The entry of a network with waits is never forgotten.
        if let Some(caller) = state.networks.get_mut(&self.network) {
            caller.waits -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(host: u8) -> Network {
        Network::of([192, 0, 2, host].into())
    }

    #[tokio::test(start_paused = true)]
    async fn each_network_has_its_own_rate() {
        let rates = Rates::new(&Limits {
            burst_requests: 3,
            requests_per_second: 1,
            ..Limits::default()
        });
        for _ in 0..3 {
            assert_eq!(rates.take(network(1), Action::Request), Ok(()));
        }
        let refused = Err(Problem::TooManyRequests);
        assert_eq!(rates.take(network(1), Action::Request), refused);
        assert_eq!(rates.take(network(1), Action::KnownRequest), Ok(()));
        assert_eq!(rates.take(network(2), Action::Request), Ok(()));
        tokio::time::advance(core::time::Duration::from_secs(1)).await;
        assert_eq!(rates.take(network(1), Action::Request), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn passwords_are_not_checked_for_a_while_after_too_many_wrong_ones() {
        let rates = Rates::new(&Limits {
            burst_wrong_passwords: 2,
            wrong_passwords_per_minute: 60,
            ..Limits::default()
        });
        for _ in 0..2 {
            assert!(rates.may_try(network(1)));
            assert_eq!(rates.take(network(1), Action::WrongPassword), Ok(()));
        }
        assert!(!rates.may_try(network(1)));
        assert!(rates.may_try(network(2)));
        tokio::time::advance(core::time::Duration::from_secs(1)).await;
        assert!(rates.may_try(network(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn networks_that_are_remembered_are_bounded() {
        let rates = Rates::new(&Limits {
            networks: 2,
            burst_requests: 1,
            requests_per_second: 1,
            ..Limits::default()
        });
        for host in 1..=2 {
            assert_eq!(rates.take(network(host), Action::Request), Ok(()));
        }
        let refused = Err(Problem::Overloaded);
        assert_eq!(rates.take(network(3), Action::Request), refused);
        let held = Rates::wait(&rates, network(1)).unwrap();
        tokio::time::advance(core::time::Duration::from_secs(1)).await;
        assert_eq!(rates.take(network(3), Action::Request), Ok(()));
        assert_eq!(rates.take(network(4), Action::Request), refused);
        drop(held);
        assert_eq!(rates.take(network(4), Action::Request), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn waits_are_bounded_for_one_network_and_for_all() {
        let rates = Rates::new(&Limits {
            waits: 3,
            waits_per_network: 2,
            ..Limits::default()
        });
        let held: Vec<_> = (0..2)
            .map(|_| Rates::wait(&rates, network(1)).unwrap())
            .collect();
        let refused = Rates::wait(&rates, network(1)).err();
        assert_eq!(refused, Some(Problem::TooManyWaits));
        let other = Rates::wait(&rates, network(2)).unwrap();
        let refused = Rates::wait(&rates, network(3)).err();
        assert_eq!(refused, Some(Problem::Overloaded));
        drop((held, other));
        assert!(Rates::wait(&rates, network(1)).is_ok());
    }
}
