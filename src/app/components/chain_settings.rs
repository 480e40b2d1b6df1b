//! The settings of a new chain, by groups.

use crate::prelude::*;
use api::{EmptyBlocksChoice, Field as Input};

use super::choice::Choice;
use super::field::Field;
use super::first_coins::FirstCoins;
use super::makers::MakersChoice;
use crate::editing::Editing;
use crate::format;

/// The form's part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The settings.
    pub(crate) editing: Editing,
}

/// What a core of a laptop searches in a second, roughly: for the words beside the first difficulty.
const HASHES_A_SECOND: u64 = 3_000_000;

/// All settings but the chain's button. The common ones come first.
#[component]
pub(crate) fn ChainSettings(props: &Props) -> Html {
    let editing = &props.editing;
    html! {
        <div class="settings">
            { naming(editing) }
            { coins(editing) }
            { blocks(editing) }
            <MakersChoice editing={editing.clone()} />
            <FirstCoins editing={editing.clone()} />
        </div>
    }
}

fn naming(editing: &Editing) -> Html {
    let chain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Names" }</legend>
            <Field id="name" label="Name" value={chain.name.clone()} fault={editing.fault_of(Input::Name)}
                oninput={editing.writing(|chain, text| chain.name = text)} />
            <Field id="symbol" label="Coin symbol" value={chain.symbol.clone()}
                fault={editing.fault_of(Input::Symbol)} hint="2 to 8 capital letters or digits."
                oninput={editing.writing(|chain, text: String| chain.symbol = text.to_ascii_uppercase())} />
            <Field id="prefix" label="Addresses begin with" value={chain.prefix.clone()}
                fault={editing.fault_of(Input::Prefix)} hint="Left empty: the symbol."
                oninput={editing.writing(|chain, text| chain.prefix = text)} />
            <Field id="text" label="Words in the first block" value={chain.text.clone()}
                fault={editing.fault_of(Input::Text)} hint="A headline of today proves that nobody began earlier."
                oninput={editing.writing(|chain, text| chain.text = text)} />
        </fieldset>
    }
}

fn coins(editing: &Editing) -> Html {
    let chain = &editing.chain;
    html! {
        <fieldset>
            <legend>{ "Coins" }</legend>
            <Field id="reward" label="Coins for a block" value={chain.reward.clone()}
                fault={editing.fault_of(Input::Reward)} inputmode="decimal"
                oninput={editing.writing(|chain, text| chain.reward = text)} />
            <Field id="halving" label="Blocks until the reward halves" value={chain.halving.clone()}
                fault={editing.fault_of(Input::Halving)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.halving = text)} />
            <Field id="maturity" label="Blocks until a reward can be spent" value={chain.maturity.clone()}
                fault={editing.fault_of(Input::Maturity)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.maturity = text)} />
            <Field id="grant" label="Coins for a newcomer" value={chain.grant.clone()}
                fault={editing.fault_of(Input::Grant)} inputmode="decimal"
                hint="Free, once for each address, for chains to try things out. Left empty: none."
                oninput={editing.writing(|chain, text| chain.grant = text)} />
            if !chain.grant.trim().is_empty() {
                <Field id="grant-until" label="Last block with coins for a newcomer" value={chain.grant_until.clone()}
                    fault={editing.fault_of(Input::GrantUntil)} inputmode="numeric"
                    oninput={editing.writing(|chain, text| chain.grant_until = text)} />
            }
        </fieldset>
    }
}

fn blocks(editing: &Editing) -> Html {
    let chain = &editing.chain;
    let choices = [
        EmptyBlocksChoice::Allowed,
        EmptyBlocksChoice::Filled,
        EmptyBlocksChoice::Forbidden,
    ];
    let words = ["Allowed", "Allowed with a filler", "Not allowed"].map(AttrValue::from);
    let chosen = choices
        .iter()
        .position(|choice| *choice == chain.empty_blocks);
    html! {
        <fieldset>
            <legend>{ "Blocks" }</legend>
            <Field id="interval" label="Seconds between blocks" value={chain.interval.clone()}
                fault={editing.fault_of(Input::Interval)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.interval = text)} />
            if chain.makers != api::Makers::Authors {
                <Field id="difficulty" label="Hashes for the first block" value={chain.difficulty.clone()}
                    fault={editing.fault_of(Input::Difficulty)} inputmode="numeric"
                    hint={search_words(&chain.difficulty)}
                    oninput={editing.writing(|chain, text| chain.difficulty = text)} />
            }
            <Field id="confirmations" label="Confirmations until final" value={chain.confirmations.clone()}
                fault={editing.fault_of(Input::Confirmations)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.confirmations = text)} />
            <Field id="max-weight" label="Most weight of a block" value={chain.max_weight.clone()}
                fault={editing.fault_of(Input::MaxWeight)} inputmode="numeric"
                hint="40,000 to 4,000,000; a payment weighs about 600."
                oninput={editing.writing(|chain, text| chain.max_weight = text)} />
            <Field id="max-transactions" label="Most transactions of a block" value={chain.max_transactions.clone()}
                fault={editing.fault_of(Input::MaxTransactions)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.max_transactions = text)} />
            <Field id="least-transactions" label="Fewest transactions of a block"
                value={chain.least_transactions.clone()} hint="The reward counts as one."
                fault={editing.fault_of(Input::LeastTransactions)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.least_transactions = text)} />
            <Choice id="empty-blocks" label="Empty blocks" options={words.to_vec()} chosen={chosen.unwrap_or_default()}
                fault={editing.fault_of(Input::EmptyBlocks)}
                onchange={editing.writing(move |chain, place: usize| chain.empty_blocks = choices[place % choices.len()])} />
            if chain.empty_blocks == EmptyBlocksChoice::Filled {
                <Field id="filler" label="Filler of empty blocks" value={chain.filler.clone()}
                    fault={editing.fault_of(Input::Filler)} hint="What an empty block must say, in 80 letters or fewer."
                    oninput={editing.writing(|chain, text| chain.filler = text)} />
            }
            <Field id="max-peers" label="Most peers of a tab" value={chain.max_peers.clone()}
                fault={editing.fault_of(Input::MaxPeers)} inputmode="numeric"
                oninput={editing.writing(|chain, text| chain.max_peers = text)} />
        </fieldset>
    }
}

/// How long so many hashes take.
fn search_words(hashes: &str) -> AttrValue {
    let Ok(hashes) = hashes.trim().parse::<u64>() else {
        return "How long the first search takes; later blocks follow the miners.".into();
    };
    let words = match hashes / HASHES_A_SECOND {
        0 => "Less than a second".to_owned(),
        seconds => format!("About {} seconds", format::grouped(seconds)),
    };
    format!("{words} for one core; later blocks follow the miners.").into()
}
