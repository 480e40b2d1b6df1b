//! Fields that several methods have in common: a block's work and confirmations, the chain's name.

use chain::authority::proven_work;
use chain::{Chain, Entry, Store};

/// The work of the chain up to a block in hexadecimal, as the expected number of hashes.
pub(super) fn chain_work<S: Store>(chain: &Chain<S>, entry: &Entry) -> String {
    proven_work(chain.spec(), entry.work).to_string()
}

/// The number of confirmations of a block; −1 if it is not on the best chain.
pub(super) fn confirmations<S: Store>(chain: &Chain<S>, entry: &Entry) -> i64 {
    match chain.is_active(&entry.hash) {
        true => i64::from(chain.tip().height.since(entry.height)) + 1,
        false => -1,
    }
}

/// The name of the chain: `regtest` if Bitcoin's tools parse its addresses, otherwise its own.
pub(super) fn chain_name<S: Store>(chain: &Chain<S>) -> &str {
    match chain.spec().prefix.as_str() {
        "bcrt" => "regtest",
        _ => &chain.spec().name,
    }
}
