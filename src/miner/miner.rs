//! One worker's place in the space of all hashes of a job.

use primitives::{Header, MerkleNode, Target, TargetError, Timestamp};

use crate::{Job, Kernel, Search, Solution};

/// Digs through a job, slice by slice, in a place that no other digger searches as long as their extra nonces
/// lie apart.
///
/// The time in the header follows the clock that each slice brings; a later time opens all versions and nonces of the
/// [`Search`] anew. Should they run out within one second, the next extra nonce does the same. After a solution the
/// digger rests: a node answers a solution with its next job.
#[derive(Clone, Debug)]
pub struct Digger {
    extra_nonce: u64,
    work: Option<Work>,
}

/// What came of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dug {
    /// What meets the job's target, if anything did.
    pub solution: Option<Solution>,
    /// Hashes completed; 0 from a digger that rests.
    pub hashes: u64,
}

#[derive(Clone, Debug)]
struct Work {
    job: Job,
    merkle_root: MerkleNode,
    target: Target,
    time: Timestamp,
    search: Search,
    /// The next header of the search.
    next: u64,
}

impl Digger {
    /// A digger without a job that starts at this extra nonce.
    pub fn new(extra_nonce: u64) -> Self {
        Self {
            extra_nonce,
            work: None,
        }
    }

    /// Drops what it was doing and starts on this job, at an extra nonce not used before.
    ///
    /// # Errors
    /// If the job's target is none; the digger rests then.
    pub fn take(&mut self, job: Job) -> Result<(), TargetError> {
        self.work = None;
        self.extra_nonce = self.extra_nonce.wrapping_add(1);
        self.work = Some(Work::new(job, self.extra_nonce)?);
        Ok(())
    }

    /// Drops what it was doing.
    pub fn rest(&mut self) {
        self.work = None;
    }

    /// Tells whether it has nothing to do.
    pub fn rests(&self) -> bool {
        self.work.is_none()
    }

    /// Completes up to `hashes` hashes; `now` is the clock's time. Fewer come at a solution, and where a search has no
    /// header left. Which kernel makes them, the same one each time or not, is of no matter for what comes of it.
    pub fn dig(&mut self, kernel: &mut Kernel, now: Timestamp, hashes: u64) -> Dug {
        let Some(work) = &mut self.work else {
            return Dug {
                solution: None,
                hashes: 0,
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
        Dug {
            solution,
            hashes: outcome.hashes,
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

    /// Starts over with all versions and nonces under another time or Merkle root.
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

    /// About one hash in 256 meets this one.
    const EASY: u32 = 0x2000_ffff;
    /// No hash does.
    const HOPELESS: u32 = 0x0101_0000;

    #[test]
    fn solutions_meet_the_target_and_come_in_slices() {
        let mut digger = Digger::new(0);
        digger.take(job(EASY)).unwrap();
        let mut hashes = 0;
        let solution = loop {
            let dug = digger.dig(&mut Kernel::portable(), NOW, 10);
            assert!((1..=10).contains(&dug.hashes));
            hashes += dug.hashes;
            if let Some(solution) = dug.solution {
                break solution;
            }
        };
        assert!(job(EASY).header(&solution).meets_target());
        assert_eq!(hashes, u64::from(solution.nonce) + 1);
        assert_eq!(solution.version, job(EASY).version);
        assert!(digger.rests());
        assert_eq!(digger.dig(&mut Kernel::portable(), NOW, 10).hashes, 0);
    }

    #[test]
    fn the_time_follows_the_clock_but_never_lies_before_the_job() {
        let mut digger = Digger::new(0);
        for (clock, written) in [(Timestamp(5), NOW), (Timestamp(2_000), Timestamp(2_000))] {
            digger.take(job(EASY)).unwrap();
            let dug = digger.dig(&mut Kernel::portable(), clock, 100_000);
            let solution = dug.solution.unwrap();
            assert_eq!(solution.time, written);
            assert!(job(EASY).header(&solution).meets_target());
        }
    }

    #[test]
    fn the_same_job_again_is_another_search() {
        let mut digger = Digger::new(u64::MAX);
        let mut found = Vec::new();
        for _ in 0..3 {
            digger.take(job(EASY)).unwrap();
            let solution = digger
                .dig(&mut Kernel::portable(), NOW, 100_000)
                .solution
                .unwrap();
            found.push(solution.extra_nonce);
        }
        assert_eq!(found, [0, 1, 2]);
    }

    #[test]
    fn a_search_without_headers_left_gets_the_next_extra_nonce() {
        let mut digger = Digger::new(10);
        digger.take(job(HOPELESS)).unwrap();
        let root = |digger: &Digger| digger.work.as_ref().map(|work| work.merkle_root);
        let before = root(&digger);
        if let Some(work) = &mut digger.work {
            work.next = Search::HEADERS - 4;
        }
        assert_eq!(digger.dig(&mut Kernel::portable(), NOW, 100).hashes, 4);
        assert_eq!(digger.dig(&mut Kernel::portable(), NOW, 100).hashes, 100);
        assert_eq!(root(&digger), Some(job(HOPELESS).merkle_root(12)));
        assert_ne!(root(&digger), before);
    }

    #[test]
    fn an_impossible_target_is_refused() {
        let mut digger = Digger::new(0);
        digger.take(job(EASY)).unwrap();
        assert!(digger.take(job(0)).is_err());
        assert!(digger.rests());
    }
}
