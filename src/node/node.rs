//! The node: its state, its input and its output.

use crate::authoring::{KeyWatch, Mining, Sealing};
use crate::download::Downloads;
use crate::headers::HeaderSync;
use crate::headers::announce::Announcements;
use crate::lookahead::Lookahead;
use crate::peers::{MAX_UNSENT, Peer, Recent};
use crate::pool::Orphans;
use crate::relay::{Fetches, Inbox};
use crate::storage::Writes;
use crate::sync::{Participation, Progress};
use crate::timers::{Timer, Timers};
use crate::{
    Config, Event, Fault, Input, Output, PeerId, PeerInfo, Pool, PoolError, Request, SyncState,
};
use chain::{Chain, Store};
use core::time::Duration;
use litemap::LiteMap;
use primitives::order::sort_by;
use primitives::{BlockHash, FeeRate, Secret, Time, Timestamp, Transaction, Txid, tagged_hash};
use signal::Group;
use std::collections::VecDeque;
use wire::{Message, NameCard};

/// The maximum sleep, which is the sleep of a node without timers.
const MAX_SLEEP: Duration = Duration::from_secs(3_600);
/// How late a call of the driver may be before the delay counts as a jump of the clock.
const MAX_DELAY: Duration = Duration::from_secs(10);
/// The maximum number of transactions remembered as rejected or just confirmed, so that they aren't
/// fetched again from every peer.
const MAX_SETTLED: usize = 20_000;

/// A full node: a chain, the mempool and the protocol with its peers. The crate's documentation
/// gives the contract.
#[derive(Debug)]
pub struct Node<S: Store> {
    pub(crate) config: Config,
    pub(crate) chain: Chain<S>,
    pub(crate) genesis: BlockHash,
    /// Identifies this node in handshakes, so that it recognises a link to itself.
    pub(crate) nonce: u64,
    /// The wall clock, by which headers are dated and judged. It may jump.
    pub(crate) now: Time,
    /// The steady clock, by which all durations are measured. It advances with the wall clock but
    /// follows none of its jumps, so that a jump neither prolongs nor ends a timer, a budget or a
    /// pause.
    pub(crate) steady: Time,
    /// When the node was opened, on the steady clock.
    pub(crate) opened: Time,
    pub(crate) peers: LiteMap<PeerId, Peer>,
    pub(crate) timers: Timers,
    /// The outputs for the driver. The driver drains them after each input, so they are bounded by
    /// the outputs of one input and one step of work.
    output: VecDeque<Output>,
    pub(crate) headers: HeaderSync,
    pub(crate) downloads: Downloads,
    pub(crate) progress: Progress,
    pub(crate) announcements: Announcements,
    pub(crate) participation: Participation,
    /// The groups whose links give way first.
    pub(crate) discouraged: Vec<Group>,
    pub(crate) lookahead: Lookahead,
    /// The hash key of tables whose keys peers choose.
    pub(crate) secret: Secret,
    pub(crate) fetches: Fetches,
    pub(crate) pool: Pool,
    /// The minimum fee rate of the last fee filter sent to the peers.
    pub(crate) told_rate: FeeRate,
    pub(crate) orphans: Orphans,
    /// Transactions that are not checked yet.
    pub(crate) inbox: Inbox,
    /// Transactions rejected or just confirmed.
    pub(crate) settled: Recent,
    pub(crate) mining: Mining,
    pub(crate) sealing: Sealing,
    pub(crate) key_watch: KeyWatch,
    /// The name of the person behind this node, which is sent to peers; `None` if there is none.
    pub(crate) name: Option<NameCard>,
    /// The last state that was reported.
    pub(crate) sync: SyncState,
    pub(crate) writes: Writes,
    /// Whether a step of work was done since the last input.
    is_step_done: bool,
}

