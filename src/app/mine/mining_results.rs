//! What the miner can expect, and what it has found.

use yew::prelude::*;

use crate::format;
use crate::state::{Chain, share};
use crate::ui::fact::fact;
use crate::wallet::rewards::{earned, latest};

/// The expected results, and the blocks found.
pub(crate) fn mining_results(chain: &Chain) -> Html {
    let mining = &chain.mining;
    let (rewards, sum) = earned(chain);
    let least = if chain.wallet.more_history {
        "at least "
    } else {
        ""
    };
    // On chains whose authors need no proof of work, there is nothing to expect.
    let searched = chain.authority.as_ref().is_none_or(|it| it.work);
    let when = |known: String| {
        if mining.hash_rate > 0.0 {
            known
        } else {
            "—".to_owned()
        }
    };
    let expected = searched.then(|| html! {
        <>
            { fact("Your expected time per block", when(format::span(chain.difficulty / mining.hash_rate))) }
            { fact("Your share of mining", when(format::percent(share(mining, chain.difficulty, chain.interval)))) }
            { fact("Expected hashes per block", format!("about {}", format::hashes(chain.difficulty))) }
            if let Some(delay) = mining.delay {
                { fact("Job delay", html! {
                    <output aria-label="Job delay" aria-live="off">{ format!("{delay} ms") }</output>
                }) }
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
                { expected }
                { fact("A block pays", format!("{} and its fees", format::coins(chain.reward, &chain.symbol))) }
                { fact(format!("{title} since you opened the chain"), format::count(mining.found.into(), "block", "blocks")) }
                { fact("Total earned", format!("{least}{}", format::coins(sum, &chain.symbol))) }
            </dl>
            if rewards == 0 {
                <p class="empty">{ "Your blocks will be listed here." }</p>
            } else {
                { latest(chain) }
            }
        </section>
    }
}
