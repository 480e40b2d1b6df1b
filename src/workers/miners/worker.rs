//! The miner worker, which searches for nonces in short slices and receives messages between them.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use browser::clock::{self, Alarm};
use browser::program::kernels;
use browser::threads::port::{self, Listener, Port};
use pools::miners::{Clock, FromMiner, Searcher, ToMiner};
use primitives::Time;

/// Searches for block solutions for the node worker.
pub struct MinerWorker {
    node: Port<FromMiner>,
    searcher: Searcher,
    /// Starts the next slice, after the worker has handled the messages that came during the last
    /// one.
    alarm: Option<Alarm>,
    _listener: Option<Listener>,
}

impl MinerWorker {
    /// Starts to listen to the node worker, and reports that to it. The worker runs until it is
    /// terminated.
    ///
    /// # Panics
    /// Later, if the worker receives a message that it can't read. Both workers are of one build,
    /// so that would be an error in the build. The node worker is notified of the panic.
    pub fn start() {
        console_error_panic_hook::set_once();
        let worker = Rc::new(RefCell::new(Self {
            node: port::owner(),
            searcher: Searcher::new(Vec::new()),
            alarm: None,
            _listener: None,
        }));
        let searching = Rc::clone(&worker);
        let alarm = Alarm::new(move || searching.borrow_mut().search());
        let receiving = Rc::clone(&worker);
        let listener = port::listen_to_owner(move |envelope| {
            let envelope = envelope.expect("both workers are of one build");
            receiving.borrow_mut().on_message(envelope.message);
        });
        let mut worker = worker.borrow_mut();
        worker.alarm = Some(alarm);
        worker._listener = Some(listener);
        worker.node.send(&FromMiner::Ready);
        // The kernels are compiled while the message is on its way.
        worker.searcher = Searcher::new(kernels());
    }

    fn on_message(&mut self, message: ToMiner) {
        if let Some(answer) = self.searcher.handle(&Clocks, message) {
            self.node.send(&answer);
        }
        self.search_soon();
    }

    fn search(&mut self) {
        for message in self.searcher.search(&Clocks) {
            self.node.send(&message);
        }
        self.search_soon();
    }

    fn search_soon(&self) {
        if let Some(alarm) = self.alarm.as_ref().filter(|_| !self.searcher.is_idle()) {
            alarm.set(clock::now());
        }
    }
}

/// The browser's clocks.
struct Clocks;

impl Clock for Clocks {
    fn now(&self) -> Time {
        clock::now()
    }

    fn ticks(&self) -> Duration {
        clock::ticks()
    }
}
