//! The page of the payment requests.

use api::{Field as Input, RequestRow, command};
use primitives::Amount;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::request_card::RequestCard;
use crate::amount;
use crate::dom;
use crate::format;
use crate::node::{use_asking, use_node};
use crate::state::Chain;
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::form::{Form, FormFault, TextField, Values, use_form};
use crate::ui::heading::Heading;
use crate::ui::table::{Column, Row, table, text};

/// Properties of `Requests`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
}

/// A request as it is typed.
#[derive(Clone, Default)]
struct Asked {
    amount: String,
    label: String,
    message: String,
}

impl Values for Asked {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::Amount => Some(&mut self.amount),
            Input::Label => Some(&mut self.label),
            Input::Message => Some(&mut self.message),
            _ => None,
        }
    }
}

const COLUMNS: [Column; 5] = [
    Column::number(common::amount),
    Column::text(texts::request_message),
    Column::text(common::when),
    Column::text(common::status),
    Column::text(texts::request_actions),
];

/// The form that makes a request, the request that is shown, and the list of all.
#[component]
pub(super) fn Requests(props: &Props) -> Html {
    let chain = &props.chain;
    let symbol = &chain.rules.symbol;
    let shown = use_state(|| None::<String>);
    let changes = use_state(|| 0_u32);
    let rows = use_rows(chain, *changes);
    let onmade = {
        let (shown, changes) = (shown.setter(), changes.clone());
        Callback::from(move |address| {
            shown.set(Some(address));
            changes.set(*changes + 1);
        })
    };
    let removing = {
        let changes = changes.clone();
        use_asking(Callback::from(move |(): ()| changes.set(*changes + 1)))
    };
    let show = {
        let shown = shown.setter();
        Callback::from(move |address| shown.set(Some(address)))
    };
    let remove = {
        let ask = removing.ask.clone();
        Callback::from(move |address| ask.emit(command::RemoveRequest { address }))
    };
    let card = (rows.iter()).find(|row| Some(&row.request.to) == shown.as_ref());
    let card = card.cloned();
    use_effect_with(card.is_some().then(|| (*shown).clone()), |shown| {
        if shown.is_some() {
            dom::focus_id("request-title");
        }
    });
    html! {
        <>
            <Heading title={texts::requests_title()} />
            if let Some(row) = card {
                <RequestCard key={row.request.to.clone()} row={row.clone()} invitation={chain.invitation.clone()} {symbol} />
            }
            <section class="card" aria-labelledby="request-new">
                <h2 id="request-new">{ texts::request_new() }</h2>
                <RequestForm {symbol} {onmade} />
            </section>
            <section class="card" aria-labelledby="request-list">
                <h2 id="request-list">{ texts::request_list() }</h2>
                if rows.is_empty() {
                    <p class="empty">{ texts::request_none() }</p>
                } else {
                    { table(texts::request_list(), Some("requests"), &COLUMNS,
                        rows.iter().map(|row| table_row(row, symbol, &show, &remove)).collect()) }
                }
                { alert(removing.fault_beside(&[])) }
            </section>
        </>
    }
}

/// Returns the requests, newest first. They are asked for again when the chain or the mempool has
/// changed, and with each change of `changes`.
#[hook]
fn use_rows(chain: &Chain, changes: u32) -> Vec<RequestRow> {
    let node = use_node();
    let rows = use_state(Vec::new);
    let setter = rows.setter();
    use_effect_with((chain.version(), changes), move |_| {
        spawn_local(async move {
            if let Ok(rows) = node.ask(command::Requests).await {
                setter.set(rows);
            }
        });
    });
    (*rows).clone()
}

#[derive(Properties, PartialEq)]
struct FormProps {
    symbol: AttrValue,
    /// Called with the address of a new request.
    onmade: Callback<String>,
}

