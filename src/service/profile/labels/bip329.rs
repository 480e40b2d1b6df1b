//! Labels as a file that other wallets read (BIP329): one JSON object a line.
//!
//! A contact is an object of the type `addr`. A private note is an object of the type `tx`. A
//! frozen coin is an object of the type `output` with `spendable` false. Objects of other types,
//! objects for other chains, and unknown members are ignored.

use api::{Fault, Field, LabelsImport, PaymentReason};
use chain::text::{Strictness, is_visible};
use primitives::{OutPoint, Prefix, Txid};
use serde::{Deserialize, Serialize};

use super::Labels;

/// The maximum length of a file in bytes: many times the length of all labels.
pub(crate) const MAX_FILE: usize = 1 << 20;

/// One line. BIP329 has more members, which are ignored.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "ref")]
    of: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    /// Whether payments may spend the line's output; `None` if the line does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spendable: Option<bool>,
}

/// The contacts, the private notes and the frozen coins as lines.
pub(crate) fn written(labels: &Labels, prefix: &Prefix) -> String {
    let contacts = labels.contacts(prefix).into_iter();
    let contacts = contacts.map(|contact| Line {
        kind: "addr".into(),
        of: contact.address,
        label: contact.name,
        spendable: None,
    });
    let notes = labels.notes().map(|(txid, note)| Line {
        kind: "tx".into(),
        of: txid.to_string(),
        label: note.to_owned(),
        spendable: None,
    });
    let frozen = labels.frozen().into_iter().map(|coin| Line {
        kind: "output".into(),
        of: format!("{}:{}", coin.txid, coin.index),
        label: String::new(),
        spendable: Some(false),
    });
    let mut out = String::new();
    for line in contacts.chain(notes).chain(frozen) {
        // Texts are always JSON.
        if let Ok(line) = serde_json::to_string(&line) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// Adds the labels of a file. A label of the file replaces the present one. Labels that do not fit
/// here, such as addresses of other chains, are counted and left out.
///
/// # Errors
/// A [`Fault`] if the file is too long, or if a line is not such an object.
pub(crate) fn read(
    labels: &mut Labels,
    prefix: &Prefix,
    text: &str,
) -> Result<LabelsImport, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let mut parsed = Vec::new();
    if text.len() > MAX_FILE {
        return Err(Fault::of(Field::LabelsFile, PaymentReason::LabelsFull));
    }
    for (number, line) in lines {
        let line: Line = serde_json::from_str(line)
            .map_err(|_| Fault::of(Field::LabelsFile, PaymentReason::NotLabels { line: number }))?;
        parsed.push(line);
    }
    let mut count = LabelsImport::default();
    for line in parsed {
        match add(labels, prefix, &line) {
            None => {}
            Some(true) => count.added += 1,
            Some(false) => count.left_out += 1,
        }
    }
    Ok(count)
}

/// Adds the label of a line. Returns whether it fits here; `None` if the line is of another kind.
fn add(labels: &mut Labels, prefix: &Prefix, line: &Line) -> Option<bool> {
    let label = line.label.trim();
    match line.kind.as_str() {
        // Other wallets write empty labels for used addresses. An empty name is refused.
        "addr" => Some(labels.save_contact(prefix, &line.of, label).is_ok()),
        "tx" => {
            let txid: Option<Txid> = line.of.parse().ok();
            let is_text = is_visible(label, Strictness::Note);
            let txid = txid.filter(|_| is_text);
            Some(txid.is_some_and(|txid| labels.set_note(txid, label).is_ok()))
        }
        "output" => {
            let is_frozen = !line.spendable?;
            let coin = outpoint(&line.of);
            Some(coin.is_some_and(|coin| labels.freeze(coin, is_frozen).is_ok()))
        }
        _ => None,
    }
}

/// An outpoint in Bitcoin's notation: the transaction id, a colon and the index.
fn outpoint(text: &str) -> Option<OutPoint> {
    let (txid, index) = text.split_once(':')?;
    Some(OutPoint {
        txid: txid.parse().ok()?,
        index: index.parse().ok()?,
    })
}
