//! The node: its state, its input and its output.

use crate::ahead::Lookahead;
use crate::announce::Announcements;
use crate::download::Downloads;
use crate::fetch::Fetches;
use crate::headers::HeaderSync;
use crate::inbox::Inbox;
use crate::mining::Mining;
use crate::offences::Offences;
use crate::outflow::MAX_UNSENT;
use crate::participation::Participation;
use crate::peer::Peer;
use crate::pool::Orphans;
use crate::progress::Progress;
use crate::recent::Recent;
use crate::sealing::Sealing;
use crate::timers::{Timer, Timers};
use crate::{
    BlockPreview, Config, Event, Fault, Input, Output, PeerId, PeerInfo, Pool, Request, SyncState,
};
use chain::{Chain, IsOwn, Store};
use core::time::Duration;
use litemap::LiteMap;
use primitives::order::sort_by;
use primitives::{BlockHash, FeeRate, Height, Secret, Time, Timestamp, tagged_hash};
use std::collections::VecDeque;
use wire::Message;

/// The maximum sleep, which is the sleep of a node without timers.
const IDLE: Duration = Duration::from_secs(3_600);
/// How late a driver's call may be without counting as a jump of the clock.
const LATE: Duration = Duration::from_secs(10);
/// How long the node waits before it uses a failed store again.
const RETRY: Duration = Duration::from_secs(5);
/// How long a node that is catching up gathers blocks before it writes them. Lost blocks can be
/// downloaded again, and a commit costs as much as connecting dozens of small blocks.
const GATHER: Duration = Duration::from_secs(1);
/// The maximum number of transactions remembered as rejected or just confirmed, so that they aren't
/// fetched again from every peer.
const MAX_SETTLED: usize = 20_000;
/// The signatures that one step of work verifies, or a little more: some 10 ms in a browser. A
/// block counts as at least one.
const SLICE: usize = 64;

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
    pub(crate) peers: LiteMap<PeerId, Peer>,
    pub(crate) timers: Timers,
    /// The outputs for the driver. Bounded by what one input or step of work can cause, since the
    /// driver drains them.
    output: VecDeque<Output>,
    pub(crate) headers: HeaderSync,
    pub(crate) downloads: Downloads,
    pub(crate) progress: Progress,
    pub(crate) announcements: Announcements,
    pub(crate) participation: Participation,
    pub(crate) offences: Offences,
    pub(crate) lookahead: Lookahead,
    /// The hash key of tables whose keys peers choose.
    pub(crate) secret: Secret,
    /// Randomness for verifying batches of signatures.
    pub(crate) check_seed: [u8; 32],
    pub(crate) fetches: Fetches,
    pub(crate) pool: Pool,
    /// The minimum fee rate that peers were last told.
    pub(crate) told_rate: FeeRate,
    pub(crate) orphans: Orphans,
    /// Transactions that are not checked yet.
    pub(crate) inbox: Inbox,
    /// Transactions rejected or just confirmed.
    pub(crate) settled: Recent,
    pub(crate) mining: Mining,
    pub(crate) sealing: Sealing,
    /// The last state that was reported.
    pub(crate) sync: SyncState,
    /// When the store was last written, on the steady clock. `None` if pending changes must not
    /// wait.
    written: Option<Time>,
    /// A step of work was done since the last input.
    sliced: bool,
    /// The chain was asked to consider the blocks that it had not considered when it was closed, or
    /// when its store failed.
    resumed: bool,
    /// The store failed, and has not accepted a write since.
    is_failing: bool,
}

impl<S: Store> Node<S> {
    /// Returns a node on a chain, without peers. `seed` must be fresh randomness: it distinguishes
    /// this run of a node from all others.
    pub fn open(config: Config, mut chain: Chain<S>, seed: [u8; 32], now: Time) -> Self {
        chain.set_seed(tagged_hash("Tabchain/batch", &[&seed]));
        let sealing = Sealing::restore(&chain);
        let mark = tagged_hash("Tabchain/node", &[&seed]);
        let secret = Secret::of(&seed);
        Self {
            genesis: chain.genesis(),
            nonce: mark[..8]
                .iter()
                .fold(0, |nonce, byte| nonce << 8 | u64::from(*byte)),
            now,
            steady: now,
            peers: LiteMap::new(),
            timers: Timers::default(),
            output: VecDeque::new(),
            headers: HeaderSync::new(config.max_peers),
            downloads: Downloads::default(),
            progress: Progress::default(),
            announcements: Announcements::default(),
            participation: Participation::default(),
            offences: Offences::default(),
            lookahead: Lookahead::new(secret),
            secret,
            check_seed: tagged_hash("Tabchain/ahead", &[&seed]),
            fetches: Fetches::new(secret),
            pool: Pool::new(config.pool.clone(), secret),
            told_rate: config.pool.rate,
            orphans: Orphans::default(),
            inbox: Inbox::default(),
            settled: Recent::new(MAX_SETTLED, secret),
            mining: Mining::default(),
            sealing,
            sync: SyncState::Alone,
            written: None,
            sliced: false,
            resumed: false,
            is_failing: false,
            config,
            chain,
        }
    }

