//! Stamps of files: their cost, making them, and the list of stamped files.

use api::{Fault, StampReview, StampRow, Stamps};
use chain::Store;
use primitives::{Amount, Height, Transaction, Txid};
use proof::stamp;
use wallet::{Draft, Kept, Payment, Spend, SpendError};

use crate::sentence::sentence;
use crate::service::Service;

/// The maximum number of stamped files of one answer.
const MAX_STAMPS: usize = 200;

impl<S: Store> Service<S> {
    /// The cost of stamping a file.
    pub(crate) fn review_stamp(&self, sha256: &str) -> Result<StampReview, Fault> {
        let digest = digest(sha256)?;
        let draft = self.stamp_draft(&digest)?;
        let spendable = self.wallet.balance(self.tip_height()).spendable;
        let earlier = self
            .stamped()
            .find_map(|(kept, found)| (found == digest).then_some(kept.txid));
        Ok(StampReview {
            fee: draft.fee,
            left: spendable.checked_sub(draft.fee).unwrap_or(Amount::ZERO),
            earlier,
        })
    }

    /// Builds and signs the transaction that stamps a file. It is refused if the fee is above
    /// `agreed`. The caller submits the transaction to the node.
    pub(crate) fn stamp(
        &mut self,
        sha256: &str,
        agreed: Amount,
        passphrase: Option<&str>,
    ) -> Result<(Txid, Transaction), Fault> {
        let draft = self.stamp_draft(&digest(sha256)?)?;
        if draft.fee > agreed {
            let symbol = &self.node.chain().spec().symbol;
            return Err(Fault::new(format!(
                "The fee has changed: it would be {} {symbol} now. Nothing was signed. Choose the file again.",
                draft.fee
            )));
        }
        self.sign(&draft, passphrase)
    }

    /// The files that this wallet has stamped, newest first.
    pub(crate) fn stamps(&self) -> Stamps {
        let tip = self.tip_height();
        let row = |(kept, digest): (Kept<'_>, [u8; 32])| StampRow {
            sha256: base16ct::lower::encode_string(&digest),
            txid: kept.txid,
            height: kept.height.map(Height::value),
            confirmations: kept.height.map_or(0, |height| tip.next().since(height)),
            time: kept.time,
        };
        let mut rows: Vec<_> = self.stamped().take(MAX_STAMPS + 1).map(row).collect();
        let more = rows.len() > MAX_STAMPS;
        rows.truncate(MAX_STAMPS);
        Stamps { rows, more }
    }

    /// The stamps in the wallet's own transactions.
    fn stamped(&self) -> impl Iterator<Item = (Kept<'_>, [u8; 32])> {
        let own = self.wallet.kept().filter(|kept| kept.ours);
        own.flat_map(|kept| {
            let outputs = kept.transaction.outputs.iter();
            outputs.filter_map(move |output| Some((kept, stamp::digest(&output.lock)?)))
        })
    }

    fn stamp_draft(&self, digest: &[u8; 32]) -> Result<Draft, Fault> {
        let payment = Payment {
            to: stamp::lock(digest),
            amount: Spend::Exact(Amount::ZERO),
            fee_rate: self.node.pool().least_rate(),
            note: None,
        };
        let prepared = self.wallet.prepare(&payment, self.tip_height());
        let draft = prepared.map_err(|error| match error {
            SpendError::InsufficientFunds { needed, available } => {
                let symbol = &self.node.chain().spec().symbol;
                Fault::new(format!(
                    "A stamp costs a fee of about {needed} {symbol}, and {available} {symbol} can be spent now. Mine a block first, or let a friend send you something."
                ))
            }
            other => Fault::new(sentence(&other)),
        })?;
        self.check_fee(&draft)?;
        Ok(draft)
    }
}

/// Parses a SHA-256 in hexadecimal.
pub(crate) fn digest(text: &str) -> Result<[u8; 32], Fault> {
    let bytes = base16ct::mixed::decode_vec(text.trim());
    let digest = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    digest.ok_or_else(|| {
        Fault::of(
            api::Field::File,
            "This is not a SHA-256: it has 64 digits from 0 to 9 and a to f.",
        )
    })
}
