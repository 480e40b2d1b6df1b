//! The page of a block.

use api::{AuthorityView, BlockDocument, MAX_BLOCK_TRANSACTIONS, command};
use yew::prelude::*;

use super::explorer_search::ExplorerSearch;
use super::transaction_lists::TransactionLists;
use crate::format;
use crate::identity::Same;
use crate::mine::authors;
use crate::node::use_query;
use crate::route::Route;
use crate::state::{ChainVersion, Rules};
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::answered::show;
use crate::ui::fact::fact;
use crate::ui::heading::Heading;
use crate::ui::links::{hash_link, hash_text};
use crate::ui::moment::moment;

/// Properties of `Block`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The authors; `None` if everybody may make blocks.
    pub(crate) authority: Option<Same<AuthorityView>>,
    /// The chain's version; when it changes, the block is loaded again.
    pub(crate) version: ChainVersion,
    /// The block's hash.
    pub(crate) hash: String,
}

/// A block with its header and its transactions.
#[component]
pub(crate) fn Block(props: &Props) -> Html {
    let command = command::Block {
        hash: props.hash.clone(),
    };
    let query = use_query(command, props.version);
    let page = show(query, texts::block(), |block| document(&block, props));
    html! { <>{ page }<ExplorerSearch rules={props.rules.clone()} /></> }
}

fn document(block: &BlockDocument, props: &Props) -> Html {
    let authority = props.authority.as_deref();
    let symbol = &props.rules.symbol;
    let neighbour = |hash: &primitives::BlockHash, name: &'static str| {
        html! { <a class="button" href={Route::Block(hash.to_string()).href()}>{ name }</a> }
    };
    let confirmed = match block.confirmations {
        0 => texts::no_confirmations().to_owned(),
        count => format::grouped(count.into()),
    };
    html! {
        <>
            <Heading title={common::block(block.height.into())}>
                <div class="buttons">
                    if block.height > 0 {
                        { neighbour(&block.previous, texts::previous()) }
                    }
                    if let Some(next) = &block.next {
                        { neighbour(next, texts::next()) }
                    }
                </div>
            </Heading>
            <section class="card" aria-label={texts::block_about()}>
                <dl class="facts facts-wide">
                    { fact(texts::hash(), hash_text(block.hash.to_string(), common::copy_block_hash())) }
                    { fact(texts::time(), moment(block.time, props.rules.interval)) }
                    { fact(common::confirmations_title(), confirmed) }
                    { fact(texts::new_coins(), format::coins(block.reward, symbol)) }
                    { fact(texts::fees(), format::coins(block.fees, symbol)) }
                    if let Some(author) = block.author {
                        { fact(texts::made_by(), authors::name(authority, author)) }
                    }
                    if authority.is_none_or(|it| it.work) {
                        { fact(texts::expected_hashes(), common::about(&format::hashes(block.difficulty))) }
                    }
                    { fact(texts::size(), format::size(block.size, block.weight)) }
                    if block.height > 0 {
                        { fact(texts::previous_block(), hash_link(Route::Block, &block.previous.to_string(), Some(texts::copy_previous()))) }
                    }
                </dl>
                <details>
                    <summary>{ texts::header() }</summary>
                    <dl class="facts facts-wide">
                        { fact(texts::merkle_root(), hash_text(block.merkle_root.to_string(), texts::copy_merkle_root())) }
                        { fact(texts::version(), code(&block.version)) }
                        { fact(texts::target(), code(&block.bits)) }
                        { fact(texts::nonce(), code(&block.nonce.to_string())) }
                    </dl>
                </details>
            </section>
            <h2>{ common::transactions(block.transaction_count.into()) }</h2>
            { for block.transactions.iter().enumerate().map(|(place, transaction)| {
                let txid = transaction.txid.to_string();
                html! {
                    <section class="card" key={txid.clone()} aria-label={texts::transaction_number(&(place + 1))}>
                        <p class="transaction-id">
                            { hash_link(Route::Transaction, &txid, Some(common::copy_transaction_id())) }
                        </p>
                        <TransactionLists transaction={transaction.clone()} symbol={symbol.clone()} below=true />
                    </section>
                }
            }) }
            if let Some(rest) = rest(block.transaction_count, block.transactions.len(), block.cut) {
                <p class="hint">{ rest }</p>
            }
        </>
    }
}

/// A value in a fixed-width font.
fn code(figure: &String) -> Html {
    html! { <span class="code">{ figure }</span> }
}

/// Explains why some transactions of a block are not listed. `None` if all are.
fn rest(count: u32, listed: usize, cut: bool) -> Option<String> {
    let hidden = (count as usize).saturating_sub(listed) as u64;
    if hidden == 0 {
        return None;
    }
    Some(match (cut, listed) {
        (true, 0) => texts::deleted_all().to_owned(),
        (true, ..MAX_BLOCK_TRANSACTIONS) => texts::deleted_payments(&common::payments(hidden)),
        _ => texts::not_shown(hidden),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_was_pruned() {
        assert_eq!(rest(3, 3, false), None);
        assert_eq!(rest(3, 3, true), None);
        assert_eq!(
            rest(12, 3, true).unwrap(),
            "This node deleted 9 payments of this block whose coins are all spent."
        );
        assert_eq!(
            rest(4, 3, true).unwrap(),
            "This node deleted 1 payment of this block whose coins are all spent."
        );
        assert!(rest(4, 0, true).unwrap().contains("everything"));
        for cut in [false, true] {
            assert_eq!(
                rest(1_234, MAX_BLOCK_TRANSACTIONS, cut).unwrap(),
                "234 more are not shown."
            );
        }
    }
}
