//! Commands, each carried out by the module that it belongs to.

use api::{AddressDocument, Command, Fault, Reply};
use chain::Store;
use primitives::{Amount, Time, address};

use super::Service;
use crate::queries::transaction_in;
use crate::settings_file::to_json;

impl<S: Store> Service<S> {
    /// Carries out a command. The caller then drains [`poll`](Self::poll).
    ///
    /// The commands that start, join, open and close chains, and those for the vault, belong to the
    /// owner of the [`Profile`](crate::Profile). They are refused here.
    ///
    /// # Errors
    ///
    /// A [`Fault`] with a sentence for the person.
    pub fn command(&mut self, now: Time, command: &Command) -> Result<Reply, Fault> {
        self.now = now;
        if !command.is_question() {
            self.pressing = true;
        }
        match command {
            Command::Mine { cores, passphrase } => {
                if *cores > 0 {
                    self.take_key(passphrase.as_deref())?;
                } else {
                    self.put_key_away();
                }
                self.mine(*cores > 0);
            }
            Command::NewAddress => return Ok(Reply::Address(self.new_address())),
            Command::Keep { newest } => self.keep(newest.as_deref())?,
            Command::Review { to, amount, note } => {
                return self.review(to, amount, note).map(Reply::Review);
            }
            Command::ReviewReplacement { txid, how } => {
                return self.review_replacement(txid, *how).map(Reply::Review);
            }
            Command::Send { draft, passphrase } => {
                let (txid, transaction) = self.pay(draft, passphrase.as_deref())?;
                return self.submit(txid, transaction);
            }
            Command::SetWords { text } => self.set_words(text)?,
            Command::ReviewStamp { sha256 } => {
                return self.review_stamp(sha256).map(Reply::StampReview);
            }
            Command::Stamp {
                sha256,
                fee,
                passphrase,
            } => {
                let (txid, transaction) = self.stamp(sha256, *fee, passphrase.as_deref())?;
                return self.submit(txid, transaction);
            }
            Command::Stamps => return Ok(Reply::Stamps(self.stamps())),
            Command::Prove { txid } => return self.prove(txid).map(Reply::Proof),
            Command::Receipt { txid } => {
                return self.receipt(txid).map(|link| Reply::Receipt { link });
            }
            Command::Check(question) => {
                return self
                    .check(question, now.to_timestamp())
                    .map(|verdict| Reply::Verdict(Box::new(verdict)));
            }
            Command::Search { text } => return self.search(text).map(Reply::Found),
            Command::Block { hash } => {
                return self
                    .block_by_text(hash)
                    .map(|block| Reply::Block(Box::new(block)));
            }
            Command::Transaction { txid } => {
                return self
                    .transaction_by_text(txid)
                    .map(|found| Reply::Transaction(Box::new(found)));
            }
            Command::Address { address } => {
                return self.address_by_text(address).map(Reply::Address);
            }
            Command::Blocks { from, count } => {
                return self.block_list(*from, *count).map(Reply::Blocks);
            }
            Command::Provenance { txid, output, most } => {
                return self
                    .provenance(txid, *output, *most)
                    .map(|found| Reply::Provenance(Box::new(found)));
            }
            Command::Settings => {
                return Ok(Reply::Settings(to_json(self.node.chain().spec())));
            }
            Command::Grant => return self.ask_grant(),
            Command::Push { transaction } => {
                let transaction = transaction_in(transaction)?;
                let txid = transaction.txid();
                self.submit(txid, transaction)?;
                return Ok(Reply::Sent {
                    txid: txid.to_string(),
                });
            }
            Command::Waiting { after, count } => {
                return self.waiting(after.as_deref(), *count).map(Reply::Waiting);
            }
            Command::Balance {
                address,
                confirmations,
            } => return self.balance(address, *confirmations).map(Reply::Balance),
            Command::Balances {
                beginning,
                confirmations,
                after,
                count,
            } => {
                return self
                    .balances(beginning, *confirmations, after.as_deref(), *count)
                    .map(Reply::Balances);
            }
            Command::Confirmations { txid } => return self.depth(txid).map(Reply::Confirmations),
            Command::BlockCount => return Ok(Reply::BlockCount(self.node_document().blocks)),
            Command::BlockAt { height } => {
                return self
                    .block_at(*height)
                    .map(|block| Reply::Block(Box::new(block)));
            }
            Command::Node => return Ok(Reply::Node(self.node_document())),
            Command::Nodes => return Ok(Reply::Nodes(self.known_nodes())),
            Command::Start { .. }
            | Command::StartFrom { .. }
            | Command::Invitation { .. }
            | Command::Join { .. }
            | Command::Open { .. }
            | Command::Leave
            | Command::Forget { .. }
            | Command::AddRelay { .. }
            | Command::RemoveRelay { .. }
            | Command::HideAddress { .. }
            | Command::TryAgain
            | Command::Refetch { .. }
            | Command::ShowWords { .. }
            | Command::SetPassphrase { .. }
            | Command::Restore { .. }
            | Command::UndoRestore { .. }
            | Command::ForgetReplaced => {
                return Err(Fault::new(
                    "This is not possible while only a chain is asked.",
                ));
            }
        }
        Ok(Reply::Done)
    }

    fn new_address(&mut self) -> AddressDocument {
        let lock = self.wallet.next_receive_lock();
        self.revision += 1;
        AddressDocument {
            address: address::encode(&self.node.chain().spec().prefix, &lock).unwrap_or_default(),
            balance: Amount::ZERO,
            received: Amount::ZERO,
            mine: true,
            transactions: Vec::new(),
            more: false,
            cut: None,
        }
    }
}
