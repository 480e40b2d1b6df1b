//! Verification of proofs and receipts, with or without an open chain.

mod refusals;

use api::{
    Evidence, Fault, Field, Here, MAX_PROOF_BYTES, OutputDocument, ProofQuestion, ProofReason,
    SealedDocument, VerdictDocument,
};
use chain::{Chain, Spec, Store};
use primitives::{BlockHash, Timestamp};
use proof::{MAGIC, Proof, Verdict};

use super::receipt_link;
use super::stamps::parse_digest;
use crate::convert::{address_of, to_u32};
use crate::invitation::Invitation;
use crate::payload;
use crate::refusal::sentence;

/// The maximum number of outputs, and of stamps, that a verdict lists.
const MAX_OUTPUTS: usize = 100;

/// Checks a proof for a page that has no chain open. A short receipt proves nothing without its
/// chain, and is refused with a message that says so.
///
/// # Errors
/// A [`Fault`] that says what is wrong, with the field that it is about.
pub fn check(question: &ProofQuestion, now: Timestamp) -> Result<VerdictDocument, Fault> {
    let proven = prove_alone(question, now)?;
    proven.ok_or_else(|| Fault::of(Field::Proof, ProofReason::ReceiptNeedsChain))
}

/// Checks a proof or a receipt, and adds the state of its block on the open chain.
///
/// # Errors
/// A [`Fault`] that says what is wrong, with the field that it is about.
pub(crate) fn check_on<S: Store>(
    chain: &Chain<S>,
    question: &ProofQuestion,
    now: Timestamp,
) -> Result<VerdictDocument, Fault> {
    if let Some(mut document) = prove_alone(question, now)? {
        document.here = here(chain, &document);
        return Ok(document);
    }
    let receipt = short(question)?;
    if let Some(wanted) = wanted(question)?
        && receipt.genesis() != wanted
    {
        return Err(refusals::other_chain(&receipt.genesis().to_string()));
    }
    let verdict = receipt
        .check(chain)
        .map_err(|error| refusals::of_receipt(&error))?;
    let mut document = document(&verdict, chain.spec(), question)?;
    document.whole = false;
    document.here = here(chain, &document);
    Ok(document)
}

/// The result of checking a full proof; `None` if the question is about a short receipt.
fn prove_alone(question: &ProofQuestion, now: Timestamp) -> Result<Option<VerdictDocument>, Fault> {
    let Evidence::File(file) = &question.proof else {
        return Ok(None);
    };
    if file.0.len() > MAX_PROOF_BYTES {
        return Err(refusals::too_large());
    }
    if !file.0.starts_with(&MAGIC) && short(question).is_ok() {
        return Ok(None);
    }
    let wanted = wanted(question)?;
    let proof = Proof::from_bytes(&file.0).map_err(|error| refusals::of_proof_file(&error))?;
    let genesis = proof.spec().genesis_hash();
    let verdict = proof
        .check(wanted.unwrap_or(genesis), now)
        .map_err(|error| refusals::of_proof(&error, proof.spec()))?;
    document(&verdict, proof.spec(), question).map(Some)
}

/// The short receipt in a question: a pasted text, or a file with that text.
fn short(question: &ProofQuestion) -> Result<proof::Receipt, Fault> {
    let text = match &question.proof {
        Evidence::Text(text) => text.as_str(),
        Evidence::File(file) => core::str::from_utf8(&file.0).unwrap_or_default(),
    };
    receipt_link::parse(text).map_err(|error| Fault::of(Field::Proof, sentence(&error)))
}

/// The chain that the person requires the proof to be of; `None` if any chain is accepted.
fn wanted(question: &ProofQuestion) -> Result<Option<BlockHash>, Fault> {
    let text = question.chain.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(hash) = text.to_ascii_lowercase().parse() {
        return Ok(Some(hash));
    }
    match Invitation::parse(text) {
        Ok(invitation) => Ok(Some(invitation.spec.genesis_hash())),
        Err(_) => Err(Fault::of(Field::Chain, ProofReason::NotChainName)),
    }
}

/// A verdict as a page shows it. The verdict is refused if the transaction does not stamp the file
/// in question.
fn document(
    verdict: &Verdict,
    spec: &Spec,
    question: &ProofQuestion,
) -> Result<VerdictDocument, Fault> {
    let stamped = match &question.sha256 {
        Some(sha256) => {
            is_stamped(verdict, &parse_digest(sha256)?)?;
            true
        }
        None => false,
    };
    let outputs = verdict.transaction.outputs.iter();
    let stamps = verdict.stamped().take(MAX_OUTPUTS);
    Ok(VerdictDocument {
        whole: true,
        chain: spec.name.clone(),
        symbol: spec.symbol.clone(),
        genesis: spec.genesis_hash(),
        txid: verdict.txid,
        reward: verdict.transaction.is_coinbase(),
        block: verdict.block,
        height: verdict.height.value(),
        time: verdict.time,
        confirmations: verdict.confirmations,
        final_after: spec.confirmations,
        sealed: verdict.sealed.map(|sealed| SealedDocument {
            by: to_u32(sealed.by),
            of: to_u32(sealed.of),
            by_most: sealed.by_most(),
        }),
        work: verdict.work.to_f64(),
        buried: verdict.buried.to_f64(),
        not_before: verdict.not_before,
        not_after: verdict.not_after,
        more: outputs.len() > MAX_OUTPUTS,
        outputs: outputs
            .take(MAX_OUTPUTS)
            .map(|output| OutputDocument {
                amount: output.amount,
                address: address_of(&output.lock, spec),
                data: payload::of_lock(&output.lock),
            })
            .collect(),
        stamps: stamps
            .map(|digest| base16ct::lower::encode_string(&digest))
            .collect(),
        stamped,
        here: Here::Elsewhere,
    })
}

fn is_stamped(verdict: &Verdict, digest: &[u8; 32]) -> Result<(), Fault> {
    if verdict.stamps(digest) {
        return Ok(());
    }
    let reason = match verdict.stamped().next() {
        None => ProofReason::NoFile,
        Some(_) => ProofReason::OtherFile,
    };
    Err(Fault::of(Field::File, reason))
}

fn here<S: Store>(chain: &Chain<S>, document: &VerdictDocument) -> Here {
    if chain.genesis() != document.genesis {
        return Here::Elsewhere;
    }
    match chain.entry(&document.block) {
        None => Here::Unknown,
        Some(entry) if chain.is_active(&document.block) => Here::Best {
            confirmations: chain.tip().height.next().since(entry.height),
        },
        Some(_) => Here::Lost,
    }
}
