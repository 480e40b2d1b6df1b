//! Documents that remain after a tab is closed: stamps of files, receipts of payments, proofs, and
//! their verification.

mod proofs;
mod receipt_link;
mod stamps;
mod verification;

pub(crate) use proofs::{prove, receipt};
pub(crate) use stamps::{review_stamp, sign_stamp, stamps};
pub use verification::check;
pub(crate) use verification::check_on;
