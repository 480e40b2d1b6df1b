//! The expected results of mining, and the blocks found.

use yew::prelude::*;

use crate::format;
use crate::state::{Chain, share};
use crate::texts::common;
use crate::texts::mine as texts;
use crate::ui::fact::fact;
use crate::wallet::rewards::{earned, reward_list};

/// The expected results, and the blocks found.
pub(crate) fn mining_results(chain: &Chain) -> Html {
    let Chain {
        rules,
        head,
        wallet,
        authority,
        mining,
        ..
    } = chain;
    let (rewards, sum) = earned(wallet);
    let sum = format::coins(sum, &rules.symbol);
    let sum = match wallet.more_history {
        true => texts::earned_at_least(&sum),
        false => sum,
    };
    // On chains whose authors need no proof of work, there is nothing to expect.
    let searched = authority.as_ref().is_none_or(|it| it.work);
    let when = |known: String| {
        if mining.hash_rate > 0.0 {
            known
        } else {
            "—".to_owned()
        }
    };
    let expected = searched.then(|| html! {
        <>
            { fact(texts::expected_time(), when(format::span(head.difficulty / mining.hash_rate))) }
            { fact(texts::share(), when(format::percent(share(mining, head.difficulty, rules.interval)))) }
            { fact(texts::expected_hashes(), common::about(&format::hashes(head.difficulty))) }
            if let Some(delay) = mining.delay {
                { fact(texts::job_delay(), html! {
                    <output aria-label={texts::job_delay()} aria-live="off">{ texts::milliseconds(delay.into()) }</output>
                }) }
            }
        </>
    });
    let (title, since) = match authority {
        Some(_) => (texts::made(), texts::made_since()),
        None => (texts::found(), texts::found_since()),
    };
    html! {
        <section class="card" aria-labelledby="found-title">
            <h2 id="found-title">{ title }</h2>
            <dl class="facts">
                { expected }
                { fact(texts::pays(), texts::pays_coins(&format::coins(head.reward, &rules.symbol))) }
                { fact(since, common::blocks(mining.found.into())) }
                { fact(texts::earned(), sum) }
            </dl>
            if rewards == 0 {
                <p class="empty">{ texts::none_found() }</p>
            } else {
                { reward_list(rules, wallet) }
            }
        </section>
    }
}
