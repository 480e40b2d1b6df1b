//! The history of coins: a search finds the same transactions as a naive recursion and every forged
//! signature, and keeps its bounds.

mod altered;
mod graphs;
mod searches;

use chain::coin_history::{HistorySearch, Limits, Progress, TransactionSource};
use chain::testing::{self, TestKey, output_of};
use chain::{Chain, MemoryStore};
use primitives::{Amount, BlockHash, Height, OutPoint, Output, Transaction, Txid};

const UNLIMITED: Limits = Limits {
    transactions: usize::MAX,
    inputs: usize::MAX,
};

fn finish<A: TransactionSource<Error: core::fmt::Debug>>(
    search: &mut HistorySearch,
    source: &A,
) -> Progress {
    loop {
        match search.step(source, 7).unwrap() {
            Progress::More => {}
            end => return end,
        }
    }
}

fn search<A: TransactionSource<Error: core::fmt::Debug>>(
    source: &A,
    genesis: BlockHash,
    start: Txid,
    limits: Limits,
) -> (HistorySearch, Progress) {
    let mut search = HistorySearch::new(genesis, start, limits);
    let end = finish(&mut search, source);
    (search, end)
}

/// A chain with payments. Each step is an owner, a payee and a count. It mines a block with one
/// payment, which spends up to three mature coins of the owner and has two outputs: one to the
/// payee and one to the owner.
fn history(steps: &[(u8, u8, u8)]) -> Chain<MemoryStore> {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let mut coins: Vec<(OutPoint, Output, u8, Height)> = Vec::new();
    for (owner, payee, count) in steps {
        let (owner, payee) = (1 + owner % 3, 1 + payee % 3);
        let next = chain.tip().height.next();
        let is_spendable =
            |coin: &&(OutPoint, Output, u8, Height)| coin.2 == owner && coin.3 <= next;
        let count = usize::from(1 + count % 3);
        // The newest coins are spent, so that histories are deep.
        let newest = coins.iter().rev().filter(is_spendable);
        let chosen: Vec<_> = newest.take(count).cloned().collect();
        let mut payments = Vec::new();
        if !chosen.is_empty() {
            coins.retain(|coin| !chosen.contains(coin));
            let spent: Vec<_> = chosen
                .iter()
                .map(|(at, output, ..)| (*at, output.clone()))
                .collect();
            let total = Amount::sum(spent.iter().map(|(_, output)| output.amount)).unwrap();
            let half = Amount::from_units(total.units() / 2).unwrap();
            let outputs = [(half, payee), (total.checked_sub(half).unwrap(), owner)];
            let outputs = outputs.map(|(amount, key)| Output {
                amount,
                lock: TestKey::new(key).lock(),
            });
            let payment = TestKey::new(owner).spend(chain.genesis(), &spent, outputs.to_vec());
            for (index, key) in [(0, payee), (1, owner)] {
                let (at, output) = output_of(&payment, index);
                coins.push((at, output, key, next));
            }
            payments.push(payment);
        }
        let block = testing::next_block(&chain, &TestKey::new(owner).lock(), payments);
        let (at, output) = output_of(&block.transactions[0], 0);
        let maturity = chain.spec().maturity;
        coins.push((at, output, owner, next.saturating_add(maturity)));
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
    }
    chain
}

/// The ids of the last block's transactions.
fn last_txids(chain: &Chain<MemoryStore>) -> Vec<Txid> {
    let hash = chain.tip().hash;
    let block = chain.block(&hash).unwrap().unwrap();
    block.transactions.iter().map(Transaction::txid).collect()
}
