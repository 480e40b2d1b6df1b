//! Tests of whole services, each with one person who mines, pays, invites and returns.
#![allow(
    clippy::unwrap_used,
    reason = "a test may panic; the lint spares only functions marked as tests"
)]

mod authors;
mod consent;
mod control;
mod endpoints;
mod fees;
mod grants;
mod invitations;
mod origins;
mod payments;
mod people;
mod pictures;
mod profiles;
mod proofs;
mod pruning;
mod queries;
mod receipts;
mod requests;
mod safety;
mod settings;
mod wallets;
