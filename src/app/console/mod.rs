//! The console: the methods of the tab's API, typed by hand.

pub(crate) mod page;
mod question;
