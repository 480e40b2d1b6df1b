//! The thread of a miner.

use core::time::Duration;
use std::sync::mpsc::{Receiver, TryRecvError};

use pools::miners::{Clock, FromMiner, Searcher, ToMiner};
use primitives::Time;

use crate::{clock, kernels};

/// Searches until the pool ends the thread, and handles orders between slices.
pub(super) fn run(orders: &Receiver<ToMiner>, emit: &dyn Fn(FromMiner)) -> Result<(), String> {
    let mut searcher = Searcher::new(kernels());
    emit(FromMiner::Ready);
    loop {
        let order = match searcher.is_idle() {
            true => orders.recv().map_err(|_| TryRecvError::Disconnected),
            false => orders.try_recv(),
        };
        match order {
            Ok(order) => searcher.handle(&Clocks, order).into_iter().for_each(emit),
            Err(TryRecvError::Empty) => searcher.search(&Clocks).for_each(emit),
            Err(TryRecvError::Disconnected) => return Ok(()),
        }
    }
}

/// The machine's clocks.
struct Clocks;

impl Clock for Clocks {
    fn now(&self) -> Time {
        clock::now()
    }

    fn ticks(&self) -> Duration {
        clock::ticks()
    }
}
