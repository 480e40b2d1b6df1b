//! The history of the wallet.

use api::{Failure, HistoryKind, HistoryRow, WalletView};
use primitives::Amount;
use yew::prelude::*;

use super::send::waiting_actions::WaitingActions;
use crate::format::{self, class};
use crate::identity::Same;
use crate::route::Route;
use crate::state::Rules;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::address::address_link;
use crate::ui::icon::{Shape, icon};
use crate::ui::moment::moment;
use crate::ui::table::{Column, Row, table, text};

/// Properties of `HistoryTable`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
}

const COLUMNS: [Column; 5] = [
    Column::text(texts::history_what),
    Column::number(common::amount),
    Column::hash(texts::history_with),
    Column::text(common::when),
    Column::text(common::status),
];

/// Minimum number of consecutive spendable rewards that are combined into one line. A miner's
/// history consists mostly of rewards.
const MIN_REWARDS: usize = 4;

/// A line of the table.
#[derive(Debug, PartialEq)]
enum Line<'a> {
    One(&'a HistoryRow),
    /// Consecutive spendable block rewards, newest first.
    Rewards(&'a [HistoryRow]),
}

/// The history, newest first.
#[component]
pub(crate) fn HistoryTable(props: &Props) -> Html {
    let Props { rules, wallet, .. } = props;
    let is_long = use_state(|| false);
    let short = lines(&wallet.history, rules.maturity);
    let can_be_short = short.iter().any(|line| matches!(line, Line::Rewards(_)));
    let toggle = {
        let is_long = is_long.clone();
        Callback::from(move |_: MouseEvent| is_long.set(!*is_long))
    };
    let look = Look {
        rules,
        is_locked: props.is_locked,
        onnote: None,
    };
    html! {
        <>
            { history_rows(&wallet.history, &look, *is_long) }
            <div class="buttons">
                if can_be_short {
                    <button type="button" class="button" aria-expanded={is_long.to_string()} onclick={toggle}>
                        { texts::history_each_reward() }
                    </button>
                }
                if !wallet.history.is_empty() {
                    <a class="button" href={Route::Activity.href()}>{ texts::history_all() }</a>
                    <a class="button button-quiet" href={Route::Coins.href()}>{ texts::history_coins() }</a>
                }
            </div>
            if wallet.history.is_empty() {
                <p class="empty">{ texts::history_empty() }</p>
            }
        </>
    }
}

/// How rows are shown.
pub(crate) struct Look<'a> {
    /// The chain's rules.
    pub(crate) rules: &'a Rules,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// Edits the private note on a row; `None` if it can't be edited here.
    pub(crate) onnote: Option<Callback<HistoryRow>>,
}

/// A table of rows, newest first. Unless `is_long`, consecutive spendable rewards share a line.
pub(crate) fn history_rows(history: &[HistoryRow], look: &Look<'_>, is_long: bool) -> Html {
    let rows = if is_long {
        history.iter().map(|row| table_row(row, look)).collect()
    } else {
        let lines = lines(history, look.rules.maturity);
        let rows = lines.iter().map(|line| match line {
            Line::One(row) => table_row(row, look),
            Line::Rewards(rows) => rewards_row(rows, &look.rules.symbol),
        });
        rows.collect()
    };
    table(texts::history(), Some("history"), &COLUMNS, rows)
}

/// Groups the rows into lines. `maturity` is the number of confirmations from which a reward can be
/// spent.
fn lines(history: &[HistoryRow], maturity: u32) -> Vec<Line<'_>> {
    let is_spendable =
        |row: &HistoryRow| row.kind == HistoryKind::Reward && row.confirmations >= maturity;
    let runs = history.chunk_by(|row, next| is_spendable(row) && is_spendable(next));
    let mut lines = Vec::new();
    for run in runs {
        if run.len() >= MIN_REWARDS {
            lines.push(Line::Rewards(run));
        } else {
            lines.extend(run.iter().map(Line::One));
        }
    }
    lines
}

