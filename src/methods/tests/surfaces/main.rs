//! REST and Esplora on a small chain: each method, an error case of each, and the documents made
//! from the table.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod conditions;
mod documents;
mod errors;
mod esplora;
mod front_end;
mod random;
mod rest;
mod small;
mod wallet;
