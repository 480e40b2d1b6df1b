//! The page of the wallet's whole history.

use api::{HistoryRow, command};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::csv::csv;
use super::filter::{Filter, has};
use super::note_dialog::NoteDialog;
use crate::dom;
use crate::format;
use crate::node::{Node, use_node};
use crate::state::{Chain, Contacts, use_contacts};
use crate::texts::wallet_tools as texts;
use crate::ui::choice::choice;
use crate::ui::field::Field;
use crate::ui::heading::Heading;
use crate::wallet::history_table::{Look, history_rows};

/// The transactions that one command asks for.
const PAGE: u32 = 1_000;
/// The maximum number of pages, so that a long history does not fill the memory.
const MAX_PAGES: u32 = 20;
/// The rows that are shown at first, and that are added on demand.
const SHOWN: usize = 200;

/// Properties of `Activity`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
    /// Whether signing needs the passphrase.
    pub(super) is_locked: bool,
}

/// The history by months, with filters, a search and a file for spreadsheets.
#[component]
pub(super) fn Activity(props: &Props) -> Html {
    let chain = &props.chain;
    let contacts = use_contacts();
    let filter = use_state(Filter::default);
    let search = use_state(String::new);
    let shown = use_state(|| SHOWN);
    let noting = use_state(|| None::<HistoryRow>);
    let changes = use_state(|| 0_u32);
    let all = use_all(chain, *changes);
    let found: Vec<&HistoryRow> = all.iter().filter(|row| filter.takes(row)).collect();
    let name = |row: &HistoryRow| contacts.name(row.counterpart.as_deref()?);
    let found: Vec<&HistoryRow> = (found.into_iter())
        .filter(|row| has(row, name(row), &search))
        .collect();
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + SHOWN))
    };
    let look = Look {
        rules: &chain.rules,
        is_locked: props.is_locked,
        onnote: Some({
            let noting = noting.setter();
            Callback::from(move |row| noting.set(Some(row)))
        }),
    };
    let visible = &found[..found.len().min(*shown)];
    html! {
        <>
            <Heading title={texts::activity_title()} />
            <section class="card" aria-label={texts::activity_title()}>
                { controls(&filter, &search) }
                <div class="buttons">
                    { save_button(&found, &contacts, &chain.rules.symbol) }
                    <span role="status">{ texts::activity_found(found.len() as u64) }</span>
                </div>
                { months(visible, &look) }
                if found.len() > *shown {
                    <button type="button" class="button" onclick={more}>{ texts::activity_more() }</button>
                }
            </section>
            { note_dialog(&noting, &changes) }
        </>
    }
}

fn controls(filter: &UseStateHandle<Filter>, search: &UseStateHandle<String>) -> Html {
    let options = Filter::ALL.map(|filter| {
        AttrValue::from(match filter {
            Filter::All => texts::filter_all(),
            Filter::Received => texts::filter_received(),
            Filter::Sent => texts::filter_sent(),
            Filter::Rewards => texts::filter_rewards(),
            Filter::Open => texts::filter_open(),
        })
    });
    let chosen = Filter::ALL.iter().position(|it| *it == **filter);
    let onchange = {
        let filter = filter.setter();
        Callback::from(move |chosen: usize| {
            filter.set(Filter::ALL.get(chosen).copied().unwrap_or_default());
        })
    };
    let oninput = {
        let search = search.setter();
        Callback::from(move |text| search.set(text))
    };
    html! {
        <div class="activity-controls">
            { choice("activity-filter", texts::filter(), &options, chosen.unwrap_or_default(), onchange, None) }
            <Field id="activity-search" label={texts::activity_search()} kind="search" value={(**search).clone()}
                {oninput} />
        </div>
    }
}

/// The button that saves the found rows as a file.
fn save_button(found: &[&HistoryRow], contacts: &Contacts, symbol: &str) -> Html {
    let rows: Vec<HistoryRow> = found.iter().map(|row| (*row).clone()).collect();
    let (contacts, name) = (contacts.clone(), format!("{symbol}-history.csv"));
    let onclick = Callback::from(move |_: MouseEvent| {
        let file = csv(rows.iter(), &contacts, format::machine_time);
        dom::save(&name, file.as_bytes());
    });
    html! {
        <button type="button" class="button" disabled={found.is_empty()} {onclick}>{ texts::activity_save() }</button>
    }
}

/// The rows under the names of their months.
fn months(rows: &[&HistoryRow], look: &Look<'_>) -> Html {
    if rows.is_empty() {
        return html! { <p class="empty">{ texts::activity_none() }</p> };
    }
    let month = |row: &&HistoryRow| format::month(row.time);
    let runs = rows.chunk_by(|row, next| month(row) == month(next));
    runs.enumerate()
        .map(|(place, run)| {
            let rows: Vec<HistoryRow> = run.iter().map(|row| (*row).clone()).collect();
            let id = format!("month-{place}");
            html! {
                <section aria-labelledby={id.clone()} class="month">
                    <h2 {id}>{ format::month(rows[0].time) }</h2>
                    { history_rows(&rows, look, false) }
                </section>
            }
        })
        .collect()
}

fn note_dialog(noting: &UseStateHandle<Option<HistoryRow>>, changes: &UseStateHandle<u32>) -> Html {
    let Some(row) = &**noting else {
        return Html::default();
    };
    let onclose = {
        let noting = noting.setter();
        Callback::from(move |()| noting.set(None))
    };
    let onsaved = {
        let (noting, changes) = (noting.setter(), changes.clone());
        Callback::from(move |()| {
            noting.set(None);
            changes.set(*changes + 1);
        })
    };
    html! { <NoteDialog txid={row.txid} present={row.private_note.clone()} {onsaved} {onclose} /> }
}

/// Returns the whole history, newest first; empty until it is there. It is asked for again when the
/// chain or the mempool has changed, and with each change of `changes`.
#[hook]
fn use_all(chain: &Chain, changes: u32) -> Vec<HistoryRow> {
    let node = use_node();
    let rows = use_state(Vec::new);
    let setter = rows.setter();
    use_effect_with((chain.version(), changes), move |_| {
        spawn_local(async move { setter.set(history(&node).await) });
    });
    (*rows).clone()
}

async fn history(node: &Node) -> Vec<HistoryRow> {
    let mut all = Vec::new();
    for page in 0..MAX_PAGES {
        let from = page * PAGE;
        let asked = node.ask(command::History { from, count: PAGE }).await;
        let rows = asked.unwrap_or_default();
        let is_last = rows.len() < PAGE as usize;
        all.extend(rows);
        if is_last {
            break;
        }
    }
    all
}
