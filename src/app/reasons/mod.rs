//! The sentences for why something was refused or went wrong.

mod chains;
mod explorer;
mod payments;
mod proofs;
mod settings;
mod storage;

use api::Reason;

/// The reason as a whole sentence.
pub(crate) fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::Text(text) => text.clone(),
        Reason::Setting(reason) => settings::sentence(reason),
        Reason::Payment(reason) => payments::sentence(reason),
        Reason::Explorer(reason) => explorer::sentence(reason),
        Reason::Chain(reason) => chains::sentence(reason),
        Reason::Storage(reason) => storage::sentence(reason),
        Reason::Proof(reason) => proofs::sentence(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::SettingReason;

    #[test]
    fn a_reason_has_its_values_in_its_sentence() {
        let bounds = SettingReason::OutOfBounds {
            value: 0,
            least: 1,
            most: 4_000_000,
        };
        assert_eq!(
            sentence(&bounds.into()),
            "Enter 1 to 4,000,000; 0 is outside of that."
        );
        let hidden = SettingReason::HiddenCharacter { code: 0x200b };
        assert_eq!(
            sentence(&hidden.into()),
            "Hidden or misleading characters aren’t allowed (U+200B): type it again."
        );
    }
}
