//! Requests as bytes, so that a test sends exactly what it means to send.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::node::within;

/// A request. It has a `Host`, unless a line gives another one, and asks for the end of the
/// connection.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: String,
    path: String,
    lines: Vec<String>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str, body: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            lines: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path, "")
    }

    /// A request with a JSON body.
    pub(crate) fn post(path: &str, body: &str) -> Self {
        Self::new("POST", path, body).with("Content-Type: application/json")
    }

    /// Adds a header line.
    pub(crate) fn with(mut self, line: &str) -> Self {
        self.lines.push(line.to_owned());
        self
    }

    /// The bytes of the head.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        let is_host = |line: &String| line.to_ascii_lowercase().starts_with("host:");
        if !self.lines.iter().any(is_host) {
            head += "Host: localhost\r\n";
        }
        for line in &self.lines {
            head += line;
            head += "\r\n";
        }
        if !self.body.is_empty() {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        head + "\r\n"
    }

    /// Opens a connection and sends the request. The answer is not read yet.
    pub(crate) async fn open(&self, address: SocketAddr) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(self.head().as_bytes()).await.unwrap();
        // A server that refuses the head may close before it has the body.
        stream.write_all(&self.body).await.ok();
        stream
    }

    /// Sends the request and reads the whole answer.
    pub(crate) async fn send(self, address: SocketAddr) -> Answer {
        let mut stream = self.with("Connection: close").open(address).await;
        let mut bytes = Vec::new();
        // A connection that ends by a reset has an answer, too.
        within(stream.read_to_end(&mut bytes)).await.ok();
        Answer::parse(&bytes)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The header lines.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer but {text:?}"));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let mut answer = Self {
            status: status.unwrap_or_else(|| panic!("no status in {head:?}")),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        if answer.header("transfer-encoding").as_deref() == Some("chunked") {
            answer.body = dechunk(body);
        }
        answer
    }

    /// The value of a header; `None` if it is missing.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}\n{}", self.head, self.body))
    }

    /// The sentence of a problem document (RFC 9457).
    pub(crate) fn problem(&self) -> String {
        let kind = self.header("content-type");
        assert_eq!(
            kind.as_deref(),
            Some("application/problem+json"),
            "{self:?}"
        );
        let document = self.json();
        assert_eq!(document["status"], self.status, "{document}");
        document["detail"].as_str().unwrap().to_owned()
    }
}

/// The content of a chunked body (RFC 9112), as far as it came.
fn dechunk(mut body: &str) -> String {
    let mut content = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 || rest.len() < length {
            break;
        }
        content += &rest[..length];
        body = rest[length..].trim_start_matches("\r\n");
    }
    content
}
