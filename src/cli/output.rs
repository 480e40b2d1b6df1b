//! Printing results and failures, as text for people or as JSON for programs.

use std::io::{self, Write};

use serde_json::Value;

use crate::failure::{Exit, Failure};

/// How a command prints its result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// Whether results and failures are printed as JSON.
    pub(crate) is_json: bool,
}

impl Output {
    /// Prints a result, as JSON or as the text.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn print(self, document: &Value, text: &str) -> Result<(), Failure> {
        match self.is_json {
            true => line(&format!("{document:#}")),
            false => line(text),
        }
    }

    /// Prints a failure to standard error.
    pub(crate) fn fail(self, failure: &Failure) {
        let text = match self.is_json {
            true => failure.document().to_string(),
            false => format!("error: {failure}"),
        };
        // Nothing is left to do if standard error is closed.
        writeln!(io::stderr(), "{text}").ok();
    }

    /// Prints a remark to standard error, unless the output is JSON.
    pub(crate) fn remark(self, text: &str) {
        if !self.is_json {
            writeln!(io::stderr(), "{text}").ok();
        }
    }
}

/// Prints a line to standard output.
///
/// # Errors
///
/// [`Failure`] if standard output is closed.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.trim_end_matches('\n').as_bytes());
    let written = written.and_then(|()| out.write_all(b"\n"));
    written
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new(Exit::Other, format!("can't write the result: {error}")))
}
