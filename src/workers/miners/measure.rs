//! Measures this device's hash rate when a chain is started without a chosen first difficulty. The
//! first block should then take about one interval.

use core::time::Duration;

use browser::Part;
use browser::clock::{self, Alarm};
use browser::threads::port::{Envelope, PortError};
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use pools::miners::{FromMiner, ToMiner};

/// The longest wait for the worker's answer, after which the chain starts with the default
/// difficulty.
const LIMIT: Duration = Duration::from_secs(3);

/// The hashes per second of one miner worker, which is started for this measurement and ended
/// afterwards. `None` if the worker fails or does not answer in time.
pub(crate) async fn hash_rate() -> Option<f64> {
    // The queue needs no bound, since each of its three senders sends only a few messages.
    let (late, mut messages) = unbounded();
    let (received, failed) = (late.clone(), late.clone());
    let on_message = move |envelope: Result<Envelope<FromMiner>, PortError>| {
        let _ = received.unbounded_send(envelope.ok().map(|envelope| envelope.message));
    };
    let on_error = move |_| {
        let _ = failed.unbounded_send(None);
    };
    let (port, _listener) = Part::Miner.start(on_message, on_error).ok()?;
    let alarm = Alarm::new(move || {
        let _ = late.unbounded_send(None);
    });
    alarm.set(clock::now() + LIMIT);
    let rate = loop {
        match messages.next().await.flatten() {
            Some(FromMiner::Ready) => port.send(&ToMiner::Measure),
            Some(FromMiner::Measured { rate }) => break Some(rate),
            Some(FromMiner::Searched { .. } | FromMiner::Solved { .. }) => {}
            None => break None,
        }
    };
    port.terminate();
    rate
}
