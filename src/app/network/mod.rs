//! The network: the connection and its diagnosis, peers, relays, invitation and stored blocks.

mod connection_details;
pub(crate) mod connection_text;
pub(crate) mod connection_trouble;
mod invitation;
mod keep_blocks;
pub(crate) mod mesh;
pub(crate) mod page;
mod peers_table;
mod relay_form;
mod relay_words;
mod report;
mod save_settings;
mod traffic;
