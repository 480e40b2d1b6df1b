//! The commands to the open chain. Each is carried out by a part of the service.

use api::command as ask;
use api::{
    ChainCommand, ChainReason, ExplorerReason, Fault, Field, Reply, Review, Sent, command, reply,
};
use chain::Store;
use primitives::{Decode, Time, Transaction, address};
use wallet::Wallet;

use super::Service;
use crate::chain_settings::to_json;
use crate::connection::known_nodes;
use crate::documents::{
    check_message, own_addresses, prove, receipt, review_message, review_stamp, sign_message,
    sign_stamp, stamps,
};
use crate::mining::tagged;
use crate::payments::{Funds, grant_request};

impl<S: Store> Service<S> {
    /// Carries out a command. The caller then drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// A [`Fault`] with a sentence for the person.
    pub fn command(&mut self, now: Time, command: &ChainCommand) -> Result<Reply, Fault> {
        use ChainCommand as Of;
        self.note_time(now);
        if !command.is_question() {
            self.is_write_due = true;
        }
        self.check_can_sign(command)?;
        let (chain, pool) = (self.node.chain(), self.node.pool());
        let explorer = self.explorer();
        match command {
            Of::NewAddress => reply::<ask::NewAddress>(Ok(self.new_address())),
            Of::Prune(it) => reply::<ask::Prune>(self.keep_blocks(it.newest.as_deref())),
            Of::SetBlockMessage(it) => {
                reply::<ask::SetBlockMessage>(self.set_block_message(&it.text))
            }
            Of::SetRecognised(it) => reply::<ask::SetRecognised>(self.set_recognised(it.on)),
            Of::Settings => reply::<ask::Settings>(Ok(to_json(chain.spec()))),
            Of::Review(it) => reply::<ask::Review>(self.review(it)),
            Of::ReviewReplacement(it) => {
                reply::<ask::ReviewReplacement>(self.review_replacement(it))
            }
            Of::ReviewBump(it) => reply::<ask::ReviewBump>(self.review_bump(it)),
            Of::Send(it) => reply::<ask::Send>(self.send(it)),
            Of::Grant => reply::<ask::Grant>(self.request_grant()),
            Of::Push(it) => {
                let transaction = parse_transaction(&it.transaction);
                reply::<ask::Push>(transaction.and_then(|it| self.submit(it)))
            }
            Of::ReviewStamp(it) => {
                reply::<ask::ReviewStamp>(review_stamp(&self.funds(), &it.sha256))
            }
            Of::Stamp(it) => reply::<ask::Stamp>(self.stamp(it)),
            Of::Stamps => reply::<ask::Stamps>(Ok(stamps(&self.wallet, self.tip_height()))),
            Of::Prove(it) => reply::<ask::Prove>(prove(chain, pool, &it.txid)),
            Of::Receipt(it) => reply::<ask::Receipt>(receipt(chain, pool, &self.page, &it.txid)),
            Of::Search(it) => reply::<ask::Search>(explorer.search(&it.text)),
            Of::Block(it) => reply::<ask::Block>(explorer.block(&it.hash).map(Box::new)),
            Of::BlockAt(it) => reply::<ask::BlockAt>(explorer.block_at(it.height).map(Box::new)),
            Of::Blocks(it) => reply::<ask::Blocks>(explorer.blocks(it.from, it.count)),
            Of::BlockCount => reply::<ask::BlockCount>(Ok(explorer.block_count())),
            Of::Transaction(it) => {
                reply::<ask::Transaction>(explorer.transaction(&it.txid).map(Box::new))
            }
            Of::Confirmations(it) => {
                reply::<ask::Confirmations>(explorer.confirmations_of(&it.txid))
            }
            Of::Provenance(it) => {
                let found = self.histories.step(chain, pool, it);
                reply::<ask::Provenance>(found.map(Box::new))
            }
            Of::Waiting(it) => {
                reply::<ask::Waiting>(explorer.waiting(it.after.as_deref(), it.count))
            }
            Of::Address(it) => reply::<ask::Address>(explorer.address(&it.address)),
            Of::Balance(it) => {
                reply::<ask::Balance>(explorer.balance(&it.address, it.confirmations))
            }
            Of::Balances(it) => reply::<ask::Balances>(explorer.balances(it)),
            Of::Node => {
                let nodes = self.node.peers().count();
                reply::<ask::Node>(Ok(explorer.node_document(nodes, self.is_mining())))
            }
            Of::Statistics(it) => reply::<ask::Statistics>(Ok(explorer.statistics(it.newest))),
            Of::PoolMap => reply::<ask::PoolMap>(Ok(explorer.pool_map())),
            Of::Branches(it) => reply::<ask::Branches>(Ok(explorer.branches(it.newest))),
            Of::OwnParts(it) => reply::<ask::OwnParts>(explorer.own_parts(&it.txid)),
            Of::Nodes => reply::<ask::Nodes>(Ok(known_nodes(&self.node))),
            other => self.further_command(other),
        }
    }

    /// Carries out a command about signed messages, the account's descriptor or labels.
    fn message_command(&mut self, command: &ChainCommand) -> Result<Reply, Fault> {
        use ChainCommand as Of;
        let (wallet, prefix) = (&self.wallet, &self.node.chain().spec().prefix);
        match command {
            Of::ReviewMessage(it) => {
                reply::<ask::ReviewMessage>(review_message(wallet, prefix, it))
            }
            Of::SignMessage(it) => {
                reply::<ask::SignMessage>(sign_message(wallet, &self.vault, prefix, it))
            }
            Of::CheckMessage(it) => reply::<ask::CheckMessage>(check_message(it)),
            Of::OwnAddresses => reply::<ask::OwnAddresses>(Ok(own_addresses(wallet, prefix))),
            Of::Descriptor => reply::<ask::Descriptor>(Ok(self.descriptor())),
            other => self.label_command(other),
        }
    }

