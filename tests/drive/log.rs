//! The console output of a browser, and the messages in it that fail a test.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// A line of the console, or an uncaught error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `error`, `warn`, `info` or `debug`.
    pub level: String,
    /// The message, with its source if the browser reports it.
    pub text: String,
    /// Whether the message is expected because the test took the relay down or limited storage.
    pub expected: bool,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.level, self.text)
    }
}

/// The console output of one browser.
#[derive(Default)]
pub(crate) struct Log {
    lines: Mutex<Vec<Line>>,
    relay_down: AtomicBool,
    storage_full: AtomicBool,
}

/// Messages of browsers about an address where nothing answers: those of Chromium, of Chromium for
/// WebSockets and of Firefox, and those of Chromium about a service worker that could not be
/// installed for this reason, because its files or its page were missing.
const REFUSED: [&str; 7] = [
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "WebSocket connection to",
    "establish a connection to the server",
    "was interrupted while the page was loading",
    "Failed to execute 'addAll' on 'Cache'",
    "TypeError: Failed to fetch",
];

/// Chromium's message about a full storage.
const FULL: &str = "QuotaExceededError";

impl Log {
    /// Sets whether a full storage is expected from now on.
    pub(crate) fn storage_full(&self, full: bool) {
        self.storage_full.store(full, Ordering::Relaxed);
    }

    /// Sets whether an unreachable relay is expected from now on.
    pub(crate) fn relay_down(&self, down: bool) {
        self.relay_down.store(down, Ordering::Relaxed);
    }

    /// Records an event if it is a message.
    pub(crate) fn record(&self, method: &str, params: &Value) {
        match method {
            "log.entryAdded" => self.add(params, params["source"]["url"].as_str(), None),
            // Failed requests and violations of the content security policy, which BiDi does not
            // report.
            "goog:cdp.Log.entryAdded" => {
                let entry = &params["params"]["entry"];
                self.add(entry, entry["url"].as_str(), entry["source"].as_str());
            }
            _ => {}
        }
    }

    /// Every error and warning that no test provoked.
    pub(crate) fn problems(&self) -> Vec<Line> {
        self.lines()
            .into_iter()
            .filter(|line| {
                !line.expected && (line.level.starts_with("warn") || line.level == "error")
            })
            .collect()
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn add(&self, entry: &Value, url: Option<&str>, source: Option<&str>) {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let mut message = text("text").to_owned();
        for detail in [
            source,
            url,
            entry["stackTrace"]["callFrames"][0]["url"].as_str(),
        ]
        .into_iter()
        .flatten()
        {
            if !detail.is_empty() && !message.contains(detail) {
                message = format!("{message} ({detail})");
            }
        }
        let is_refusal = REFUSED.iter().any(|mark| message.contains(mark));
        let expected = self.relay_down.load(Ordering::Relaxed) && is_refusal
            || self.storage_full.load(Ordering::Relaxed) && message.contains(FULL);
        let line = Line {
            level: text("level").to_owned(),
            text: message,
            expected,
        };
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Log;

    fn refused() -> serde_json::Value {
        json!({ "level": "error", "text": "WebSocket connection to 'ws://127.0.0.1:1/signal' failed" })
    }

    #[test]
    fn a_refused_socket_is_a_problem_unless_the_relay_is_down() {
        let log = Log::default();
        log.record("log.entryAdded", &refused());
        assert_eq!(log.problems().len(), 1);

        let log = Log::default();
        log.relay_down(true);
        log.record("log.entryAdded", &refused());
        assert!(log.problems().is_empty());
        assert_eq!(log.lines().len(), 1);
    }

    #[test]
    fn other_errors_are_problems_even_while_the_relay_is_down() {
        let log = Log::default();
        log.relay_down(true);
        log.record(
            "log.entryAdded",
            &json!({ "level": "error", "text": "panicked at src/app/main.rs" }),
        );
        log.record(
            "log.entryAdded",
            &json!({ "level": "info", "text": "hello" }),
        );
        assert_eq!(log.problems().len(), 1);
    }
}
