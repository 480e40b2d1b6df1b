//! The scheduler of signature batches: it decides which worker verifies which batch, and does no
//! I/O itself.
//!
//! Batches are assigned in the order of their numbers, one at a time to each worker. Workers are
//! started as they are needed. A worker that breaks down (out of memory, for example) is replaced,
//! and its batch is assigned before later ones. A batch on which [`MAX_TRIES`] workers broke down
//! is answered as not verified at all. So an answer never says that a claim is false: the node
//! itself verifies the claims that an answer does not count as true.

use core::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use litemap::LiteMap;
use node::BatchId;
use primitives::Claim;

/// The number of workers that may break down on one batch. If this many times the maximum number of
/// workers break down in a row, no more are started.
const MAX_TRIES: usize = 3;

/// An order to the driver: an operation on a worker, or an answer to the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Start a worker with this number.
    Spawn(u64),
    /// Send this batch to a worker.
    Verify(u64, BatchId, Arc<[Claim]>),
    /// End a worker, whatever it is doing.
    Terminate(u64),
    /// This many claims at the beginning of the batch are true. Nothing is known of the others.
    Verified(BatchId, usize),
    /// No more workers are started.
    Closed,
}

/// All workers and batches. The node creates the batches and bounds their number.
#[derive(Debug)]
pub(crate) struct BatchScheduler {
    /// Maximum number of workers; 0 once it is closed.
    max_workers: usize,
    workers: LiteMap<u64, Worker>,
    next: u64,
    /// Batches that wait for a worker, each with the number of workers that broke down on it.
    waiting: LiteMap<BatchId, Batch>,
    /// The number of workers that broke down or could not be started since a batch was last
    /// verified.
    broken: usize,
    orders: VecDeque<Order>,
}

#[derive(Debug, Default)]
struct Worker {
    is_ready: bool,
    task: Option<(BatchId, Batch)>,
}

#[derive(Clone, Debug)]
struct Batch {
    claims: Arc<[Claim]>,
    tries: usize,
}

impl BatchScheduler {
    /// A scheduler without workers yet. It will start `max_workers` at most.
    pub(crate) fn new(max_workers: usize) -> Self {
        Self {
            max_workers,
            workers: LiteMap::new(),
            next: 0,
            waiting: LiteMap::new(),
            broken: 0,
            orders: VecDeque::new(),
        }
    }

    /// The maximum number of batches that are verified at the same time; 0 once it is closed.
    pub(crate) const fn max_workers(&self) -> usize {
        self.max_workers
    }

