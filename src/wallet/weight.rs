//! What the parts of a payment weigh (BIP141), before they exist.

use primitives::encoding::compact_len;
use primitives::transaction::WITNESS_SCALE;
use primitives::{FeeRate, Input, KeySpend, Lock};

/// A signed input.
pub(crate) const INPUT: usize = WITNESS_SCALE * Input::MIN_LEN + KeySpend::WITNESS_LEN;

/// Base units that spending one coin costs at the lowest fee rate: a coin of no more is not worth
/// it.
pub(crate) fn least_spending() -> u64 {
    FeeRate::MIN.fee(INPUT).units()
}

/// An output to a key: amount, length, version, push and hash.
pub(crate) const OUTPUT: usize = WITNESS_SCALE * (8 + 1 + 1 + 1 + 20);

/// An output that carries this many bytes.
pub(crate) const fn data(length: usize) -> usize {
    let script = Lock::data_script_len(length);
    WITNESS_SCALE * (8 + compact_len(script as u64) + script)
}

/// An output to any lock.
pub(crate) fn output(lock: &Lock) -> usize {
    WITNESS_SCALE * (8 + lock.encoded_len())
}

/// What a transaction weighs beside its inputs and outputs: version, lock time, the two counts;
/// marker and flag.
pub(crate) const fn frame(inputs: usize, outputs: usize) -> usize {
    WITNESS_SCALE * (4 + 4 + compact_len(inputs as u64) + compact_len(outputs as u64)) + 2
}
