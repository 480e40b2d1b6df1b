//! The block rewards of this wallet.

use api::{HistoryKind, HistoryRow};
use primitives::Amount;
use yew::prelude::*;

use crate::format;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::moment::moment;

/// Number of rewards listed individually.
const SHOWN: usize = 5;

/// The latest block rewards of this wallet, with the confirmations that they lack before they can
/// be spent.
pub(crate) fn latest(chain: &Chain) -> Html {
    let rewards = rewards(chain).take(SHOWN).map(|row| {
        let height = row.height.unwrap_or_default();
        let wait = chain.maturity.saturating_sub(row.confirmations);
        html! {
            <li key={row.txid.to_string()}>
                <a href={Route::Transaction(row.txid.to_string()).href()}>
                    { common::block(height.into()) }
                </a>
                <span class="reward-amount">{ format!("+{}", format::coins(row.amount, &chain.symbol)) }</span>
                <span class="reward-time">{ moment(row.time, chain.interval) }</span>
                <span class="reward-wait">
                    if wait == 0 {
                        { texts::reward_spendable() }
                    } else {
                        { texts::reward_wait(&common::blocks(wait.into())) }
                    }
                </span>
            </li>
        }
    });
    html! { <ul class="reward-list">{ for rewards }</ul> }
}

/// The block rewards in the history, newest first.
fn rewards(chain: &Chain) -> impl Iterator<Item = &HistoryRow> {
    chain
        .wallet
        .history
        .iter()
        .filter(|row| row.kind == HistoryKind::Reward)
}

/// The number of rewards in the shown history and their sum. Both are lower bounds if the wallet
/// has more history than it shows.
pub(crate) fn earned(chain: &Chain) -> (usize, Amount) {
    let sum = Amount::sum(rewards(chain).map(|row| row.amount));
    (rewards(chain).count(), sum.unwrap_or(Amount::MAX))
}
