//! The simulated driver of the nodes: links, frames, miners, time.

use super::{Happening, Network};
use crate::HostId;
use crate::host::Host;
use crate::link::{Link, LinkId};
use core::time::Duration;
use miner::{Job, Solution};
use node::{BatchId, Direction, Input, Output, PeerId};
use primitives::{BlockHash, Claim, Height, Time, true_claims};
use rand::RngExt;

/// The time that a node's step of work takes.
const SLICE: Duration = Duration::from_millis(2);
/// The minimum time until two hosts try again after their link was lost; up to twice as long.
const REDIAL: Duration = Duration::from_secs(5);
/// The maximum number of nonces that a miner tries before a job counts as unsolvable; far more than
/// any difficulty here takes.
const MAX_NONCES: u32 = 1 << 24;

impl Network {
    pub(super) fn take(&mut self, what: Happening) {
        match what {
            Happening::Wake(host) => self.wake(host),
            Happening::Open(link, host) => self.opened(link, host),
            Happening::Close(link, host) => self.closed(link, host),
            Happening::Arrive(link, host, frames) => self.arrived(link, host, &frames),
            Happening::Carried(link, host, bytes) => self.carried(link, host, bytes),
            Happening::Find(host, round) => self.found(host, round),
            Happening::Seal(host, block, digest) => self.seal(host, block, &digest),
            Happening::Redial(a, b) => self.redial(a, b),
            Happening::Verified(host, life, id, held) => {
                if matches!(&self.hosts[host.0], Host::Node(host) if host.life == life) {
                    self.input(host, Input::Verified(id, held));
                }
            }
        }
    }

    /// Passes an input to a node and carries out its outputs.
    pub(super) fn input(&mut self, id: HostId, input: Input) {
        let now = self.clock(id);
        if let Some(node) = self.node_mut(id) {
            node.handle(now, input);
            self.drain(id);
        }
    }

    pub(super) fn drain(&mut self, id: HostId) {
        while let Some(node) = self.node_mut(id) {
            match node.poll() {
                Output::Send(PeerId(link), message) => {
                    self.transmit(link, id, wire::split(&message).collect(), true);
                }
                Output::SendPart(PeerId(link), piece) => {
                    self.transmit(link, id, wire::split_part(&piece).collect(), false);
                }
                Output::Drop(PeerId(link), fault) => {
                    let Some(other) = self.other_end(link, id) else {
                        continue;
                    };
                    if let Host::Node(host) = &mut self.hosts[id.0] {
                        host.drops.push((other, fault));
                    }
                    self.hang_up(link, id);
                }
                Output::Mine(job) => self.set_job(id, job),
                Output::Seal { block, digest } => {
                    self.happen(self.now, Happening::Seal(id, block, digest));
                }
                Output::Verify { id: batch, claims } => self.verify(id, batch, &claims),
                // A later answer does no harm.
                Output::CancelBatch(_) => {}
                Output::Tell(event) => {
                    if let Host::Node(host) = &mut self.hosts[id.0] {
                        host.events.push(event);
                    }
                }
                Output::Sleep(until) => {
                    if let Some((link, unsent)) = self.next_report(id) {
                        let now = self.clock(id);
                        if let Some(node) = self.node_mut(id) {
                            node.handle(now, Input::Unsent(PeerId(link), unsent));
                        }
                        continue;
                    }
                    let Some(node) = self.node_mut(id) else {
                        return;
                    };
                    // As the service does for a user's node. A failing disk is reported by the node
                    // itself.
                    let more = node.prune(Height(u32::MAX), &|_, _| false);
                    let Some(written) = node.write() else {
                        continue;
                    };
                    let soonest = self.now + SLICE;
                    let until = until.min(written) - self.clock(id).since(self.now);
                    let until = if more { soonest } else { until.max(soonest) };
                    if let Host::Node(host) = &mut self.hosts[id.0] {
                        host.wake = until;
                    }
                    return self.happen(until, Happening::Wake(id));
                }
            }
        }
    }

