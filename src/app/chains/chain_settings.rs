//! The settings of a new chain, in groups.

use api::{EmptyBlocksChoice, Field as Input, NewChain};
use primitives::Amount;
use yew::prelude::*;

use super::first_coins::first_coins;
use super::makers::makers_choice;
use crate::format;
use crate::texts::chains as texts;
use crate::texts::common;
use crate::ui::choice::choice;
use crate::ui::form::{ChoiceField, FormHandle, TextField};

/// Approximate hashes per second of one core of a laptop, for the explanation next to the starting
/// difficulty.
const HASHES_A_SECOND: u64 = 3_000_000;

/// The least and the greatest maximum weight of a block, in weight units.
const MAX_WEIGHTS: (u64, u64) = (40_000, 4_000_000);
/// The usual weight of a payment, in weight units.
const PAYMENT_WEIGHT: u64 = 600;

/// All settings of a new chain; the common ones come first. `key` is the public key of the person
/// who edits them.
pub(crate) fn chain_settings(form: &FormHandle<NewChain>, key: Option<&AttrValue>) -> Html {
    let chain = &form.values();
    html! {
        <div class="settings">
            { naming() }
            { coins(chain) }
            { blocks(form, chain) }
            { makers_choice(form, chain, key) }
            { first_coins(form, chain, key) }
        </div>
    }
}

fn naming() -> Html {
    html! {
        <fieldset>
            <legend>{ texts::names() }</legend>
            <TextField name={Input::Name} id="name" label={texts::name()} />
            <TextField name={Input::Symbol} id="symbol" label={texts::symbol()} capitals=true
                hint={texts::symbol_hint()} />
            <TextField name={Input::Prefix} id="prefix" label={texts::prefix()} hint={texts::prefix_hint()} />
            <TextField name={Input::Text} id="text" label={texts::text()} hint={texts::text_hint()} />
        </fieldset>
    }
}

fn coins(chain: &NewChain) -> Html {
    html! {
        <fieldset>
            <legend>{ texts::coins() }</legend>
            <TextField name={Input::Reward} id="reward" label={texts::reward()} inputmode="decimal"
                hint={supply(chain)} />
            <TextField name={Input::Halving} id="halving" label={texts::halving()} inputmode="numeric"
                hint={lasting(&chain.halving, chain).map(|(blocks, span)| texts::halving_hint(blocks, &span))} />
            <TextField name={Input::Maturity} id="maturity" label={texts::maturity()} inputmode="numeric"
                hint={lasting(&chain.maturity, chain).map(|(_, span)| texts::maturity_hint(&span))} />
            <TextField name={Input::Grant} id="grant" label={texts::grant()} inputmode="decimal"
                hint={texts::grant_hint()} />
            if !chain.grant.trim().is_empty() {
                <TextField name={Input::GrantUntil} id="grant-until" label={texts::grant_until()}
                    inputmode="numeric" />
            }
        </fieldset>
    }
}