impl<S: Store> Node<S> {
    /// Returns a node on a chain, without peers. `seed` must be fresh randomness: it distinguishes
    /// this run of a node from all others.
    pub fn open(config: Config, mut chain: Chain<S>, seed: [u8; 32], now: Time) -> Self {
        chain.set_seed(tagged_hash("Tabchain/batch", &[&seed]));
        let sealing = Sealing::restore(&chain);
        let secret = Secret::of(&seed);
        Self {
            genesis: chain.genesis(),
            nonce: config
                .nonce
                .unwrap_or_else(|| number_of_run("Tabchain/node", &seed)),
            now,
            steady: now,
            opened: now,
            peers: LiteMap::new(),
            timers: Timers::default(),
            output: VecDeque::new(),
            headers: HeaderSync::new(config.max_peers),
            downloads: Downloads::default(),
            progress: Progress::default(),
            announcements: Announcements::default(),
            participation: Participation::default(),
            discouraged: Vec::new(),
            lookahead: Lookahead::new(secret, tagged_hash("Tabchain/ahead", &[&seed])),
            secret,
            fetches: Fetches::new(secret),
            pool: Pool::new(config.pool.clone(), secret),
            told_rate: config.pool.rate,
            orphans: Orphans::default(),
            inbox: Inbox::default(),
            settled: Recent::new(MAX_SETTLED, secret),
            mining: Mining::default(),
            sealing,
            // This is not the number in the handshakes. Blocks show it to everybody, so if it were
            // the same, anybody could tell to whose node a link leads.
            key_watch: KeyWatch::new(number_of_run("Tabchain/sealed run", &seed)),
            name: None,
            sync: SyncState::Alone,
            writes: Writes::default(),
            is_step_done: false,
            config,
            chain,
        }
    }

