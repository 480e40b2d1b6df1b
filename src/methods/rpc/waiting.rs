//! Methods that wait for a block. The transport waits, as `awaited.rs` says, and then carries the
//! call out. If the transport can't wait, these methods answer at once.

use core::marker::PhantomData;

use chain::Store;
use primitives::BlockHash;
use serde_json::json;

use super::row::read;
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

const TIMEOUT: Param = Param::optional(
    "timeout",
    ParamKind::Number,
    "The milliseconds to wait at most; 0 (the default) for as long as the program allows.",
);
const ANSWER: &str = "An object: `hash` and `height` of the tip, even if the time is up.";

/// The methods of this group.
pub(super) struct Waiting<S>(PhantomData<S>);

impl<S: Store + 'static> Waiting<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        read(
            "waitforblock",
            "Waits until a block is the tip.",
            &[
                Param::required("blockhash", ParamKind::Text, "The hash of the block."),
                TIMEOUT,
            ],
            ANSWER,
            tip,
        ),
        read(
            "waitforblockheight",
            "Waits until the tip has at least this height.",
            &[
                Param::required("height", ParamKind::Number, "The height."),
                TIMEOUT,
            ],
            ANSWER,
            tip,
        ),
        read(
            "waitfornewblock",
            "Waits until another block is the tip.",
            &[TIMEOUT],
            ANSWER,
            tip,
        ),
    ];
}

/// The tip. The arguments are checked here, because a call with invalid arguments is carried out
/// without waiting.
fn tip<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    call.args.maybe_parsed::<BlockHash>("blockhash")?;
    call.args.maybe_number::<u32>("height")?;
    call.args.maybe_number::<u32>("timeout")?;
    let tip = call.service.node().chain().tip();
    Ok(Answer::Json(
        json!({ "hash": tip.hash, "height": tip.height }),
    ))
}
