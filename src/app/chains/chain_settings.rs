//! The settings of a new chain, in groups.

use api::{EmptyBlocksChoice, Field as Input, NewChain};
use yew::prelude::*;

use super::editing::Editing;
use super::first_coins::first_coins;
use super::makers::makers_choice;
use crate::format;
use crate::ui::choice::choice;
use crate::ui::field::Field;

/// Approximate hashes per second of one core of a laptop, for the explanation next to the starting
/// difficulty.
const HASHES_A_SECOND: u64 = 3_000_000;

/// All settings of a new chain; the common ones come first. `key` is the public key of the person
/// who edits them.
pub(crate) fn chain_settings(editing: &Editing, key: Option<&AttrValue>) -> Html {
    html! {
        <div class="settings">
            { naming(editing) }
            { coins(editing) }
            { blocks(editing) }
            { makers_choice(editing, key) }
            { first_coins(editing, key) }
        </div>
    }
}

/// A text field for one setting.
fn setting(
    editing: &Editing,
    input: Input,
    id: &'static str,
    label: &'static str,
    value: &str,
    text: fn(&mut NewChain) -> &mut String,
) -> Field {
    Field::new(id, label, value)
        .fault(editing.fault_of(input))
        .oninput(editing.typing(text))
}

fn naming(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Names" }</legend>
            { setting(editing, Input::Name, "name", "Name", &chain.name, |chain| &mut chain.name).show() }
            { Field::new("symbol", "Coin symbol", &chain.symbol)
                .fault(editing.fault_of(Input::Symbol)).hint("2 to 8 capital letters or digits.")
                .oninput(editing.writing(|chain, text: String| chain.symbol = text.to_ascii_uppercase())).show() }
            { setting(editing, Input::Prefix, "prefix", "Addresses begin with", &chain.prefix, |chain| &mut chain.prefix)
                .hint("Leave blank to use the symbol.").show() }
            { setting(editing, Input::Text, "text", "Message in the first block", &chain.text, |chain| &mut chain.text)
                .hint("Quote today’s headline to prove the chain wasn’t started earlier.").show() }
        </fieldset>
    }
}

fn coins(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Coins" }</legend>
            { setting(editing, Input::Reward, "reward", "Block reward", &chain.reward, |chain| &mut chain.reward)
                .inputmode("decimal").show() }
            { setting(editing, Input::Halving, "halving", "Blocks until the reward halves", &chain.halving, |chain| &mut chain.halving)
                .inputmode("numeric").show() }
            { setting(editing, Input::Maturity, "maturity", "Blocks until a reward can be spent", &chain.maturity, |chain| &mut chain.maturity)
                .inputmode("numeric").show() }
            { setting(editing, Input::Grant, "grant", "Welcome coins", &chain.grant, |chain| &mut chain.grant)
                .inputmode("decimal").hint("Free, once for each address, on chains for trying things out. Leave blank for none.").show() }
            if !chain.grant.trim().is_empty() {
                { setting(editing, Input::GrantUntil, "grant-until", "Last block with welcome coins", &chain.grant_until, |chain| &mut chain.grant_until)
                    .inputmode("numeric").show() }
            }
        </fieldset>
    }
}

fn blocks(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    let choices = [
        EmptyBlocksChoice::Allowed,
        EmptyBlocksChoice::Filled,
        EmptyBlocksChoice::Forbidden,
    ];
    let words = ["Allowed", "Allowed, padded", "Not allowed"].map(AttrValue::from);
    let chosen = choices
        .iter()
        .position(|choice| *choice == chain.empty_blocks);
    html! {
        <fieldset>
            <legend>{ "Blocks" }</legend>
            { setting(editing, Input::Interval, "interval", "Seconds between blocks", &chain.interval, |chain| &mut chain.interval)
                .inputmode("numeric").show() }
            if chain.makers != api::Makers::Authors {
                { setting(editing, Input::Difficulty, "difficulty", "Starting difficulty (hashes)", &chain.difficulty, |chain| &mut chain.difficulty)
                    .inputmode("numeric").hint(search_words(&chain.difficulty)).show() }
            }
            if chain.makers != api::Makers::Authors {
                { choice(
                    "fixed-difficulty",
                    "Difficulty",
                    &["Follows the miners", "Fixed, for practice"].map(AttrValue::from),
                    usize::from(chain.fixed_difficulty),
                    editing.writing(|chain, place: usize| chain.fixed_difficulty = place == 1),
                    None,
                ) }
            }
            { setting(editing, Input::Confirmations, "confirmations", "Confirmations until final", &chain.confirmations, |chain| &mut chain.confirmations)
                .inputmode("numeric").show() }
            { setting(editing, Input::MaxWeight, "max-weight", "Max weight per block", &chain.max_weight, |chain| &mut chain.max_weight)
                .inputmode("numeric").hint("40,000 to 4,000,000; a payment weighs about 600.").show() }
            { setting(editing, Input::MaxTransactions, "max-transactions", "Max transactions per block", &chain.max_transactions, |chain| &mut chain.max_transactions)
                .inputmode("numeric").show() }
            { setting(editing, Input::LeastTransactions, "least-transactions", "Min transactions per block", &chain.least_transactions, |chain| &mut chain.least_transactions)
                .hint("The reward counts as one.").inputmode("numeric").show() }
            { choice(
                "empty-blocks",
                "Empty blocks",
                &words,
                chosen.unwrap_or_default(),
                editing.writing(move |chain, place: usize| chain.empty_blocks = choices[place % choices.len()]),
                editing.fault_of(Input::EmptyBlocks),
            ) }
            if chain.empty_blocks == EmptyBlocksChoice::Filled {
                { setting(editing, Input::Filler, "filler", "Padding of empty blocks", &chain.filler, |chain| &mut chain.filler)
                    .hint("What an empty block must say, in 80 letters or fewer.").show() }
            }
            { setting(editing, Input::MaxPeers, "max-peers", "Max peers", &chain.max_peers, |chain| &mut chain.max_peers)
                .inputmode("numeric").show() }
        </fieldset>
    }
}

/// Explains how long so many hashes take.
fn search_words(hashes: &str) -> AttrValue {
    if hashes.trim().is_empty() {
        return "Left blank: measured on this device, so that a block takes it about one interval."
            .into();
    }
    let Ok(hashes) = hashes.trim().parse::<u64>() else {
        return "How long the first search takes; later blocks follow the miners.".into();
    };
    let words = match hashes / HASHES_A_SECOND {
        0 => "Less than a second".to_owned(),
        seconds => format!("About {} seconds", format::grouped(seconds)),
    };
    format!("{words} for one core; later blocks follow the miners.").into()
}
