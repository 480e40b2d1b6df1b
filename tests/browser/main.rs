//! Stories in real browsers, one file each: what people do with the page, and what they must see
//! then.
//!
//! `cargo xtask test` provides the page, the relay and a network with nothing but loopback. A story
//! fails if an expected state is not reached, and also if a console shows an error or a warning.

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
