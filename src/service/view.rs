//! The view that a page shows, made from the state of node and wallet and bounded in size.

use api::{
    AttemptView, BlockSummary, ChainView, ConnectionView, HistoryKind, HistoryRow, LinkKind,
    MiningView, PeerView, PoolView, RelayEntry, RelayView, SyncView, WalletView,
};
use chain::{PrunedBlock, Spec, Store};
use node::{Direction, PeerId, SyncState};
use primitives::{Block, CompactTarget, Header, Height, Lock, Transaction, address};
use wallet::{Failed, Wallet};

use crate::carried;
use crate::connection::{Facts, diagnose};
use crate::invitation::Invitation;
use crate::service::Service;

/// The maximum number of blocks of a view: as many as fit on a wide screen, and some more.
pub(crate) const RECENT: usize = 30;
/// The difference in seconds between this device's clock and its peers' clocks above which the
/// person is warned: a quarter of the longest time that a block may be ahead, and more than the
/// drift of a clock that is set by a time server.
const CLOCK_TOLERANCE: i64 = 150;
/// The maximum number of history rows of a view; older ones are found by searching.
const HISTORY: usize = 200;

/// The state of network and miner, which the driver knows and the service does not.
#[derive(Clone, Debug, Default)]
pub struct DriverStatus {
    /// The driver's figures of the network.
    pub network: NetworkFigures,
    /// The driver's figures of the miner.
    pub mining: MinerFigures,
    /// The driver's figures of each link.
    pub links: Vec<(PeerId, LinkFigures)>,
}

/// The driver's figures of the miner.
#[derive(Clone, Copy, Debug, Default)]
pub struct MinerFigures {
    /// The number of workers that search now; 0 when stopped.
    pub cores: u32,
    /// The completed hashes per second of wall-clock time, as an average over the last seconds.
    pub hash_rate: f64,
    /// The hashes completed since mining started.
    pub hashes: f64,
    /// The milliseconds that the last job took to reach the last worker; `None` before the first
    /// report.
    pub delay: Option<u32>,
}

/// The driver's figures of the network.
#[derive(Clone, Debug, Default)]
pub struct NetworkFigures {
    /// The chain's relays.
    pub relays: Vec<RelayEntry>,
    /// The number of peers that a relay names as present, without linked ones.
    pub present: u32,
    /// The number of those peers with which an attempt to link has failed.
    pub unreached: u32,
    /// The number of those peers that take no more links.
    pub busy: u32,
    /// Failed attempts, newest first.
    pub attempts: Vec<AttemptView>,
    /// Whether a relay has named a TURN server.
    pub has_turn: bool,
    /// Whether links go through TURN servers only.
    pub hides_address: bool,
}

/// The driver's figures of one link.
#[derive(Clone, Debug, Default)]
pub struct LinkFigures {
    /// A short name for the peer.
    pub name: String,
    /// The bytes received.
    pub received: u64,
    /// The bytes sent.
    pub sent: u64,
}

impl<S: Store> Service<S> {
    /// The view of the open chain.
    pub fn view(&self, driver: &DriverStatus) -> ChainView {
        let chain = self.node.chain();
        let spec = chain.spec();
        let tip = chain.tip();
        ChainView {
            genesis: chain.genesis(),
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            interval: spec.interval,
            confirmations: spec.confirmations,
            maturity: spec.maturity,
            grant: self.open_grant(),
            reward: spec.reward_at(tip.height.next()),
            height: tip.height.value(),
            tip: tip.hash,
            difficulty: difficulty(chain.next_block().bits),
            blocks: self.recent.iter().cloned().collect(),
            kept: self.kept_view(),
            pool: self.pool_view(),
            sync: self.sync_view(),
            unmet: self.contact.is_missing(),
            authority: self.authority_view(),
            mining: self.mining_view(driver.mining),
            words: self.words.clone(),
            wallet: self.wallet_view(tip.height),
            connection: self.connection_view(driver),
            peers: self.peer_views(driver),
            invitation: Invitation {
                spec: spec.clone(),
                relay: relay_for_others(&driver.network.relays),
            }
            .to_link(&self.page),
        }
    }

    fn mining_view(&self, figures: MinerFigures) -> MiningView {
        let MinerFigures {
            cores,
            hash_rate,
            hashes,
            delay,
        } = figures;
        MiningView {
            cores,
            hash_rate,
            hashes,
            found: self.found,
            delay,
        }
    }

