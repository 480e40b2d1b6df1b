//! People whose networks have no route to each other, directly or behind routers that translate
//! addresses.
//!
//! Run by `cargo xtask test --nightly`, because the stories need network namespaces with virtual
//! cables, coturn and `nft`. Each island of the stories has a number of its own.

mod native;
mod turn;
