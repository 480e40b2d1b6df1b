//! Mining alone, without nodes: how difficulty rules fare when hash rate and clocks do what they do
//! among friends.
//!
//! [`study`] runs each candidate rule through the same seeded trials and gives the table from which
//! the rule of [`chain::difficulty`] was chosen; [`mod@attacks`] does the same with its anchor.
//! `cargo xtask sim difficulty` prints both.
//!
//! Blocks are drawn from the exponential distribution that difficulty and hash rate give; nothing
//! is hashed. Times and difficulties are relative: the chain starts at time 0 and difficulty 1,
//! which a hash rate of 1 meets once in an interval. The rules of time are those of headers: later
//! than the median of the last 11, ahead of the clock by no more than the chain allows.

mod asert;
mod attacks;
mod candidates;
mod mining;
mod rules;
mod table;
mod trials;

pub use attacks::{Home, Prices};
pub use mining::Bill;
pub use table::{Attacked, Attacks, Row, Table, attacks, study};
