//! Sending payments: the form, the review before signing, and the actions on a payment that waits.

mod chosen_coins;
mod fee_choice;
pub(crate) mod form;
mod further_payees;
pub(crate) mod open_request;
mod payee;
mod payment;
pub(crate) mod review_dialog;
pub(crate) mod waiting_actions;
