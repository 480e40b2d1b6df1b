//! Stories about nodes and their peers: friends, strangers, separate branches, wrong clocks, listed
//! relays, the tab's own API, and nobody at all.

mod branches;
mod clocks;
mod friends;
mod native;
mod offline;
mod relay_list;
mod strangers;
mod tab_api;
