//! How much one payment can hold.

use crate::pay::weight;
use primitives::transaction::MAX_RELAYED_WEIGHT;

/// The maximum size in bytes of a data output that the wallet makes: a sentence or two, which cost
/// about as much as a payment.
pub const MAX_DATA: usize = 256;

/// The minimum size in bytes of the data of a transaction that only carries data. With one input,
/// no change and one data byte less, the transaction would have 64 bytes without its witness. Such
/// a transaction can't be distinguished from an inner node of the Merkle tree, and can therefore
/// not be proven (CVE-2017-12842).
pub const MIN_DATA_ALONE: usize = 3;

/// The maximum number of inputs of one payment: with payee, note and change, its weight is at most
/// what nodes relay.
pub const MAX_INPUTS: usize = {
    let outputs = 2 * weight::OUTPUT + weight::data(MAX_DATA);
    let beside = weight::frame(MAX_RELAYED_WEIGHT / weight::INPUT, 3) + outputs;
    (MAX_RELAYED_WEIGHT - beside) / weight::INPUT
};
