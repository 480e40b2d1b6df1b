//! A wallet under random steps: payments in and out, rewards, reorganisations, double spends,
//! restarts.
//!
//! After every step the wallet is compared with a plain table of unspent outputs, with a wallet
//! restored from its rows, and with itself after a block was disconnected and connected again. At
//! the end, a wallet made from the words alone must find the same.

use crate::common::view::{locks, next_payment, view};
use crate::common::*;
use primitives::{Amount, Height, Lock, OutPoint, Output, Timestamp, Transaction, Txid};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use wallet::{Entry, Seed, Spend, Wallet};

#[derive(Clone, Debug)]
enum Step {
    /// Mines a block, by the wallet or by somebody else, with the first unconfirmed transactions.
    Mine { ours: bool, share: u8 },
    /// Pays the wallet at its present address, a fresh one, or an old one.
    Receive { millis: u16, fresh: bool, old: u8 },
    /// Makes a payment to somebody else or to the wallet itself.
    Pay { share: u8, to_self: bool, max: bool },
    /// Disconnects blocks and connects others instead.
    Reorganise { depth: u8, keep: bool },
    /// The payer of an unconfirmed payment spends its coin with another transaction, in a block.
    DoubleSpend { which: u8 },
    /// Another copy of the wallet spends the coin of an unconfirmed payment of the wallet, in a
    /// block.
    Rival { which: u8 },
    /// The mempool drops an unconfirmed transaction.
    Evict { which: u8 },
    /// The wallet is restored from its rows.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<bool>(), any::<u8>()).prop_map(|(ours, share)| Step::Mine { ours, share }),
        3 => (1..60_000u16, any::<bool>(), any::<u8>())
            .prop_map(|(millis, fresh, old)| Step::Receive { millis, fresh, old }),
        4 => (any::<u8>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1))
            .prop_map(|(share, to_self, max)| Step::Pay { share, to_self, max }),
        2 => (1..6u8, any::<bool>()).prop_map(|(depth, keep)| Step::Reorganise { depth, keep }),
        1 => any::<u8>().prop_map(|which| Step::DoubleSpend { which }),
        1 => any::<u8>().prop_map(|which| Step::Rival { which }),
        1 => any::<u8>().prop_map(|which| Step::Evict { which }),
        1 => Just(Step::Restart),
    ]
}

struct World {
    seed: Seed,
    wallet: Wallet,
    chain: Chain,
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Unconfirmed transactions, parents before children.
    pool: Vec<Transaction>,
    /// Every address that was ever shown.
    shown: Vec<Lock>,
    counter: u64,
}

impl World {
    fn new() -> Self {
        let seed = seed(1);
        let mut wallet = wallet(&seed);
        let mut chain = Chain::new();
        let lock = wallet.reward_lock();
        chain.mine(&mut wallet, &lock, Vec::new());
        Self {
            shown: vec![wallet.receive_lock()],
            seed,
            wallet,
            chain,
            rows: BTreeMap::new(),
            pool: Vec::new(),
            counter: 0,
        }
    }

    fn now(&mut self) -> Timestamp {
        self.counter += 1;
        Timestamp(u32::try_from(self.counter).unwrap())
    }

    fn offer(&mut self, transaction: Transaction) {
        let now = self.now();
        self.wallet.pool_added(&transaction, now);
        self.pool.push(transaction);
    }

    /// Mines unconfirmed transactions and `extra`. The block is also disconnected and connected
    /// again.
    fn mine(&mut self, ours: bool, count: usize, extra: Vec<Transaction>) {
        let count = count.min(self.pool.len());
        let transactions: Vec<_> = self.pool.drain(..count).chain(extra).collect();
        let reward = if ours {
            self.wallet.reward_lock()
        } else {
            stranger(0)
        };
        let (height, block) = self.chain.next(&reward, transactions);
        let before = view(&self.wallet, self.chain.tip());
        assert!(self.wallet.connect(height, &block));
        let after = view(&self.wallet, height);
        assert!(self.wallet.disconnect(height, &block));
        assert_eq!(view(&self.wallet, self.chain.tip()), before, "taken back");
        assert!(self.wallet.connect(height, &block));
        assert_eq!(view(&self.wallet, height), after, "connected again");
        self.chain.blocks.push(block);
        self.clean_pool();
    }

    /// The unspent outputs of the chain, computed in the simplest way.
    fn unspent(&self) -> HashMap<OutPoint, (Output, Height, bool)> {
        let mut unspent = HashMap::new();
        for (height, block) in (0..).map(Height).zip(&self.chain.blocks) {
            for transaction in &block.transactions {
                for input in &transaction.inputs {
                    unspent.remove(&input.previous);
                }
                let txid = transaction.txid();
                for (index, output) in (0..).zip(&transaction.outputs) {
                    let at = OutPoint { txid, index };
                    unspent.insert(
                        at,
                        (
                            output.clone(),
                            height,
                            transaction.is_coinbase() && height > Height::GENESIS,
                        ),
                    );
                }
            }
        }
        unspent
    }

