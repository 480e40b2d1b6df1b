//! Payments: parsing what a person typed, the review, and signing exactly what was reviewed.

use api::{Fault, Field, Replaced, Review};
use chain::Store;
use primitives::{Amount, FeeRate, Lock, Transaction, Txid, address};
use wallet::{Draft, Payment, ReplaceError, Replacement, ReplacementFee, Spend, SpendError};

use crate::carried;
use crate::profile::open_vault;
use crate::sentence::sentence;
use crate::service::Service;

/// The maximum fee that is signed, as Bitcoin Core's `-maxtxfee`: a tenth of a coin.
const MAX_FEE: u64 = Amount::COIN.units() / 10;
/// The maximum fee rate that is signed, as Bitcoin Core's `maxfeerate`: 10,000 base units per
/// virtual byte.
const MAX_FEE_RATE: FeeRate = FeeRate(10_000 * FeeRate::MIN.0);

impl<S: Store> Service<S> {
    /// Reviews a payment and keeps its draft for signing.
    pub(crate) fn review(&mut self, to: &str, amount: &str, note: &str) -> Result<Review, Fault> {
        let draft = self.draft(to, amount, note)?;
        self.reviewed(draft, None)
    }

    /// Reviews the replacement of an unconfirmed payment of the wallet and keeps its draft for
    /// signing.
    pub(crate) fn review_replacement(
        &mut self,
        txid: &str,
        how: api::Replacement,
    ) -> Result<Review, Fault> {
        let txid = parse_draft(txid)?;
        let tip = self.tip_height();
        let what = match how {
            api::Replacement::SpeedUp => Replacement::SpeedUp,
            api::Replacement::Cancel => Replacement::Cancel,
        };
        let draft = self
            .wallet
            .replace(&txid, what, self.replacement_fee(&txid, how), tip)
            .map_err(|error| self.replace_fault(&error))?;
        let old = self.wallet.entry(&txid, tip);
        let replaced = Replaced {
            how,
            amount: old.as_ref().map_or(Amount::ZERO, |old| old.amount),
            fee: old.and_then(|old| old.fee).unwrap_or(Amount::ZERO),
        };
        self.reviewed(draft, Some(replaced))
    }

    /// Signs a reviewed transaction as it was shown. The caller submits it to the node.
    ///
    /// # Errors
    /// A [`Fault`] if the draft is not kept any more, a coin of it was spent meanwhile, or the
    /// passphrase is missing or wrong.
    pub(crate) fn pay(
        &mut self,
        draft: &str,
        passphrase: Option<&str>,
    ) -> Result<(Txid, Transaction), Fault> {
        let draft = self.drafts.find(&parse_draft(draft)?);
        let draft = draft.filter(|draft| self.wallet.is_current(draft));
        let draft = draft.ok_or_else(|| {
            let message =
                "Your coins have moved since this review. Nothing was sent. Review it again.";
            Fault::of(Field::Amount, message)
        })?;
        self.sign(draft, passphrase)
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

    /// Refuses a draft whose fee is above [`MAX_FEE`] or [`MAX_FEE_RATE`], whatever the network
    /// requires.
    pub(crate) fn check_fee(&self, draft: &Draft) -> Result<(), Fault> {
        let most = MAX_FEE.min(MAX_FEE_RATE.fee(draft.weight()).units());
        if draft.fee.units() <= most {
            return Ok(());
        }
        let most = Amount::from_units(most).unwrap_or(Amount::ZERO);
        let symbol = &self.node.chain().spec().symbol;
        Err(Fault::of(
            Field::Amount,
            format!(
                "The fee would be {} {symbol}. This wallet pays at most {most} {symbol} for such a transaction. Nothing was \
                 sent. Try again when fewer payments wait.",
                draft.fee
            ),
        ))
    }

    /// Reviews a draft and keeps it.
    fn reviewed(&mut self, draft: Draft, replaces: Option<Replaced>) -> Result<Review, Fault> {
        self.check_fee(&draft)?;
        let spec = self.node.chain().spec();
        let review = Review {
            draft: draft.transaction.txid().to_string(),
            to: address::encode(&spec.prefix, &draft.to).unwrap_or_default(),
            amount: draft.amount,
            fee: draft.fee,
            total: draft.amount.checked_add(draft.fee).unwrap_or(Amount::MAX),
            left: self.wallet.spendable_after(&draft, self.tip_height()),
            to_self: self.wallet.owns(&draft.to),
            note: carried::note_of(&draft.transaction),
            replaces,
        };
        self.drafts.keep(draft);
        Ok(review)
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

    /// The fee that a replacement should pay: what the network requires, and a higher rate than the
    /// first transaction that the next block has no space for. A payment in the mempool that is
    /// sped up pays at least twice its old rate.
    fn replacement_fee(&self, txid: &Txid, how: api::Replacement) -> ReplacementFee {
        let pool = self.node.pool();
        let increment = pool.limits().increment;
        let mut rate = pool.least_rate();
        let mut replaced = Amount::ZERO;
        if let Some(entry) = pool.entry(txid) {
            replaced = pool.replaced_fees(txid);
            let factor = match how {
                api::Replacement::SpeedUp => 2,
                api::Replacement::Cancel => 1,
            };
            rate = rate.max(FeeRate(entry.rate().0.saturating_mul(factor)));
        } else if let Some(old) = self.wallet.entry(txid, self.tip_height()) {
            // Other nodes may still have it in their mempools.
            replaced = old.fee.unwrap_or(Amount::ZERO);
        }
        let next = self.next_block_rate();
        ReplacementFee {
            rate: rate.max(FeeRate(next.0.saturating_add(increment.0))),
            replaced,
            increment,
        }
    }

    /// The rate of the first transaction that the next block has no space for; 0 if it has space
    /// for all.
    fn next_block_rate(&self) -> FeeRate {
        let pool = self.node.pool();
        let room = self.node.chain().spec().max_weight as usize;
        let mut weight = 0;
        for entry in pool.best_first() {
            weight += entry.weight;
            if weight > room {
                return entry.rate();
            }
        }
        FeeRate(0)
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

    fn replace_fault(&self, error: &ReplaceError) -> Fault {
        let symbol = &self.node.chain().spec().symbol;
        Fault::new(match error {
            ReplaceError::InsufficientFunds { needed, available } => format!(
                "This needs a fee of {needed} {symbol}, and only {available} {symbol} is there to pay it."
            ),
            other => sentence(other),
        })
    }
}

fn parse_draft(text: &str) -> Result<Txid, Fault> {
    let txid = text.trim().parse();
    txid.map_err(|_| Fault::of(Field::Transaction, "This is not a transaction ID."))
}