    /// Handles an event. It never fails: what a peer sends is data, and invalid data costs the peer
    /// its link.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.set_clock(now);
        for (_, peer) in &mut self.peers {
            peer.outflow.settle();
        }
        match input {
            Input::PeerUp(id, direction, group) => self.peer_up(id, direction, group),
            Input::PeerDown(id) => self.forget_peer(id),
            Input::Received(id, bytes) => self.received(id, &bytes),
            Input::Unsent(id, bytes) => self.unsent(id, bytes),
            Input::Mined(id, solution) => self.solved(id, &solution),
            Input::Verified(id, held) => self.verified(id, held),
            Input::Sealed(hash, seal) => self.sealed(hash, seal),
            Input::Asked(Request::Submit(transaction)) => self.submit(transaction),
            Input::Asked(Request::Mine(lock)) => self.mine(lock),
            Input::Asked(Request::Words(words)) => self.set_words(words),
            Input::Asked(Request::Checkers(checkers)) => self.set_checkers(checkers),
            Input::Asked(Request::Author(author)) => self.set_author(author),
            Input::Woken => {}
        }
        while let Some(timer) = self.timers.expired(self.steady) {
            self.expire(timer);
        }
        self.sliced = false;
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
            if !self.sliced {
                self.sliced = true;
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

    /// Writes pending changes, as the node itself does before it sleeps. Returns the time until
    /// which the node can sleep; `None` if it has outputs first, which [`poll`](Self::poll)
    /// returns.
    ///
    /// A node that is catching up gathers blocks for a second before it writes them.
    pub fn write(&mut self) -> Option<Time> {
        let is_pending = self.chain.pending_bytes() > 0;
        if is_pending && self.may_gather() {
            self.timers.set_if_idle(Timer::Write, self.steady + GATHER);
        } else if self.flush() {
            return None;
        }
        Some(self.now + self.idle_time())
    }

    /// Makes the node write pending changes before the next sleep in any case. For changes that a
    /// user made, who expects them to be durable.
    pub fn write_soon(&mut self) {
        self.written = None;
    }

    fn may_gather(&self) -> bool {
        let gathers = |written: Time| self.steady.since(written) < GATHER;
        self.written.is_some_and(gathers) && self.is_catching_up()
    }

    /// Prunes some old blocks, as far as the chain's settings require it and up to the height
    /// `up_to`. Returns whether more blocks can be pruned. A driver calls this before it sleeps:
    /// each call is a step of some ten milliseconds, and its changes belong to the commit before
    /// the next sleep. `is_own` names the transactions that are kept in any case; it must have seen
    /// all blocks up to `up_to`.
    ///
    /// A failure of the store is reported as an event, and the store is retried later.
    pub fn prune(&mut self, up_to: Height, is_own: &IsOwn<'_>) -> bool {
        if self.is_paused() {
            return false;
        }
        match self.chain.prune(up_to, is_own) {
            Ok(more) => more,
            Err(error) => {
                self.storage_failed(&error);
                false
            }
        }
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
    /// The median, or the lower of the two middle values. `None` if there are no peers. The peers
    /// report their own times, so this does not tell which clock is right.
    pub fn clock_offset(&self) -> Option<i64> {
        let ready = self.peers.values().filter(|peer| peer.ready);
        let mut offsets: Vec<i64> = ready.filter_map(|peer| peer.clock_offset).collect();
        sort_by(&mut offsets, Ord::cmp);
        let middle = offsets.len().checked_sub(1)? / 2;
        offsets.get(middle).copied()
    }

    /// The contents of a block on the present tip.
    pub fn next_block(&self) -> BlockPreview {
        self.preview_next_block()
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

    /// Closes a link because of `fault`, and counts an offence of the peer's group if the fault is
    /// a violation.
    pub(crate) fn drop_peer(&mut self, id: PeerId, fault: Fault) {
        if let Some(peer) = self.peers.get(&id) {
            if fault.is_violation()
                && let Some(group) = peer.group
            {
                self.offences.add(group, self.steady);
            }
            self.emit(Output::Drop(id, fault));
            self.forget_peer(id);
        }
    }

    /// Reports that the store failed, and leaves it alone for [`RETRY`]. A store failure is not
    /// attributed to a peer and decides nothing.
    pub(crate) fn storage_failed(&mut self, error: &impl core::fmt::Display) {
        self.timers.set(Timer::Retry, self.steady + RETRY);
        self.is_failing = true;
        self.tell(Event::StorageFailed(error.to_string()));
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.timers.is_set(Timer::Retry)
    }

    /// How long the node can sleep if nothing happens.
    fn idle_time(&self) -> Duration {
        let next = self.timers.next().map(|next| next.since(self.steady));
        next.map_or(IDLE, |next| next.min(IDLE))
    }

    /// Sets a timer to a time on the wall clock.
    pub(crate) fn set_wall_timer(&mut self, timer: Timer, at: Time) {
        self.timers.set(timer, self.steady + at.since(self.now));
    }

    /// Moves both clocks. If the wall clock gains or loses more time than can have passed, it has
    /// jumped: it was set, or the device slept. The steady clock skips jumps.
    pub(crate) fn set_clock(&mut self, now: Time) {
        let passed = now.since(self.now);
        let steady = passed.min(self.idle_time() + LATE);
        let before = self.now + steady;
        self.steady = self.steady + steady;
        self.now = now;
        if before != now {
            if now.since(before) >= self.recent_age() {
                self.participation.forget();
            }
            // Time that passed while the device slept counts as time in the pool.
            if now < before {
                self.pool.shift_clock(before, now);
            }
            self.shift_turn(before, now);
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
            Timer::Batch => self.batch_overdue(),
            Timer::Announce => self.announce_transactions(),
            Timer::Tip => self.announce_tip(),
            Timer::FeeFilter => self.tell_least_rate(),
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

    /// Tries what failed because of the store again.
    fn retry(&mut self) {
        self.resumed = false;
        self.retry_found();
        self.retry_seal();
        self.request_blocks();
    }

    fn has_work(&self) -> bool {
        let is_idle = !self.lookahead.has_more()
            && !self.downloads.has_next(&self.lookahead)
            && self.inbox.is_empty();
        !self.is_paused() && (!is_idle || self.chain.has_unconsidered())
    }

    /// Does one step of work: blocks and transactions, oldest first, until enough signatures were
    /// verified. A block is never split, so a full block is a step of its own.
    fn work(&mut self) {
        let is_resumed = core::mem::replace(&mut self.resumed, true);
        if !self.is_paused() && (!is_resumed || self.chain.has_unconsidered()) {
            self.resume_chain();
        }
        // One step of a long switch is a step of work, and nothing else can be written before the
        // switch ends.
        if self.chain.has_unconsidered() {
            return;
        }
        let mut effort = match self.is_paused() {
            true => 0,
            false => self.look_ahead(),
        };
        while effort < SLICE && !self.is_paused() {
            if self.downloads.has_next(&self.lookahead)
                && let Some((peer, content)) = self.downloads.take_next(&self.lookahead)
            {
                effort += self.accept_arrived(content, peer);
                self.request_blocks();
                self.seek_headers();
            } else if let Some((peer, transaction)) = self.inbox.pop() {
                effort += transaction.inputs.len();
                self.check_transaction(peer, transaction);
            } else {
                break;
            }
        }
        if effort > 0 {
            self.request_offered();
        }
    }

    /// Writes pending changes now. Returns whether that produced an event.
    pub(crate) fn flush(&mut self) -> bool {
        if self.is_paused() || self.chain.is_switching() {
            return false;
        }
        if self.chain.pending_bytes() == 0 {
            return self.recovered();
        }
        match self.chain.flush() {
            Ok(()) => {
                self.written = Some(self.steady);
                self.timers.clear(Timer::Write);
                self.recovered()
            }
            Err(error) => {
                self.storage_failed(&error);
                true
            }
        }
    }

    /// Writes pending changes now. Returns whether everything is durable.
    pub(crate) fn flush_all(&mut self) -> bool {
        self.flush();
        !self.is_paused() && self.chain.pending_bytes() == 0
    }

    /// The store has accepted all pending changes. Returns whether it had failed before.
    fn recovered(&mut self) -> bool {
        let is_news = core::mem::take(&mut self.is_failing);
        if is_news {
            self.tell(Event::StorageRecovered);
        }
        is_news
    }
}
