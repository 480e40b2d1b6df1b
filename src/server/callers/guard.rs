//! Who sends a request, and whether it is let in.

use std::net::IpAddr;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use connections::{Network, visitor};
use methods::Access;

use crate::callers::login::basic;
use crate::callers::rates::Wish;
use crate::problem::Problem;
use crate::server::Server;
use crate::target::Target;

/// A caller that was let in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Caller {
    pub(crate) network: Network,
    access: Option<Access>,
    /// The foreign origin, listed in the configuration, whose page sent the request.
    pub(crate) origin: Option<HeaderValue>,
}

impl Caller {
    /// The caller's right.
    ///
    /// # Errors
    ///
    /// [`Problem::NoPassword`] if it has none.
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
            server.rates.take(network, Wish::Request)?;
            server.config.is_reading_public.then_some(Access::Read)
        }
        Some(header) => {
            password(server, network, header)?;
            server.rates.take(network, Wish::KnownRequest)?;
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
/// tell which one was nearly right.
fn password(server: &Server, network: Network, header: &HeaderValue) -> Result<(), Problem> {
    let given = header.to_str().ok().and_then(basic);
    let given = given.as_ref();
    let is = |login: &crate::callers::login::Login| {
        given.is_some_and(|(user, password)| login.is(user, password))
    };
    // Nobody can guess the cookie, so who reads it is let in whatever others of this network do.
    if server.cookie.as_ref().is_some_and(is) {
        return Ok(());
    }
    // A caller that guesses too often is not told whether a guess was right.
    if !server.rates.may_try(network) {
        return Err(Problem::TooManyRequests);
    }
    let is_known = server
        .config
        .logins
        .iter()
        .fold(false, |known, login| known | is(login));
    if !is_known {
        server.rates.take(network, Wish::WrongPassword)?;
        return Err(Problem::WrongPassword);
    }
    Ok(())
}
