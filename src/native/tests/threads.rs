//! The pools on threads of the operating system.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use core::time::Duration;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use miner::{Job, JobId};
use native::clock;
use native::threads::{OsThreads, ThreadGroup};
use node::BatchId;
use pools::Event;
use pools::checkers::{Answer, CheckerPool};
use pools::miners::{MinerPool, Outcome};
use primitives::{BlockHash, Claim, CompactTarget, SecretKey, Timestamp};

/// The time limit of operations that take some milliseconds.
const LIMIT: Duration = Duration::from_secs(60);

fn next<T>(events: &Receiver<Event<T>>) -> Event<T> {
    events.recv_timeout(LIMIT).expect("a thread answers")
}

fn job(id: u64, bits: u32) -> Job {
    Job {
        id: JobId(id),
        version: 0x2000_0000,
        previous: BlockHash::ZERO,
        bits: CompactTarget(bits),
        time: Timestamp(1_700_000_000),
        coinbase_head: vec![1; 40],
        coinbase_tail: vec![2; 40],
        branch: vec![[3; 32]],
    }
}

#[test]
fn miners_solve_jobs_until_they_are_ended() {
    let (sender, events) = channel();
    let group = ThreadGroup::default();
    let miners = OsThreads::miners(&group, move |event| {
        let _ = sender.send(event);
    });
    let mut pool = MinerPool::new(miners, 7);
    pool.resize(clock::ticks(), 2).unwrap();
    for id in 1..=3 {
        let job = job(id, 0x1f0f_ffff); // one hash in 4,096
        pool.set_job(clock::now(), Some(job.clone()));
        let solution = loop {
            match pool.handle(clock::now(), clock::ticks(), next(&events)) {
                Outcome::Solved { job, solution, .. } if job == JobId(id) => break solution,
                Outcome::Failed(reason) => panic!("{reason}"),
                Outcome::Nothing | Outcome::Started | Outcome::Solved { .. } => {}
            }
        };
        assert!(job.header(&solution).meets_target());
    }
    assert!(pool.figures(clock::ticks()).hash_rate > 0.0);
    // The present job has no solution, so the miners would search without an end.
    pool.set_job(clock::now(), Some(job(4, 0x0101_0000)));
    assert!(!group.wait(Duration::ZERO), "they run");
    pool.resize(clock::ticks(), 0).unwrap();
    assert!(group.wait(LIMIT));
}

/// The claim that a key has signed a digest. If it is false, the signature is of another digest.
fn claim(byte: u8, is_true: bool) -> Claim {
    let key = SecretKey::from_bytes([byte; 32]).unwrap();
    let digest = [byte; 32];
    let signed = [byte ^ u8::from(!is_true); 32];
    let parts = [
        key.public().to_bytes().to_vec(),
        key.sign(&signed).to_bytes().to_vec(),
        digest.to_vec(),
    ];
    Claim::from_bytes(parts.concat().try_into().unwrap())
}

#[test]
fn checkers_count_the_true_claims_of_each_batch() {
    let (sender, events) = channel();
    let group = ThreadGroup::default();
    let checkers = OsThreads::checkers(&group, move |event| {
        let _ = sender.send(event);
    });
    let mut pool = CheckerPool::new(checkers, 2);
    let batches: [Arc<[Claim]>; 3] = [
        (1..=9).map(|byte| claim(byte, true)).collect(),
        (1..=9).map(|byte| claim(byte, byte != 6)).collect(),
        (1..=9).map(|byte| claim(byte, byte > 1)).collect(),
    ];
    for (id, claims) in (0..).zip(batches) {
        assert_eq!(pool.verify(clock::now(), BatchId(id), claims), []);
    }
    let mut answers = Vec::new();
    while answers.len() < 3 {
        answers.extend(pool.handle(clock::now(), next(&events)));
    }
    answers.sort_by_key(|answer| match answer {
        Answer::Verified(id, _) => id.0,
        Answer::Closed => u64::MAX,
    });
    let verified = |id, count| Answer::Verified(BatchId(id), count);
    assert_eq!(answers, [verified(0, 9), verified(1, 5), verified(2, 0)]);
    drop(pool);
    assert!(group.wait(LIMIT), "they end with their pool");
}