fn blocks(form: &FormHandle<NewChain>, chain: &NewChain) -> Html {
    let choices = [
        EmptyBlocksChoice::Allowed,
        EmptyBlocksChoice::Filled,
        EmptyBlocksChoice::Forbidden,
    ];
    let options = [
        texts::empty_allowed(),
        texts::empty_padded(),
        texts::empty_forbidden(),
    ]
    .map(AttrValue::from)
    .to_vec();
    let chosen = choices
        .iter()
        .position(|choice| *choice == chain.empty_blocks);
    html! {
        <fieldset>
            <legend>{ common::blocks_title() }</legend>
            <TextField name={Input::Interval} id="interval" label={texts::interval()} inputmode="numeric"
                hint={texts::interval_hint()} />
            if chain.makers != api::Makers::Authors {
                <TextField name={Input::Difficulty} id="difficulty" label={texts::starting_difficulty()}
                    inputmode="numeric" hint={search_words(&chain.difficulty)} />
            }
            if chain.makers != api::Makers::Authors {
                { choice(
                    "fixed-difficulty",
                    texts::difficulty(),
                    &[texts::difficulty_follows(), texts::difficulty_fixed()].map(AttrValue::from),
                    usize::from(chain.fixed_difficulty),
                    form.editing(|chain: &mut NewChain, place: usize| chain.fixed_difficulty = place == 1),
                    None,
                ) }
            }
            <TextField name={Input::Confirmations} id="confirmations" label={texts::confirmations()}
                inputmode="numeric"
                hint={lasting(&chain.confirmations, chain).map(|(_, span)| texts::confirmations_hint(&span))} />
            <TextField name={Input::MaxWeight} id="max-weight" label={texts::max_weight()} inputmode="numeric"
                hint={texts::max_weight_hint(MAX_WEIGHTS.0, MAX_WEIGHTS.1, PAYMENT_WEIGHT)} />
            <TextField name={Input::MaxTransactions} id="max-transactions" label={texts::max_transactions()}
                inputmode="numeric" hint={throughput(chain)} />
            <TextField name={Input::LeastTransactions} id="least-transactions"
                label={texts::least_transactions()} inputmode="numeric" hint={texts::least_transactions_hint()} />
            <ChoiceField name={Input::EmptyBlocks} id="empty-blocks" label={texts::empty_blocks()} {options}
                chosen={chosen.unwrap_or_default()}
                onchange={form.editing(move |chain, place: usize| chain.empty_blocks = choices[place % choices.len()])} />
            if chain.empty_blocks == EmptyBlocksChoice::Filled {
                <TextField name={Input::Filler} id="filler" label={texts::filler()} hint={texts::filler_hint()} />
            }
            <TextField name={Input::MaxPeers} id="max-peers" label={texts::max_peers()} inputmode="numeric"
                hint={texts::max_peers_hint()} />
        </fieldset>
    }
}

/// A whole number that a person has typed; `None` if the text is not a whole number.
fn typed(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// A number of blocks, and the time that they take.
fn lasting(blocks: &str, chain: &NewChain) -> Option<(u64, String)> {
    let (blocks, interval) = (typed(blocks)?, typed(&chain.interval)?);
    Some((blocks, format::span(blocks as f64 * interval as f64)))
}

/// The coins of all block rewards together: each of the halvings pays half as much as the one
/// before.
fn supply(chain: &NewChain) -> Option<AttrValue> {
    let reward: Amount = chain.reward.trim().replace(',', ".").parse().ok()?;
    let halves = typed(&chain.halving)?.checked_mul(2)?;
    let coins = reward.units().checked_mul(halves)? / Amount::COIN.units();
    Some(texts::reward_hint(coins).into())
}

/// The greatest number of transactions, in a block and in a second.
fn throughput(chain: &NewChain) -> Option<AttrValue> {
    let count = typed(&chain.max_transactions)?;
    let rate = count.checked_div(typed(&chain.interval)?)?;
    Some(texts::max_transactions_hint(count, rate).into())
}

/// Explains how long this many hashes take.
fn search_words(hashes: &str) -> AttrValue {
    if hashes.trim().is_empty() {
        return texts::search_measured().into();
    }
    let Ok(hashes) = hashes.trim().parse::<u64>() else {
        return texts::search_unknown().into();
    };
    match hashes / HASHES_A_SECOND {
        0 => texts::search_short().into(),
        seconds => texts::search(seconds).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_explained() {
        let chain = NewChain::default();
        let all = supply(&chain).unwrap();
        assert!(all.contains("21,000,000"), "{all}");
        let (blocks, span) = lasting(&chain.halving, &chain).unwrap();
        assert_eq!((blocks, span.as_str()), (210_000, "24 days"));
        let most = throughput(&chain).unwrap();
        assert!(
            most.contains("10,000") && most.contains("1,000 a second"),
            "{most}"
        );
    }

    #[test]
    fn what_is_no_number_is_not_explained() {
        let chain = NewChain {
            interval: "0".into(),
            reward: "many".into(),
            halving: String::new(),
            ..NewChain::default()
        };
        assert_eq!(supply(&chain), None);
        assert_eq!(lasting(&chain.halving, &chain), None);
        assert_eq!(throughput(&chain), None);
    }
}
