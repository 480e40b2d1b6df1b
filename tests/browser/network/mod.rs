//! Stories about nodes and their peers: friends, strangers, separate branches, wrong clocks, the
//! tab's own API, and nobody at all.

mod branches;
mod clocks;
mod friends;
mod native;
mod offline;
mod strangers;
mod tab_api;
