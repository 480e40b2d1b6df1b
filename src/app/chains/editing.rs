//! A new chain's settings while a person types them.

use api::{Fault, Field, NewChain};
use yew::prelude::*;

use crate::amount;
use crate::node::fault_of;

/// Returns the settings with their amounts in plain decimal notation, as [`amount::read`] converts
/// them.
///
/// # Errors
/// The question about the first amount that has two readings, with the field that holds it.
pub(crate) fn plain(chain: &NewChain, groups_by_comma: bool) -> Result<NewChain, Fault> {
    let read = |text: &str, field: Field| {
        let read = amount::read(text, &chain.symbol, groups_by_comma);
        read.map_err(|question| Fault::of(field, question))
    };
    let mut plain = chain.clone();
    plain.reward = read(&chain.reward, Field::Reward)?;
    plain.grant = read(&chain.grant, Field::Grant)?;
    for (row, share) in (0..).zip(&mut plain.allocation) {
        share.amount = read(&share.amount, Field::ShareAmount(row))?;
    }
    Ok(plain)
}

/// The settings being typed, and the node's error about them.
#[derive(Clone, PartialEq)]
pub(crate) struct Editing {
    /// The settings as they are in the form.
    pub(crate) chain: UseStateHandle<NewChain>,
    /// Why the node refused them; `None` if it did not.
    pub(crate) fault: Option<Fault>,
    /// Clears the error; called when the person types something else.
    pub(crate) forgive: Callback<()>,
}

impl Editing {
    /// The error that belongs to one field.
    pub(crate) fn fault_of(&self, field: Field) -> Option<AttrValue> {
        fault_of(self.fault.as_ref(), field)
    }

    /// Returns a callback that writes typed text into one text of the settings.
    pub(crate) fn typing(&self, text: fn(&mut NewChain) -> &mut String) -> Callback<String> {
        self.writing(move |chain, typed| *text(chain) = typed)
    }

    /// Returns a callback that writes a typed or chosen value into the settings.
    pub(crate) fn writing<T: 'static>(
        &self,
        write: impl Fn(&mut NewChain, T) + 'static,
    ) -> Callback<T> {
        let (chain, forgive) = (self.chain.clone(), self.forgive.clone());
        Callback::from(move |input| {
            let mut changed = (*chain).clone();
            write(&mut changed, input);
            chain.set(changed);
            forgive.emit(());
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Share;

    #[test]
    fn amounts_may_have_a_decimal_comma() {
        let chain = NewChain {
            reward: "2,5".into(),
            grant: "1 000".into(),
            allocation: vec![Share {
                to: "02ab".into(),
                amount: "0,25".into(),
            }],
            ..NewChain::default()
        };
        let read = plain(&chain, true).unwrap();
        assert_eq!((read.reward.as_str(), read.grant.as_str()), ("2.5", "1000"));
        assert_eq!(read.allocation[0].amount, "0.25");
        let unclear = NewChain {
            reward: "1,000".into(),
            ..NewChain::default()
        };
        let question = plain(&unclear, true).unwrap_err();
        assert_eq!(question.field, Some(Field::Reward));
        assert!(plain(&unclear, false).is_ok());
    }
}
