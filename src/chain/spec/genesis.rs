//! The genesis block, which is computed from the spec alone.
//!
//! Its coinbase commits to the hash of the spec, so two chains that differ in any setting have
//! different genesis blocks. The genesis block proves no work, since no node receives it from
//! another.

use crate::params::BLOCK_VERSION;
use crate::spec::Spec;
use primitives::{
    Amount, Block, BlockHash, Encode, Header, Height, Input, Lock, OutPoint, Output, Transaction,
    Witness, sha256d,
};

impl Spec {
    /// The hash of the genesis block, which identifies the chain.
    pub fn genesis_hash(&self) -> BlockHash {
        self.genesis().hash()
    }

    /// The genesis block. The first output of its coinbase contains the genesis data and is
    /// unspendable. The others pay the genesis author, if there is one, and then the allocation,
    /// and can be spent from the next block on.
    pub fn genesis(&self) -> Block {
        let mut script = vec![32];
        script.extend_from_slice(&sha256d(&self.to_bytes()));
        let data = Output {
            amount: Amount::ZERO,
            lock: Lock::Data(self.data.clone()),
        };
        let author = self.genesis_author.map(|key| Output {
            amount: self.reward_at(Height::GENESIS),
            lock: Lock::Key(key),
        });
        let allocation = self.allocation.iter().map(|(key, amount)| Output {
            amount: *amount,
            lock: Lock::Key(*key),
        });
        let coinbase = Transaction {
            version: 1,
            inputs: vec![Input {
                previous: OutPoint::NULL,
                script,
                sequence: Input::FINAL,
                witness: Witness::new(),
            }],
            outputs: core::iter::once(data)
                .chain(author)
                .chain(allocation)
                .collect(),
            lock_time: 0,
        };
        let transactions = vec![coinbase];
        let header = Header {
            version: BLOCK_VERSION,
            previous: BlockHash::ZERO,
            merkle_root: primitives::block::merkle_root(&transactions).root,
            time: self.time,
            bits: self.bits,
            nonce: 0,
            seal: None,
        };
        Block {
            header,
            transactions,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::spec::SpecDraft;
    use primitives::{Amount, KeyHash, Lock, Timestamp};

    #[test]
    fn each_of_these_settings_changes_the_genesis_block() {
        let base = SpecDraft::default();
        let hash = |draft: SpecDraft| draft.build().unwrap().genesis().hash();
        let first = hash(base.clone());
        assert_eq!(first, hash(base.clone()));
        let others = [
            SpecDraft {
                name: "Other".into(),
                ..base.clone()
            },
            SpecDraft {
                symbol: "TAC".into(),
                ..base.clone()
            },
            SpecDraft {
                max_peers: 15,
                ..base.clone()
            },
            SpecDraft {
                data: vec![1],
                ..base.clone()
            },
            SpecDraft {
                time: Timestamp(1_700_000_000),
                ..base
            },
        ];
        for other in others {
            assert_ne!(first, hash(other));
        }
    }

    #[test]
    fn the_allocation_is_in_the_outputs() {
        let key = KeyHash::from_bytes([3; 20]);
        let spec = SpecDraft {
            allocation: vec![(key, Amount::COIN)],
            data: b"a newspaper's headline".to_vec(),
            ..SpecDraft::default()
        }
        .build()
        .unwrap();
        let outputs = &spec.genesis().transactions[0].outputs;
        assert_eq!(outputs.len(), 2);
        assert_eq!(outputs[0].lock, Lock::Data(spec.data.clone()));
        assert_eq!(
            (outputs[1].amount, &outputs[1].lock),
            (Amount::COIN, &Lock::Key(key))
        );
    }
}
