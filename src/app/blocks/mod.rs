//! The explorer: blocks, transactions, addresses, the mempool, and how final a payment is.

pub(crate) mod address;
mod alike;
mod balance_from;
mod block;
mod block_card;
pub(crate) mod block_strip;
pub(crate) mod block_table;
pub(crate) mod carried_view;
mod explorer_search;
mod flow;
mod how_sure;
mod odds;
pub(crate) mod page;
mod risk_bars;
pub(crate) mod stalled;
mod transaction;
mod transaction_lists;
mod waiting_payments;
