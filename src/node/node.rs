//! The machine itself: its state, its input, its output.

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
use primitives::{BlockHash, FeeRate, Height, Secret, Time, Timestamp, tagged_hash};
use std::collections::VecDeque;
use wire::Message;

/// How long to sleep when nothing is to be waited for.
const IDLE: Duration = Duration::from_secs(3_600);
/// How late a driver may wake the node before that counts as a jump of the clock.
const LATE: Duration = Duration::from_secs(10);
/// How long to leave a failing store alone.
const RETRY: Duration = Duration::from_secs(5);
/// How long blocks are gathered before they are written, while the node catches up. They can be had
/// again, and a commit costs as much as connecting dozens of small ones.
const GATHER: Duration = Duration::from_secs(1);
/// Transactions remembered as refused or just confirmed, so that they aren't fetched again from
/// every peer.
const MAX_SETTLED: usize = 20_000;
/// Signatures that one slice of work checks, or a little more: some 10 ms in a browser. A block
/// counts as one at least.
const SLICE: usize = 64;

/// A full node: a chain, the pool, and the protocol with its peers. See the crate's documentation
/// for the contract.
#[derive(Debug)]
pub struct Node<S: Store> {
    pub(crate) config: Config,
    pub(crate) chain: Chain<S>,
    pub(crate) genesis: BlockHash,
    /// Marks this node in handshakes.
    pub(crate) nonce: u64,
    /// The wall clock: what headers are dated and judged by. It may jump.
    pub(crate) now: Time,
    /// The steady clock: what everything that lasts is measured by. It goes on with the wall clock,
    /// but follows none of its jumps, so that no timer, budget or rest outlives one or ends with
    /// it.
    pub(crate) steady: Time,
    pub(crate) peers: LiteMap<PeerId, Peer>,
    pub(crate) timers: Timers,
    /// What is to be done outside. Bounded by what one input or slice of work can cause, because
    /// the driver drains it.
    output: VecDeque<Output>,
    pub(crate) headers: HeaderSync,
    pub(crate) downloads: Downloads,
    pub(crate) progress: Progress,
    pub(crate) announcements: Announcements,
    pub(crate) participation: Participation,
    pub(crate) offences: Offences,
    pub(crate) lookahead: Lookahead,
    /// For tables of what strangers choose.
    pub(crate) secret: Secret,
    /// Randomness for verifying batches of signatures.
    pub(crate) check_seed: [u8; 32],
    pub(crate) fetches: Fetches,
    pub(crate) pool: Pool,
    /// The least rate that peers were told last.
    pub(crate) told_rate: FeeRate,
    pub(crate) orphans: Orphans,
    /// Transactions to be checked.
    pub(crate) inbox: Inbox,
    /// Transactions refused or just confirmed.
    pub(crate) settled: Recent,
    pub(crate) mining: Mining,
    pub(crate) sealing: Sealing,
    /// The last that was told.
    pub(crate) sync: SyncState,
    /// When, on the steady clock, the store was written last; none where what is pending must not
    /// wait.
    written: Option<Time>,
    /// A slice of work was done since the last input.
    sliced: bool,
    /// The chain was asked for blocks that it had not considered when it was closed, or when its
    /// store failed.
    resumed: bool,
    /// The store failed, and has not taken anything since.
    is_failing: bool,
}

impl<S: Store> Node<S> {
    /// A node on a chain, without peers. The seed must be fresh randomness: it tells this run of a
    /// node from all others.
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

    /// Takes what happened. Never fails: what a peer sends is data, and bad data costs the peer its
    /// link.
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
            Input::Checked(id, held) => self.checked(id, held),
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

    /// The next thing to do; call it until it says [`Output::Sleep`].
    ///
    /// Long work is done here, a slice between two inputs, so that a driver with other duties stays
    /// responsive.
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

    /// The chain, for whoever keeps its records in the same store; they are written with the
    /// blocks, by [`write`](Self::write). Blocks must come through [`Node::handle`] only.
    pub const fn chain_mut(&mut self) -> &mut Chain<S> {
        &mut self.chain
    }

    /// Writes what is pending, as the node itself does before it sleeps; tells until when it can
    /// sleep, or nothing where it has something to say first: [`poll`](Self::poll) it.
    ///
    /// A node that is catching up gathers blocks for a second.
    pub fn write(&mut self) -> Option<Time> {
        let is_pending = self.chain.pending_bytes() > 0;
        if is_pending && self.may_gather() {
            self.timers.set_if_idle(Timer::Write, self.steady + GATHER);
        } else if self.flush() {
            return None;
        }
        Some(self.now + self.idle_time())
    }

