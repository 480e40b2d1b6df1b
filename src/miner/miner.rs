//! Miners: the search of one worker through the hashes of a job.

use primitives::{Header, MerkleNode, Target, TargetError, Timestamp};

use crate::{Job, Kernel, Search, Solution};

/// The search of one worker for the solution of a job. Miners of one job with distinct extra nonces
/// never compute the same hash.
///
/// The header's time follows the clock, whose time each call passes. A later time starts a new
/// [`Search`] through all versions and nonces. If a search ends within one second, the miner
/// continues with the next extra nonce. After a solution the miner is idle: the node responds to a
/// solution with its next job.
#[derive(Clone, Debug)]
pub struct Miner {
    extra_nonce: u64,
    work: Option<Work>,
}

/// The result of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The solution. `None` if no hash met the job's target.
    pub solution: Option<Solution>,
    /// Number of hashes computed; 0 if the miner is idle.
    pub hashes: u64,
    /// The lowest hash of this call that met the target or came near it, as a 256-bit number, most
    /// significant byte first. `None` if none did.
    pub lowest: Option<[u8; 32]>,
}

#[derive(Clone, Debug)]
struct Work {
    job: Job,
    merkle_root: MerkleNode,
    target: Target,
    time: Timestamp,
    search: Search,
    /// The number of the search's next header.
    next: u64,
}

impl Miner {
    /// Creates an idle miner. Its first job begins with the extra nonce after this one.
    pub fn new(extra_nonce: u64) -> Self {
        Self {
            extra_nonce,
            work: None,
        }
    }

    /// Starts a job at an extra nonce that was not used before. The previous job is dropped.
    ///
    /// # Errors
    /// If the job's bits do not encode a target. The miner is idle then.
    pub fn start(&mut self, job: Job) -> Result<(), TargetError> {
        self.work = None;
        self.extra_nonce = self.extra_nonce.wrapping_add(1);
        self.work = Some(Work::new(job, self.extra_nonce)?);
        Ok(())
    }

    /// Drops the job, if any.
    pub fn stop(&mut self) {
        self.work = None;
    }

    /// Whether there is no job.
    pub fn is_idle(&self) -> bool {
        self.work.is_none()
    }

    /// Computes at most `hashes` hashes; `now` is the time of the clock. The call computes fewer if
    /// it finds a solution or the search ends. The result does not depend on the kernel, which may
    /// be another one in each call.
    pub fn mine(&mut self, kernel: &mut Kernel, now: Timestamp, hashes: u64) -> Progress {
        let Some(work) = &mut self.work else {
            return Progress {
                solution: None,
                hashes: 0,
                lowest: None,
            };
        };
        if work.next >= Search::HEADERS {
            self.extra_nonce = self.extra_nonce.wrapping_add(1);
            work.merkle_root = work.job.merkle_root(self.extra_nonce);
            work.restart(now.max(work.time));
        } else if now > work.time {
            work.restart(now);
        }
        let end = work.next.saturating_add(hashes);
        let outcome = work.search.run(kernel, work.next..end);
        work.next += outcome.hashes;
        let solution = outcome.hit.map(|hit| Solution {
            extra_nonce: self.extra_nonce,
            time: work.time,
            nonce: hit.nonce,
            version: hit.version,
        });
        if solution.is_some() {
            self.work = None;
        }
        Progress {
            solution,
            hashes: outcome.hashes,
            lowest: outcome.lowest,
        }
    }
}

impl Work {
    fn new(job: Job, extra_nonce: u64) -> Result<Self, TargetError> {
        let target = job.bits.to_target()?;
        let merkle_root = job.merkle_root(extra_nonce);
        let time = job.time;
        let search = search(&job, merkle_root, time, &target);
        Ok(Self {
            job,
            merkle_root,
            target,
            time,
            search,
            next: 0,
        })
    }

    /// Starts over with all versions and nonces for another time or Merkle root.
    fn restart(&mut self, time: Timestamp) {
        self.time = time;
        self.search = search(&self.job, self.merkle_root, time, &self.target);
        self.next = 0;
    }
}

