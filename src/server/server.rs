//! The state of a running server.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::callers::login::Login;
use crate::callers::origins::Origins;
use crate::callers::rates::Rates;
use crate::chains::Chains;
use crate::config::{Config, Limits};
use crate::metrics::requests::Requests;
use crate::problem::Problem;
use crate::stop::Stopping;

/// The state that all requests share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) config: Config,
    /// The login of the cookie file; `None` if there is none.
    pub(crate) cookie: Option<Login>,
    pub(crate) origins: Origins,
    pub(crate) chains: Chains,
    pub(crate) rates: Arc<Rates>,
    /// Permits for the requests that are being answered.
    pub(crate) requests: Permits,
    /// Permits for requests with a large body, from its first byte on.
    pub(crate) large_requests: Permits,
    pub(crate) counts: Requests,
    pub(crate) started: Instant,
    pub(crate) stopping: Stopping,
}

impl Server {
    pub(crate) fn new(
        config: Config,
        cookie: Option<Login>,
        chains: Chains,
        stopping: Stopping,
    ) -> Arc<Self> {
        Arc::new(Self {
            origins: Origins::new(&config.hosts, &config.origins),
            rates: Rates::new(&config.limits),
            requests: Permits::new(config.limits.requests),
            large_requests: Permits::new(config.limits.large_requests),
            counts: Requests::default(),
            started: Instant::now(),
            config,
            cookie,
            chains,
            stopping,
        })
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.config.limits
    }
}

/// Permits for a bounded number of things that happen at the same time. Callers without a password
/// share three quarters of them (at least one), so that they can't keep out the others.
#[derive(Debug)]
pub(crate) struct Permits {
    all: Semaphore,
    of_strangers: Semaphore,
    max: usize,
}

/// A permit for one such thing. Dropping it frees the permit for another one.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    _permit: SemaphorePermit<'a>,
    _of_strangers: Option<SemaphorePermit<'a>>,
}

impl Permits {
    fn new(max: usize) -> Self {
        Self {
            all: Semaphore::new(max),
            of_strangers: Semaphore::new((max * 3 / 4).max(1)),
            max,
        }
    }

    /// A permit for a caller with or without a password.
    ///
    /// # Errors
    ///
    /// [`Problem::Overloaded`] if there is none.
    pub(crate) fn take(&self, has_password: bool) -> Result<Permit<'_>, Problem> {
        let of_strangers = match has_password {
            true => None,
            false => Some(self.of_strangers.try_acquire()),
        };
        let of_strangers = of_strangers.transpose().map_err(|_| Problem::Overloaded)?;
        let permit = self.all.try_acquire().map_err(|_| Problem::Overloaded)?;
        Ok(Permit {
            _permit: permit,
            _of_strangers: of_strangers,
        })
    }

    /// The number of permits that are taken.
    pub(crate) fn taken(&self) -> usize {
        self.max - self.all.available_permits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_without_a_password_leave_permits_to_others() {
        let permits = Permits::new(4);
        let strangers: Vec<_> = (0..3).map(|_| permits.take(false).unwrap()).collect();
        assert_eq!(permits.take(false).err(), Some(Problem::Overloaded));
        let known = permits.take(true).unwrap();
        assert_eq!(permits.take(true).err(), Some(Problem::Overloaded));
        assert_eq!(permits.taken(), 4);
        drop((strangers, known));
        assert_eq!(permits.taken(), 0);
        // A stranger that gets no permit takes nothing from the share of the strangers.
        let known: Vec<_> = (0..4).map(|_| permits.take(true).unwrap()).collect();
        assert_eq!(permits.take(false).err(), Some(Problem::Overloaded));
        drop(known);
        assert_eq!((0..3).filter_map(|_| permits.take(false).ok()).count(), 3);
    }
}