    fn wake(&mut self, id: HostId) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        if host.wake <= self.now {
            self.input(id, Input::Woken);
        }
    }

    /// Opens a lost link again, or another one if the caller roams.
    fn redial(&mut self, caller: HostId, called: HostId) {
        let mut next = called;
        if let Some(elsewhere) = self.elsewhere.get_mut(&caller)
            && self.wanted.remove(&(caller, called))
        {
            elsewhere.push_back(called);
            next = elsewhere.pop_front().unwrap_or(called);
            self.wanted.insert((caller, next));
        }
        self.dial(caller, next);
    }

    /// Opens a link between two hosts if it is wanted, both are on and in the same part, and they
    /// have none.
    pub(super) fn dial(&mut self, a: HostId, b: HostId) {
        let has_link = self.links.values().any(|link| link.connects(a, b));
        if has_link || !self.wanted.contains(&(a, b)) || self.part(a) != self.part(b) {
            return;
        }
        if !self.is_on(a) || !self.is_on(b) {
            return;
        }
        let id = self.next_link;
        self.next_link += 1;
        self.links.insert(id, Link::new(a, b, self.now));
        self.happen(self.now, Happening::Open(id, a));
        self.happen(self.now, Happening::Open(id, b));
    }

    fn opened(&mut self, id: LinkId, host: HostId) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let side = link.side(host);
        link.open[side] = true;
        let link_end = link.ends[1 - side];
        let direction = [Direction::Outbound, Direction::Inbound][side];
        let group = self.group_of(link_end);
        self.input(host, Input::PeerUp(PeerId(id), direction, Some(group)));
    }

    /// Sends frames, which arrive together unless they are lost. `is_last` tells that they complete
    /// a message.
    pub(super) fn transmit(
        &mut self,
        id: LinkId,
        from: HostId,
        frames: Vec<Vec<u8>>,
        is_last: bool,
    ) {
        let is_lost = self.random.random_bool(self.conditions.loss);
        let bytes = frames.iter().map(Vec::len).sum();
        let Some(sent) = self.carry(id, from, bytes, is_last, is_lost) else {
            return;
        };
        let jitter = self.random.random::<f64>();
        let travel = self.conditions.latency + self.conditions.jitter.mul_f64(jitter);
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let side = 1 - link.side(from);
        let to = link.ends[side];
        let at = (sent + travel).max(link.last[side]);
        link.last[side] = at;
        self.happen(at, Happening::Arrive(id, to, frames));
    }

    /// Puts bytes on a link. Returns when it has carried them; `None` if they are lost or their
    /// receiver does not read. (Pieces of a message are never lost: the receiver would take what
    /// follows for the rest of the message.)
    fn carry(
        &mut self,
        id: LinkId,
        from: HostId,
        bytes: usize,
        is_last: bool,
        is_lost: bool,
    ) -> Option<Time> {
        let (now, rate) = (self.now, self.conditions.rate);
        let link = self.links.get_mut(&id)?;
        let side = 1 - link.side(from);
        let was_partial = core::mem::replace(&mut link.partial[side], !is_last);
        if is_lost && is_last && !was_partial {
            return None;
        }
        let is_deaf = self.deaf.contains(&link.ends[side]);
        let took = rate.map(|rate| Duration::from_secs_f64(bytes as f64 / rate));
        if !is_deaf && took.is_none() {
            return Some(now);
        }
        link.unsent[side] += bytes;
        let unsent = link.unsent[side];
        self.most_unsent.0 = self.most_unsent.0.max(unsent);
        let of_host = self.links.values().filter(|link| link.ends.contains(&from));
        let sum = of_host.map(|link| link.unsent[1 - link.side(from)]).sum();
        self.most_unsent.1 = self.most_unsent.1.max(sum);
        if is_deaf {
            return None;
        }
        let link = self.links.get_mut(&id)?;
        let sent = now.max(link.busy[side]) + took?;
        link.busy[side] = sent;
        self.happen(sent, Happening::Carried(id, from, bytes));
        Some(sent)
    }

    /// A link has carried bytes that a host had sent.
    fn carried(&mut self, id: LinkId, host: HostId, bytes: usize) {
        if let Some(link) = self.links.get_mut(&id) {
            let side = 1 - link.side(host);
            link.unsent[side] -= bytes;
            if let Some((link, unsent)) = self.next_report(host) {
                self.input(host, Input::Unsent(PeerId(link), unsent));
            }
        }
    }

    /// A link of a host whose number of unsent bytes has changed since the last report, and that
    /// number. `None` if there is none.
    fn next_report(&mut self, id: HostId) -> Option<(LinkId, usize)> {
        let mut links = self.links.iter_mut();
        links.find_map(|(number, link)| {
            let side = 1 - link.ends.iter().position(|end| *end == id)?;
            let unsent = link.unsent[side];
            let told = core::mem::replace(&mut link.told[side], unsent);
            (told != unsent).then_some((*number, unsent))
        })
    }

    fn arrived(&mut self, id: LinkId, host: HostId, frames: &[Vec<u8>]) {
        for frame in frames {
            let Some(link) = self.links.get_mut(&id) else {
                return;
            };
            let side = link.side(host);
            if !link.open[side] {
                return;
            }
            match link.assemblers[side].push(frame) {
                Ok(None) => {}
                Ok(Some(message)) => self.deliver(id, host, message),
                Err(_) => {
                    self.input(host, Input::PeerDown(PeerId(id)));
                    return self.hang_up(id, host);
                }
            }
        }
    }

    fn deliver(&mut self, id: LinkId, host: HostId, message: Vec<u8>) {
        match &mut self.hosts[host.0] {
            Host::Node(_) => self.input(host, Input::Received(PeerId(id), message)),
            Host::Stranger(stranger) => stranger.received.push(message),
        }
    }

    /// A host closes its end; the other end is informed after the latency.
    pub(super) fn hang_up(&mut self, id: LinkId, host: HostId) {
        let now = self.now;
        let latency = self.conditions.latency;
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let side = link.side(host);
        link.open[side] = false;
        let other = link.ends[1 - side];
        let at = (now + latency).max(link.last[1 - side]);
        self.happen(at, Happening::Close(id, other));
    }

    fn closed(&mut self, id: LinkId, host: HostId) {
        let Some(link) = self.links.remove(&id) else {
            return;
        };
        if let Host::Stranger(stranger) = &mut self.hosts[host.0] {
            stranger.hang_ups += 1;
        }
        if link.open[link.side(host)] {
            self.input(host, Input::PeerDown(PeerId(id)));
        }
        let wait = REDIAL + REDIAL.mul_f64(self.random.random::<f64>());
        let [a, b] = link.ends;
        self.happen(self.now + wait, Happening::Redial(a, b));
    }

    /// The author at a node signs a block.
    fn seal(&mut self, id: HostId, block: BlockHash, digest: &[u8; 32]) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        if let Some(miner) = &host.miner {
            let seal = miner.person.key().secret().sign(digest);
            self.input(id, Input::Sealed(block, seal));
        }
    }

    /// A checker receives a batch of signatures.
    fn verify(&mut self, id: HostId, batch: BatchId, claims: &[Claim]) {
        let [time, lost, short] = self.random.random::<[f64; 3]>();
        let Host::Node(host) = &mut self.hosts[id.0] else {
            return;
        };
        host.checks += 1;
        let (life, Some(checkers)) = (host.life, host.checkers) else {
            return;
        };
        if lost < checkers.lost {
            return;
        }
        let mut held = true_claims(claims, &[0; 32]);
        if short < checkers.short {
            held = self.random.random_range(0..=held);
        }
        let at = self.now + checkers.delay.mul_f64(time);
        self.happen(at, Happening::Verified(id, life, batch, held));
    }

    fn set_job(&mut self, id: HostId, job: Option<Job>) {
        let chance: f64 = self.random.random();
        let now = self.now;
        let Host::Node(host) = &mut self.hosts[id.0] else {
            return;
        };
        let Some(miner) = &mut host.miner else { return };
        miner.round += 1;
        miner.job = job;
        let Some(job) = &miner.job else { return };
        let work = job
            .bits
            .to_target()
            .map_or(1.0, |target| target.work().to_f64());
        // The time of the first success of many independent trials.
        let seconds = -(1.0 - chance).ln() * work / miner.rate;
        let at: Time = now + Duration::from_secs_f64(seconds.min(1e9));
        let round = miner.round;
        self.happen(at, Happening::Find(id, round));
    }

    fn found(&mut self, id: HostId, round: u64) {
        let extra_nonce = self.random.random();
        let now = self.clock(id).to_timestamp();
        let Host::Node(host) = &mut self.hosts[id.0] else {
            return;
        };
        let Some(miner) = host.miner.as_ref().filter(|miner| miner.round == round) else {
            return;
        };
        let Some(job) = miner.job.clone() else { return };
        let mut solution = Solution {
            extra_nonce,
            time: job.time.max(now),
            nonce: 0,
            version: job.version,
        };
        let mut header = job.header(&solution);
        while !header.meets_target() {
            header.nonce += 1;
            assert!(
                header.nonce < MAX_NONCES,
                "seed {}: a job is too hard",
                self.seed
            );
        }
        solution.nonce = header.nonce;
        self.input(id, Input::Mined(job.id, solution));
        // Normally the new tip has made a new job; a miner whose block was rejected tries again.
        if let Host::Node(host) = &self.hosts[id.0]
            && host
                .miner
                .as_ref()
                .is_some_and(|miner| miner.round == round)
        {
            self.set_job(id, Some(job));
        }
    }
}
