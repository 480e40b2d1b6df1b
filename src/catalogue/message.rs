//! Languages and their messages.

use crate::error::Position;

/// The messages of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The language's BCP 47 tag, such as `en`.
    pub tag: String,
    /// The messages by feature, in the order of its file.
    pub messages: Vec<Message>,
}

/// A text of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its position.
    pub position: Position,
    /// The name of its file without the extension.
    pub feature: String,
    /// Its identifier, which is unique in its file.
    pub name: String,
    /// Its values, in the order in which the first language names them.
    pub arguments: Vec<Argument>,
    /// Its text.
    pub pattern: Vec<Part>,
}

/// A value that a message takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The variable's name without the dollar sign.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything that can be written as text.
    Text,
    /// A whole number, which may select a plural form.
    Number,
    /// An element of the page.
    Element,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain text.
    Text(String),
    /// The value with this index.
    Argument(usize),
    /// The variant that fits a number.
    Select {
        /// The index of the number.
        argument: usize,
        /// The variants; the last one is the default.
        variants: Vec<Variant>,
    },
}

/// A plural form of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The plural category, such as `one`, or a number in digits.
    pub key: String,
    /// The text, without further selections.
    pub parts: Vec<Part>,
}
