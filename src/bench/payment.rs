//! Keys and payments by the thousand, each coin with a key of its own as a wallet has it.

use primitives::{
    BlockHash, Input, KeySpend, OutPoint, Output, SecretKey, Sighash, Transaction, hash,
};

/// The key of this number.
///
/// # Panics
/// Never: no number up to 2^32 has such a hash.
pub fn secret(number: u32) -> SecretKey {
    SecretKey::from_bytes(hash::sha256(&number.to_be_bytes()))
        .expect("a hash below the order of the group is a key")
}

/// A coin, and the key that spends it.
pub struct Owned {
    /// Where it is.
    pub at: OutPoint,
    /// What it is.
    pub output: Output,
    /// Whose it is.
    pub key: SecretKey,
}

/// Spends all of these coins.
pub fn pay(genesis: BlockHash, coins: &[Owned], outputs: Vec<Output>) -> Transaction {
    let mut payment = Transaction {
        version: 2,
        inputs: coins.iter().map(|coin| Input::spending(coin.at)).collect(),
        outputs,
        lock_time: 0,
    };
    let spent: Vec<_> = coins.iter().map(|coin| coin.output.clone()).collect();
    let sighash = Sighash::new(genesis, &payment, &spent);
    for (place, (coin, input)) in coins.iter().zip(&mut payment.inputs).enumerate() {
        input.witness = KeySpend::sign(&coin.key, &sighash.digest(place)).to_witness();
    }
    payment
}
