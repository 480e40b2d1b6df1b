//! What the miner can expect, and what it has found.

use api::{AuthorityView, MiningView, WalletView};
use yew::prelude::*;

use crate::format;
use crate::identity::Same;
use crate::state::{Head, Rules, share};
use crate::texts::common;
use crate::texts::mine as texts;
use crate::ui::fact::fact;
use crate::wallet::rewards::{Rewards, earned};

/// Properties of `MiningResults`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The chain's head.
    pub(crate) head: Same<Head>,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
    /// The authors; `None` if everybody may make blocks.
    pub(crate) authority: Option<Same<AuthorityView>>,
    /// The miner.
    pub(crate) mining: MiningView,
}

/// The expected results, and the blocks found.
#[component]
pub(crate) fn MiningResults(props: &Props) -> Html {
    let Props {
        rules,
        head,
        wallet,
        authority,
        mining,
    } = props;
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
                <Rewards rules={rules.clone()} wallet={wallet.clone()} />
            }
        </section>
    }
}
