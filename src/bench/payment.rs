//! Thousands of keys and payments, with a separate key for each coin, as in a wallet.

use primitives::{
    BlockHash, Input, KeySpend, OutPoint, Output, SecretKey, Sighash, Transaction, hash,
};

/// The key with this number.
///
/// # Panics
/// Never: the hash of every number below 2^32 is a valid key.
pub fn secret(number: u32) -> SecretKey {
    SecretKey::from_bytes(hash::sha256(&number.to_be_bytes()))
        .expect("a hash below the order of the group is a key")
}

/// A coin, and the key that spends it.
pub struct Owned {
    /// Its outpoint.
    pub at: OutPoint,
    /// The output.
    pub output: Output,
    /// The key that spends it.
    pub key: SecretKey,
}

/// A transaction that spends all of these coins.
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
