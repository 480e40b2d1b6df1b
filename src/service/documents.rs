//! Documents that remain after a tab is closed: stamps of files, receipts of payments, proofs,
//! signed messages, and their verification.

mod messages;
mod proofs;
mod receipt_link;
mod stamps;
mod verification;

pub(crate) use messages::{check_message, own_addresses, review_message, sign_message};
pub(crate) use proofs::{prove, receipt};
pub(crate) use stamps::{review_stamp, sign_stamp, stamps};
pub use verification::check;
pub(crate) use verification::check_on;
