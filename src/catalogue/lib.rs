//! Texts for people: files in Fluent's syntax, checked and turned into Rust functions and tables by
//! the build scripts of the crates that show them. Nothing of this crate runs in a browser.
//!
//! A language is a folder named by its BCP 47 tag, with one `.ftl` file for each feature. The first
//! language decides which messages exist and which values each takes. Every other language must
//! have the same messages with the same values; otherwise the build fails with the file and the
//! line.
//!
//! The catalogue allows the part of Fluent's syntax that the page can show without an engine for
//! it:
//!
//! | in the file | value of the Rust function |
//! | --- | --- |
//! | `{ $name }` | text: `&dyn Display` |
//! | `{ NUMBER($count) }` | a number: `u64`, grouped as in the language of the text |
//! | `{ ELEMENT($link) }` | an element, such as a link: `Html` |
//! | `{ $count -> [one] … *[other] … }` | the same number, which selects a plural form |
//! | `{ "{" }` | none: the characters in the quotation marks |
//!
//! A variant holds no further selection. Its key is a whole number or a plural category that the
//! language has. A line break in a text is a space, or nothing between two wide characters.
//!
//! - [`read`] reads a language from its files, and [`complete`] compares it with the first one.
//! - [`rust()`] writes one function for each message.
//! - [`table()`] writes a language's patterns in the form that the page reads.
//! - [`languages`] reads all languages of a folder.
//! - [`build`] does all of it for a build script.

mod compare;
mod error;
mod message;
mod output;
mod pattern;
mod reading;
mod rust;
mod table;

pub use compare::complete;
pub use error::{Error, Position};
pub use message::{Argument, Kind, Language, Message, Part, Variant};
pub use output::{build, languages};
pub use reading::{File, read};
pub use rust::rust;
pub use table::table;
