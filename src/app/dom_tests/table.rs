//! The table.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use super::stage::{Stage, no_answer};
use crate::ui::table::{Column, Row, table, text};

const COLUMNS: [Column; 3] = [
    Column::text(|| "Name"),
    Column::number(|| "Height"),
    Column::hash(|| "Hash"),
];

fn row(name: &'static str, height: &'static str) -> Row {
    Row {
        key: name.into(),
        cells: vec![
            text(name),
            text(height),
            html! { <a href="#a">{ "ab" }</a> },
        ],
    }
}

#[wasm_bindgen_test]
async fn a_table_says_its_roles_names_and_values() {
    let rows = || vec![row("One", "1"), row("Two", "22")];
    let part = move |_| table("Things", Some("things"), &COLUMNS, rows());
    let stage = Stage::show(part, no_answer).await;
    let found = stage.find("table[role=table][aria-label=Things].rows.things");
    assert!(found.is_some(), "no table of that name");
    assert_eq!(
        stage.texts("thead[role=rowgroup] tr[role=row] th[role=columnheader][scope=col]"),
        ["Name", "Height", "Hash"]
    );
    assert_eq!(
        stage.texts("tbody[role=rowgroup] tr[role=row]"),
        ["One1ab", "Two22ab"]
    );
    // A narrow window shows each value under the name of its column.
    assert_eq!(
        stage.texts("td[role=cell][data-name=Height].number"),
        ["1", "22"]
    );
    assert_eq!(stage.texts("th.number"), ["Height"]);
    assert_eq!(stage.texts("td[data-name=Hash].cell-hash a"), ["ab", "ab"]);
}

#[wasm_bindgen_test]
async fn a_table_without_rows_keeps_its_name() {
    let part = |_| table("Things", None, &COLUMNS, Vec::new());
    let stage = Stage::show(part, no_answer).await;
    let found = stage.find("table[aria-label=Things]");
    assert!(found.is_some(), "no table of that name");
    assert_eq!(stage.texts("td"), [""; 0]);
}
