//! The lines of a session: JSON objects that are requests, answers or notifications.

use serde_json::{Value, json};

/// The maximum bytes of a miner's line without its line feed. The longest useful line, a
/// `mining.configure` with all extensions, has about 300.
pub const MAX_LINE_BYTES: usize = 4_096;

/// A request of a miner.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) id: Value,
    pub(crate) method: String,
    pub(crate) params: Vec<Value>,
}

/// Why a request is refused, with the usual texts of Stratum's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("Unknown method")]
    UnknownMethod,
    #[error("Invalid parameters")]
    InvalidParams,
    #[error("Version bits outside of the mask")]
    VersionBits,
    #[error("Time out of range")]
    TimeOutOfRange,
    #[error("Too many shares of this job")]
    TooManyShares,
    #[error("Job not found")]
    JobNotFound,
    #[error("Duplicate share")]
    DuplicateShare,
    #[error("Low difficulty share")]
    LowDifficulty,
    #[error("Unauthorized worker")]
    Unauthorized,
    #[error("Not subscribed")]
    NotSubscribed,
}

impl Refusal {
    const fn code(self) -> i32 {
        match self {
            Self::UnknownMethod
            | Self::InvalidParams
            | Self::VersionBits
            | Self::TimeOutOfRange
            | Self::TooManyShares => 20,
            Self::JobNotFound => 21,
            Self::DuplicateShare => 22,
            Self::LowDifficulty => 23,
            Self::Unauthorized => 24,
            Self::NotSubscribed => 25,
        }
    }
}

impl Request {
    /// Parses a line; `None` if it is not a request.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        if line.len() > MAX_LINE_BYTES {
            return None;
        }
        let Ok(Value::Object(mut members)) = serde_json::from_slice(line) else {
            return None;
        };
        let params = match members.remove("params") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(params)) => params,
            Some(_) => return None,
        };
        match members.remove("method") {
            Some(Value::String(method)) => Some(Self {
                id: members.remove("id").unwrap_or_default(),
                method,
                params,
            }),
            _ => None,
        }
    }

    /// A parameter that is a text.
    pub(crate) fn text(&self, index: usize) -> Result<&str, Refusal> {
        let text = self.params.get(index).and_then(Value::as_str);
        text.ok_or(Refusal::InvalidParams)
    }

    /// A parameter that is a number of 32 bits in eight hexadecimal digits.
    pub(crate) fn word(&self, index: usize) -> Result<u32, Refusal> {
        let text = self.text(index)?;
        let is_hex = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let word = u32::from_str_radix(text, 16);
        word.ok().filter(|_| is_hex).ok_or(Refusal::InvalidParams)
    }
}

/// The line that answers a request.
pub(crate) fn answer(id: Value, outcome: Result<Value, Refusal>) -> String {
    let line = match outcome {
        Ok(result) => json!({ "id": id, "result": result, "error": null }),
        Err(refusal) => {
            let error = json!([refusal.code(), refusal.to_string(), null]);
            json!({ "id": id, "result": null, "error": error })
        }
    };
    format!("{line}\n")
}

/// The line of a notification to the miner.
pub(crate) fn notification(method: &str, params: &Value) -> String {
    let line = json!({ "id": null, "method": method, "params": params });
    format!("{line}\n")
}
