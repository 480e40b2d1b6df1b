//! Stories about nodes and their peers: friends, strangers, separate branches, wrong clocks, and
//! nobody at all.

mod branches;
mod clocks;
mod friends;
mod native;
mod offline;
mod strangers;
