//! Proofs: stamping files, saving receipts, and verifying the proofs of others.

mod check_form;
pub(crate) mod page;
mod proof_art;
pub(crate) mod receipt_card;
mod save_proof;
mod stamp_form;
mod stamp_list;
mod stamped_names;
mod verdict;
