//! A NATS server on loopback.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::visit::within;

/// A server that runs until it is stopped or dropped.
pub(crate) struct Broker {
    address: SocketAddr,
    child: Child,
}

impl Broker {
    pub(crate) async fn start() -> Self {
        // The port must stay the same when the server starts again, so a free one is chosen here.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let child = serve(address).await;
        Self { address, child }
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Kills the server.
    pub(crate) async fn stop(&mut self) {
        within(self.child.kill()).await.unwrap();
    }

    /// Starts the server again at the same address.
    pub(crate) async fn start_again(&mut self) {
        self.child = serve(self.address).await;
    }
}

/// Starts a server and waits until it accepts connections.
async fn serve(address: SocketAddr) -> Child {
    let child = Command::new("nats-server")
        .args(["--addr", &address.ip().to_string()])
        .args(["--port", &address.port().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("nats-server is installed");
    within(async {
        while TcpStream::connect(address).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    child
}
