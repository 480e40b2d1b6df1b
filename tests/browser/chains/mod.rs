//! Stories about whole chains: how they are started, by whom their blocks are made, and how they
//! are removed.

mod authors;
mod native_author;
mod removal;
mod settings;