    /// Drops the transactions that the chain no longer allows, as a node does.
    fn clean_pool(&mut self) {
        let unspent = self.unspent();
        let mut made: HashSet<OutPoint> = HashSet::new();
        let mut taken: HashSet<OutPoint> = self
            .chain
            .blocks
            .iter()
            .flat_map(|block| &block.transactions)
            .flat_map(|transaction| &transaction.inputs)
            .map(|input| input.previous)
            .collect();
        let strangers = self.strangers();
        let tip = self.chain.tip();
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        for transaction in std::mem::take(&mut self.pool) {
            let fine = transaction.inputs.iter().all(|input| {
                let at = input.previous;
                let mature = |(_, height, reward): &(Output, Height, bool)| {
                    !reward || tip.0 + 1 >= height.0 + MATURITY
                };
                let there = unspent.get(&at).is_some_and(mature)
                    || made.contains(&at)
                    || strangers.contains(&at.txid);
                there && !taken.contains(&at)
            });
            if fine {
                let txid = transaction.txid();
                taken.extend(transaction.inputs.iter().map(|input| input.previous));
                let count = u32::try_from(transaction.outputs.len()).unwrap();
                made.extend((0..count).map(|index| OutPoint { txid, index }));
                kept.push(transaction);
            } else {
                gone.push(transaction.txid());
            }
        }
        self.pool = kept;
        for txid in gone {
            self.wallet.pool_removed(&txid);
        }
    }

