//! Methods for mining by other programs, and for making blocks at once on practice chains.

mod generate;
mod submit;
mod template;

use core::marker::PhantomData;

use chain::{Chain, Store};
use primitives::Height;
use serde_json::json;

use self::generate::{generate_block, generate_to_address};
use self::submit::submit_block;
use self::template::get_block_template;
use super::entries::chain_name;
use super::json::{bits, coins_per_kvb, difficulty, target};
use super::row::{control, read};
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

pub use self::generate::MAX_GENERATED;
pub use self::template::long_poll_id;
pub(crate) use self::template::next_template;

/// The methods of this group.
pub(super) struct Mining<S>(PhantomData<S>);

impl<S: Store + 'static> Mining<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        control(
            "generateblock",
            "Makes a block of exactly these transactions at once, on a chain of fixed difficulty without authors. It does not collect their fees.",
            &[
                Param::required(
                    "output",
                    ParamKind::Text,
                    "The address that the reward goes to.",
                ),
                Param::required(
                    "transactions",
                    ParamKind::List,
                    "In the block's order: ids of transactions of the mempool, or bytes in hexadecimal.",
                ),
                Param::optional(
                    "submit",
                    ParamKind::Bool,
                    "Whether to add the block: true by default.",
                ),
            ],
            "An object with the `hash`, and the block as `hex` if it was not added.",
            generate_block,
        ),
        control(
            "generatetoaddress",
            "Makes blocks at once, on a chain of fixed difficulty without authors.",
            &[
                Param::required(
                    "nblocks",
                    ParamKind::Number,
                    "The number of blocks, at most 1000.",
                ),
                Param::required(
                    "address",
                    ParamKind::Text,
                    "The address that the rewards go to.",
                ),
                Param::optional(
                    "maxtries",
                    ParamKind::Number,
                    "The maximum number of hashes: 1,000,000 by default, at most 10,000,000.",
                ),
            ],
            "The hashes of the blocks.",
            generate_to_address,
        ),
        read(
            "getblocktemplate",
            "Returns the next block without its proof of work (BIP22, BIP23, BIP9, BIP145), or checks a proposal.",
            &[Param::required(
                "template_request",
                ParamKind::Object,
                "`rules` with `segwit`; `mode` `template` or `proposal`; `data` of the proposal; `longpollid`.",
            )],
            "An object. For a proposal: null if it is valid, otherwise the reason.",
            get_block_template,
        ),
        read(
            "getmininginfo",
            "Shows the state of mining.",
            &[],
            "An object.",
            get_mining_info,
        ),
        read(
            "getnetworkhashps",
            "Estimates the hash rate of all miners from the last blocks.",
            &[
                Param::optional(
                    "nblocks",
                    ParamKind::Number,
                    "The number of blocks: 120 by default, -1 for all.",
                ),
                Param::optional(
                    "height",
                    ParamKind::Number,
                    "The height of the last of them: -1 (the default) for the tip.",
                ),
            ],
            "Hashes per second.",
            get_network_hash_ps,
        ),
        read(
            "submitblock",
            "Adds a block.",
            &[
                Param::required(
                    "hexdata",
                    ParamKind::Text,
                    "Its bytes in hexadecimal. The reserved value of the coinbase's witness may be missing.",
                ),
                Param::optional("dummy", ParamKind::Text, "Ignored."),
            ],
            "null if it is the tip now, otherwise the reason (BIP22).",
            submit_block,
        ),
    ];
}

fn get_mining_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let node = call.service.node();
    let (chain, pool) = (node.chain(), node.pool());
    let now = call.now.to_timestamp();
    let (tip, next) = (chain.tip(), chain.next_block());
    let (next_bits, _) = next.easiest_at(now);
    Ok(Answer::Json(json!({
        "blocks": tip.height,
        "bits": bits(tip.header.bits),
        "difficulty": difficulty(tip.header.bits),
        "target": target(tip.header.bits),
        "networkhashps": hash_rate(chain, tip.height, 120),
        "pooledtx": pool.len(),
        "blockmintxfee": coins_per_kvb(pool.min_fee_rate()),
        "chain": chain_name(chain),
        "next": {
            "height": next.height,
            "bits": bits(next_bits),
            "difficulty": difficulty(next_bits),
            "target": target(next_bits),
        },
        "warnings": [],
    })))
}

fn get_network_hash_ps<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let blocks: i64 = call.args.maybe_number("nblocks")?.unwrap_or(120);
    let height: i64 = call.args.maybe_number("height")?.unwrap_or(-1);
    let chain = call.service.node().chain();
    let tip = chain.tip().height;
    if blocks == 0 || blocks < -1 {
        let why = "is invalid: a positive number of blocks, or -1";
        return Err(Failure::invalid("nblocks", why));
    }
    let height = match u32::try_from(height) {
        Ok(height) if Height(height) <= tip => Height(height),
        Err(_) if height == -1 => tip,
        _ => return Err(Failure::invalid("height", "is not in the chain")),
    };
    let blocks = u32::try_from(blocks).unwrap_or(u32::MAX);
    Ok(Answer::Json(json!(hash_rate(chain, height, blocks))))
}

/// The hashes per second of the last `blocks` blocks up to a height, as in Bitcoin Core: their work
/// divided by the span between the earliest and the latest of their times.
fn hash_rate<S: Store>(chain: &Chain<S>, height: Height, blocks: u32) -> f64 {
    let first = Height(height.value().saturating_sub(blocks));
    let entries = (first.value()..=height.value()).filter_map(|at| chain.entry_at(Height(at)));
    let times = entries.map(|entry| entry.header.time);
    let (least, most) = times.fold((None, None), |(least, most), time| {
        let least = least.map_or(time, |it: primitives::Timestamp| it.min(time));
        let most = most.map_or(time, |it: primitives::Timestamp| it.max(time));
        (Some(least), Some(most))
    });
    let ends = chain.entry_at(first).zip(chain.entry_at(height));
    let (Some((first, last)), Some((least, most))) = (ends, least.zip(most)) else {
        return 0.0;
    };
    let work = chain::authority::proven_work(chain.spec(), last.work - first.work);
    match most.seconds().saturating_sub(least.seconds()) {
        0 => 0.0,
        seconds => work.to_f64() / f64::from(seconds),
    }
}
