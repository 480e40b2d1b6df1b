//! The stream of one client: the events of the kinds that it chose, and the balances of its
//! addresses.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;

use super::Kind;
use super::balances::Balance;
use super::log::Found;
use crate::callers::rates::Wait;
use crate::chains::Chain;
use crate::problem::Refusal;
use crate::stop::Stopping;

/// An event as it is sent to a client.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    /// The id by which the client resumes; `None` for a balance and for [`Kind::Missed`].
    pub(crate) id: Option<String>,
    pub(crate) kind: Kind,
    /// A JSON object.
    pub(crate) data: Arc<str>,
}

/// A client's choice of events.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Choice {
    /// The kinds; empty for all.
    pub(crate) kinds: Vec<Kind>,
    /// The addresses whose balances it follows.
    pub(crate) addresses: Vec<String>,
    /// The id of the last event that it saw.
    pub(crate) last: Option<String>,
}

/// One client's events.
pub(crate) struct Stream {
    chain: Arc<Chain>,
    kinds: Vec<Kind>,
    addresses: Vec<Followed>,
    /// The number of the next event for this client.
    position: u64,
    /// The number of the next event that the log will get.
    newest: watch::Receiver<u64>,
    /// Messages to send before the next event of the log: at most one for each address, and one
    /// [`Kind::Missed`].
    ready: VecDeque<Message>,
    /// Whether to ask for the balances before waiting.
    is_balance_due: bool,
    stopping: Stopping,
    /// Counts this stream against the limit until dropped.
    _place: Wait,
}

/// An address with the balance that the client knows.
struct Followed {
    address: String,
    known: Option<Balance>,
}

impl Stream {
    /// Opens a stream. It begins after the last event that the client saw, or else with the next
    /// event of the chain.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if an address is invalid, or if the node can't answer.
    pub(crate) async fn open(
        chain: Arc<Chain>,
        choice: Choice,
        stopping: Stopping,
        place: Wait,
    ) -> Result<Self, Refusal> {
        let newest = chain.log.next();
        let resumed = choice.last.as_deref().map(|last| chain.log.after(last));
        let position = resumed.flatten().unwrap_or_else(|| *newest.borrow());
        let mut stream = Self {
            kinds: choice.kinds,
            addresses: choice
                .addresses
                .into_iter()
                .map(|address| Followed {
                    address,
                    known: None,
                })
                .collect(),
            position,
            newest,
            ready: VecDeque::new(),
            is_balance_due: true,
            stopping,
            _place: place,
            chain,
        };
        if resumed == Some(None) {
            stream.ready.push_back(Message {
                id: None,
                kind: Kind::Missed,
                data: "{}".into(),
            });
        }
        stream.ask_balances().await?;
        Ok(stream)
    }

    /// The next event; `None` if the client is too far behind, or if the server stops. Dropping the
    /// future loses no event.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Some(message);
            }
            self.newest.mark_unchanged();
            match self.chain.log.at(self.position) {
                Found::Dropped => return None,
                Found::Entry(entry) => {
                    self.position += 1;
                    self.is_balance_due = true;
                    if self.wants(entry.kind) {
                        return Some(Message {
                            id: Some(self.chain.log.id(entry.number)),
                            kind: entry.kind,
                            data: entry.data,
                        });
                    }
                }
                Found::Later if self.is_balance_due => {
                    // A node that can't answer now is asked again after the next event.
                    if self.ask_balances().await.is_err() {
                        self.is_balance_due = false;
                    }
                }
                Found::Later => {
                    tokio::select! {
                        changed = self.newest.changed() => changed.ok()?,
                        () = self.stopping.wait() => return None,
                    }
                }
            }
        }
    }

    /// Whether the stream ends because the server is stopping.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.is()
    }

    fn wants(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || kind == Kind::Missed || self.kinds.contains(&kind)
    }

    /// Asks the node for the balances, and adds a message for each that has changed.
    async fn ask_balances(&mut self) -> Result<(), Refusal> {
        if self.addresses.is_empty() {
            self.is_balance_due = false;
            return Ok(());
        }
        let addresses: Vec<_> = self
            .addresses
            .iter()
            .map(|followed| followed.address.clone())
            .collect();
        let chain = Arc::clone(&self.chain);
        let balances = self.chain.ask(move |call| {
            let newest = *chain.log.next().borrow();
            let of = |address| chain.balances.of(address, newest, call);
            addresses.into_iter().map(of).collect::<Result<Vec<_>, _>>()
        });
        let balances = balances.await??;
        self.is_balance_due = false;
        for (followed, balance) in self.addresses.iter_mut().zip(balances) {
            if followed.known.as_ref() != Some(&balance) {
                self.ready.push_back(Message {
                    id: None,
                    kind: Kind::Balance,
                    data: balance.encode().into(),
                });
                followed.known = Some(balance);
            }
        }
        Ok(())
    }
}
