//! A minimal HTTP client: one request over a plain connection.

use anyhow::{Context as _, Result, bail};
use base64ct::{Base64, Encoding as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Returns the body of `path` at `address`.
///
/// # Errors
/// If the connection fails or the status is not 200.
pub(crate) async fn get(address: &str, path: &str) -> Result<String> {
    // HTTP/1.0 without keep-alive: the body ends with the connection.
    let head = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let (status, body) = request(address, &head).await?;
    if status.split(' ').nth(1) != Some("200") {
        bail!("{path} at {address} answered {status}");
    }
    Ok(body)
}

/// Posts a JSON body to `path` at `address` with a user and a password, `user:password`, and
/// returns the body of the answer, whatever its status is.
///
/// # Errors
/// If the connection fails, or the answer has no body.
pub(crate) async fn post(address: &str, path: &str, user: &str, body: &str) -> Result<String> {
    let user = Base64::encode_string(user.as_bytes());
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Basic {user}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let (status, answer) = request(address, &(head + body)).await?;
    if answer.is_empty() {
        bail!("{path} at {address} answered {status}");
    }
    Ok(answer)
}

/// Sends a whole request, and returns the status line and the body of the answer.
async fn request(address: &str, request: &str) -> Result<(String, String)> {
    let mut stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("connecting to {address}"))?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no end of headers")?;
    let status = head.lines().next().unwrap_or_default();
    Ok((status.to_owned(), body.to_owned()))
}
