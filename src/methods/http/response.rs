//! A response, and the rest of one that is sent in parts.

use chain::Store;

use crate::blockchain::Blockchain;
use crate::{Answer, Call, Failure};

/// An HTTP response.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The header `Content-Type`. A response without a body has it, too.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body, or its first part if there is a `stream`.
    pub body: Vec<u8>,
    /// The rest of the body; `None` if `body` is all of it.
    pub stream: Option<Stream>,
}

impl Response {
    /// The response with an answer.
    pub(super) fn of(answer: Answer) -> Self {
        let (content_type, body) = match answer {
            Answer::Json(value) => ("application/json", value.to_string().into_bytes()),
            Answer::Text(text) => ("text/plain; charset=utf-8", text.into_bytes()),
            Answer::Bytes(bytes) => ("application/octet-stream", bytes),
        };
        Self {
            status: 200,
            content_type,
            headers: Vec::new(),
            body,
            stream: None,
        }
    }

    /// The value of a header of [`headers`](Self::headers); `None` if it is missing.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The same response with another header.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The rest of a body that is made in parts, so that the node can do other work between two parts.
/// The transport sends one part, waits until the receiver has taken it, and asks for the next. The
/// value itself is small, however long the body is.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream(pub(crate) Blockchain);

impl Stream {
    /// The next part of the body, and the rest after it; `None` if nothing is left.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the body can't be continued, as after a switch to another branch. The
    /// transport then breaks the connection off, so that the receiver notices.
    pub fn proceed<S: Store>(
        self,
        call: &mut Call<'_, S>,
    ) -> Result<(Vec<u8>, Option<Self>), Failure> {
        let (part, rest) = self.0.proceed(call)?;
        Ok((part, rest.map(Self)))
    }
}
