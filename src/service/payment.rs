//! Paying: reading what a person typed, the cost beforehand, and signing.

use api::{Agreed, Fault, Field, Review};
use chain::Store;
use primitives::{Amount, Lock, Transaction, Txid, address};
use wallet::{Draft, Payment, Spend, SpendError};

use crate::carried;
use crate::profile::open_vault;
use crate::sentence::sentence;
use crate::service::Service;

impl<S: Store> Service<S> {
    /// What a payment would cost.
    pub(crate) fn review(&self, to: &str, amount: &str, note: &str) -> Result<Review, Fault> {
        let draft = self.draft(to, amount, note)?;
        let spec = self.node.chain().spec();
        let total = draft.amount.checked_add(draft.fee).unwrap_or(Amount::MAX);
        let spendable = self
            .wallet
            .balance(self.node.chain().tip().height)
            .spendable;
        let to_self = self.wallet.owns(&draft.to);
        let gone = if to_self { draft.fee } else { total };
        Ok(Review {
            to: address::encode(&spec.prefix, &draft.to).unwrap_or_default(),
            amount: draft.amount,
            fee: draft.fee,
            total,
            left: spendable.checked_sub(gone).unwrap_or(Amount::ZERO),
            to_self,
            note: carried::note_of(&draft.transaction),
        })
    }

    /// Builds and signs a payment, as it was agreed to. The caller hands it to the node.
    pub(crate) fn pay(
        &mut self,
        to: &str,
        amount: &str,
        note: &str,
        agreed: Option<Agreed>,
        passphrase: Option<&str>,
    ) -> Result<(Txid, Transaction), Fault> {
        let draft = self.draft(to, amount, note)?;
        let symbol = &self.node.chain().spec().symbol;
        match agreed {
            Some(agreed) if draft.amount != agreed.amount => Err(Fault::of(
                Field::Amount,
                format!(
                    "What can be spent has changed: this would pay {} {symbol} now. Nothing was sent. Look again.",
                    draft.amount
                ),
            )),
            Some(agreed) if draft.fee > agreed.fee => Err(Fault::of(
                Field::Amount,
                format!(
                    "The fee has changed: it would be {} {symbol} now. Nothing was sent. Look again.",
                    draft.fee
                ),
            )),
            _ => self.sign(&draft, passphrase),
        }
    }

    /// Signs a draft, for which the vault is opened.
    pub(crate) fn sign(
        &self,
        draft: &Draft,
        passphrase: Option<&str>,
    ) -> Result<(Txid, Transaction), Fault> {
        let seed = open_vault(&self.vault, passphrase)?.seed();
        let transaction = self
            .wallet
            .sign(draft, &seed)
            .map_err(|error| Fault::new(sentence(&error)))?;
        Ok((transaction.txid(), transaction))
    }

    fn draft(&self, to: &str, amount: &str, note: &str) -> Result<Draft, Fault> {
        let to = self.payee(to)?;
        let amount = amount.trim();
        let amount = if amount.eq_ignore_ascii_case("max") {
            Spend::Max
        } else {
            let amount = amount
                .parse::<Amount>()
                .map_err(|error| Fault::of(Field::Amount, sentence(&error)))?;
            Spend::Exact(amount)
        };
        let payment = Payment {
            to,
            amount,
            fee_rate: self.node.pool().least_rate(),
            note: carried::note(note)?,
        };
        let tip = self.node.chain().tip().height;
        self.wallet
            .prepare(&payment, tip)
            .map_err(|error| self.spend_fault(&error))
    }

    fn payee(&self, text: &str) -> Result<Lock, Fault> {
        address::parse(text.trim(), &self.node.chain().spec().prefix)
            .map_err(|error| Fault::of(Field::To, sentence(&error)))
    }

    fn spend_fault(&self, error: &SpendError) -> Fault {
        let symbol = &self.node.chain().spec().symbol;
        match error {
            SpendError::InsufficientFunds { needed, available } => Fault::of(
                Field::Amount,
                format!(
                    "This needs {needed} {symbol} with the fee, and {available} {symbol} can be spent now."
                ),
            ),
            SpendError::Dust { least } => Fault::of(
                Field::Amount,
                format!(
                    "{least} {symbol} is the least that can be sent: a smaller coin would cost more to spend than it is worth."
                ),
            ),
            other => Fault::of(Field::Amount, sentence(other)),
        }
    }
}
