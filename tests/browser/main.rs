//! Stories told in real browsers, one file each: what people do with the page, and what they must
//! then see.
//!
//! `cargo xtask test` provides the page, the relay and a network of nothing but loopback. A story
//! fails when what it waits for does not come, and also when a console shows an error or a warning.

mod apart;
mod authors;
mod axe;
mod bench;
mod branches;
mod clocks;
mod consent;
mod disks;
mod errors;
mod figures;
mod firefox;
mod friends;
mod keyboard;
mod looks;
mod moves;
mod names;
mod nightly;
mod offline;
mod origins;
mod patched;
mod profiles;
mod promises;
mod proofs;
mod removal;
mod responsive;
mod safety;
mod settings;
mod storage;
mod strangers;
mod tabs;
mod updates;