    fn pool_view(&self) -> PoolView {
        let pool = self.node.pool();
        PoolView {
            transactions: u32::try_from(pool.len() + pool.grants().len()).unwrap_or(u32::MAX),
            weight: pool.weight() as u64,
            fees: pool.fees(),
            least_rate: pool.least_rate().0,
        }
    }

    fn sync_view(&self) -> SyncView {
        let chain = self.node.chain();
        let tip = chain.tip().height;
        let scanned = self.wallet.synced().map_or(0, |(height, _)| height.value());
        match self.node.sync_state() {
            SyncState::Headers => SyncView::Syncing {
                target: chain.best_header().height.value(),
            },
            SyncState::Unserved { target } => SyncView::Unserved {
                target: target.value(),
            },
            SyncState::Stranded { target } => SyncView::Stranded {
                target: target.value(),
            },
            SyncState::Blocks { target } => SyncView::Syncing {
                target: target.value(),
            },
            SyncState::Alone | SyncState::Synced if scanned < tip.value() => {
                SyncView::Scanning { scanned }
            }
            SyncState::Alone | SyncState::Synced => SyncView::Ready,
        }
    }

    fn connection_view(&self, driver: &DriverStatus) -> ConnectionView {
        let network = &driver.network;
        let relays: Vec<_> = network.relays.iter().map(|it| it.state.clone()).collect();
        let clock_ahead = self.clock_ahead();
        let state = diagnose(&Facts {
            clock_ahead,
            clock_tolerance: CLOCK_TOLERANCE,
            relays: &relays,
            links: u32::try_from(self.node.peers().count()).unwrap_or(u32::MAX),
            present: network.present,
            unreached: network.unreached,
            busy: network.busy,
            attempts: &network.attempts,
            has_turn: network.has_turn,
            hides_address: network.hides_address,
            sync: self.sync_view(),
        });
        ConnectionView {
            state,
            relays: network.relays.clone(),
            attempts: network.attempts.clone(),
            has_turn: network.has_turn,
            hides_address: network.hides_address,
            clock_ahead,
        }
    }

    /// The seconds by which this device's clock seems ahead of its peers' clocks; `None` if no peer
    /// has reported its time.
    fn clock_ahead(&self) -> Option<i64> {
        self.node.clock_offset().map(|behind| -behind)
    }

    fn peer_views(&self, driver: &DriverStatus) -> Vec<PeerView> {
        let view = |peer: node::PeerInfo| {
            let mut links = driver.links.iter();
            let link = links.find(|(id, _)| *id == peer.id);
            let link = link.map_or_else(LinkFigures::default, |(_, link)| link.clone());
            PeerView {
                name: link.name,
                link: match peer.direction {
                    Direction::Outbound => LinkKind::Outbound,
                    Direction::Inbound => LinkKind::Inbound,
                },
                height: peer.height.value(),
                serves_all: peer.ready.then_some(peer.serves_all),
                latency: peer
                    .latency
                    .map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX)),
                since: peer.since,
                received: to_f64(link.received),
                sent: to_f64(link.sent),
            }
        };
        self.node.peers().map(view).collect()
    }

    fn wallet_view(&self, tip: Height) -> WalletView {
        let prefix = &self.node.chain().spec().prefix;
        let balance = self.wallet.balance(tip);
        let mut history: Vec<_> = self
            .wallet
            .history(tip, HISTORY + 1)
            .into_iter()
            .map(|entry| self.history_row(&entry))
            .collect();
        for failed in self.wallet.failed(tip) {
            if let Some(row) = self.failed_row(&failed) {
                let is_before = |it: &HistoryRow| {
                    (it.height.is_none() && it.failure.is_none()) || it.time > row.time
                };
                let at = history.partition_point(is_before);
                history.insert(at, row);
            }
        }
        let more_history = history.len() > HISTORY;
        history.truncate(HISTORY);
        WalletView {
            balance: balance.spendable,
            immature: balance.immature,
            incoming: balance.incoming,
            outgoing: balance.outgoing,
            address: address::encode(prefix, &self.wallet.receive_lock()).unwrap_or_default(),
            history,
            more_history,
        }
    }

    fn history_row(&self, entry: &wallet::Entry) -> HistoryRow {
        let kept = self.wallet.keeps(&entry.txid);
        let waits = entry.height.is_none();
        let row = self.row(entry, kept.map(|kept| kept.transaction));
        HistoryRow {
            replaceable: waits && self.wallet.is_replaceable(&entry.txid),
            ..row
        }
    }

    /// The row of a failed payment; `None` if the payment was replaced by the same one with a
    /// higher fee.
    fn failed_row(&self, failed: &Failed) -> Option<HistoryRow> {
        Some(HistoryRow {
            failure: Some(self.failure(failed)?),
            height: None,
            confirmations: 0,
            ..self.row(&failed.entry, Some(&failed.transaction))
        })
    }

    fn row(&self, entry: &wallet::Entry, transaction: Option<&Transaction>) -> HistoryRow {
        let counterpart = match entry.counterparts.as_slice() {
            [lock] => address_of(lock, self.node.chain().spec()),
            _ => None,
        };
        let is_stamp = transaction.is_some_and(|transaction| {
            let mut outputs = transaction.outputs.iter();
            outputs.any(|output| proof::stamp::digest(&output.lock).is_some())
        });
        HistoryRow {
            txid: entry.txid,
            kind: match entry.kind {
                wallet::Kind::Received => HistoryKind::Received,
                wallet::Kind::Sent => HistoryKind::Sent,
                wallet::Kind::Reward => HistoryKind::Reward,
                wallet::Kind::Allocation => HistoryKind::Allocation,
                wallet::Kind::ToSelf => HistoryKind::ToSelf,
                wallet::Kind::Data if is_stamp => HistoryKind::Stamp,
                wallet::Kind::Data => HistoryKind::Data,
            },
            amount: entry.amount,
            fee: entry.fee,
            counterpart,
            height: entry.height.map(Height::value),
            confirmations: entry.confirmations,
            time: entry.time,
            note: transaction.and_then(carried::note_of),
            failure: None,
            replaceable: false,
        }
    }
}