/// One line for several block rewards.
fn rewards_row(rows: &[HistoryRow], symbol: &str) -> Row {
    let sum = Amount::sum(rows.iter().map(|row| row.amount)).unwrap_or(Amount::MAX);
    let height =
        |row: Option<&HistoryRow>| u64::from(row.and_then(|row| row.height).unwrap_or_default());
    let (newest, oldest) = (height(rows.first()), height(rows.last()));
    let amount = format::signed(HistoryKind::Reward, sum);
    Row {
        key: format!("rewards-{oldest}"),
        cells: vec![
            html! {
                <span class="cell-rewards">
                    { icon(Shape::Mine) }
                    <span>{ texts::history_rewards(rows.len() as u64) }</span>
                </span>
            },
            amount_cell(amount, symbol, true, None),
            text(texts::history_new_coins()),
            text(texts::history_reward_blocks(oldest, newest)),
            html! { <span class="status">{ texts::history_spendable() }</span> },
        ],
    }
}

/// An amount with its symbol and, below it, the fee that was paid. `is_gain` tells whether the
/// wallet gains the amount.
fn amount_cell(amount: String, symbol: &str, is_gain: bool, fee: Option<Amount>) -> Html {
    html! {
        <>
            <span class={is_gain.then_some("is-gain")}>
                { amount }
                <span class="symbol">{ symbol.to_owned() }</span>
            </span>
            if let Some(fee) = fee {
                <span class="fee">{ texts::history_fee(&fee) }</span>
            }
        </>
    }
}

fn table_row(row: &HistoryRow, look: &Look<'_>) -> Row {
    let rules = look.rules;
    let (shape, what) = match row.kind {
        HistoryKind::Received => (Shape::In, texts::history_received()),
        HistoryKind::Sent => (Shape::Out, texts::history_sent()),
        HistoryKind::Reward => (Shape::Mine, texts::history_reward()),
        HistoryKind::Allocation => (Shape::Mine, texts::history_allocation()),
        HistoryKind::ToSelf => (Shape::Around, texts::history_to_self()),
        HistoryKind::Stamp => (Shape::Stamp, texts::history_stamp()),
        HistoryKind::Data => (Shape::Stamp, texts::history_data()),
    };
    let txid = row.txid.to_string();
    let counterpart = match (&row.counterpart, row.kind) {
        (Some(address), _) => address_link(address),
        (None, HistoryKind::Reward | HistoryKind::Allocation) => {
            html! { texts::history_new_coins() }
        }
        (None, HistoryKind::ToSelf) => html! { texts::history_yourself() },
        (None, HistoryKind::Stamp | HistoryKind::Data) => html! { texts::history_everybody() },
        (None, _) => html! { texts::history_several() },
    };
    let fee = row.fee.filter(|fee| !fee.is_zero());
    let is_gain = row.failure.is_none()
        && matches!(
            row.kind,
            HistoryKind::Received | HistoryKind::Reward | HistoryKind::Allocation
        );
    // A failed payment moved no coins, so its amount has no sign.
    let amount = match row.failure {
        None => format::signed(row.kind, row.amount),
        Some(_) => row.amount.to_string(),
    };
    // Screen readers need the height to tell the row from its neighbours.
    let name = match row.height {
        Some(height) => texts::history_row_block(&what, height.into()),
        None if row.failure.is_some() => texts::history_row_failed(&what),
        None => texts::history_row_waiting(&what),
    };
    let id = format!("payment-{txid}");
    let href = Route::Transaction(txid.clone()).href();
    Row {
        key: txid,
        cells: vec![
            html! { <a {href} id={id.clone()} aria-label={name.clone()}>{ icon(shape) }<span>{ what }</span></a> },
            amount_cell(amount, &rules.symbol, is_gain, fee),
            html! {
                <>
                    { counterpart }
                    if let Some(note) = &row.note {
                        <bdi class="carried">{ note }</bdi>
                    }
                    { private_note(row, look, &name) }
                </>
            },
            moment(row.time, rules.interval),
            html! {
                <>
                    { status(row, rules) }
                    if row.replaceable || row.bumpable {
                        <WaitingActions row={row.clone()} symbol={rules.symbol.clone()}
                            is_locked={look.is_locked} describedby={id} />
                    }
                </>
            },
        ],
    }
}