    /// Whether no batch waits and no worker has one.
    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.workers.values().all(|worker| worker.task.is_none())
    }

    /// The next order; `None` if there is none.
    pub(crate) fn next_order(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }

    /// Accepts a batch for verification.
    pub(crate) fn verify(&mut self, id: BatchId, claims: Arc<[Claim]>) {
        self.waiting.insert(id, Batch { claims, tries: 0 });
        self.assign();
    }

    /// Cancels a batch. The worker that has it is ended, since it may hang.
    pub(crate) fn cancel(&mut self, id: BatchId) {
        self.waiting.remove(&id);
        let on_it =
            |(_, worker): &(&u64, &Worker)| matches!(worker.task, Some((task, _)) if task == id);
        if let Some((&number, _)) = self.workers.iter().find(on_it) {
            self.workers.remove(&number);
            self.orders.push_back(Order::Terminate(number));
        }
        self.assign();
    }

    /// Records that a worker has started.
    pub(crate) fn ready(&mut self, number: u64) {
        if let Some(worker) = self.workers.get_mut(&number) {
            worker.is_ready = true;
            self.assign();
        }
    }

    /// Records that a worker has verified a batch: its first `count` claims are true.
    pub(crate) fn verified(&mut self, number: u64, id: BatchId, count: usize) {
        let Some(worker) = self.workers.get_mut(&number) else {
            return; // sent before it was ended
        };
        if worker.task.take_if(|(task, _)| *task == id).is_some() {
            self.broken = 0;
            self.orders.push_back(Order::Verified(id, count));
            self.assign();
        }
    }

    /// Records that a worker broke down or could not be started.
    pub(crate) fn failed(&mut self, number: u64) {
        let Some(worker) = self.workers.remove(&number) else {
            return;
        };
        self.orders.push_back(Order::Terminate(number));
        self.broken += 1;
        if let Some((id, mut batch)) = worker.task {
            batch.tries += 1;
            match batch.tries.cmp(&MAX_TRIES) {
                Ordering::Less => {
                    self.waiting.insert(id, batch);
                }
                _ => self.orders.push_back(Order::Verified(id, 0)),
            }
        }
        if self.broken >= MAX_TRIES * self.max_workers {
            self.close();
        }
        self.assign();
    }

    /// Ends all workers and drops all batches. New workers are started for later batches.
    pub(crate) fn dismiss(&mut self) {
        self.waiting.clear();
        self.orders.clear();
        for (number, _) in core::mem::take(&mut self.workers) {
            self.orders.push_back(Order::Terminate(number));
        }
    }

    /// Ends all workers, answers their batches as not verified, and starts no more workers.
    fn close(&mut self) {
        self.max_workers = 0;
        for (number, worker) in core::mem::take(&mut self.workers) {
            self.orders.push_back(Order::Terminate(number));
            let task = worker.task.map(|(id, _)| Order::Verified(id, 0));
            self.orders.extend(task);
        }
        self.orders.push_back(Order::Closed);
    }

    fn assign(&mut self) {
        let idle = self.workers.iter_mut();
        let idle = idle.filter(|(_, worker)| worker.is_ready && worker.task.is_none());
        for (number, worker) in idle {
            let next = self.waiting.first().map(|(id, _)| *id);
            let Some((id, batch)) = next.and_then(|id| Some((id, self.waiting.remove(&id)?)))
            else {
                return;
            };
            let order = Order::Verify(*number, id, batch.claims.clone());
            worker.task = Some((id, batch));
            self.orders.push_back(order);
        }
        let starting = self.workers.values().filter(|worker| !worker.is_ready);
        let mut coming = starting.count();
        while coming < self.waiting.len() && self.workers.len() < self.max_workers {
            self.workers.insert(self.next, Worker::default());
            self.orders.push_back(Order::Spawn(self.next));
            self.next += 1;
            coming += 1;
        }
        if self.max_workers == 0 {
            for (id, _) in core::mem::take(&mut self.waiting) {
                self.orders.push_back(Order::Verified(id, 0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn batch(size: usize) -> Arc<[Claim]> {
        vec![Claim::from_bytes([0; Claim::LEN]); size].into()
    }

    fn orders(scheduler: &mut BatchScheduler) -> Vec<Order> {
        core::iter::from_fn(|| scheduler.next_order()).collect()
    }

    #[test]
    fn batches_are_assigned_in_order_and_again_after_a_breakdown() {
        let mut scheduler = BatchScheduler::new(2);
        for id in 0..3 {
            scheduler.verify(BatchId(id), batch(10));
        }
        assert_eq!(orders(&mut scheduler), [Order::Spawn(0), Order::Spawn(1)]);
        scheduler.ready(1);
        scheduler.ready(0);
        let first = Order::Verify(1, BatchId(0), batch(10));
        let second = Order::Verify(0, BatchId(1), batch(10));
        assert_eq!(orders(&mut scheduler), [first, second]);
        // The worker of the first batch breaks down. Another worker gets that batch before the
        // third one.
        scheduler.failed(1);
        assert_eq!(
            orders(&mut scheduler),
            [Order::Terminate(1), Order::Spawn(2)]
        );
        scheduler.ready(2);
        assert_eq!(
            orders(&mut scheduler),
            [Order::Verify(2, BatchId(0), batch(10))]
        );
        scheduler.verified(2, BatchId(0), 10);
        let third = Order::Verify(2, BatchId(2), batch(10));
        assert_eq!(
            orders(&mut scheduler),
            [Order::Verified(BatchId(0), 10), third]
        );
        // An answer of the worker that broke down comes too late.
        scheduler.verified(1, BatchId(0), 3);
        assert_eq!(orders(&mut scheduler), []);
    }

    #[test]
    fn a_batch_that_breaks_every_worker_is_given_back() {
        let mut scheduler = BatchScheduler::new(1);
        scheduler.verify(BatchId(0), batch(10));
        for number in 0..MAX_TRIES as u64 {
            assert!(orders(&mut scheduler).contains(&Order::Spawn(number)));
            scheduler.ready(number);
            scheduler.failed(number);
        }
        let given_up = orders(&mut scheduler);
        assert!(given_up.contains(&Order::Verified(BatchId(0), 0)));
        assert!(given_up.contains(&Order::Closed));
        // Later batches get an answer, too.
        scheduler.verify(BatchId(1), batch(1));
        assert_eq!(orders(&mut scheduler), [Order::Verified(BatchId(1), 0)]);
    }

    #[test]
    fn a_cancelled_batch_ends_its_worker() {
        let mut scheduler = BatchScheduler::new(1);
        scheduler.verify(BatchId(0), batch(1));
        scheduler.verify(BatchId(1), batch(1));
        scheduler.ready(0);
        orders(&mut scheduler);
        scheduler.cancel(BatchId(1));
        scheduler.cancel(BatchId(0));
        assert_eq!(orders(&mut scheduler), [Order::Terminate(0)]);
        assert!(scheduler.is_idle());
        scheduler.verify(BatchId(2), batch(1));
        scheduler.dismiss();
        assert_eq!(orders(&mut scheduler), [Order::Terminate(1)]);
    }

    /// Workers start, work and break down at random, by a seed. Every batch is answered once, and a
    /// cancelled batch at most once.
    #[test]
    fn every_batch_is_answered_whichever_worker_breaks_down() {
        for seed in 0..200_u64 {
            let mut state = seed;
            let mut draw = |bound: u64| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % bound
            };
            let place = |drawn: u64| usize::try_from(drawn).unwrap();
            let mut scheduler = BatchScheduler::new(3);
            let (mut starting, mut busy) = (Vec::new(), Vec::new());
            let (mut answered, mut cancelled) = (BTreeSet::new(), BTreeSet::new());
            let mut asked = 0;
            for step in 0..10_000 {
                while let Some(order) = scheduler.next_order() {
                    match order {
                        Order::Spawn(number) => starting.push(number),
                        Order::Verify(number, id, claims) => busy.push((number, id, claims.len())),
                        Order::Terminate(number) => {
                            starting.retain(|it| *it != number);
                            busy.retain(|(it, ..)| *it != number);
                        }
                        Order::Verified(id, count) => {
                            assert!(answered.insert(id), "seed {seed}: {id:?} twice");
                            assert!(count <= 10);
                        }
                        Order::Closed => {}
                    }
                }
                assert!(starting.len() + busy.len() <= 3, "seed {seed}");
                match draw(10) {
                    0..3 if asked < 100 => {
                        scheduler.verify(BatchId(asked), batch(10));
                        asked += 1;
                    }
                    3 if asked > 0 && step < 9_000 => {
                        let id = BatchId(draw(asked));
                        scheduler.cancel(id);
                        cancelled.insert(id);
                    }
                    4 if !busy.is_empty() => {
                        let at = place(draw(busy.len() as u64));
                        scheduler.failed(busy.remove(at).0);
                    }
                    5..7 if !starting.is_empty() => {
                        let at = place(draw(starting.len() as u64));
                        scheduler.ready(starting.remove(at));
                    }
                    7.. if !busy.is_empty() => {
                        let at = place(draw(busy.len() as u64));
                        let (number, id, size) = busy.remove(at);
                        scheduler.verified(number, id, size);
                    }
                    _ => {}
                }
            }
            let missing: Vec<_> = (0..asked)
                .map(BatchId)
                .filter(|id| !answered.contains(id) && !cancelled.contains(id))
                .collect();
            assert!(
                missing.is_empty() && scheduler.is_idle(),
                "seed {seed}: {missing:?}"
            );
        }
    }
}
