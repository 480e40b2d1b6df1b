//! `submitblock`, and the block that a proposal contains.

use chain::{BlockError, Status, Store};
use primitives::block::WITNESS_RESERVED;
use primitives::{Block, Decode, Witness};
use serde_json::Value;

use crate::rpc::{code, reject};
use crate::{Answer, Call, Failure, Kind, unsealed};

/// Decodes a block in hexadecimal, with the 80 bytes of its header or with its seal.
///
/// # Errors
///
/// [`Failure`] if the text is not a block.
pub(super) fn decode(hex: &str) -> Result<Block, Failure> {
    let failed = |why: &dyn core::fmt::Display| {
        Failure::new(Kind::Invalid, format!("Block decode failed: {why}"))
            .with_code(code::DESERIALIZATION_ERROR)
    };
    let bytes = base16ct::mixed::decode_vec(hex).map_err(|error| failed(&error))?;
    let block = unsealed::block(&bytes);
    let sealed = |error| Block::from_bytes(&bytes).map_err(|_| error);
    block.or_else(sealed).map_err(|error| failed(&error))
}

/// Adds the reserved value to a coinbase that commits to witnesses and has none, as Bitcoin Core's
/// `UpdateUncommittedBlockStructures`: miners get the coinbase without it.
pub(super) fn add_reserved_value(block: &mut Block) {
    if block.witness_commitment().is_none() {
        return;
    }
    let coinbase = block.transactions.first_mut();
    if let Some([input]) = coinbase.map(|coinbase| coinbase.inputs.as_mut_slice())
        && input.witness.is_empty()
    {
        input.witness = Witness::from([WITNESS_RESERVED]);
    }
}

pub(super) fn submit_block<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let mut block = decode(call.args.text("hexdata")?)?;
    let chain = call.service.node().chain();
    if let Some(known) = known(chain.entry(&block.hash()).map(|entry| entry.status)) {
        return Ok(verdict(Some(known)));
    }
    if chain.entry(&block.header.previous).is_some() {
        add_reserved_value(&mut block);
    }
    match call.service.offer_block(call.now, block) {
        Ok(true) => Ok(verdict(None)),
        Ok(false) => Ok(verdict(Some("inconclusive"))),
        Err(BlockError::Storage(error)) => Err(error.into()),
        Err(error) => Ok(verdict(Some(reject::of_block(&error)))),
    }
}

/// The reason why a block that is known need not be added again; `None` if it is not known or only
/// its header is.
pub(super) const fn known(status: Option<Status>) -> Option<&'static str> {
    match status {
        Some(Status::Valid | Status::Pruned) => Some("duplicate"),
        Some(Status::Invalid) => Some("duplicate-invalid"),
        Some(Status::Stored) => Some("duplicate-inconclusive"),
        Some(Status::HeaderOnly) | None => None,
    }
}

/// The value of an optional reason.
pub(super) fn verdict(reason: Option<&str>) -> Answer {
    Answer::Json(reason.map_or(Value::Null, Value::from))
}
