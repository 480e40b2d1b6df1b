//! The block rewards of this wallet.

use api::{HistoryKind, HistoryRow, WalletView};
use primitives::Amount;
use yew::prelude::*;

use crate::format;
use crate::route::Route;
use crate::state::Rules;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::moment::moment;

/// Number of rewards listed individually.
const SHOWN: usize = 5;

/// The latest block rewards of this wallet. Each reward is shown with the number of confirmations
/// that are missing before it can be spent.
pub(crate) fn reward_list(rules: &Rules, wallet: &WalletView) -> Html {
    let rewards = rewards(wallet).take(SHOWN).map(|row| {
        let height = row.height.unwrap_or_default();
        let wait = rules.maturity.saturating_sub(row.confirmations);
        html! {
            <li key={row.txid.to_string()}>
                <a href={Route::Transaction(row.txid.to_string()).href()}>
                    { common::block(height.into()) }
                </a>
                <span class="reward-amount">{ format!("+{}", format::coins(row.amount, &rules.symbol)) }</span>
                <span class="reward-time">{ moment(row.time, rules.interval) }</span>
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
fn rewards(wallet: &WalletView) -> impl Iterator<Item = &HistoryRow> {
    (wallet.history.iter()).filter(|row| row.kind == HistoryKind::Reward)
}

/// The number of rewards in the shown history and their sum. Both are lower bounds if the wallet
/// has more history than it shows.
pub(crate) fn earned(wallet: &WalletView) -> (usize, Amount) {
    let sum = Amount::sum(rewards(wallet).map(|row| row.amount));
    (rewards(wallet).count(), sum.unwrap_or(Amount::MAX))
}
