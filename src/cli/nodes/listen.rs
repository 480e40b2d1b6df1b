//! Listening on an address, and the end of a server.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::failure::{Exit, Failure};

/// Listens on an address.
///
/// # Errors
///
/// [`Failure`] with [`Exit::Address`], which names the option.
pub(crate) async fn listen(
    address: SocketAddr,
    option: &str,
) -> Result<(TcpListener, SocketAddr), Failure> {
    let fail = |error: io::Error| {
        let message = format!("can't listen on {address}: {error}");
        Failure::of(option, Exit::Address, message)
    };
    let listener = TcpListener::bind(address).await.map_err(fail)?;
    let address = listener.local_addr().map_err(fail)?;
    Ok((listener, address))
}

/// Waits until `shutting` becomes true, or until nobody can make it true any more.
pub(crate) async fn ended(mut shutting: watch::Receiver<bool>) {
    shutting.wait_for(|shutting| *shutting).await.ok();
}
