//! One block.

use api::{BlockDocument, Command, Reply};
use yew::prelude::*;

use super::answered::show;
use crate::components::authors;
use crate::components::explorer_search::ExplorerSearch;
use crate::components::fact::Fact;
use crate::components::heading::Heading;
use crate::components::links::{HashLink, HashText};
use crate::components::moment::Moment;
use crate::components::transaction_lists::TransactionLists;
use crate::format;
use crate::node::use_query;
use crate::route::Route;
use crate::state::Chain;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// The block's hash.
    pub(crate) hash: String,
}

/// The page of a block.
#[component]
pub(crate) fn Block(props: &Props) -> Html {
    let query = use_query(Command::Block {
        hash: props.hash.clone(),
    });
    let page = show(query, "Block", |reply| match reply {
        Reply::Block(block) => Some(document(&block, &props.chain)),
        _ => None,
    });
    html! { <>{ page }<ExplorerSearch /></> }
}

fn document(block: &BlockDocument, chain: &Chain) -> Html {
    let symbol = &chain.symbol;
    let neighbour = |hash: &primitives::BlockHash, name: &'static str| {
        html! { <a class="button" href={Route::Block(hash.to_string()).href()}>{ name }</a> }
    };
    let confirmed = match block.confirmations {
        0 => "none: outside the best chain".to_owned(),
        count => format::grouped(count.into()),
    };
    let hidden = block.transaction_count as usize
        - block
            .transactions
            .len()
            .min(block.transaction_count as usize);
    html! {
        <>
            <Heading title={format!("Block {}", format::grouped(block.height.into()))}>
                <div class="buttons">
                    if block.height > 0 {
                        { neighbour(&block.previous, "Previous") }
                    }
                    if let Some(next) = &block.next {
                        { neighbour(next, "Next") }
                    }
                </div>
            </Heading>
            <section class="card" aria-label="About this block">
                <dl class="facts facts-wide">
                    <Fact name="Hash"><HashText text={block.hash.to_string()} copy="Copy block hash" /></Fact>
                    <Fact name="Time"><Moment time={block.time} /></Fact>
                    <Fact name="Confirmations">{ confirmed }</Fact>
                    <Fact name="New coins">{ format::coins(block.reward, symbol) }</Fact>
                    <Fact name="Fees">{ format::coins(block.fees, symbol) }</Fact>
                    if let Some(author) = block.author {
                        <Fact name="Made by">{ authors::name(chain.authority.as_ref(), author) }</Fact>
                    }
                    if chain.authority.as_ref().is_none_or(|it| it.work) {
                        <Fact name="Hashes it took">{ "about " }{ format::hashes(block.difficulty) }</Fact>
                    }
                    <Fact name="Size">
                        { format::count(block.size.into(), "byte", "bytes") }{ ", " }
                        { format::count(block.weight.into(), "weight unit", "weight units") }
                    </Fact>
                    if block.height > 0 {
                        <Fact name="Block before">
                            <HashLink to={Route::Block(block.previous.to_string())} text={block.previous.to_string()}
                                copy="Copy hash of the block before" />
                        </Fact>
                    }
                </dl>
                <details>
                    <summary>{ "Header in full" }</summary>
                    <dl class="facts facts-wide">
                        <Fact name="Merkle root"><HashText text={block.merkle_root.to_string()} copy="Copy Merkle root" /></Fact>
                        <Fact name="Version"><span class="code">{ &block.version }</span></Fact>
                        <Fact name="Target (bits)"><span class="code">{ &block.bits }</span></Fact>
                        <Fact name="Nonce"><span class="code">{ block.nonce }</span></Fact>
                    </dl>
                </details>
            </section>
            <h2>{ format::count(block.transaction_count.into(), "transaction", "transactions") }</h2>
            { for block.transactions.iter().map(|transaction| {
                let txid = transaction.txid.to_string();
                html! {
                    <section class="card" key={txid.clone()} aria-label="Transaction">
                        <p class="transaction-id">
                            <HashLink to={Route::Transaction(txid.clone())} text={txid} copy="Copy transaction id" />
                        </p>
                        <TransactionLists transaction={transaction.clone()} symbol={symbol.clone()} />
                    </section>
                }
            }) }
            if hidden > 0 {
                <p class="hint">{ format!("{} more are not shown.", format::grouped(hidden as u64)) }</p>
            }
        </>
    }
}
