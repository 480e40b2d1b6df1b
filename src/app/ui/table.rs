//! A table, which a narrow window shows as a list of rows.

use yew::prelude::*;
use yew::virtual_dom::VText;

use crate::format;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: fn() -> &'static str,
    kind: Kind,
}

/// The kind of the values in a column. The class of each cell in the styles follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Hash,
}

impl Column {
    /// A column of words; `name` gives its heading.
    pub(crate) const fn text(name: fn() -> &'static str) -> Self {
        let kind = Kind::Text;
        Self { name, kind }
    }

    /// A column of numbers, aligned to the right.
    pub(crate) const fn number(name: fn() -> &'static str) -> Self {
        let kind = Kind::Number;
        Self { name, kind }
    }

    /// A column of hashes or addresses, which are cut off if there is no room. It takes the room
    /// that the other columns leave.
    pub(crate) const fn hash(name: fn() -> &'static str) -> Self {
        let kind = Kind::Hash;
        Self { name, kind }
    }

    fn heading(self) -> Html {
        let class = (self.kind == Kind::Number).then_some("number");
        html! { <th scope="col" role="columnheader" {class}>{ (self.name)() }</th> }
    }

    fn cell(self, content: Html) -> Html {
        let class = match self.kind {
            Kind::Text => None,
            Kind::Number => Some("number"),
            Kind::Hash => Some("cell-hash"),
        };
        html! { <td role="cell" data-name={(self.name)()} {class}>{ content }</td> }
    }
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Identifies the row in its table, so that it keeps its place in the document when others come
    /// and go.
    pub(crate) key: String,
    /// The cells, one for each column.
    pub(crate) cells: Vec<Html>,
}

/// A cell that holds nothing but a text.
pub(crate) fn text(words: impl Into<AttrValue>) -> Html {
    VText::new(words.into()).into()
}

/// Renders a table. `label` is its accessible name and `class` its name in the styles. Each element
/// also states the role that it has by itself, because browsers drop the roles of a table's
/// elements when a style changes their `display`.
pub(crate) fn table(
    label: &'static str,
    class: Option<&'static str>,
    columns: &[Column],
    rows: Vec<Row>,
) -> Html {
    let row = |row: Row| {
        let cells = columns.iter().zip(row.cells);
        html! {
            <tr key={row.key} role="row">{ for cells.map(|(column, content)| column.cell(content)) }</tr>
        }
    };
    html! {
        <table class={format::class("rows", class)} aria-label={label} role="table">
            <thead role="rowgroup">
                <tr role="row">{ for columns.iter().map(|column| column.heading()) }</tr>
            </thead>
            <tbody role="rowgroup">{ for rows.into_iter().map(row) }</tbody>
        </table>
    }
}
