//! The texts of a new chain's settings, as a person types them.

use api::{Fault, Field, NewChain};

use crate::amount;
use crate::ui::form::Values;

impl Values for NewChain {
    fn text(&mut self, name: Field) -> Option<&mut String> {
        Some(match name {
            Field::Name => &mut self.name,
            Field::Symbol => &mut self.symbol,
            Field::Prefix => &mut self.prefix,
            Field::Text => &mut self.text,
            Field::Reward => &mut self.reward,
            Field::Halving => &mut self.halving,
            Field::Maturity => &mut self.maturity,
            Field::Grant => &mut self.grant,
            Field::GrantUntil => &mut self.grant_until,
            Field::Interval => &mut self.interval,
            Field::Difficulty => &mut self.difficulty,
            Field::Confirmations => &mut self.confirmations,
            Field::MaxWeight => &mut self.max_weight,
            Field::MaxTransactions => &mut self.max_transactions,
            Field::LeastTransactions => &mut self.least_transactions,
            Field::Filler => &mut self.filler,
            Field::MaxPeers => &mut self.max_peers,
            Field::Authors => &mut self.authors,
            Field::GenesisAuthor => &mut self.genesis_author,
            Field::ShareTo(row) => &mut self.allocation.get_mut(row as usize)?.to,
            Field::ShareAmount(row) => &mut self.allocation.get_mut(row as usize)?.amount,
            _ => return None,
        })
    }
}

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