#[component]
fn RequestForm(props: &FormProps) -> Html {
    let symbol = &props.symbol;
    let made = use_state(|| 0_u32);
    let asking = {
        let (onmade, made) = (props.onmade.clone(), made.clone());
        use_asking(Callback::from(move |row: RequestRow| {
            made.set(*made + 1);
            onmade.emit(row.request.to);
        }))
    };
    let form = use_form(Asked::default, asking.forgive.clone());
    {
        let form = form.clone();
        use_effect_with(*made, move |made| {
            if *made > 0 {
                form.set(|asked| {
                    // The name stays: it is the person's own, and the next request most likely has
                    // it, too.
                    asked.amount.clear();
                    asked.message.clear();
                });
            }
        });
    }
    let onsubmit = {
        let (ask, refuse) = (asking.ask.clone(), asking.refuse.clone());
        let (form, symbol) = (form.clone(), symbol.clone());
        Callback::from(move |()| {
            let Asked {
                amount,
                label,
                message,
            } = form.values().clone();
            match amount::read(&amount, &symbol, amount::groups_by_comma()) {
                Ok(amount) => ask.emit(command::RequestPayment {
                    amount,
                    label,
                    message,
                }),
                Err(question) => refuse.emit(api::Fault::of(Input::Amount, question)),
            }
        })
    };
    html! {
        <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
            <TextField name={Input::Amount} id="request-amount" label={common::amount()} inputmode="decimal"
                hint={texts::request_amount_hint()}>
                <span class="unit" aria-hidden="true">{ symbol }</span>
            </TextField>
            <TextField name={Input::Label} id="request-label" label={texts::request_label()}
                hint={texts::request_label_hint()} />
            <TextField name={Input::Message} id="request-message" label={texts::request_message()}
                hint={texts::request_message_hint()} />
            <FormFault />
            <div class="buttons">
                <button type="submit" class="button button-main" disabled={asking.busy}>
                    { texts::request_make() }
                </button>
            </div>
        </Form>
    }
}

fn table_row(
    row: &RequestRow,
    symbol: &str,
    show: &Callback<String>,
    remove: &Callback<String>,
) -> Row {
    let request = &row.request;
    let (kind, words) = status(row, symbol);
    let amount = match request.amount {
        Some(amount) => format::coins(amount, symbol),
        None => texts::request_any().to_owned(),
    };
    let button = |name: &'static str, label: String, action: &Callback<String>| {
        let (action, address) = (action.clone(), request.to.clone());
        let onclick = Callback::from(move |_: MouseEvent| action.emit(address.clone()));
        html! {
            <button type="button" class="button button-quiet" aria-label={label} {onclick}>{ name }</button>
        }
    };
    // Screen readers need more than the name of the button to tell the rows apart.
    let which = match request.message.as_str() {
        "" => amount.clone(),
        message => message.to_owned(),
    };
    Row {
        key: request.to.clone(),
        cells: vec![
            text(amount),
            html! { <bdi>{ &request.message }</bdi> },
            text(format::clock_date_time(row.time)),
            html! { <span class={format::class("status", Some(kind))}>{ words }</span> },
            html! {
                <div class="buttons">
                    { button(texts::request_show(), texts::request_show_which(&which), show) }
                    { button(texts::request_remove(), texts::request_remove_which(&which), remove) }
                </div>
            },
        ],
    }
}

/// Whether the request is paid, as a class of the styles and in words.
fn status(row: &RequestRow, symbol: &str) -> (&'static str, String) {
    if row.is_paid_by(row.confirmed) {
        return ("status-final", texts::request_paid().to_owned());
    }
    if row.is_paid_by(row.received) {
        return ("status-young", texts::request_on_the_way().to_owned());
    }
    let words = match (row.received, row.request.amount) {
        (Amount::ZERO, _) | (_, None) => texts::request_unpaid().to_owned(),
        (received, Some(wanted)) => {
            texts::request_partly(&received, &format::coins(wanted, symbol))
        }
    };
    ("status-waiting", words)
}
