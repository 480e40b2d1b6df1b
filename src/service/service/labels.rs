//! The commands about contacts, payment requests and private notes.

use api::{
    ChainCommand, CoinRow, Fault, Field, LabelsImport, PaymentReason, PaymentRequest, Reply,
    RequestRow, command, reply,
};
use chain::Store;
use primitives::order::sort_by_key;
use primitives::{Amount, Height, KeyHash, Lock, OutPoint, Prefix, address};
use wallet::{GAP_LIMIT, Unspent};

use super::Service;
use crate::invitation::payment_request::{read_payee, request_parameters, request_uri};
use crate::payments::history_page;
use crate::profile::labels::{Labels, MAX_REQUESTS, Stored, bip329, label, purpose};
use crate::refusal::{parse_txid, sentence};

/// The maximum number of coins of one answer.
const MAX_COINS: usize = 1_000;

impl<S: Store> Service<S> {
    /// Returns the labels if they have changed since the last call. The caller stores them in the
    /// profile before it answers the person.
    pub fn take_labels(&mut self) -> Option<Labels> {
        core::mem::take(&mut self.are_labels_new).then(|| self.labels.clone())
    }

    /// Carries out a command about labels, coins or the history; refuses any other one.
    ///
    /// # Errors
    /// A [`Fault`] with a sentence for the person.
    pub(super) fn label_command(&mut self, command: &ChainCommand) -> Result<Reply, Fault> {
        use ChainCommand as Of;
        match command {
            Of::ReadPayee(it) => reply::<command::ReadPayee>(self.read_payee(&it.text)),
            Of::RequestPayment(it) => reply::<command::RequestPayment>(self.request_payment(it)),
            Of::Requests => reply::<command::Requests>(self.requests()),
            Of::RemoveRequest(it) => {
                let to = &it.address;
                let changed =
                    self.change_labels(|labels, prefix| labels.remove_request(prefix, to));
                reply::<command::RemoveRequest>(changed)
            }
            Of::SaveContact(it) => {
                let (to, name) = (&it.address, &it.name);
                let changed =
                    self.change_labels(|labels, prefix| labels.save_contact(prefix, to, name));
                reply::<command::SaveContact>(changed)
            }
            Of::RemoveContact(it) => {
                let to = &it.address;
                let changed =
                    self.change_labels(|labels, prefix| labels.remove_contact(prefix, to));
                reply::<command::RemoveContact>(changed)
            }
            Of::SetOwnName(it) => reply::<command::SetOwnName>(self.set_own_name(it)),
            Of::SetPaymentNote(it) => reply::<command::SetPaymentNote>(self.set_payment_note(it)),
            Of::ExportLabels => {
                let file = bip329::written(&self.labels, &self.node.chain().spec().prefix);
                reply::<command::ExportLabels>(Ok(file))
            }
            Of::Coins => reply::<command::Coins>(Ok(self.coins())),
            Of::FreezeCoin(it) => reply::<command::FreezeCoin>(self.freeze_coin(it)),
            Of::ImportLabels(it) => reply::<command::ImportLabels>(self.import_labels(&it.text)),
            Of::History(it) => {
                let (labels, tip) = (&self.labels, self.tip_height());
                let spec = self.node.chain().spec();
                let mut page = history_page(&self.wallet, labels, spec, tip, it);
                self.limit_rows(&mut page);
                reply::<command::History>(Ok(page))
            }
            _ => Err(Fault::new("This node does not know the command.")),
        }
    }

    pub(super) fn read_payee(&self, text: &str) -> Result<PaymentRequest, Fault> {
        read_payee(text, self.node.chain().spec())
            .map_err(|error| Fault::of(Field::To, sentence(&error)))
    }

    /// Makes a request to an address that no other request has, and moves on to another receiving
    /// address, so that other payments do not count for the request.
    pub(super) fn request_payment(
        &mut self,
        it: &command::RequestPayment,
    ) -> Result<RequestRow, Fault> {
        let amount = match it.amount.trim() {
            "" => None,
            text => Some(
                text.parse()
                    .map_err(|error| Fault::of(Field::Amount, sentence(&error)))?,
            ),
        };
        if amount == Some(Amount::ZERO) {
            return Err(Fault::of(Field::Amount, PaymentReason::NothingRequested));
        }
        let (label, message) = (label(&it.label)?, purpose(&it.message)?);
        let key = self.requested_key()?;
        let stored = Stored {
            key,
            amount,
            label,
            message,
            time: self.now,
        };
        let row = self.request_row(&stored)?;
        self.labels.add_request(stored)?;
        self.note_labels();
        if self.wallet.receive_lock() == Lock::Key(key) {
            self.wallet.next_receive_lock();
        }
        Ok(row)
    }

