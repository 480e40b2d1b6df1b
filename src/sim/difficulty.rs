//! A study of difficulty rules by simulated mining, without nodes, under the changes of hash rates
//! and clocks that are typical of a few friends who mine.
//!
//! [`study`] runs each candidate rule through the same seeded trials and returns the table on which
//! the choice of the rule of [`chain::difficulty`] is based. [`mod@attacks`] does the same for the
//! rule's anchor. `cargo xtask sim difficulty` prints both tables.
//!
//! The time until each block is drawn from an exponential distribution, whose mean is the
//! difficulty divided by the hash rate; nothing is hashed. Times and difficulties are relative: the
//! chain starts at time 0 and difficulty 1, at which a hash rate of 1 finds one block in an
//! interval. Timestamps follow the rules of headers: later than the median of the last 11, and
//! ahead of the clock by no more than the chain allows.

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
