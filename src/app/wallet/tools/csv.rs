//! The history as comma-separated values (RFC 4180), for spreadsheets and tax programs.

use api::{HistoryKind, HistoryRow};
use primitives::Timestamp;

use crate::state::Contacts;

/// The names of the columns. They do not depend on the language, so that programs can rely on them.
const HEADER: &str =
    "time,type,amount,fee,address,name,public note,private note,transaction,block,state";
/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The rows as a file. `written` formats the time of a row.
pub(super) fn csv<'a>(
    rows: impl Iterator<Item = &'a HistoryRow>,
    contacts: &Contacts,
    written: impl Fn(Timestamp) -> String,
) -> String {
    let mut out = format!("{BYTE_ORDER_MARK}{HEADER}\r\n");
    for row in rows {
        let address = row.counterpart.as_deref().unwrap_or_default();
        let fields = [
            written(row.time),
            kind(row.kind).to_owned(),
            signed(row),
            row.fee.map(|fee| fee.to_string()).unwrap_or_default(),
            address.to_owned(),
            text(contacts.name(address).unwrap_or_default()),
            text(row.note.as_deref().unwrap_or_default()),
            text(row.private_note.as_deref().unwrap_or_default()),
            row.txid.to_string(),
            row.height
                .map(|height| height.to_string())
                .unwrap_or_default(),
            state(row).to_owned(),
        ];
        out.push_str(&fields.map(|field| quoted(&field)).join(","));
        out.push_str("\r\n");
    }
    out
}

const fn kind(kind: HistoryKind) -> &'static str {
    match kind {
        HistoryKind::Received => "received",
        HistoryKind::Sent => "sent",
        HistoryKind::Reward => "reward",
        HistoryKind::Allocation => "first coins",
        HistoryKind::ToSelf => "to self",
        HistoryKind::Stamp => "stamp",
        HistoryKind::Data => "note",
    }
}

/// The amount, negative for a payment to somebody else.
fn signed(row: &HistoryRow) -> String {
    match row.kind {
        HistoryKind::Sent => format!("-{}", row.amount),
        _ => row.amount.to_string(),
    }
}

const fn state(row: &HistoryRow) -> &'static str {
    match (row.failure, row.height) {
        (Some(_), _) => "failed",
        (None, None) => "unconfirmed",
        (None, Some(_)) => "confirmed",
    }
}

/// A text by somebody else. Spreadsheets run a text that begins like a formula, so such a text gets
/// an apostrophe in front.
fn text(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn quoted(field: &str) -> String {
    match field.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Amount, Txid};

    #[test]
    fn fields_are_quoted_and_no_text_is_a_formula() {
        let row = HistoryRow {
            txid: Txid::ZERO,
            kind: HistoryKind::Sent,
            amount: Amount::COIN,
            fee: Some(Amount::COIN),
            counterpart: Some("tab1q".into()),
            height: Some(7),
            confirmations: 1,
            time: Timestamp::default(),
            note: Some("=1+1".into()),
            private_note: Some("bread, \"dark\"".into()),
            failure: None,
            replaceable: false,
            bumpable: false,
        };
        let file = csv([&row].into_iter(), &Contacts::none(), |_| "then".into());
        let lines: Vec<_> = file.split("\r\n").collect();
        assert_eq!(lines[0], format!("{BYTE_ORDER_MARK}{HEADER}"));
        let zeros = "0".repeat(64);
        assert_eq!(
            lines[1],
            format!("then,sent,-1,1,tab1q,,'=1+1,\"bread, \"\"dark\"\"\",{zeros},7,confirmed")
        );
        assert_eq!(lines[2..], [""]);
    }
}
