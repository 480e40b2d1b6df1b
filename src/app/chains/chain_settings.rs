//! The settings of a new chain, in groups.

use api::{EmptyBlocksChoice, Field as Input, NewChain};
use yew::prelude::*;

use super::editing::Editing;
use super::first_coins::first_coins;
use super::makers::makers_choice;
use crate::texts::chains as texts;
use crate::texts::common;
use crate::ui::choice::choice;
use crate::ui::field::Field;

/// Approximate hashes per second of one core of a laptop, for the explanation next to the starting
/// difficulty.
const HASHES_A_SECOND: u64 = 3_000_000;

/// The least and the greatest maximum weight of a block, in weight units.
const MAX_WEIGHTS: (u64, u64) = (40_000, 4_000_000);
/// The usual weight of a payment, in weight units.
const PAYMENT_WEIGHT: u64 = 600;

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
            <legend>{ texts::names() }</legend>
            <Field id="name" label={texts::name()} value={chain.name.clone()}
                oninput={editing.typing(|chain| &mut chain.name)} fault={editing.fault_of(Input::Name)} />
            <Field id="symbol" label={texts::symbol()} value={chain.symbol.clone()}
                oninput={editing.writing(|chain, text: String| chain.symbol = text.to_ascii_uppercase())}
                fault={editing.fault_of(Input::Symbol)} hint={texts::symbol_hint()} />
            <Field id="prefix" label={texts::prefix()} value={chain.prefix.clone()}
                oninput={editing.typing(|chain| &mut chain.prefix)} fault={editing.fault_of(Input::Prefix)}
                hint={texts::prefix_hint()} />
            <Field id="text" label={texts::text()} value={chain.text.clone()}
                oninput={editing.typing(|chain| &mut chain.text)} fault={editing.fault_of(Input::Text)}
                hint={texts::text_hint()} />
        </fieldset>
    }
}

fn coins(editing: &Editing) -> Html {
    let chain: &NewChain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ texts::coins() }</legend>
            <Field id="reward" label={texts::reward()} inputmode="decimal" value={chain.reward.clone()}
                oninput={editing.typing(|chain| &mut chain.reward)} fault={editing.fault_of(Input::Reward)} />
            <Field id="halving" label={texts::halving()} inputmode="numeric"
                value={chain.halving.clone()} oninput={editing.typing(|chain| &mut chain.halving)}
                fault={editing.fault_of(Input::Halving)} />
            <Field id="maturity" label={texts::maturity()} inputmode="numeric"
                value={chain.maturity.clone()} oninput={editing.typing(|chain| &mut chain.maturity)}
                fault={editing.fault_of(Input::Maturity)} />
            <Field id="grant" label={texts::grant()} inputmode="decimal" value={chain.grant.clone()}
                oninput={editing.typing(|chain| &mut chain.grant)} fault={editing.fault_of(Input::Grant)}
                hint={texts::grant_hint()} />
            if !chain.grant.trim().is_empty() {
                <Field id="grant-until" label={texts::grant_until()} inputmode="numeric"
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
    let words = [
        texts::empty_allowed(),
        texts::empty_padded(),
        texts::empty_forbidden(),
    ]
    .map(AttrValue::from);
    let chosen = choices
        .iter()
        .position(|choice| *choice == chain.empty_blocks);
    html! {
        <fieldset>
            <legend>{ common::blocks_title() }</legend>
            <Field id="interval" label={texts::interval()} inputmode="numeric" value={chain.interval.clone()}
                oninput={editing.typing(|chain| &mut chain.interval)} fault={editing.fault_of(Input::Interval)} />
            if chain.makers != api::Makers::Authors {
                <Field id="difficulty" label={texts::starting_difficulty()} inputmode="numeric"
                    value={chain.difficulty.clone()} oninput={editing.typing(|chain| &mut chain.difficulty)}
                    fault={editing.fault_of(Input::Difficulty)} hint={search_words(&chain.difficulty)} />
            }
            if chain.makers != api::Makers::Authors {
                { choice(
                    "fixed-difficulty",
                    texts::difficulty(),
                    &[texts::difficulty_follows(), texts::difficulty_fixed()].map(AttrValue::from),
                    usize::from(chain.fixed_difficulty),
                    editing.writing(|chain, place: usize| chain.fixed_difficulty = place == 1),
                    None,
                ) }
            }
            <Field id="confirmations" label={texts::confirmations()} inputmode="numeric"
                value={chain.confirmations.clone()} oninput={editing.typing(|chain| &mut chain.confirmations)}
                fault={editing.fault_of(Input::Confirmations)} />
            <Field id="max-weight" label={texts::max_weight()} inputmode="numeric" value={chain.max_weight.clone()}
                oninput={editing.typing(|chain| &mut chain.max_weight)} fault={editing.fault_of(Input::MaxWeight)}
                hint={texts::max_weight_hint(MAX_WEIGHTS.0, MAX_WEIGHTS.1, PAYMENT_WEIGHT)} />
            <Field id="max-transactions" label={texts::max_transactions()} inputmode="numeric"
                value={chain.max_transactions.clone()} oninput={editing.typing(|chain| &mut chain.max_transactions)}
                fault={editing.fault_of(Input::MaxTransactions)} />
            <Field id="least-transactions" label={texts::least_transactions()} inputmode="numeric"
                value={chain.least_transactions.clone()}
                oninput={editing.typing(|chain| &mut chain.least_transactions)}
                fault={editing.fault_of(Input::LeastTransactions)} hint={texts::least_transactions_hint()} />
            { choice(
                "empty-blocks",
                texts::empty_blocks(),
                &words,
                chosen.unwrap_or_default(),
                editing.writing(move |chain, place: usize| chain.empty_blocks = choices[place % choices.len()]),
                editing.fault_of(Input::EmptyBlocks),
            ) }
            if chain.empty_blocks == EmptyBlocksChoice::Filled {
                <Field id="filler" label={texts::filler()} value={chain.filler.clone()}
                    oninput={editing.typing(|chain| &mut chain.filler)} fault={editing.fault_of(Input::Filler)}
                    hint={texts::filler_hint()} />
            }
            <Field id="max-peers" label={texts::max_peers()} inputmode="numeric" value={chain.max_peers.clone()}
                oninput={editing.typing(|chain| &mut chain.max_peers)} fault={editing.fault_of(Input::MaxPeers)} />
        </fieldset>
    }
}

/// Explains how long so many hashes take.
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
