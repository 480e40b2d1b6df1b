//! Stories in real browsers: what people do with the page, and what they must see then. There is a
//! file for each subject, in a folder for each feature.
//!
//! `cargo xtask test` provides the page, the relay and a network with nothing but loopback. A story
//! fails if an expected state is not reached, and also if a console shows an error or a warning.
//!
//! The stories share the actions in [`moves`], the checks of a page's look in [`looks`], and
//! [changed copies](page_copy) of the page. The modules `apart`, `bench`, `figures`, `firefox` and
//! `nightly` are selected or left out by their names in `src/xtask/stories.rs`, so no other story
//! may have these words in its name.

mod apart;
mod axe;
mod bench;
mod chains;
mod device;
mod figures;
mod firefox;
mod looks;
mod moves;
mod network;
mod nightly;
mod page_copy;
mod pages;
mod proofs;
mod wallet;
