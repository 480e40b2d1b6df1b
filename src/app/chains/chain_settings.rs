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

fn naming(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Names" }</legend>
            <Field id="name" label="Name" value={chain.name.clone()}
                oninput={editing.typing(|chain| &mut chain.name)} fault={editing.fault_of(Input::Name)} />
            <Field id="symbol" label="Coin symbol" value={chain.symbol.clone()}
                oninput={editing.writing(|chain, text: String| chain.symbol = text.to_ascii_uppercase())}
                fault={editing.fault_of(Input::Symbol)} hint="2 to 8 capital letters or digits." />
            <Field id="prefix" label="Addresses begin with" value={chain.prefix.clone()}
                oninput={editing.typing(|chain| &mut chain.prefix)} fault={editing.fault_of(Input::Prefix)}
                hint="Leave blank to use the symbol." />
            <Field id="text" label="Message in the first block" value={chain.text.clone()}
                oninput={editing.typing(|chain| &mut chain.text)} fault={editing.fault_of(Input::Text)}
                hint="Quote today’s headline to prove the chain wasn’t started earlier." />
        </fieldset>
    }
}

fn coins(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Coins" }</legend>
            <Field id="reward" label="Block reward" inputmode="decimal" value={chain.reward.clone()}
                oninput={editing.typing(|chain| &mut chain.reward)} fault={editing.fault_of(Input::Reward)} />
            <Field id="halving" label="Blocks until the reward halves" inputmode="numeric"
                value={chain.halving.clone()} oninput={editing.typing(|chain| &mut chain.halving)}
                fault={editing.fault_of(Input::Halving)} />
            <Field id="maturity" label="Blocks until a reward can be spent" inputmode="numeric"
                value={chain.maturity.clone()} oninput={editing.typing(|chain| &mut chain.maturity)}
                fault={editing.fault_of(Input::Maturity)} />
            <Field id="grant" label="Welcome coins" inputmode="decimal" value={chain.grant.clone()}
                oninput={editing.typing(|chain| &mut chain.grant)} fault={editing.fault_of(Input::Grant)}
                hint="Free, once for each address, on chains for trying things out. Leave blank for none." />
            if !chain.grant.trim().is_empty() {
                <Field id="grant-until" label="Last block with welcome coins" inputmode="numeric"
                    value={chain.grant_until.clone()} oninput={editing.typing(|chain| &mut chain.grant_until)}
                    fault={editing.fault_of(Input::GrantUntil)} />
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
            <Field id="interval" label="Seconds between blocks" inputmode="numeric" value={chain.interval.clone()}
                oninput={editing.typing(|chain| &mut chain.interval)} fault={editing.fault_of(Input::Interval)} />
            if chain.makers != api::Makers::Authors {
                <Field id="difficulty" label="Starting difficulty (hashes)" inputmode="numeric"
                    value={chain.difficulty.clone()} oninput={editing.typing(|chain| &mut chain.difficulty)}
                    fault={editing.fault_of(Input::Difficulty)} hint={search_words(&chain.difficulty)} />
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
            <Field id="confirmations" label="Confirmations until final" inputmode="numeric"
                value={chain.confirmations.clone()} oninput={editing.typing(|chain| &mut chain.confirmations)}
                fault={editing.fault_of(Input::Confirmations)} />
            <Field id="max-weight" label="Max weight per block" inputmode="numeric" value={chain.max_weight.clone()}
                oninput={editing.typing(|chain| &mut chain.max_weight)} fault={editing.fault_of(Input::MaxWeight)}
                hint="40,000 to 4,000,000; a payment weighs about 600." />
            <Field id="max-transactions" label="Max transactions per block" inputmode="numeric"
                value={chain.max_transactions.clone()} oninput={editing.typing(|chain| &mut chain.max_transactions)}
                fault={editing.fault_of(Input::MaxTransactions)} />
            <Field id="least-transactions" label="Min transactions per block" inputmode="numeric"
                value={chain.least_transactions.clone()}
                oninput={editing.typing(|chain| &mut chain.least_transactions)}
                fault={editing.fault_of(Input::LeastTransactions)} hint="The reward counts as one." />
            { choice(
                "empty-blocks",
                "Empty blocks",
                &words,
                chosen.unwrap_or_default(),
                editing.writing(move |chain, place: usize| chain.empty_blocks = choices[place % choices.len()]),
                editing.fault_of(Input::EmptyBlocks),
            ) }
            if chain.empty_blocks == EmptyBlocksChoice::Filled {
                <Field id="filler" label="Padding of empty blocks" value={chain.filler.clone()}
                    oninput={editing.typing(|chain| &mut chain.filler)} fault={editing.fault_of(Input::Filler)}
                    hint="What an empty block must say, in 80 letters or fewer." />
            }
            <Field id="max-peers" label="Max peers" inputmode="numeric" value={chain.max_peers.clone()}
                oninput={editing.typing(|chain| &mut chain.max_peers)} fault={editing.fault_of(Input::MaxPeers)} />
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
