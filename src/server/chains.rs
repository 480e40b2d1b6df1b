//! The chains of a server, each with its node and its events.

use std::sync::Arc;
use std::time::Duration;

use daemon::{AskError, Event, Handle};
use methods::Call;
use store::RedbStore;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use crate::events::balances::Balances;
use crate::events::log::Log;
use crate::events::{Kind, encode};
use crate::problem::Problem;
use crate::stop::Stopping;

/// The path below which each chain answers.
pub(crate) const BELOW: &str = "/chains/";

/// One chain.
#[derive(Debug)]
pub(crate) struct Chain {
    handle: Handle,
    /// The genesis hash, as paths and metrics name the chain.
    pub(crate) genesis: String,
    pub(crate) log: Log,
    /// The balances that streams of its events report.
    pub(crate) balances: Balances,
    answer_within: Duration,
}

impl Chain {
    pub(crate) fn new(handle: Handle, log: Log, answer_within: Duration) -> Arc<Self> {
        Arc::new(Self {
            genesis: handle.genesis().to_string(),
            handle,
            log,
            balances: Balances::default(),
            answer_within,
        })
    }

    /// Runs a function on the node's thread.
    ///
    /// # Errors
    ///
    /// [`Problem`] if the node has stopped, or is so busy that it can't answer in time.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Call<'_, RedbStore>) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask_within(self.answer_within, question).await
    }

    /// Runs a function on the node's thread, and waits for the answer for at most `limit`.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub(crate) async fn ask_within<T: Send + 'static>(
        &self,
        limit: Duration,
        question: impl FnOnce(&mut Call<'_, RedbStore>) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        match timeout(limit, self.handle.ask(question)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(AskError::Busy)) => Err(Problem::Overloaded),
            Ok(Err(AskError::Stopped)) => Err(Problem::Stopping),
            Err(_) => Err(Problem::NoAnswer),
        }
    }

    /// Writes the node's events to the log until the node or the server stops.
    pub(crate) async fn follow(
        self: Arc<Self>,
        mut events: Receiver<Event>,
        mut stopping: Stopping,
    ) {
        loop {
            let received = tokio::select! {
                received = events.recv() => received,
                () = stopping.wait() => return,
            };
            match received {
                Ok(event) => {
                    if let Some((kind, data)) = encode(&event) {
                        self.log.push(kind, data.to_string());
                    }
                }
                Err(RecvError::Lagged(_)) => self.log.push(Kind::Missed, "{}"),
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// All chains of a server; at least one.
#[derive(Debug)]
pub(crate) struct Chains(pub(crate) Vec<Arc<Chain>>);

impl Chains {
    /// Finds the chain that a path names, and the rest of the path. A path without a genesis hash
    /// belongs to the first chain.
    ///
    /// # Errors
    ///
    /// [`Problem::NoChain`] if the server has no chain with this genesis hash.
    pub(crate) fn find<'a>(&self, path: &'a str) -> Result<(&Arc<Chain>, &'a str), Problem> {
        let Some(below) = path.strip_prefix(BELOW) else {
            return Ok((self.0.first().ok_or(Problem::NoChain)?, path));
        };
        let end = below.find('/').unwrap_or(below.len());
        let (genesis, rest) = below.split_at(end);
        let mut chains = self.0.iter();
        let chain = chains.find(|chain| chain.genesis.eq_ignore_ascii_case(genesis));
        let rest = if rest.is_empty() { "/" } else { rest };
        Ok((chain.ok_or(Problem::NoChain)?, rest))
    }
}
