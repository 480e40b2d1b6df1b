//! The check of a request's caller.

use std::net::IpAddr;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use connections::{Network, visitor};
use methods::Access;

use crate::callers::login::basic;
use crate::callers::rates::Action;
use crate::problem::Problem;
use crate::server::Server;
use crate::target::Target;

/// A caller that passed the check.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Caller {
    pub(crate) network: Network,
    access: Option<Access>,
    /// The origin of the page that sent the request, if the configuration lists it; otherwise
    /// `None`.
    pub(crate) origin: Option<HeaderValue>,
}

impl Caller {
    /// Whether it has given a right password.
    pub(crate) fn has_password(&self) -> bool {
        self.access == Some(Access::Wallet)
    }

    /// Counts a further request of the caller. `false` if it has sent too many.
    pub(crate) fn may_ask(&self, server: &Server) -> bool {
        let action = match self.has_password() {
            true => Action::KnownRequest,
            false => Action::Request,
        };
        server.rates.take(self.network, action).is_ok()
    }

    /// The caller's right.
    ///
    /// # Errors
    ///
    /// [`Problem::NoPassword`] if the caller has no right.
    pub(crate) fn access(&self) -> Result<Access, Problem> {
        self.access.ok_or(Problem::NoPassword)
    }
}

/// Checks the host, the origin, the password and the rate of a request.
///
/// # Errors
///
/// [`Problem`] if one of them is wrong.
pub(crate) fn check(
    server: &Server,
    connected: IpAddr,
    target: Target<'_>,
    parts: &Parts,
) -> Result<Caller, Problem> {
    let headers = &parts.headers;
    let host = server.origins.host(&parts.uri, headers)?;
    let is_reading = [Method::GET, Method::HEAD].contains(&parts.method);
    let origin = match target.is_constant() && is_reading {
        // A person may follow a link to the page from anywhere.
        true => None,
        false => server.origins.check(&host, headers)?,
    };
    let address = visitor(connected, headers, &server.config.trusted_proxies);
    let network = Network::of(address);
    let access = match headers.get(AUTHORIZATION) {
        None => {
            server.rates.take(network, Action::Request)?;
            server.config.is_reading_public.then_some(Access::Read)
        }
        Some(header) => {
            password(server, network, header)?;
            server.rates.take(network, Action::KnownRequest)?;
            Some(Access::Wallet)
        }
    };
    Ok(Caller {
        network,
        access,
        origin,
    })
}

/// Checks the name and the password in a header. All logins are compared, so that the time does not
/// reveal which one was nearly right.
fn password(server: &Server, network: Network, header: &HeaderValue) -> Result<(), Problem> {
    let given = header.to_str().ok().and_then(basic);
    let given = given.as_ref();
    let is = |login: &crate::callers::login::Login| {
        given.is_some_and(|(user, password)| login.is(user, password))
    };
    // Nobody can guess the cookie, so it is accepted even if others of this network guess
    // passwords.
    if server.cookie.as_ref().is_some_and(is) {
        return Ok(());
    }
    // A caller that guesses too often does not learn whether a guess was right.
    if !server.rates.may_try(network) {
        return Err(Problem::TooManyRequests);
    }
    let is_known = server
        .config
        .logins
        .iter()
        .fold(false, |known, login| known | is(login));
    if !is_known {
        server.rates.take(network, Action::WrongPassword)?;
        return Err(Problem::WrongPassword);
    }
    Ok(())
}
