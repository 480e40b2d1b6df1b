//! What the miner may expect, and what came of it.

use crate::prelude::*;

use super::fact::Fact;
use super::rewards::{Rewards, earned};
use crate::format;
use crate::state::{Chain, share};

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// Expectation above, blocks found below.
#[component]
pub(crate) fn MiningResults(props: &Props) -> Html {
    let chain = &props.chain;
    let mining = &chain.mining;
    let (rewards, sum) = earned(chain);
    let least = if chain.wallet.more_history {
        "at least "
    } else {
        ""
    };
    // Where authors need no luck, there is nothing to expect.
    let searched = chain.authority.as_ref().is_none_or(|it| it.work);
    let expected = searched.then(|| html! {
            <>
                <Fact name="You find a block about every">
                    if mining.hash_rate > 0.0 {
                        { format::span(chain.difficulty / mining.hash_rate) }
                    } else {
                        { "—" }
                    }
                </Fact>
                <Fact name="Your part of all mining">
                    if mining.hash_rate > 0.0 {
                        { format::percent(share(mining, chain.difficulty, chain.interval)) }
                    } else {
                        { "—" }
                    }
                </Fact>
                <Fact name="Hashes a block takes">{ "about " }{ format::hashes(chain.difficulty) }</Fact>
                if let Some(delay) = mining.delay {
                    <Fact name="New work reaches every core in">
                        <output aria-label="Delay of new work" aria-live="off">{ format!("{delay} ms") }</output>
                    </Fact>
                }
            </>
    });
    let title = if chain.authority.is_some() {
        "Made"
    } else {
        "Found"
    };
    html! {
        <section class="card" aria-labelledby="found-title">
            <h2 id="found-title">{ title }</h2>
            <dl class="facts">
                { for expected }
                <Fact name="A block pays">{ format::coins(chain.reward, &chain.symbol) }{ " and its fees" }</Fact>
                <Fact name={format!("{title} since you opened the chain")}>
                    { format::count(mining.found.into(), "block", "blocks") }
                </Fact>
                <Fact name="Earned in all">{ least }{ format::coins(sum, &chain.symbol) }</Fact>
            </dl>
            if rewards == 0 {
                <p class="empty">{ "Your blocks will be listed here." }</p>
            } else {
                <Rewards chain={chain.clone()} />
            }
        </section>
    }
}
