//! The address for programs that mine by Stratum v1.

use std::net::SocketAddr;

use daemon::Handle;
use serde_json::json;
use server::MinerLimits;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::listen::{ended, listen};
use crate::failure::Failure;
use crate::output::Output;

/// The address for miners, ready to be served.
pub(crate) struct Stratum {
    listener: TcpListener,
    address: SocketAddr,
}

impl Stratum {
    /// Listens.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the option.
    pub(crate) async fn new(address: SocketAddr) -> Result<Self, Failure> {
        let (listener, address) = listen(address, "--stratum").await?;
        Ok(Self { listener, address })
    }

    /// Prints the URL for miners.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn announce(&self, output: Output) -> Result<(), Failure> {
        let url = format!("stratum+tcp://{}", self.address);
        output.print(&json!({ "stratum": url }), &format!("Stratum on {url}"))
    }

    /// Lets miners mine for a node until `shutting` becomes true.
    ///
    /// # Errors
    ///
    /// None at present.
    pub(crate) async fn serve(
        self,
        handle: Handle,
        shutting: watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        server::serve_stratum(
            self.listener,
            MinerLimits::default(),
            handle,
            ended(shutting),
        )
        .await;
        Ok(())
    }
}
