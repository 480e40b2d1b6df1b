//! Dust: outputs that cost more to spend than they are worth.
//!
//! As in Bitcoin Core, an output is dust if its amount is less than the fee of the output and of
//! the input that spends it, at 3 base units per virtual byte. This is a policy of mempools and
//! wallets, not a consensus rule. The rate is fixed, so the minimum payment does not vary with
//! traffic.

use crate::amount::Amount;
use crate::lock::Lock;

/// Fee rate in base units per virtual byte at which an output and its spending input are priced.
const UNITS_PER_VBYTE: u64 = 3;

/// Virtual bytes of an input that spends a witness program: an outpoint, an empty script, a
/// sequence and a quarter of the 107 bytes of a signature and a key.
const INPUT_VBYTES: u64 = 32 + 4 + 1 + 107 / 4 + 4;

/// The minimum amount, in base units, with which a mempool accepts an output to a key.
pub const KEY_DUST_LIMIT: u64 = UNITS_PER_VBYTE * (8 + 1 + 22 + INPUT_VBYTES);

/// The minimum amount with which a mempool accepts an output with this lock. Zero if the output is
/// unspendable.
///
/// # Panics
/// Never: a script has at most 10,000 bytes.
pub fn dust_limit(lock: &Lock) -> Amount {
    if lock.is_unspendable() {
        return Amount::ZERO;
    }
    let output = 8 + lock.encoded_len() as u64;
    Amount::from_units(UNITS_PER_VBYTE * (output + INPUT_VBYTES))
        .expect("the limit of a script of 10,000 bytes is far below the maximum amount")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyHash;

    /// Bitcoin Core's limits for a P2WPKH, a P2TR and an anchor output.
    #[test]
    fn limits_equal_those_of_bitcoin_core() {
        let key = Lock::Key(KeyHash::default());
        assert_eq!(dust_limit(&key).units(), 294);
        assert_eq!(KEY_DUST_LIMIT, 294);
        let program = |version, length| Lock::new(version, &vec![7; length]).unwrap();
        assert_eq!(dust_limit(&program(1, 32)).units(), 330);
        assert_eq!(dust_limit(&program(1, 2)).units(), 240);
        assert_eq!(dust_limit(&Lock::Data(vec![7; 80])), Amount::ZERO);
    }
}