/// The summary of a block. `wallet` determines whether this wallet mined it.
pub(crate) fn summary(height: Height, block: &Block, spec: &Spec, wallet: &Wallet) -> BlockSummary {
    let line = Line {
        header: &block.header,
        coinbase: block.transactions.first(),
        transactions: u32::try_from(block.transactions.len()).unwrap_or(u32::MAX),
        weight: u32::try_from(block.weight()).unwrap_or(u32::MAX),
        cut: false,
    };
    line.summary(height, spec, wallet)
}

/// The summary of a pruned block, as far as it is known.
pub(crate) fn cut_summary(
    height: Height,
    cut: &PrunedBlock,
    spec: &Spec,
    wallet: &Wallet,
) -> BlockSummary {
    let line = Line {
        header: cut.header(),
        coinbase: cut.transaction(0).map(|kept| &kept.transaction),
        transactions: cut.count(),
        weight: cut.figures().weight,
        cut: true,
    };
    line.summary(height, spec, wallet)
}

/// The part of a block that its summary needs.
struct Line<'a> {
    header: &'a Header,
    /// `None` if it is not stored any more.
    coinbase: Option<&'a Transaction>,
    transactions: u32,
    weight: u32,
    cut: bool,
}

impl Line<'_> {
    fn summary(&self, height: Height, spec: &Spec, wallet: &Wallet) -> BlockSummary {
        let reward = self.coinbase.and_then(|coinbase| coinbase.outputs.first());
        let is_own = reward.is_some_and(|output| wallet.owns(&output.lock));
        BlockSummary {
            height: height.value(),
            hash: self.header.hash(),
            time: self.header.time,
            transactions: self.transactions,
            weight: self.weight,
            fullness: self.weight as f32 / spec.max_weight as f32,
            author: self.header.author(),
            miner: reward.and_then(|output| address_of(&output.lock, spec)),
            mine: height != Height::GENESIS && is_own,
            cut: self.cut,
        }
    }
}

/// The address of a lock; `None` if it has none.
pub(crate) fn address_of(lock: &Lock, spec: &Spec) -> Option<String> {
    address::encode(&spec.prefix, lock)
}

/// The expected number of hashes to meet a target; 0 for invalid bits, which no block on a chain
/// has.
pub(crate) fn difficulty(bits: CompactTarget) -> f64 {
    bits.to_target()
        .map_or(0.0, |target| target.work().to_f64())
}

/// A count as a number of JavaScript; exact up to 2^53.
pub(crate) fn to_f64(count: u64) -> f64 {
    count as f64
}

/// The relay that an invitation names: the first connected one, otherwise the first.
fn relay_for_others(relays: &[RelayEntry]) -> String {
    let answers = |relay: &&RelayEntry| relay.state == RelayView::Connected;
    let best = relays.iter().find(answers).or(relays.first());
    best.map(|relay| relay.url.clone()).unwrap_or_default()
}