    pub(super) fn requests(&self) -> Result<Vec<RequestRow>, Fault> {
        let requests = self.labels.requests().iter();
        requests.map(|request| self.request_row(request)).collect()
    }

    /// Changes the labels as `change` says.
    pub(super) fn change_labels(
        &mut self,
        change: impl FnOnce(&mut Labels, &Prefix) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        change(&mut self.labels, &self.node.chain().spec().prefix)?;
        self.note_labels();
        Ok(())
    }

    pub(super) fn set_payment_note(&mut self, it: &command::SetPaymentNote) -> Result<(), Fault> {
        let txid = parse_txid(&it.txid, Some(Field::Transaction))?;
        self.change_labels(|labels, _| labels.set_note(txid, &it.note))
    }

    pub(super) fn import_labels(&mut self, text: &str) -> Result<LabelsImport, Fault> {
        let mut read = LabelsImport::default();
        self.change_labels(|labels, prefix| {
            read = bip329::read(labels, prefix, text)?;
            Ok(())
        })?;
        Ok(read)
    }

    /// The wallet's coins, the largest first.
    pub(super) fn coins(&self) -> Vec<CoinRow> {
        let prefix = &self.node.chain().spec().prefix;
        let row = |coin: Unspent| CoinRow {
            txid: coin.outpoint.txid,
            index: coin.outpoint.index,
            amount: coin.amount,
            address: address::encode(prefix, &coin.lock).unwrap_or_default(),
            height: coin.height.map(Height::value),
            private_note: self.labels.note(&coin.outpoint.txid).map(str::to_owned),
            spendable: coin.is_spendable,
            frozen: coin.is_frozen,
        };
        let coins = self.wallet.unspent(self.tip_height()).into_iter();
        let mut rows: Vec<_> = coins.map(row).collect();
        sort_by_key(&mut rows, |row| {
            (core::cmp::Reverse(row.amount), row.txid, row.index)
        });
        rows.truncate(MAX_COINS);
        rows
    }

    pub(super) fn freeze_coin(&mut self, it: &command::FreezeCoin) -> Result<(), Fault> {
        let txid = parse_txid(&it.txid, Some(Field::Transaction))?;
        let coin = OutPoint {
            txid,
            index: it.index,
        };
        let mut coins = self.wallet.unspent(self.tip_height()).into_iter();
        if it.frozen && !coins.any(|own| own.outpoint == coin) {
            return Err(Fault::new(PaymentReason::NotCoin));
        }
        self.change_labels(|labels, _| labels.freeze(coin, it.frozen))
    }

    pub(super) fn note_labels(&mut self) {
        self.are_labels_new = true;
        self.wallet.freeze(self.labels.frozen());
        self.outputs.touch();
    }

    /// The key hash of a receiving address that was never paid to and that no request has.
    fn requested_key(&mut self) -> Result<KeyHash, Fault> {
        let mut lock = self.wallet.receive_lock();
        for _ in 0..GAP_LIMIT {
            match lock {
                Lock::Key(key) if !self.labels.is_requested(&lock) => return Ok(key),
                _ => lock = self.wallet.next_receive_lock(),
            }
        }
        let most = MAX_REQUESTS as u64;
        Err(Fault::new(PaymentReason::ManyRequests { most }))
    }

    fn request_row(&self, stored: &Stored) -> Result<RequestRow, Fault> {
        let prefix = &self.node.chain().spec().prefix;
        let to = address::encode_key(prefix, stored.key);
        let explorer = self.explorer();
        let request = stored.request(prefix);
        Ok(RequestRow {
            uri: request_uri(&request),
            parameters: request_parameters(&request),
            request,
            time: stored.time,
            confirmed: explorer.balance(&to, 1)?.received,
            received: explorer.balance(&to, 0)?.received,
        })
    }
}
