//! The event that a call waits for. The transport checks [`Wait::is_over`] at once and after each
//! event of the node. It carries the call out when the wait is over, or when its time is up.

use core::time::Duration;

use chain::Store;
use primitives::{BlockHash, Time};
use service::Service;

use super::arguments::arguments;
use super::envelope::Request;
use super::mining::long_poll_id;
use super::waiting::Waiting;
use crate::Args;

/// The longest wait of a `getblocktemplate` with `longpollid`: as with Bitcoin Core, a miner gets a
/// fresh template after a minute.
const TEMPLATE_WITHIN: Duration = Duration::from_secs(60);

/// The event that a call waits for.
#[derive(Clone, Debug, PartialEq)]
enum Awaited {
    /// Another template than the one with this id (BIP22).
    Template(String),
    /// Another tip than this one; `None` before the first check.
    NewBlock(Option<BlockHash>),
    /// This tip.
    Block(BlockHash),
    /// A tip of at least this height.
    Height(u32),
}

/// The event that a call waits for, and the longest wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    awaited: Awaited,
    within: Option<Duration>,
}

impl Wait {
    /// The longest wait of the call; `None` if only the transport limits it.
    pub const fn within(&self) -> Option<Duration> {
        self.within
    }

    /// Whether the call may be carried out now. For `waitfornewblock`, the first check records the
    /// tip that the later ones compare with.
    pub fn is_over<S: Store>(&mut self, service: &Service<S>, now: Time) -> bool {
        let tip = service.node().chain().tip();
        match &mut self.awaited {
            Awaited::Template(known) => long_poll_id(service, now) != *known,
            Awaited::NewBlock(known) => *known.get_or_insert(tip.hash) != tip.hash,
            Awaited::Block(hash) => tip.hash == *hash,
            Awaited::Height(height) => tip.height.value() >= *height,
        }
    }
}

impl Request {
    /// The wait before the call is carried out; `None` if it does not wait, or if its arguments are
    /// invalid.
    pub fn wait<S: Store + 'static>(&self) -> Option<Wait> {
        if let Some(id) = self.long_poll_id() {
            return Some(Wait {
                awaited: Awaited::Template(id.to_owned()),
                within: Some(TEMPLATE_WITHIN),
            });
        }
        let mut methods = Waiting::<S>::METHODS.iter();
        let method = methods.find(|method| method.name == self.method())?;
        let args = arguments(method, self.params()).ok()?;
        let awaited = awaited(self.method(), &args)?;
        let millis = args.maybe_number::<u32>("timeout").ok()?.unwrap_or(0);
        let within = Duration::from_millis(millis.into());
        Some(Wait {
            awaited,
            within: (millis > 0).then_some(within),
        })
    }
}

fn awaited(method: &str, args: &Args) -> Option<Awaited> {
    match method {
        "waitforblock" => args.parsed("blockhash").ok().map(Awaited::Block),
        "waitforblockheight" => args.number("height").ok().map(Awaited::Height),
        _ => Some(Awaited::NewBlock(None)),
    }
}
