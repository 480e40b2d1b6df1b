//! `generatetoaddress`: blocks at once, for practice chains and tests.

use chain::Store;
use primitives::address;
use serde_json::json;
use service::GenerateError;

use crate::rpc::{code, reject};
use crate::{Answer, Call, Failure, Kind};

/// The maximum number of blocks of one call: their headers are dated up to some minutes ahead of
/// the clock, and the node does nothing else meanwhile.
pub const MAX_GENERATED: u32 = 1_000;

/// The hashes that one call may compute, unless it says otherwise, as in Bitcoin Core.
const DEFAULT_MAX_HASHES: u64 = 1_000_000;

/// The most hashes that a call may ask for, which take about a second.
const MAX_HASHES: u64 = 10_000_000;

pub(super) fn generate_to_address<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let count: u32 = call.args.number("nblocks")?;
    let max_hashes: Option<u64> = call.args.maybe_number("maxtries")?;
    let spec = call.service.node().chain().spec();
    let lock = address::parse(call.args.text("address")?, &spec.prefix);
    let lock = lock.map_err(|error| {
        let message = format!("Error: Invalid address: {error}");
        Failure::new(Kind::Invalid, message).with_code(code::INVALID_ADDRESS_OR_KEY)
    })?;
    if !spec.fixed_difficulty || spec.authority.is_some() {
        let message = "blocks are made at once only on chains of fixed difficulty without authors";
        return Err(Failure::new(Kind::Unsupported, message));
    }
    if count > MAX_GENERATED {
        let why = format!("is more than {MAX_GENERATED}");
        return Err(Failure::invalid("nblocks", &why));
    }
    let max_hashes = max_hashes.unwrap_or(DEFAULT_MAX_HASHES).min(MAX_HASHES);
    match call.service.generate(call.now, &lock, count, max_hashes) {
        Ok(hashes) => Ok(Answer::Json(json!(hashes))),
        Err(GenerateError::Template(error)) => Err(Failure::new(Kind::Refused, error.to_string())),
        Err(GenerateError::Block(error)) => {
            let message = format!("{}, {error}", reject::of_block(&error));
            Err(Failure::new(Kind::Refused, message).with_code(code::TRANSACTION_ERROR))
        }
    }
}
