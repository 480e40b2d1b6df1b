//! Errors in the texts of a language, and their positions.

use core::fmt;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The path of the file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// An error in a file of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Its position.
    pub position: Position,
    /// The error, in lower case and without a full stop.
    pub what: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { file, line } = &self.position;
        write!(f, "{file}:{line}: {}", self.what)
    }
}

impl core::error::Error for Error {}
