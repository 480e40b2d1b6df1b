//! Outputs that cost more to spend than they are worth.
//!
//! As in Bitcoin Core, whose figures these are: an output is dust when its amount is less than the fee, at 3 base units
//! a virtual byte, for the output itself and the input that spends it. This is a policy of mempools and wallets, not a
//! rule of the chain. The rate is fixed, so that what a wallet may pay does not change with the traffic.

use crate::amount::Amount;
use crate::lock::Lock;

/// Base units for each virtual byte of an output and of its spending.
const RATE: u64 = 3;

/// Virtual bytes of the input that spends a witness program: an outpoint, an empty script, a sequence, and a quarter of
/// the 107 bytes of a signature and a key.
const INPUT_BYTES: u64 = 32 + 4 + 1 + 107 / 4 + 4;

/// The least base units that a mempool accepts for an output to a key.
pub const KEY_DUST_LIMIT: u64 = RATE * (8 + 1 + 22 + INPUT_BYTES);

/// The least amount of an output with this lock that a mempool accepts; zero of one that nobody can spend.
///
/// # Panics
/// Never: a script is at most 10,000 bytes.
pub fn dust_limit(lock: &Lock) -> Amount {
    if lock.is_unspendable() {
        return Amount::ZERO;
    }
    let output = 8 + lock.encoded_len() as u64;
    Amount::from_units(RATE * (output + INPUT_BYTES)).expect("far below the largest amount")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyHash;

    /// Bitcoin Core's limits for a P2WPKH, a P2TR and an anchor output.
    #[test]
    fn limits_of_bitcoin_core() {
        let key = Lock::Key(KeyHash::default());
        assert_eq!(dust_limit(&key).units(), 294);
        assert_eq!(KEY_DUST_LIMIT, 294);
        let program = |version, length| Lock::new(version, &vec![7; length]).unwrap();
        assert_eq!(dust_limit(&program(1, 32)).units(), 330);
        assert_eq!(dust_limit(&program(1, 2)).units(), 240);
        assert_eq!(dust_limit(&Lock::Data(vec![7; 80])), Amount::ZERO);
    }
}
