//! A cable between a browser and a server that can go silent: it stays up, and nothing comes
//! through.

use std::net::Ipv4Addr;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Bytes that go over the cable in one piece.
const PIECE: usize = 16 << 10;

/// Passes on what comes to a port of loopback, and what is answered. It ends when it is dropped.
pub struct Cable {
    address: String,
    is_silent: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Cable {
    /// A cable to the server at this address.
    ///
    /// # Errors
    /// If there is no port.
    pub async fn to(server: &str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?.to_string();
        let (is_silent, silence) = watch::channel(false);
        let server = server.to_owned();
        let server = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (server, silence) = (server.clone(), silence.clone());
                tokio::spawn(async move {
                    // A side that goes away is no error of the cable.
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

    /// Where it begins.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on nothing comes through, either way, and no side learns of it; or what comes from
    /// now on does again. What was said meanwhile is lost, and with it the connections on which it
    /// was said.
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

/// Passes bytes on until the sender ends, or until something was said in a silence: what follows on
/// a stream with a gap means nothing, so it stays silent for good, as a connection whose packets
/// were given up.
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
            // Not even its end comes through.
            _ if is_lost && length > 0 => {}
            0 if is_lost => std::future::pending().await,
            0 => return Ok(to.shutdown().await?),
            length => to.write_all(&piece[..length]).await?,
        }
    }
}
