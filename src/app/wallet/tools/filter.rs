//! The choice of the rows of the history that are shown.

use api::{HistoryKind, HistoryRow};

/// A kind of payments that a person looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Filter {
    #[default]
    All,
    Received,
    Sent,
    Rewards,
    /// Payments that wait for a block, and those that failed.
    Open,
}

impl Filter {
    /// All filters, in the order of the list.
    pub(super) const ALL: [Self; 5] = [
        Self::All,
        Self::Received,
        Self::Sent,
        Self::Rewards,
        Self::Open,
    ];

    /// Whether a row is of this kind.
    pub(super) fn takes(self, row: &HistoryRow) -> bool {
        match self {
            Self::All => true,
            Self::Received => row.kind == HistoryKind::Received,
            Self::Sent => !matches!(
                row.kind,
                HistoryKind::Received | HistoryKind::Reward | HistoryKind::Allocation
            ),
            Self::Rewards => matches!(row.kind, HistoryKind::Reward | HistoryKind::Allocation),
            Self::Open => row.height.is_none(),
        }
    }
}

/// Whether a row has this text: in the name of the other party, its address, a note, the
/// transaction id, the amount or the height. `name` is the name of the other party.
pub(super) fn has(row: &HistoryRow, name: Option<&str>, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return true;
    }
    let words = [
        name,
        row.counterpart.as_deref(),
        row.note.as_deref(),
        row.private_note.as_deref(),
    ];
    let in_words = (words.into_iter().flatten()).any(|words| words.to_lowercase().contains(&text));
    in_words
        || row.txid.to_string().starts_with(&text)
        || row.amount.to_string() == text
        || row.height.is_some_and(|height| height.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Amount, Timestamp, Txid};

    pub(crate) fn row(kind: HistoryKind) -> HistoryRow {
        HistoryRow {
            txid: Txid::from_bytes([0x11; 32]),
            kind,
            amount: Amount::COIN,
            fee: None,
            counterpart: Some("tab1qann".into()),
            height: Some(7),
            confirmations: 1,
            time: Timestamp::default(),
            note: Some("Rent for May".into()),
            private_note: Some("Kitchen".into()),
            failure: None,
            replaceable: false,
            bumpable: false,
        }
    }

    #[test]
    fn a_row_is_found_by_what_a_person_remembers() {
        let row = row(HistoryKind::Sent);
        for text in ["", " ", "ann", "RENT", "kitch", "1111", "1", "7", "bella"] {
            assert!(has(&row, Some("Bella"), text), "{text}");
        }
        for text in ["june", "2", "2222", "bello"] {
            assert!(!has(&row, Some("Bella"), text), "{text}");
        }
    }

    #[test]
    fn each_row_is_received_sent_or_a_reward() {
        for kind in [
            HistoryKind::Received,
            HistoryKind::Sent,
            HistoryKind::Reward,
            HistoryKind::Allocation,
            HistoryKind::ToSelf,
            HistoryKind::Stamp,
            HistoryKind::Data,
        ] {
            let row = row(kind);
            let kinds = [Filter::Received, Filter::Sent, Filter::Rewards];
            assert_eq!(kinds.iter().filter(|it| it.takes(&row)).count(), 1);
            assert!(Filter::All.takes(&row) && !Filter::Open.takes(&row));
        }
    }
}
