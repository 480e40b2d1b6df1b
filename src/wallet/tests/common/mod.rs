//! A chain without proof of work and validation, for tests of wallets.

pub(crate) mod view;

use primitives::{
    Amount, Block, BlockHash, CompactTarget, Header, Height, Input, KeyHash, KeySpend, Lock,
    OutPoint, Output, Sighash, Timestamp, Transaction, Txid, Witness, sha256d,
};
use wallet::{Draft, FeeRate, Payment, Seed, Settings, Spend, SpendError, Wallet, Words};

pub(crate) const GENESIS: BlockHash = BlockHash::from_bytes([9; 32]);
pub(crate) const MATURITY: u32 = 3;
pub(crate) const SETTINGS: Settings = Settings {
    genesis: GENESIS,
    maturity: MATURITY,
};

pub(crate) fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(crate) fn units(units: u64) -> Amount {
    Amount::from_units(units).unwrap()
}

pub(crate) fn seed(number: u8) -> Seed {
    Words::from_entropy([number; 16]).seed()
}

pub(crate) fn wallet(seed: &Seed) -> Wallet {
    Wallet::new(seed.account(&GENESIS).public(), SETTINGS)
}

/// A lock of somebody else, given by a number.
pub(crate) fn stranger(number: u64) -> Lock {
    let hash = sha256d(&number.to_le_bytes());
    Lock::Key(KeyHash::from_bytes(hash[..20].try_into().unwrap()))
}

/// A payment of somebody else from an outpoint that the number determines.
pub(crate) fn payment_from(number: u64, outputs: &[(Lock, Amount)]) -> Transaction {
    let previous = OutPoint {
        txid: Txid::from_bytes(sha256d(&number.to_le_bytes())),
        index: 0,
    };
    let outputs = outputs.iter().cloned();
    Transaction {
        version: 2,
        inputs: vec![Input::spending(previous)],
        outputs: outputs
            .map(|(lock, amount)| Output { amount, lock })
            .collect(),
        lock_time: 0,
    }
}

/// A block after `previous`. `salt` distinguishes the blocks of competing branches.
pub(crate) fn block(
    previous: BlockHash,
    height: Height,
    salt: u32,
    reward: &Lock,
    transactions: Vec<Transaction>,
) -> Block {
    let mut script = height.0.to_le_bytes().to_vec();
    script.extend_from_slice(&salt.to_le_bytes());
    let coinbase = Transaction {
        version: 2,
        inputs: vec![Input {
            previous: OutPoint::NULL,
            script,
            sequence: Input::FINAL,
            witness: Witness::from([[0; 32]]),
        }],
        outputs: vec![Output {
            amount: coins("50"),
            lock: reward.clone(),
        }],
        lock_time: 0,
    };
    let transactions: Vec<_> = [coinbase].into_iter().chain(transactions).collect();
    let mut block = Block {
        header: Header {
            version: 1,
            previous,
            merkle_root: Default::default(),
            time: Timestamp(1_000_000 + 10 * height.0),
            bits: CompactTarget(0x207f_ffff),
            nonce: salt,
            seal: None,
        },
        transactions,
    };
    block.header.merkle_root = block.merkle_root().root;
    block
}

/// A chain of blocks that is shown to one wallet.
pub(crate) struct Chain {
    pub(crate) blocks: Vec<Block>,
    salt: u32,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self {
            blocks: Vec::new(),
            salt: 0,
        }
    }

    pub(crate) fn tip(&self) -> Height {
        Height(u32::try_from(self.blocks.len()).unwrap().saturating_sub(1))
    }

    pub(crate) fn next(
        &mut self,
        reward: &Lock,
        transactions: Vec<Transaction>,
    ) -> (Height, Block) {
        let height = Height(u32::try_from(self.blocks.len()).unwrap());
        let previous = self.blocks.last().map_or(BlockHash::ZERO, Block::hash);
        self.salt += 1;
        (
            height,
            block(previous, height, self.salt, reward, transactions),
        )
    }

    /// Adds a block and shows it to the wallet.
    pub(crate) fn mine(
        &mut self,
        wallet: &mut Wallet,
        reward: &Lock,
        transactions: Vec<Transaction>,
    ) {
        let (height, block) = self.next(reward, transactions);
        assert!(wallet.connect(height, &block));
        self.blocks.push(block);
    }

    /// Adds empty blocks mined by somebody else.
    pub(crate) fn mine_empty(&mut self, wallet: &mut Wallet, count: usize) {
        for _ in 0..count {
            self.mine(wallet, &stranger(0), Vec::new());
        }
    }

    /// Disconnects the last block.
    pub(crate) fn undo(&mut self, wallet: &mut Wallet) -> Block {
        let height = self.tip();
        let block = self.blocks.pop().unwrap();
        assert!(wallet.disconnect(height, &block));
        block
    }
}

pub(crate) fn pay(to: &Lock, amount: Spend) -> Payment {
    Payment {
        to: to.clone(),
        amount,
        fee_rate: FeeRate::MIN,
        note: None,
    }
}

/// Prepares and signs a payment, and checks it as a node would.
pub(crate) fn send(
    wallet: &Wallet,
    seed: &Seed,
    to: &Lock,
    amount: Spend,
    tip: Height,
) -> Result<(Draft, Transaction), SpendError> {
    let draft = wallet.prepare(&pay(to, amount), tip)?;
    let signed = wallet.sign(&draft, seed).unwrap();
    check(&draft, &signed, FeeRate::MIN);
    Ok((draft, signed))
}

/// Checks that every signature verifies, that the amounts add up, and that the fee is that of the
/// rate, plus the change if it is omitted.
pub(crate) fn check(draft: &Draft, signed: &Transaction, rate: FeeRate) {
    assert_eq!(signed.txid(), draft.transaction.txid());
    let sighash = Sighash::new(GENESIS, signed, &draft.spent);
    for (index, (input, spent)) in signed.inputs.iter().zip(&draft.spent).enumerate() {
        let Lock::Key(hash) = spent.lock else {
            panic!("not a key's");
        };
        let spend = KeySpend::from_witness(&input.witness, hash).unwrap();
        spend.verify(&sighash.digest(index)).unwrap();
    }
    let total = |outputs: &[Output]| -> u64 { outputs.iter().map(|it| it.amount.units()).sum() };
    assert_eq!(
        total(&draft.spent),
        total(&signed.outputs) + draft.fee.units()
    );
    let paid = signed.outputs.iter().filter(|it| it.lock == draft.to);
    assert!(paid.into_iter().any(|it| it.amount == draft.amount));
    let wanted = rate.fee(signed.weight());
    assert!(draft.fee >= wanted, "{} < {wanted}", draft.fee);
    if draft.change.is_some() {
        assert_eq!(draft.fee, wanted);
    }
}
