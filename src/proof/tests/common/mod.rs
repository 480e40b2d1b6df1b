//! Chains with blocks of any number of transactions, and an encoder of proofs that shares no code
//! with the crate's own.

use chain::testing::{self, TestKey};
use chain::{Chain, MemoryStore, Spec, SpecDraft};
use primitives::{
    Amount, Block, CompactTarget, Encode, Header, Height, Input, KeyHash, Lock, OutPoint, Output,
    Timestamp, Transaction, Txid, sha256, sha256d,
};
use proof::{InclusionError, Proof, ProofError, Verdict, stamp};

/// 2^16 hashes a block, so that a changed header never meets the target by chance.
pub(crate) const HARD: CompactTarget = CompactTarget(0x1f00_ffff);
pub(crate) const EASY: CompactTarget = chain::params::EASIEST;

/// Later than all blocks of the tests.
pub(crate) const NOW: Timestamp = Timestamp(1_700_100_000);

/// The maximum number of payments in a test chain.
const COINS: usize = 120;

pub(crate) fn payer() -> TestKey {
    TestKey::new(1)
}

pub(crate) fn payee() -> Lock {
    TestKey::new(2).lock()
}

pub(crate) fn spec(bits: CompactTarget) -> Spec {
    let Lock::Key(hash) = payer().lock() else {
        unreachable!("a test key's lock is a key lock")
    };
    SpecDraft {
        bits,
        allocation: vec![(hash, Amount::COIN); COINS],
        ..testing::draft()
    }
    .build()
    .unwrap()
}

/// The hash of the file that the payment with this number stamps.
pub(crate) fn file(number: usize) -> [u8; 32] {
    sha256(format!("file {number}").as_bytes())
}

/// The payment with this number, which spends a coin of the allocation to the payee and stamps a
/// file.
pub(crate) fn payment(chain: &Chain<MemoryStore>, number: usize) -> Transaction {
    let txid = chain.spec().genesis().transactions[0].txid();
    let index = u32::try_from(number + 1).unwrap();
    let from = OutPoint { txid, index };
    let paid = testing::output_of(&payer().pay(chain, from, &payee(), Amount::ZERO), 0).1;
    let coin = chain.coin(&from).unwrap().unwrap();
    let outputs = vec![paid, stamp::output(&file(number))];
    payer().spend(chain.genesis(), &[(from, coin.output)], outputs)
}

/// A chain whose blocks have these numbers of payments.
pub(crate) fn chain(bits: CompactTarget, payments: &[usize]) -> Chain<MemoryStore> {
    let mut chain = Chain::open(spec(bits), MemoryStore::new()).unwrap();
    let mut next = 0;
    for count in payments {
        let transactions = (next..next + count).map(|number| payment(&chain, number));
        let transactions = transactions.collect();
        next += count;
        let lock = Lock::Key(KeyHash::from_bytes([9; 20]));
        let block = testing::next_block(&chain, &lock, transactions);
        chain.accept_block(block, NOW).unwrap();
    }
    chain
}

pub(crate) fn block_at(chain: &Chain<MemoryStore>, height: u32) -> Block {
    let hash = chain.hash_at(Height(height)).unwrap();
    chain.block(&hash).unwrap().unwrap()
}

/// A transaction as it is encoded in a proof.
pub(crate) fn bare(transaction: &Transaction) -> Transaction {
    let mut bare = transaction.clone();
    bare.inputs.iter_mut().for_each(|i| i.witness.clear());
    bare
}

pub(crate) fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
    sha256d(&[left, right].concat())
}

pub(crate) fn id(transaction: &Transaction) -> [u8; 32] {
    transaction.txid().to_bytes()
}

/// The siblings of the nodes from a leaf to the root, found by recursion.
pub(crate) fn siblings(leaves: &[[u8; 32]], index: usize) -> Vec<[u8; 32]> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let mut leaves = leaves.to_vec();
    if leaves.len() % 2 == 1 {
        leaves.push(*leaves.last().unwrap());
    }
    let parents: Vec<_> = leaves
        .chunks(2)
        .map(|pair| node(pair[0], pair[1]))
        .collect();
    let mut found = vec![leaves[index ^ 1]];
    found.extend(siblings(&parents, index / 2));
    found
}

/// An encoded transaction and its branch.
#[derive(Clone)]
pub(crate) struct DraftLeaf {
    pub(crate) transaction: Vec<u8>,
    pub(crate) siblings: Vec<[u8; 32]>,
}

impl DraftLeaf {
    pub(crate) fn new(transaction: &Transaction, siblings: Vec<[u8; 32]>) -> Self {
        Self {
            transaction: bare(transaction).to_bytes(),
            siblings,
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.transaction);
        out.push(u8::try_from(self.siblings.len()).unwrap());
        out.extend(self.siblings.iter().flatten());
    }
}

/// A proof that may be invalid in any way.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) spec: Vec<u8>,
    pub(crate) start: [u8; 32],
    pub(crate) headers: Vec<Header>,
    pub(crate) block: u8,
    pub(crate) coinbase: DraftLeaf,
    pub(crate) other: Option<(u8, DraftLeaf)>,
}

impl Draft {
    /// The valid proof, from the genesis block on.
    pub(crate) fn new(chain: &Chain<MemoryStore>, height: u32, index: usize) -> Self {
        let tip = chain.tip().height.value();
        let block = block_at(chain, height);
        let leaves: Vec<_> = block.transactions.iter().map(id).collect();
        let leaf = |at: usize| DraftLeaf::new(&block.transactions[at], siblings(&leaves, at));
        let headers = (1..=tip).map(|at| *chain.header_at(Height(at)).unwrap());
        Self {
            spec: chain.spec().to_bytes(),
            start: chain.genesis().to_bytes(),
            headers: headers.collect(),
            block: u8::try_from(height - 1).unwrap(),
            coinbase: leaf(0),
            other: (index > 0).then(|| (u8::try_from(index).unwrap(), leaf(index))),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = b"TABPROOF\x02".to_vec();
        primitives::put_bytes(&mut out, &self.spec);
        out.extend_from_slice(&self.start);
        out.push(u8::try_from(self.headers.len()).unwrap());
        for header in &self.headers {
            let whole = header.to_bytes();
            out.extend_from_slice(&whole[..4]);
            out.extend_from_slice(&whole[36..]);
        }
        out.push(self.block);
        self.coinbase.write(&mut out);
        match &self.other {
            None => out.push(0),
            Some((index, leaf)) => {
                out.push(*index);
                leaf.write(&mut out);
            }
        }
        out
    }
}

pub(crate) fn check(draft: &Draft, chain: &Chain<MemoryStore>) -> Result<Verdict, ProofError> {
    let proof = Proof::from_bytes(&draft.bytes()).unwrap();
    proof.check(chain.genesis(), NOW)
}

pub(crate) fn refused_inclusion(draft: &Draft, chain: &Chain<MemoryStore>) -> InclusionError {
    match check(draft, chain).unwrap_err() {
        ProofError::Inclusion(error) => error,
        other => panic!("{other}"),
    }
}

/// A transaction that spends a coin that does not exist.
pub(crate) fn fake() -> Transaction {
    Transaction {
        version: 2,
        inputs: vec![Input::spending(OutPoint {
            txid: Txid::from_bytes([5; 32]),
            index: 0,
        })],
        outputs: vec![Output {
            amount: Amount::COIN,
            lock: payee(),
        }],
        lock_time: 0,
    }
}
