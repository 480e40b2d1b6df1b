//! A TCP proxy between a browser and a server that can simulate packet loss: connections stay open,
//! but nothing passes.

use std::net::Ipv4Addr;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Number of bytes that are passed on at a time.
const PIECE: usize = 16 << 10;

/// A proxy that forwards a port of loopback to a server, in both directions. It stops when it is
/// dropped.
pub struct Cable {
    address: String,
    is_silent: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Cable {
    /// Starts a proxy to the server at this address.
    ///
    /// # Errors
    /// If no port is available.
    pub async fn to(server: &str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?.to_string();
        let (is_silent, silence) = watch::channel(false);
        let server = server.to_owned();
        let server = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (server, silence) = (server.clone(), silence.clone());
                tokio::spawn(async move {
                    // A disconnecting side is not an error of the proxy.
                    let _ = join(near, &server, silence).await;
                });
            }
        });
        Ok(Self {
            address,
            is_silent,
            server,
        })
    }

    /// The URL of the proxy.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Starts or ends a silence, in which bytes are dropped in both directions without notice to
    /// either side. Connections on which bytes were dropped stay silent.
    pub fn silence(&self, is_silent: bool) {
        self.is_silent.send_replace(is_silent);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn join(near: TcpStream, server: &str, silence: watch::Receiver<bool>) -> Result<()> {
    let far = TcpStream::connect(server).await?;
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::try_join!(
        pass(near_in, far_out, silence.clone()),
        pass(far_in, near_out, silence),
    )?;
    Ok(())
}

/// Passes bytes on until the sender ends. Once bytes were dropped in a silence, the connection
/// stays silent, because a stream with a gap is meaningless; a real connection whose packets are
/// lost behaves the same.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    silence: watch::Receiver<bool>,
) -> Result<()> {
    let mut piece = vec![0; PIECE];
    let mut is_lost = false;
    loop {
        let length = from.read(&mut piece).await?;
        is_lost |= *silence.borrow();
        match length {
            // The end of the stream is not passed on either.
            _ if is_lost && length > 0 => {}
            0 if is_lost => std::future::pending().await,
            0 => return Ok(to.shutdown().await?),
            length => to.write_all(&piece[..length]).await?,
        }
    }
}