    /// Handles an event. It never fails: a peer that sends invalid data loses its link.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.enter(now);
        match input {
            Input::PeerUp(id, direction, group) => self.peer_up(id, direction, group),
            Input::Bound(id, binding) => self.bind(id, binding),
            Input::Discouraged(groups) => self.discouraged = groups,
            Input::PeerDown(id) => self.forget_peer(id),
            Input::Received(id, bytes) => self.received(id, &bytes),
            Input::Unsent(id, bytes) => self.unsent(id, bytes),
            Input::Mined(id, solution) => self.solved(id, &solution),
            Input::Verified(id, true_count) => self.verified(id, true_count),
            Input::Sealed(hash, seal) => self.sealed(hash, seal),
            Input::Asked(Request::Mine(lock)) => self.mine(lock),
            Input::Asked(Request::Words(block_message)) => self.set_block_message(block_message),
            Input::Asked(Request::Checkers(checkers)) => self.set_checkers(checkers),
            Input::Asked(Request::Author(author)) => self.set_author(author),
            Input::Asked(Request::Name(card)) => self.set_name(card.map(|card| *card)),
            Input::Woken => {}
        }
        self.leave();
    }

    /// Offers a transaction of this node's user to the mempool, which announces it to peers.
    /// Returns its txid. As after [`handle`](Self::handle), the driver calls [`poll`](Self::poll)
    /// until the node sleeps.
    ///
    /// # Errors
    /// If the mempool rejects the transaction. The mempool's transactions are unchanged then.
    pub fn submit(&mut self, transaction: Transaction, now: Time) -> Result<Txid, PoolError> {
        self.enter(now);
        let result = self.admit_own(transaction);
        self.leave();
        result
    }

    /// Begins to handle an input.
    pub(crate) fn enter(&mut self, now: Time) {
        self.set_clock(now);
        for (_, peer) in &mut self.peers {
            peer.outflow.settle();
        }
    }

    /// Completes the handling of an input: performs the timers that are due, and lets
    /// [`poll`](Self::poll) do a step of work.
    pub(crate) fn leave(&mut self) {
        while let Some(timer) = self.timers.expired(self.steady) {
            self.expire(timer);
        }
        self.is_step_done = false;
    }

    /// Returns the next output. The driver calls it until it returns [`Output::Sleep`].
    ///
    /// Long work is done in this call, one bounded step between two inputs, so that the driver can
    /// handle other events in between.
    pub fn poll(&mut self) -> Output {
        loop {
            if let Some(output) = self.output.pop_front() {
                return output;
            }
            if !self.is_step_done {
                self.is_step_done = true;
                self.work();
                self.tell_sync();
            } else if self.has_work() {
                return Output::Sleep(self.now);
            } else if let Some(until) = self.write() {
                return Output::Sleep(until);
            }
        }
    }

    /// The chain.
    pub const fn chain(&self) -> &Chain<S> {
        &self.chain
    }

    /// The chain, for a caller that stores records of its own in the same store;
    /// [`write`](Self::write) writes them together with the blocks. Blocks must be added by
    /// [`Node::handle`] or [`Node::take_block`] only.
    pub const fn chain_mut(&mut self) -> &mut Chain<S> {
        &mut self.chain
    }

    /// The mempool.
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// All links, ordered by [`PeerId`].
    pub fn peers(&self) -> impl Iterator<Item = PeerInfo> {
        let peers = self.peers.iter();
        peers.map(|(id, peer)| peer.info(*id, self.headers.claim(*id)))
    }

    /// How far the peers' clocks are ahead of this node's, in seconds; negative if they are behind.
    /// This is the median, or the lower of the two middle values. `None` if there are no peers. The
    /// peers report their own times, so this does not tell which clock is right.
    pub fn clock_offset(&self) -> Option<i64> {
        let ready = self.peers.values().filter(|peer| peer.ready);
        let mut offsets: Vec<i64> = ready.filter_map(|peer| peer.clock_offset).collect();
        sort_by(&mut offsets, Ord::cmp);
        let middle = offsets.len().checked_sub(1)? / 2;
        offsets.get(middle).copied()
    }

    /// The present time in the unit of headers.
    pub(crate) fn timestamp(&self) -> Timestamp {
        self.now.to_timestamp()
    }

    pub(crate) fn emit(&mut self, output: Output) {
        self.output.push_back(output);
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.emit(Output::Tell(event));
    }

    /// Sends a message, or queues it until a block that is being sent is complete.
    pub(crate) fn send(&mut self, id: PeerId, message: &Message) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let bytes = message.encode();
        peer.sent += bytes.len() as u64;
        let sendable = peer.outflow.push(bytes);
        let unsent = peer.outflow.unsent();
        if let Some(bytes) = sendable {
            self.emit(Output::Send(id, bytes));
        }
        if unsent > MAX_UNSENT {
            self.drop_peer(id, Fault::TooSlow(unsent));
        }
    }

    /// Closes a link because of `fault`. If the fault is an offence, the driver's mesh remembers
    /// it.
    pub(crate) fn drop_peer(&mut self, id: PeerId, fault: Fault) {
        if self.peers.contains_key(&id) {
            self.emit(Output::Drop(id, fault));
            self.forget_peer(id);
        }
    }

    /// How long the node can sleep if nothing happens.
    pub(crate) fn idle_time(&self) -> Duration {
        let next = self.timers.next().map(|next| next.since(self.steady));
        next.map_or(MAX_SLEEP, |next| next.min(MAX_SLEEP))
    }

    /// Sets a timer to a time on the wall clock.
    pub(crate) fn set_wall_timer(&mut self, timer: Timer, at: Time) {
        self.timers.set(timer, self.steady + at.since(self.now));
    }

    /// Moves both clocks. If the wall clock gains or loses more time than can have passed, it has
    /// jumped: it was set, or the device slept. The steady clock skips jumps.
    pub(crate) fn set_clock(&mut self, now: Time) {
        let passed = now.since(self.now);
        let steady = passed.min(self.idle_time() + MAX_DELAY);
        let before = self.now + steady;
        self.steady = self.steady + steady;
        self.now = now;
        if before != now {
            if now.since(before) >= self.recent_age() {
                self.participation.forget();
            }
            // After a jump ahead, the pool is not shifted: the time that the device slept counts as
            // time in the pool.
            if now < before {
                self.pool.shift_clock(before, now);
            }
            self.sealing.shift_turn(before, now);
            self.measure_clocks();
            self.refresh_job();
        }
    }

    fn expire(&mut self, timer: Timer) {
        match timer {
            Timer::Handshake(id) => self.drop_peer(id, Fault::NoHandshake),
            Timer::Ping(id) => self.link_is_silent(id),
            Timer::Pong(id) => self.drop_peer(id, Fault::Silent),
            Timer::Headers(id) => self.headers_overdue(id),
            Timer::Blocks(id) => self.blocks_overdue(id),
            Timer::Transactions(id) => self.transactions_overdue(id),
            Timer::Serve(id) => self.serve(id),
            Timer::Check => self.checks_overdue(),
            Timer::Batch => self.lookahead.stop_waiting(),
            Timer::Announce => self.announce_transactions(),
            Timer::Tip => self.announce_tip(),
            Timer::FeeFilter => self.tell_min_fee_rate(),
            Timer::Refresh | Timer::Relief | Timer::Turn => self.refresh_job(),
            Timer::Retry => self.retry(),
            // The write happens before the next sleep.
            Timer::Write => {}
            Timer::Room => self.make_room(),
            // The sync state is reported before the next sleep.
            Timer::Stall => {}
            Timer::Early(id) => self.ask_headers(id),
            Timer::Drain(id) => self.link_is_clogged(id),
        }
    }
}

/// A number of this run for one purpose.
fn number_of_run(purpose: &str, seed: &[u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = tagged_hash(purpose, &[seed]);
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
