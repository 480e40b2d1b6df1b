//! Coin histories: searches through chain and mempool, one step for each command.

mod document;

use std::collections::VecDeque;

use api::{ExplorerReason, Fault, Field, MAX_HISTORY_TRANSACTIONS, ProvenanceDocument, command};
use chain::coin_history::{HistorySearch, Limits, Lookup, Missing, TransactionSource};
use chain::{Chain, StorageError, Store};
use node::Pool;
use primitives::{Transaction, Txid};

use self::document::{Asked, document};
use crate::refusal::{parse_txid, sentence, storage};

/// The number of inputs that a search may visit is this many times the number of transactions.
const INPUTS_EACH: usize = 10;
/// The number of look-ups and signatures of one step: about 30 ms in a browser.
const STEP: usize = 32;
/// The maximum number of searches kept, for several pages and programs at the same time.
const MAX_SEARCHES: usize = 4;

/// The latest searches, newest first; at most [`MAX_SEARCHES`], each with at most
/// [`MAX_HISTORY_TRANSACTIONS`] transactions.
#[derive(Debug, Default)]
pub(crate) struct HistorySearches(VecDeque<(Txid, HistorySearch)>);

impl HistorySearches {
    /// Does one step of the search that a command asks for. Returns the document of all that was
    /// found so far.
    ///
    /// # Errors
    /// A [`Fault`] if the transaction or the output is not known, or if the store can't be read.
    pub(crate) fn step<S: Store>(
        &mut self,
        chain: &Chain<S>,
        pool: &Pool,
        command: &command::Provenance,
    ) -> Result<ProvenanceDocument, Fault> {
        let txid = parse_txid(&command.txid, Some(Field::Search))?;
        let transactions = command.most.clamp(1, MAX_HISTORY_TRANSACTIONS) as usize;
        let limits = Limits {
            transactions,
            inputs: transactions * INPUTS_EACH,
        };
        let source = ChainAndPool { chain, pool };
        let start = start(&source, &txid)?;
        let mut search = self
            .take(&txid)
            .unwrap_or_else(|| HistorySearch::new(chain.genesis(), txid, limits));
        search.widen(limits);
        let step = search.step(&source, STEP);
        let asked = Asked {
            start: &start,
            output: command.output,
        };
        let document = step
            .map_err(|error| storage(&StorageError::Store(error)))
            .and_then(|progress| document(chain, &asked, &search, progress));
        self.keep(txid, search);
        document
    }

    /// Drops the searches with unconfirmed transactions after a block was connected, since the
    /// block may contain them.
    pub(crate) fn connected(&mut self) {
        self.0
            .retain(|(_, search)| search.nodes().iter().all(|node| node.location.is_some()));
    }

    /// Drops all searches after a block was disconnected or pruned, since their transactions may be
    /// gone.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes out the search that starts at a transaction; `None` if there is none.
    fn take(&mut self, txid: &Txid) -> Option<HistorySearch> {
        let index = self.0.iter().position(|(start, _)| start == txid)?;
        self.0.remove(index).map(|(_, search)| search)
    }

    fn keep(&mut self, txid: Txid, search: HistorySearch) {
        self.0.truncate(MAX_SEARCHES - 1);
        self.0.push_front((txid, search));
    }
}

/// The transactions of chain and mempool.
struct ChainAndPool<'a, S> {
    chain: &'a Chain<S>,
    pool: &'a Pool,
}

impl<S: Store> TransactionSource for ChainAndPool<'_, S> {
    type Error = S::Error;

    fn find(&self, txid: &Txid) -> Result<Lookup, S::Error> {
        match self.pool.entry(txid) {
            Some(waiting) => Ok(Lookup::Found {
                transaction: Transaction::clone(&waiting.transaction),
                location: None,
            }),
            None => self.chain.find(txid),
        }
    }
}

/// The transaction that a search starts at.
fn start<S: Store>(source: &ChainAndPool<'_, S>, txid: &Txid) -> Result<Transaction, Fault> {
    let found = source.find(txid);
    match found.map_err(|error| storage(&StorageError::Store(error)))? {
        Lookup::Found { transaction, .. } if transaction.txid() == *txid => Ok(transaction),
        Lookup::Found { transaction, .. } => {
            let found = transaction.txid();
            Err(missing(&Missing::Altered { found }))
        }
        Lookup::Missing(Missing::Unknown) => {
            Err(Fault::of(Field::Search, ExplorerReason::UnknownTransaction))
        }
        Lookup::Missing(Missing::Pruned) => {
            Err(Fault::of(Field::Search, ExplorerReason::UnknownOrSpent))
        }
        Lookup::Missing(why) => Err(missing(&why)),
    }
}

fn missing(why: &Missing) -> Fault {
    let message = format!("This transaction can’t be shown: {why}.");
    Fault::of(Field::Search, sentence(&message))
}
