//! Payments: reviews and their drafts, signing a reviewed draft unchanged, and the wallet's
//! unconfirmed payments.

mod auto_lock;
mod bump;
mod drafts;
mod failure;
mod fees;
mod funds;
mod grant;
mod history;
mod replacement;
mod review;
mod signing;

use api::{Fault, Field, Pace, PaymentReason, Review, command};
use node::Pool;
use primitives::Transaction;
use wallet::{Wallet, Words};

use self::drafts::Drafts;
use self::fees::Rates;
use crate::refusal::parse_txid;

pub(crate) use auto_lock::Unlocking;
pub(crate) use failure::{failure_notices, is_repeated, lost_transaction};
pub(crate) use funds::Funds;
pub(crate) use grant::{grant_request, is_unconfirmed_grant, open_grant};
pub(crate) use history::{history_page, wallet_view};
pub(crate) use signing::sign;

/// The state of payments between two commands.
#[derive(Debug)]
pub(crate) struct Payments {
    /// The payments that the person has reviewed and may still agree to.
    drafts: Drafts,
    /// Whether the wallet's unconfirmed payments are to be offered to the mempool.
    is_offer_due: bool,
}

impl Payments {
    /// The state after opening a chain. The mempool is empty then, so the wallet's unconfirmed
    /// payments are due to be offered.
    pub(crate) fn new() -> Self {
        Self {
            drafts: Drafts::default(),
            is_offer_due: true,
        }
    }

    /// Forgets the reviewed payments, which belong to the account that was shown.
    pub(crate) fn forget_drafts(&mut self) {
        self.drafts = Drafts::default();
    }

    /// Reviews a payment and keeps its draft for signing.
    ///
    /// # Errors
    /// A [`Fault`] that names the invalid input, or says why the payment can't be made.
    pub(crate) fn review(
        &mut self,
        funds: &Funds<'_>,
        payment: &command::Review,
    ) -> Result<Review, Fault> {
        let rates = Rates::of(funds);
        let draft = review::draft(funds, payment, rates.rate(payment.pace))?;
        let fees = rates.options(&draft, payment.pace);
        let coins = match payment.coins.is_empty() {
            true => Vec::new(),
            false => review::chosen_coins(&draft),
        };
        let review = Review {
            fees,
            coins,
            ..review::review(funds, &draft, None)?
        };
        self.drafts.keep(draft);
        Ok(review)
    }

    /// Reviews a payment to the wallet itself that pays for an unconfirmed payment from somebody
    /// else, and keeps its draft for signing.
    ///
    /// # Errors
    /// A [`Fault`] if the payment can't be sped up.
    pub(crate) fn review_bump(&mut self, funds: &Funds<'_>, txid: &str) -> Result<Review, Fault> {
        let txid = parse_txid(txid, Some(Field::Transaction))?;
        let (draft, bumped) = bump::draft(funds, &txid, Rates::of(funds).rate(Pace::NextBlock))?;
        let review = Review {
            bumps: Some(bumped),
            ..review::review(funds, &draft, None)?
        };
        self.drafts.keep(draft);
        Ok(review)
    }

    /// Reviews the replacement of an unconfirmed payment of the wallet and keeps its draft for
    /// signing.
    ///
    /// # Errors
    /// A [`Fault`] if the payment can't be replaced.
    pub(crate) fn review_replacement(
        &mut self,
        funds: &Funds<'_>,
        txid: &str,
        how: api::Replacement,
    ) -> Result<Review, Fault> {
        let txid = parse_txid(txid, Some(Field::Transaction))?;
        let (draft, replaced) = replacement::draft(funds, &txid, how)?;
        let review = review::review(funds, &draft, Some(replaced))?;
        self.drafts.keep(draft);
        Ok(review)
    }

    /// Signs a reviewed transaction unchanged, with the words that `unlock` returns. The caller
    /// submits it to the node.
    ///
    /// # Errors
    /// A [`Fault`] if the draft is not kept any more, a coin of it was spent meanwhile, or the
    /// wallet can't be unlocked.
    pub(crate) fn sign(
        &self,
        wallet: &Wallet,
        draft: &str,
        unlock: impl FnOnce() -> Result<Words, Fault>,
    ) -> Result<Transaction, Fault> {
        let txid = parse_txid(draft, Some(Field::Transaction))?;
        let draft = self.drafts.find(&txid);
        let draft = draft.filter(|draft| wallet.is_current(draft));
        let draft = draft.ok_or_else(|| Fault::of(Field::Amount, PaymentReason::CoinsMoved))?;
        sign(wallet, draft, unlock)
    }

    /// Makes [`take_unoffered`](Self::take_unoffered) return payments again. The service calls this
    /// after each block, and whenever the mempool has dropped a transaction.
    pub(crate) const fn offer_again(&mut self) {
        self.is_offer_due = true;
    }

    /// The wallets' unconfirmed payments that the mempool does not have, parents first, if an offer
    /// is due. The caller submits them to the node.
    pub(crate) fn take_unoffered<'a>(
        &mut self,
        wallets: impl Iterator<Item = &'a Wallet>,
        pool: &Pool,
    ) -> Vec<Transaction> {
        if !core::mem::take(&mut self.is_offer_due) {
            return Vec::new();
        }
        let mut waiting: Vec<Transaction> = wallets.flat_map(Wallet::unconfirmed).collect();
        waiting.retain(|transaction| !pool.contains(&transaction.txid()));
        waiting
    }
}
