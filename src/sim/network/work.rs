//! The work that nodes leave to others: the search for nonces, and the verification of signatures.

use super::Network;
use super::wires::Happening;
use crate::HostId;
use crate::host::Host;
use core::time::Duration;
use miner::{Job, Solution};
use node::{BatchId, Input};
use primitives::{Claim, Time, true_claims};
use rand::RngExt;

/// The maximum number of nonces that a miner tries for one job. All difficulties here take far
/// fewer.
const MAX_NONCES: u32 = 1 << 24;

impl Network {
    /// Passes a checker a batch of signatures, and schedules its answer.
    pub(super) fn verify(&mut self, id: HostId, batch: BatchId, claims: &[Claim]) {
        let [time, lost, short] = self.wires.random.random::<[f64; 3]>();
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
            held = self.wires.random.random_range(0..=held);
        }
        let at = self.wires.now + checkers.delay.mul_f64(time);
        self.wires
            .happen(at, Happening::Verified(id, life, batch, held));
    }

    pub(super) fn set_job(&mut self, id: HostId, job: Option<Job>) {
        let chance: f64 = self.wires.random.random();
        let now = self.wires.now;
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
        // The time is exponentially distributed, with the mean `work / rate`.
        let seconds = -(1.0 - chance).ln() * work / miner.rate;
        let at: Time = now + Duration::from_secs_f64(seconds.min(1e9));
        let round = miner.round;
        self.wires.happen(at, Happening::Find(id, round));
    }

    pub(super) fn found(&mut self, id: HostId, round: u64) {
        let extra_nonce = self.wires.random.random();
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
        // Normally the miner has a new job on the new tip by now. A miner whose block was rejected
        // tries again.
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
