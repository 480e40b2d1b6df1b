//! Stamps of files: the cost, the transactions, and the list of stamped files.

use api::{Fault, ProofReason, StampReview, StampRow, Stamps};
use primitives::{Amount, Height, Transaction};
use proof::stamp;
use wallet::{Draft, Kept, Payment, Spend, SpendError, Wallet, Words};

use crate::payments::{Funds, sign};
use crate::refusal::sentence;

/// The maximum number of stamped files of one answer.
const MAX_STAMPS: usize = 200;

/// The cost of stamping a file.
///
/// # Errors
/// A [`Fault`] if the text is not a digest, or if the wallet can't pay the fee.
pub(crate) fn review_stamp(funds: &Funds<'_>, sha256: &str) -> Result<StampReview, Fault> {
    let digest = parse_digest(sha256)?;
    let draft = draft(funds, &digest)?;
    let spendable = funds.wallet.balance(funds.tip).spendable;
    let earlier =
        stamped(funds.wallet).find_map(|(kept, found)| (found == digest).then_some(kept.txid));
    Ok(StampReview {
        fee: draft.fee,
        left: spendable.checked_sub(draft.fee).unwrap_or(Amount::ZERO),
        earlier,
    })
}

/// Builds and signs the transaction that stamps a file. The caller submits it to the node.
///
/// # Errors
/// As in [`review_stamp`]; also if the fee is above `agreed`, or the wallet can't be unlocked.
pub(crate) fn sign_stamp(
    funds: &Funds<'_>,
    sha256: &str,
    agreed: Amount,
    unlock: impl FnOnce() -> Result<Words, Fault>,
) -> Result<Transaction, Fault> {
    let draft = draft(funds, &parse_digest(sha256)?)?;
    if draft.fee > agreed {
        return Err(Fault::new(ProofReason::FeeChanged {
            fee: draft.fee,
            symbol: funds.spec.symbol.clone(),
        }));
    }
    sign(funds.wallet, &draft, unlock)
}

/// The files that the wallet has stamped, newest first. `tip` is the height of the last block.
pub(crate) fn stamps(wallet: &Wallet, tip: Height) -> Stamps {
    let row = |(kept, digest): (Kept<'_>, [u8; 32])| StampRow {
        sha256: base16ct::lower::encode_string(&digest),
        txid: kept.txid,
        height: kept.height.map(Height::value),
        confirmations: kept.height.map_or(0, |height| tip.next().since(height)),
        time: kept.time,
    };
    let mut rows: Vec<_> = stamped(wallet).take(MAX_STAMPS + 1).map(row).collect();
    let more = rows.len() > MAX_STAMPS;
    rows.truncate(MAX_STAMPS);
    Stamps { rows, more }
}

/// Parses a SHA-256 in hexadecimal.
///
/// # Errors
/// A [`Fault`] if the text is not a SHA-256.
pub(super) fn parse_digest(text: &str) -> Result<[u8; 32], Fault> {
    let bytes = base16ct::mixed::decode_vec(text.trim());
    let digest = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    digest.ok_or_else(|| Fault::of(api::Field::File, ProofReason::NotSha256))
}

/// The stamps in the wallet's own transactions.
fn stamped(wallet: &Wallet) -> impl Iterator<Item = (Kept<'_>, [u8; 32])> {
    let own = wallet.kept().filter(|kept| kept.ours);
    own.flat_map(|kept| {
        let outputs = kept.transaction.outputs.iter();
        outputs.filter_map(move |output| Some((kept, stamp::digest(&output.lock)?)))
    })
}

fn draft(funds: &Funds<'_>, digest: &[u8; 32]) -> Result<Draft, Fault> {
    let payment = Payment {
        to: stamp::lock(digest),
        amount: Spend::Exact(Amount::ZERO),
        fee_rate: funds.fee_rate(),
        note: None,
    };
    let prepared = funds.wallet.prepare(&payment, funds.tip);
    let draft = prepared.map_err(|error| match error {
        SpendError::InsufficientFunds { needed, available } => {
            let symbol = funds.spec.symbol.clone();
            Fault::new(ProofReason::StampFunds {
                needed,
                available,
                symbol,
            })
        }
        other => Fault::new(sentence(&other)),
    })?;
    funds.check_fee(&draft)?;
    Ok(draft)
}