    /// Has what is pending written before the next sleep in any case: a person did something, and
    /// will believe that it is done.
    pub fn write_soon(&mut self) {
        self.written = None;
    }

    fn may_gather(&self) -> bool {
        let gathers = |written: Time| self.steady.since(written) < GATHER;
        self.written.is_some_and(gathers) && self.is_catching_up()
    }

    /// Cuts down some old blocks, as far as the chain's settings want it and up to a height;
    /// whether there is more to do. For a driver that is about to sleep: a call is a slice of work
    /// of some ten milliseconds, and belongs to the commit that comes before the next sleep.
    /// `is_own` names transactions to be kept in any case, and must have seen all blocks up to
    /// `up_to`.
    ///
    /// A store that fails is told as an event, and left alone for a while.
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

    /// The transactions that wait.
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// All links, in the order of their numbers.
    pub fn peers(&self) -> impl Iterator<Item = PeerInfo> {
        let peers = self.peers.iter();
        peers.map(|(id, peer)| peer.info(*id, self.headers.claim(*id)))
    }

    /// By how many seconds the clocks of the peers are ahead of this node's: the median, the lower
    /// of two; negative where they are behind. None without peers. Who is right it does not tell:
    /// it is what the peers say.
    pub fn clock_offset(&self) -> Option<i64> {
        let ready = self.peers.values().filter(|peer| peer.ready);
        let mut offsets: Vec<i64> = ready.filter_map(|peer| peer.clock_offset).collect();
        offsets.sort_unstable();
        let middle = offsets.len().checked_sub(1)? / 2;
        offsets.get(middle).copied()
    }

    /// What a block on the present tip would hold.
    pub fn next_block(&self) -> BlockPreview {
        self.preview_next_block()
    }

    /// The present time as headers count it.
    pub(crate) fn timestamp(&self) -> Timestamp {
        self.now.to_timestamp()
    }

    pub(crate) fn emit(&mut self, output: Output) {
        self.output.push_back(output);
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.emit(Output::Tell(event));
    }

    /// Sends a message, or has it wait for the end of a block that is being sent.
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

    /// Closes a link for a reason.
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

    /// Says that the store failed, and leaves it alone for a while. Nobody is to blame, nothing is
    /// decided.
    pub(crate) fn storage_failed(&mut self, error: &impl core::fmt::Display) {
        self.timers.set(Timer::Retry, self.steady + RETRY);
        self.is_failing = true;
        self.tell(Event::StorageFailed(error.to_string()));
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.timers.is_set(Timer::Retry)
    }

    /// How long there is nothing to do by itself.
    fn idle_time(&self) -> Duration {
        let next = self.timers.next().map(|next| next.since(self.steady));
        next.map_or(IDLE, |next| next.min(IDLE))
    }

    /// Sets a timer to a time on the wall clock.
    pub(crate) fn set_wall_timer(&mut self, timer: Timer, at: Time) {
        self.timers.set(timer, self.steady + at.since(self.now));
    }

    /// Moves both clocks. Time that the wall clock gains or loses beyond what could have passed is
    /// a jump, be it that it was set or that the device slept: the steady clock passes it over.
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
            // What waited while the device slept did wait.
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
            // It is due, and comes before the next sleep.
            Timer::Write => {}
            Timer::Room => self.make_room(),
            // The sync state is told before the next sleep.
            Timer::Stall => {}
            Timer::Early(id) => self.ask_headers(id),
            Timer::Drain(id) => self.link_is_clogged(id),
        }
    }

    /// The store may work again.
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

    /// One slice: blocks and transactions, oldest first, until enough signatures were checked. A
    /// block is never cut, so a full one is a slice of its own.
    fn work(&mut self) {
        let is_resumed = core::mem::replace(&mut self.resumed, true);
        if !self.is_paused() && (!is_resumed || self.chain.has_unconsidered()) {
            self.resume_chain();
        }
        // A step of a long switch is a slice, and nothing else can be written before its end.
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

    /// Writes what is pending, now; whether there is something to tell about it.
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

    /// Writes what is pending, now; whether everything is durable.
    pub(crate) fn flush_all(&mut self) -> bool {
        self.flush();
        !self.is_paused() && self.chain.pending_bytes() == 0
    }

    /// The store has taken all there was; whether that is news.
    fn recovered(&mut self) -> bool {
        let is_news = core::mem::take(&mut self.is_failing);
        if is_news {
            self.tell(Event::StorageRecovered);
        }
        is_news
    }
}
