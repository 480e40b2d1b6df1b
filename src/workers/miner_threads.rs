//! What the pool of miners needs of its surroundings: threads that search, and two clocks.

use core::time::Duration;
use std::rc::Rc;

use browser::Part;
use browser::clock;
use browser::threads::port::{Envelope, Listener, Port, PortError};
use primitives::Time;

use crate::miner_message::{FromMiner, ToMiner};

/// Starts miners.
pub(crate) trait MinerThreads {
    /// A running miner.
    type Miner: MinerThread;

    /// Starts the miner with this number. Its messages come to the pool later.
    ///
    /// # Errors
    /// If the browser refuses.
    fn spawn(&self, miner: u64) -> Result<Self::Miner, PortError>;

    /// The time now.
    fn now(&self) -> Time;

    /// The time on a clock that can't be set.
    fn ticks(&self) -> Duration;
}

/// A running miner.
pub(crate) trait MinerThread {
    /// Sends it a message.
    fn send(&self, message: &ToMiner);

    /// Ends it, whatever it is doing.
    fn terminate(&self);
}

/// Receives the messages of each miner, or the reason why it broke down.
type Receiver = dyn Fn(u64, Result<FromMiner, String>);

/// Miners in the browser's workers.
pub(crate) struct MinerWorkers(Rc<Receiver>);

impl MinerWorkers {
    /// The messages of all miners are passed to `emit`.
    pub(crate) fn new(emit: impl Fn(u64, Result<FromMiner, String>) + 'static) -> Self {
        Self(Rc::new(emit))
    }
}

impl MinerThreads for MinerWorkers {
    type Miner = (Port<ToMiner>, Listener);

    fn spawn(&self, miner: u64) -> Result<Self::Miner, PortError> {
        let (emit, emit_error) = (Rc::clone(&self.0), Rc::clone(&self.0));
        let on_message = move |envelope: Result<Envelope<FromMiner>, PortError>| {
            let message = envelope.map(|envelope| envelope.message);
            emit(miner, message.map_err(|error| error.to_string()));
        };
        let on_error = move |reason| emit_error(miner, Err(reason));
        Part::Miner.start(on_message, on_error)
    }

    fn now(&self) -> Time {
        clock::now()
    }

    fn ticks(&self) -> Duration {
        clock::ticks()
    }
}

impl MinerThread for (Port<ToMiner>, Listener) {
    fn send(&self, message: &ToMiner) {
        self.0.send(message);
    }

    fn terminate(&self) {
        self.0.terminate();
    }
}
