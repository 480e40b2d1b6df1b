//! The files that this wallet has stamped.

use api::{StampRow, Stamps, command};
use yew::prelude::*;

use super::proof_art::stamp_art;
use super::save_proof::SaveProof;
use super::stamped_names;
use crate::node::{Query, use_query};
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::ChainVersion;
use crate::texts::common;
use crate::texts::proofs as texts;
use crate::ui::moment::moment;
use crate::ui::table::{Column, Row, table};

/// The number of confirmations from which a proof alone gives a time by which the file existed.
pub(super) const BOUNDED: u32 = 11;

const COLUMNS: [Column; 4] = [
    Column::hash(texts::file),
    Column::text(common::when),
    Column::text(common::status),
    Column::text(texts::proof),
];

/// Properties of `StampList`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The intended seconds between blocks.
    pub(crate) interval: u32,
    /// The chain's version.
    pub(crate) version: ChainVersion,
}

/// The list, newest first.
#[component]
pub(crate) fn StampList(props: &Props) -> Html {
    let stamps = match use_query(command::Stamps, props.version) {
        Query::Found(stamps) => stamps,
        Query::Failed(fault) => {
            return html! { <p class="fault" role="alert">{ sentence(&fault.reason) }</p> };
        }
        Query::Loading => Stamps::default(),
    };
    let rows = stamps.rows.iter().map(|row| table_row(row, props.interval));
    html! {
        <section class="card" aria-labelledby="stamps-title">
            <h2 id="stamps-title">{ texts::stamps() }</h2>
            { table(texts::stamps(), Some("stamps"), &COLUMNS, rows.collect()) }
            if stamps.rows.is_empty() {
                <div class="empty-state">
                    { stamp_art() }
                    <p class="empty">{ texts::stamps_none() }</p>
                </div>
            }
            if stamps.more {
                <p class="hint">{ texts::stamps_older() }</p>
            }
        </section>
    }
}

fn table_row(row: &StampRow, interval: u32) -> Row {
    let txid = row.txid.to_string();
    let name = stamped_names::recall(&row.sha256);
    let file = name.clone().unwrap_or_else(|| row.sha256[..16].to_owned());
    let href = Route::Transaction(txid.clone()).href();
    Row {
        key: txid.clone(),
        cells: vec![
            html! {
                <a class="hash" {href} title={row.sha256.clone()}>
                    <bdi>{ name.unwrap_or_else(|| row.sha256.clone()) }</bdi>
                </a>
            },
            moment(row.time, interval),
            status(row),
            html! {
                if row.height.is_some() {
                    <SaveProof {txid} of={file.clone()} {file} label={texts::save_proof()} />
                }
            },
        ],
    }
}

fn status(row: &StampRow) -> Html {
    let Some(height) = row.height else {
        return html! { <span class="status status-waiting">{ texts::stamp_waiting() }</span> };
    };
    match BOUNDED.saturating_sub(row.confirmations) {
        0 => {
            html! { <span class="status status-final">{ texts::stamp_block(height.into()) }</span> }
        }
        more => html! {
            <span class="status">
                { texts::stamp_young(height.into(), &common::more_blocks(more.into())) }
            </span>
        },
    }
}