/// The private note on a payment, and a button that edits it. `name` tells the row from others.
fn private_note(row: &HistoryRow, look: &Look<'_>, name: &str) -> Html {
    let edit = look.onnote.clone().map(|onnote| {
        let row = row.clone();
        let (words, label) = match &row.private_note {
            None => (texts::note_add(), texts::note_add_to(&name)),
            Some(_) => (texts::note_edit(), texts::note_edit_of(&name)),
        };
        let onclick = Callback::from(move |_: MouseEvent| onnote.emit(row.clone()));
        html! { <button type="button" class="link" aria-label={label} {onclick}>{ words }</button> }
    });
    html! {
        <>
            if let Some(note) = &row.private_note {
                <span class="private-note"><bdi>{ note }</bdi></span>
            }
            { edit }
        </>
    }
}

/// Explains why a payment failed.
fn failed(failure: Failure) -> Html {
    let (words, other) = match failure {
        Failure::Cancelled { by } => (texts::history_cancelled(), Some(by)),
        Failure::Spent { by } => (texts::history_spent(), Some(by)),
        Failure::Unfunded { by } => (texts::history_unfunded(), Some(by)),
        Failure::GivenUp => (texts::history_given_up(), None),
    };
    html! {
        <>
            <span class="status status-failed">{ words }</span>
            if let Some(other) = other {
                { " " }
                <a href={Route::Transaction(other.to_string()).href()}>{ texts::history_see_other() }</a>
            }
        </>
    }
}

/// States how final a payment is, or why it failed.
fn status(row: &HistoryRow, rules: &Rules) -> Html {
    if let Some(failure) = row.failure {
        return failed(failure);
    }
    let young = row.kind == HistoryKind::Reward && row.confirmations < rules.maturity;
    let (kind, words) = match row.confirmations {
        0 => ("status-waiting", texts::history_waiting().to_owned()),
        count if young => (
            "status-young",
            texts::history_immature(
                &common::confirmations(count.into()),
                &common::blocks((rules.maturity - count).into()),
            ),
        ),
        count if count >= rules.confirmations => {
            ("status-final", texts::history_final().to_owned())
        }
        count => ("status-young", common::confirmations(count.into())),
    };
    html! { <span class={class("status", Some(kind))}>{ words }</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Timestamp, Txid};

    fn row(kind: HistoryKind, confirmations: u32) -> HistoryRow {
        HistoryRow {
            txid: Txid::ZERO,
            kind,
            amount: Amount::COIN,
            fee: None,
            counterpart: None,
            height: Some(100 - confirmations),
            confirmations,
            time: Timestamp::default(),
            note: None,
            private_note: None,
            failure: None,
            replaceable: false,
            bumpable: false,
        }
    }

    #[test]
    fn only_spendable_rewards_that_follow_each_other_share_a_line() {
        let reward = |confirmations| row(HistoryKind::Reward, confirmations);
        let mut history: Vec<_> = (4..10).map(reward).collect();
        history.push(row(HistoryKind::Received, 10));
        history.extend((11..14).map(reward));
        let lines = lines(&history, 6);
        let [
            Line::One(a),
            Line::One(b),
            Line::Rewards(run),
            Line::One(_),
            rest @ ..,
        ] = &lines[..]
        else {
            panic!("{lines:?}");
        };
        assert_eq!((a.confirmations, b.confirmations), (4, 5));
        assert_eq!(run.len(), 4);
        // A run of three is too short to combine.
        assert_eq!(rest.len(), 3);
    }
}
