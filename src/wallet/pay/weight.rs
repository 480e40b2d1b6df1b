//! The weights (BIP141) of the parts of a payment before it is built.

use primitives::encoding::compact_len;
use primitives::transaction::WITNESS_SCALE;
use primitives::{FeeRate, Input, KeySpend, Lock};

/// The weight of a signed input.
pub(crate) const INPUT: usize = WITNESS_SCALE * Input::MIN_LEN + KeySpend::WITNESS_LEN;

/// The fee of spending one coin at the minimum fee rate, in base units. A coin of at most this
/// amount is not worth spending.
pub(crate) fn least_spending() -> u64 {
    FeeRate::MIN.fee(INPUT).units()
}

/// The weight of an output to a key: amount, length, version, push and hash.
pub(crate) const OUTPUT: usize = WITNESS_SCALE * (8 + 1 + 1 + 1 + 20);

/// The weight of an output with this many data bytes.
pub(crate) const fn data(length: usize) -> usize {
    let script = Lock::data_script_len(length);
    WITNESS_SCALE * (8 + compact_len(script as u64) + script)
}

/// The weight of an output to any lock.
pub(crate) fn output(lock: &Lock) -> usize {
    WITNESS_SCALE * (8 + lock.encoded_len())
}

/// The weight of a transaction without its inputs and outputs: version, lock time, the two counts,
/// marker and flag.
pub(crate) const fn frame(inputs: usize, outputs: usize) -> usize {
    WITNESS_SCALE * (4 + 4 + compact_len(inputs as u64) + compact_len(outputs as u64)) + 2
}