fn search(job: &Job, merkle_root: MerkleNode, time: Timestamp, target: &Target) -> Search {
    let header = Header {
        version: job.version,
        previous: job.previous,
        merkle_root,
        time,
        bits: job.bits,
        nonce: 0,
        seal: None,
    };
    Search::new(&header, target)
}

#[cfg(test)]
mod tests {
    use primitives::{BlockHash, CompactTarget};

    use super::*;
    use crate::JobId;

    const NOW: Timestamp = Timestamp(1_000);

    fn job(bits: u32) -> Job {
        Job {
            id: JobId(1),
            version: 0x2000_0000,
            previous: BlockHash::ZERO,
            bits: CompactTarget::from_bits(bits),
            time: NOW,
            coinbase_head: vec![1; 40],
            coinbase_tail: vec![2; 40],
            branch: vec![[3; 32]],
        }
    }

    /// About one hash in 256 meets this target.
    const EASY: u32 = 0x2000_ffff;
    /// In effect no hash meets this target.
    const HOPELESS: u32 = 0x0101_0000;

    #[test]
    fn solutions_meet_the_target_after_several_calls() {
        let mut miner = Miner::new(0);
        miner.start(job(EASY)).unwrap();
        let (mut hashes, mut lowest) = (0, None);
        let solution = loop {
            let progress = miner.mine(&mut Kernel::portable(), NOW, 10);
            assert!((1..=10).contains(&progress.hashes));
            hashes += progress.hashes;
            lowest = progress.lowest.or(lowest);
            if let Some(solution) = progress.solution {
                break solution;
            }
        };
        let found = job(EASY).header(&solution);
        assert!(found.meets_target());
        let mut hash = found.hash().to_bytes();
        hash.reverse();
        assert_eq!(lowest, Some(hash), "no earlier hash was lower");
        assert_eq!(hashes, u64::from(solution.nonce) + 1);
        assert_eq!(solution.version, job(EASY).version);
        assert!(miner.is_idle());
        assert_eq!(miner.mine(&mut Kernel::portable(), NOW, 10).hashes, 0);
    }

    #[test]
    fn the_time_follows_the_clock_but_is_never_before_that_of_the_job() {
        let mut miner = Miner::new(0);
        for (clock, written) in [(Timestamp(5), NOW), (Timestamp(2_000), Timestamp(2_000))] {
            miner.start(job(EASY)).unwrap();
            let progress = miner.mine(&mut Kernel::portable(), clock, 100_000);
            let solution = progress.solution.unwrap();
            assert_eq!(solution.time, written);
            assert!(job(EASY).header(&solution).meets_target());
        }
    }

    #[test]
    fn the_same_job_is_searched_with_another_extra_nonce() {
        let mut miner = Miner::new(u64::MAX);
        let mut found = Vec::new();
        for _ in 0..3 {
            miner.start(job(EASY)).unwrap();
            let solution = miner
                .mine(&mut Kernel::portable(), NOW, 100_000)
                .solution
                .unwrap();
            found.push(solution.extra_nonce);
        }
        assert_eq!(found, [0, 1, 2]);
    }

    #[test]
    fn an_exhausted_search_continues_with_the_next_extra_nonce() {
        let mut miner = Miner::new(10);
        miner.start(job(HOPELESS)).unwrap();
        let root = |miner: &Miner| miner.work.as_ref().map(|work| work.merkle_root);
        let before = root(&miner);
        if let Some(work) = &mut miner.work {
            work.next = Search::HEADERS - 4;
        }
        assert_eq!(miner.mine(&mut Kernel::portable(), NOW, 100).hashes, 4);
        assert_eq!(miner.mine(&mut Kernel::portable(), NOW, 100).hashes, 100);
        assert_eq!(root(&miner), Some(job(HOPELESS).merkle_root(12)));
        assert_ne!(root(&miner), before);
    }

    #[test]
    fn an_impossible_target_is_rejected() {
        let mut miner = Miner::new(0);
        miner.start(job(EASY)).unwrap();
        let error = miner.start(job(0)).unwrap_err();
        assert_eq!(error, TargetError::Zero(CompactTarget::from_bits(0)));
        assert!(miner.is_idle());
    }
}