    /// The txids of the outpoints that other payers spend. The outpoints count as existing,
    /// although no transaction created them.
    fn strangers(&self) -> HashSet<Txid> {
        (0..=self.counter)
            .map(|number| payment_from(number, &[]).inputs[0].previous.txid)
            .collect()
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Mine { ours, share } => {
                self.mine(ours, usize::from(share) % (self.pool.len() + 2), Vec::new());
            }
            Step::Receive { millis, fresh, old } => self.receive(millis, fresh, old),
            Step::Pay {
                share,
                to_self,
                max,
            } => self.pay(share, to_self, max),
            Step::Reorganise { depth, keep } => self.reorganise(depth, keep),
            Step::DoubleSpend { which } => self.double_spend(which),
            Step::Rival { which } => self.rival(which),
            Step::Evict { which } => self.evict(which),
            Step::Restart => self.restart(),
        }
    }

    fn receive(&mut self, millis: u16, fresh: bool, old: u8) {
        let lock = if fresh {
            self.wallet.next_receive_lock()
        } else if old < 64 {
            self.shown[usize::from(old) % self.shown.len()].clone()
        } else {
            self.wallet.receive_lock()
        };
        self.shown.push(lock.clone());
        self.counter += 1;
        let amount = units(u64::from(millis) * 100_000);
        let change = (stranger(self.counter), coins("1"));
        self.offer(payment_from(self.counter, &[(lock, amount), change]));
    }

    fn pay(&mut self, share: u8, to_self: bool, max: bool) {
        let tip = self.chain.tip();
        let spendable = self.wallet.balance(tip).spendable.units();
        let amount = match max {
            true => Spend::Max,
            false => Spend::Exact(units(1 + spendable / 256 * u64::from(share))),
        };
        let to = match to_self {
            true => self.wallet.receive_lock(),
            false => stranger(7),
        };
        if let Ok((draft, signed)) = send(&self.wallet, &self.seed, &to, amount, tip) {
            self.offer(signed);
            let gone = match to_self {
                true => draft.fee.units(),
                false => draft.fee.units() + draft.amount.units(),
            };
            let left = self.wallet.balance(tip).spendable.units();
            assert_eq!(left, spendable - gone, "accounted for at once");
            let pool = self.pool.len();
            self.clean_pool();
            assert_eq!(self.pool.len(), pool, "a payment that no pool takes");
        }
    }

    fn reorganise(&mut self, depth: u8, keep: bool) {
        let depth = usize::from(depth).min(self.chain.blocks.len() - 1);
        let mut back = Vec::new();
        for _ in 0..depth {
            let block = self.chain.undo(&mut self.wallet);
            let payments = block.transactions.into_iter().skip(1);
            back.splice(0..0, payments);
        }
        // The node's mempool accepts all transactions again that are still valid.
        let waiting = std::mem::take(&mut self.pool);
        self.pool = back.iter().cloned().chain(waiting).collect();
        self.clean_pool();
        for transaction in self.pool.clone() {
            let now = self.now();
            self.wallet.pool_added(&transaction, now);
        }
        for _ in 0..=depth {
            let count = if keep { self.pool.len() } else { 0 };
            self.mine(false, count, Vec::new());
        }
    }

    fn double_spend(&mut self, which: u8) {
        let strangers = self.strangers();
        let from_stranger = |it: &&Transaction| strangers.contains(&it.inputs[0].previous.txid);
        let candidates: Vec<_> = self.pool.iter().filter(from_stranger).collect();
        if let Some(victim) = pick(&candidates, which) {
            let mut rival = (*victim).clone();
            rival.outputs = vec![Output {
                amount: coins("1"),
                lock: stranger(u64::from(which)),
            }];
            self.mine(false, 0, vec![rival]);
        }
    }

    fn rival(&mut self, which: u8) {
        let unspent = self.unspent();
        let confirmed = |it: &&Transaction| {
            it.inputs
                .iter()
                .all(|input| unspent.contains_key(&input.previous))
        };
        let ours: HashSet<Txid> = self
            .wallet
            .unconfirmed()
            .iter()
            .map(Transaction::txid)
            .collect();
        let candidates: Vec<_> = self
            .pool
            .iter()
            .filter(|it| ours.contains(&it.txid()))
            .filter(confirmed)
            .collect();
        if let Some(victim) = pick(&candidates, which) {
            let mut rival = (*victim).clone();
            let lock = match which % 2 {
                0 => self.wallet.receive_lock(),
                _ => stranger(9),
            };
            rival.outputs = vec![Output {
                amount: units(u64::from(which) + 1),
                lock,
            }];
            self.mine(false, 0, vec![rival]);
        }
    }

    fn evict(&mut self, which: u8) {
        if let Some(victim) = pick(&self.pool, which) {
            let txid = victim.txid();
            self.pool.retain(|it| it.txid() != txid);
            self.wallet.pool_removed(&txid);
            self.clean_pool();
        }
    }

    fn restart(&mut self) {
        let mut restored = self.restored();
        self.offer_pool(&mut restored);
        self.wallet = restored;
    }

    /// Shows a restored wallet the mempool, as a node does after a restart.
    fn offer_pool(&mut self, restored: &mut Wallet) {
        for transaction in self.pool.clone() {
            let now = self.now();
            restored.pool_added(&transaction, now);
        }
    }

    fn restored(&self) -> Wallet {
        let account = self.seed.account(&GENESIS).public();
        Wallet::restore(account, SETTINGS, self.rows.clone()).unwrap()
    }

    fn check(&mut self) {
        for (key, value) in self.wallet.take_changes() {
            match value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
        let tip = self.chain.tip();
        let mut restored = self.restored();
        assert_eq!(view(&restored, tip), view(&self.wallet, tip), "restored");
        assert_eq!(locks(&restored), locks(&self.wallet), "restored");
        self.offer_pool(&mut restored);
        let next = [&restored, &self.wallet].map(|wallet| next_payment(wallet, tip));
        assert_eq!(next[0], next[1], "restored");
        let balance = self.wallet.balance(tip);
        let (mature, young) = self.worth();
        let known = balance.spendable.units()
            + balance.outgoing.units()
            + balance.immature.units()
            + balance.dust.units();
        assert_eq!(known, mature + young, "{balance:?}");
        assert!(balance.immature.units() <= young);
    }

    /// The amounts that the wallet owns according to the chain, in base units: spendable, and
    /// immature.
    fn worth(&self) -> (u64, u64) {
        let next = self.chain.tip().0 + 1;
        let mut worth = (0, 0);
        for (output, height, reward) in self.unspent().values() {
            if self.wallet.owns(&output.lock) {
                if *reward && next < height.0 + MATURITY {
                    worth.1 += output.amount.units();
                } else {
                    worth.0 += output.amount.units();
                }
            }
        }
        worth
    }

    /// A wallet made from the words alone finds everything that is on the chain.
    fn recover(&self) {
        let mut found = wallet(&self.seed);
        for (height, block) in (0..).map(Height).zip(&self.chain.blocks) {
            assert!(found.connect(height, block));
        }
        let tip = self.chain.tip();
        let (mature, young) = self.worth();
        let balance = found.balance(tip);
        assert_eq!(balance.spendable.units() + balance.dust.units(), mature);
        assert_eq!(balance.immature, units(young));
        assert_eq!(balance.outgoing, Amount::ZERO);
        let confirmed = |wallet: &Wallet| -> Vec<Entry> {
            let history = wallet.history(tip, usize::MAX).into_iter();
            history.filter(|entry| entry.height.is_some()).collect()
        };
        assert_eq!(confirmed(&found), confirmed(&self.wallet));
    }
}

fn pick<T>(list: &[T], which: u8) -> Option<&T> {
    list.get(usize::from(which).checked_rem(list.len())?)
}

proptest! {
    // The shortest failing list of steps is printed, which is more useful than a file of seeds.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_wallet_agrees_with_the_chain_whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        world.check();
        for step in &steps {
            world.step(step);
            world.check();
        }
        world.recover();
    }
}
