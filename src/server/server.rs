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
    pub(crate) requests: Semaphore,
    /// Permits for those of them with a large body.
    pub(crate) large_requests: Semaphore,
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
            requests: Semaphore::new(config.limits.requests),
            large_requests: Semaphore::new(config.limits.large_requests),
            counts: Requests::default(),
            started: Instant::now(),
            config,
            cookie,
            chains,
            stopping,
        })
    }

    /// A permit for one more request.
    ///
    /// # Errors
    ///
    /// [`Problem::Overloaded`] if the server is already answering [`Limits::requests`].
    pub(crate) fn permit(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let permit = self.requests.try_acquire();
        permit.map_err(|_| Problem::Overloaded)
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.config.limits
    }
}