    /// Starts mining, and on a chain with authors also sealing. Stops both if `cores` is 0. The
    /// caller then drains [`poll`](Self::poll).
    ///
    /// # Errors
    ///
    /// On a chain with authors, a [`Fault`] if this person is not an author, or if the passphrase
    /// is missing or wrong.
    pub fn set_mining(
        &mut self,
        now: Time,
        cores: u32,
        passphrase: Option<&str>,
    ) -> Result<(), Fault> {
        self.now = now;
        self.is_write_due = true;
        if cores > 0 {
            let (spec, identity) = (self.node.chain().spec(), self.vault.identity());
            let taken = self
                .authoring
                .take_key(spec, &identity, &self.vault, passphrase)?;
            if let Some(request) = taken {
                self.request(request);
            }
        } else {
            self.put_key_away();
        }
        self.mine(cores > 0);
        Ok(())
    }

    pub(super) fn mine(&mut self, on: bool) {
        let earning = self.accounts.earning(&self.wallet);
        let request = self.mining.set(on, earning);
        self.request(request);
    }

    pub(super) fn put_key_away(&mut self) {
        if let Some(request) = self.authoring.put_key_away() {
            self.request(request);
        }
    }

    /// Returns a fresh receiving address.
    fn new_address(&mut self) -> String {
        let lock = self.wallet.next_receive_lock();
        self.outputs.touch();
        // A lock to a key always has an address.
        address::encode(&self.node.chain().spec().prefix, &lock).unwrap_or_default()
    }

    fn keep_blocks(&mut self, newest: Option<&str>) -> Result<(), Fault> {
        self.pruning.keep(newest, self.node.chain_mut())?;
        self.outputs.touch();
        Ok(())
    }

    fn set_block_message(&mut self, text: &str) -> Result<(), Fault> {
        let tag = self.labels.tag();
        tagged(tag, text.trim(), Field::BlockMessage)?;
        self.block_message.set(text, self.node.chain_mut())?;
        self.request(self.block_message.request(self.labels.tag()));
        Ok(())
    }

    fn set_recognised(&mut self, on: bool) -> Result<(), Fault> {
        let chain = self.node.chain_mut();
        let earning = self.accounts.earning(&self.wallet);
        self.mining.set_recognised(on, earning, chain);
        if let Some(request) = self.mining.renew_reward(earning) {
            self.request(request);
        }
        self.outputs.touch();
        Ok(())
    }

    fn review(&mut self, it: &command::Review) -> Result<Review, Fault> {
        let funds = Funds::new(self.node.chain(), self.node.pool(), &self.wallet);
        self.payments.review(&funds, it)
    }

    fn review_bump(&mut self, it: &command::ReviewBump) -> Result<Review, Fault> {
        let funds = Funds::new(self.node.chain(), self.node.pool(), &self.wallet);
        self.payments.review_bump(&funds, &it.txid)
    }

    fn review_replacement(&mut self, it: &command::ReviewReplacement) -> Result<Review, Fault> {
        let funds = Funds::new(self.node.chain(), self.node.pool(), &self.wallet);
        self.payments.review_replacement(&funds, &it.txid, it.how)
    }

    fn send(&mut self, it: &command::Send) -> Result<Sent, Fault> {
        let passphrase = it.passphrase.as_deref();
        let signed = self.payments.sign(&self.wallet, &it.draft, || {
            self.unlocking.words(&self.vault, passphrase, self.now)
        });
        // The wallet may be unlocked now, even if the payment is refused.
        self.outputs.touch();
        self.submit(signed?)
    }

    fn request_grant(&mut self) -> Result<Sent, Fault> {
        let tip = self.tip_height();
        if self.accounts.own(&self.wallet).any(Wallet::has_grant) {
            return Err(Fault::new(ChainReason::GrantTaken));
        }
        let request = grant_request(self.node.chain().spec(), tip, &mut self.wallet)?;
        self.submit(request)
    }

    fn stamp(&mut self, it: &command::Stamp) -> Result<Sent, Fault> {
        let passphrase = it.passphrase.as_deref();
        let funds = Funds::new(self.node.chain(), self.node.pool(), &self.wallet);
        let stamp = sign_stamp(&funds, &it.sha256, it.fee, || {
            self.unlocking.words(&self.vault, passphrase, self.now)
        });
        self.outputs.touch();
        self.submit(stamp?)
    }

    /// Carries out a command about locking the wallet, about messages, labels, coins or the
    /// history; refuses any other one.
    fn further_command(&mut self, command: &ChainCommand) -> Result<Reply, Fault> {
        match command {
            ChainCommand::SetAutoLock(it) => self.unlocking.set(it.after),
            ChainCommand::NoteInput => self.unlocking.note_input(self.now),
            ChainCommand::Lock => self.unlocking.lock(),
            other => return self.message_command(other),
        }
        if !command.is_question() {
            self.outputs.touch();
        }
        Ok(Reply::from(()))
    }

    fn funds(&self) -> Funds<'_> {
        Funds::new(self.node.chain(), self.node.pool(), &self.wallet)
    }
}

/// Parses a transaction from its bytes in hexadecimal.
fn parse_transaction(hex: &str) -> Result<Transaction, Fault> {
    let bytes = base16ct::mixed::decode_vec(hex.trim());
    let bytes = bytes.map_err(|_| Fault::of(Field::Transaction, ExplorerReason::NotHexadecimal))?;
    Transaction::from_bytes(&bytes).map_err(|error| {
        let error = error.to_string();
        Fault::of(Field::Transaction, ExplorerReason::NotTransaction { error })
    })
}
