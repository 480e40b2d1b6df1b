//! A plain web server for pages whose version changes while they are open, over lines of any speed.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex as Line;
use tokio::task::JoinHandle;

/// Maximum length of a request, in bytes.
const MAX_REQUEST: usize = 16 << 10;
/// Number of bytes that are sent at a time.
const PIECE: usize = 8 << 10;

/// A server of static files. Like a static host it sends no headers but the type and the encoding.
pub struct Host {
    url: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    now: Mutex<Now>,
    /// Serialises the pieces of all connections, so that together they have the speed of one line.
    line: Line<()>,
}

/// The folder that is served now, and the state of the line.
struct Now {
    folder: PathBuf,
    /// `None` for unlimited.
    bytes_per_second: Option<u32>,
    is_cut: bool,
    /// Bytes of files sent since the folder was last changed.
    sent: u64,
}

impl Host {
    /// Serves the files of a folder on a free port of loopback.
    ///
    /// # Errors
    /// If no port is available.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::on(folder, &Ipv4Addr::LOCALHOST.to_string()).await
    }

    /// Serves the files of a folder on a free port of this address of the machine.
    ///
    /// # Errors
    /// If no port is available.
    pub async fn on(folder: &Path, address: &str) -> Result<Self> {
        let listener = TcpListener::bind((address, 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let shared = Arc::new(Shared {
            now: Mutex::new(Now {
                folder: folder.to_owned(),
                bytes_per_second: None,
                is_cut: false,
                sent: 0,
            }),
            line: Line::new(()),
        });
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                tokio::spawn(async move {
                    // A disconnecting client is not an error of the server.
                    let _ = shared.answer(socket).await;
                });
            }
        });
        Ok(Self {
            url,
            shared,
            server,
        })
    }

    /// The URL of the server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves another folder from now on.
    pub fn serve(&self, folder: &Path) {
        let mut now = self.shared.now();
        folder.clone_into(&mut now.folder);
        now.sent = 0;
    }

    /// Limits the speed to this many bytes per second from now on; `None` for unlimited.
    pub fn slow(&self, bytes_per_second: Option<u32>) {
        self.shared.now().bytes_per_second = bytes_per_second;
    }

    /// Cuts the line, which also interrupts pending responses, or restores it.
    pub fn cut(&self, is_cut: bool) {
        self.shared.now().is_cut = is_cut;
    }

    /// Bytes of files that were sent since the folder was last changed.
    pub fn sent(&self) -> u64 {
        self.shared.now().sent
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, mut socket: TcpStream) -> Result<()> {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") && request.len() < MAX_REQUEST {
            if socket.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        let path = request.split_whitespace().nth(1).unwrap_or("/");
        let path = path.split('?').next().unwrap_or_default();
        let name = path.trim_start_matches('/');
        let index = if name.is_empty() || name.ends_with('/') {
            "index.html"
        } else {
            ""
        };
        let name = format!("{name}{index}");
        let folder = self.now().folder.clone();
        let plain = folder.join(&name);
        let packed = folder.join(format!("{name}.br"));
        // Browsers accept brotli from loopback and over HTTPS only.
        let mut lines = request.lines().map(str::to_ascii_lowercase);
        let accepts = lines.any(|line| line.starts_with("accept-encoding:") && line.contains("br"));
        let (head, body) = match tokio::fs::read(&packed).await {
            Ok(body) if accepts => ("content-encoding: br\r\n", Ok(body)),
            Ok(_) | Err(_) => ("", tokio::fs::read(&plain).await),
        };
        let is_inside = !name.split('/').any(|part| part == "..");
        let answer = match body {
            Ok(body) if is_inside => {
                let kind = kind(&plain);
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n{head}\
                     cache-control: no-cache\r\nconnection: close\r\n\r\n"
                );
                [head.into_bytes(), body].concat()
            }
            _ => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".into(),
        };
        self.send(&mut socket, &answer).await
    }

    async fn send(&self, socket: &mut TcpStream, answer: &[u8]) -> Result<()> {
        for piece in answer.chunks(PIECE) {
            {
                // One piece at a time is on the line. The line is free again before the piece is
                // written. Otherwise a browser that does not read would block the line for all
                // other connections.
                let _turn = self.line.lock().await;
                let speed = self.now().bytes_per_second;
                if let Some(speed) = speed {
                    // The time that the piece takes on the line. This delay is the purpose of the
                    // server.
                    let seconds = piece.len() as f64 / f64::from(speed);
                    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
                }
            }
            if self.now().is_cut {
                return Ok(());
            }
            socket.write_all(piece).await?;
            self.now().sent += piece.len() as u64;
        }
        Ok(())
    }
}

/// The media type of a file.
fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|kind| kind.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
