//! Commands to the open chain, each carried out by the module that it belongs to.

use api::{ChainCommand, Fault, Reply, command, reply};
use chain::Store;
use primitives::{Time, address};

use super::Service;
use crate::queries::transaction_in;
use crate::settings_file::to_json;

impl<S: Store> Service<S> {
    /// Carries out a command. The caller then drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// A [`Fault`] with a sentence for the person.
    pub fn command(&mut self, now: Time, command: &ChainCommand) -> Result<Reply, Fault> {
        use ChainCommand as Of;
        self.now = now;
        if !command.is_question() {
            self.pressing = true;
        }
        match command {
            Of::NewAddress => reply::<command::NewAddress>(Ok(self.new_address())),
            Of::Prune(it) => reply::<command::Prune>(self.keep(it.newest.as_deref())),
            Of::SetBlockMessage(it) => reply::<command::SetBlockMessage>(self.set_words(&it.text)),
            Of::Settings => reply::<command::Settings>(Ok(to_json(self.node.chain().spec()))),
            Of::Review(it) => reply::<command::Review>(self.review(&it.to, &it.amount, &it.note)),
            Of::ReviewReplacement(it) => {
                reply::<command::ReviewReplacement>(self.review_replacement(&it.txid, it.how))
            }
            Of::Send(it) => {
                let payment = self.pay(&it.draft, it.passphrase.as_deref());
                let sent = payment.and_then(|(_, payment)| self.submit(payment));
                reply::<command::Send>(sent)
            }
            Of::Grant => reply::<command::Grant>(self.ask_grant()),
            Of::Push(it) => {
                let sent = transaction_in(&it.transaction)
                    .and_then(|transaction| self.submit(transaction));
                reply::<command::Push>(sent)
            }
            Of::ReviewStamp(it) => reply::<command::ReviewStamp>(self.review_stamp(&it.sha256)),
            Of::Stamp(it) => {
                let stamp = self.stamp(&it.sha256, it.fee, it.passphrase.as_deref());
                let sent = stamp.and_then(|(_, stamp)| self.submit(stamp));
                reply::<command::Stamp>(sent)
            }
            Of::Stamps => reply::<command::Stamps>(Ok(self.stamps())),
            Of::Prove(it) => reply::<command::Prove>(self.prove(&it.txid)),
            Of::Receipt(it) => reply::<command::Receipt>(self.receipt(&it.txid)),
            Of::Search(it) => reply::<command::Search>(self.search(&it.text)),
            Of::Block(it) => reply::<command::Block>(self.block_by_text(&it.hash).map(Box::new)),
            Of::BlockAt(it) => reply::<command::BlockAt>(self.block_at(it.height).map(Box::new)),
            Of::Blocks(it) => reply::<command::Blocks>(self.block_list(it.from, it.count)),
            Of::BlockCount => reply::<command::BlockCount>(Ok(self.node_document().blocks)),
            Of::Transaction(it) => {
                reply::<command::Transaction>(self.transaction_by_text(&it.txid).map(Box::new))
            }
            Of::Confirmations(it) => reply::<command::Confirmations>(self.depth(&it.txid)),
            Of::Provenance(it) => {
                let found = self.provenance(&it.txid, it.output, it.most);
                reply::<command::Provenance>(found.map(Box::new))
            }
            Of::Waiting(it) => {
                reply::<command::Waiting>(self.waiting(it.after.as_deref(), it.count))
            }
            Of::Address(it) => reply::<command::Address>(self.address_by_text(&it.address)),
            Of::Balance(it) => {
                reply::<command::Balance>(self.balance(&it.address, it.confirmations))
            }
            Of::Balances(it) => {
                let after = it.after.as_deref();
                let found = self.balances(&it.beginning, it.confirmations, after, it.count);
                reply::<command::Balances>(found)
            }
            Of::Node => reply::<command::Node>(Ok(self.node_document())),
            Of::Nodes => reply::<command::Nodes>(Ok(self.known_nodes())),
        }
    }

    /// Starts mining, or sealing on a chain with authors; stops it if `cores` is 0. The caller then
    /// drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// If this person may not seal blocks, or the passphrase is wrong.
    pub fn set_mining(
        &mut self,
        now: Time,
        cores: u32,
        passphrase: Option<&str>,
    ) -> Result<(), Fault> {
        self.now = now;
        self.pressing = true;
        if cores > 0 {
            self.take_key(passphrase)?;
        } else {
            self.put_key_away();
        }
        self.mine(cores > 0);
        Ok(())
    }

    /// Returns a fresh receiving address.
    fn new_address(&mut self) -> String {
        let lock = self.wallet.next_receive_lock();
        self.touch();
        // A lock to a key always has an address.
        address::encode(&self.node.chain().spec().prefix, &lock).unwrap_or_default()
    }
}
