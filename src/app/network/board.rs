//! The board: the chain and the people on it, for a large screen that many people look at.

use api::{BlockSummary, PeerView};
use yew::prelude::*;

use super::people::{Called, Own};
use crate::format::{self, fixed};
use crate::on_demand::shown::Shown;
use crate::pictures::newest::use_newest;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::network as texts;
use crate::ui::drawing::emblem::emblem;
use crate::ui::heading::Heading;
use crate::ui::moment::Age;
use crate::ui::qr::Qr;

/// Number of the newest blocks that are listed.
const LISTED: usize = 6;
/// Maximum number of people who are listed as finders of blocks. The others are one row.
const MAX_FINDERS: usize = 12;

/// Properties of `Board`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// This person's public key, in hexadecimal digits.
    pub(crate) own_key: AttrValue,
}

/// Renders the board of the open chain.
pub(crate) fn view(shown: &Shown) -> Html {
    let own_key = &shown.profile.key;
    let chain = shown.chain.clone();
    chain.map_or_else(Html::default, |chain| html! { <Board {chain} {own_key} /> })
}

/// The board. Nothing on it proves who people are: they sent the names to their peers, or wrote
/// them into blocks.
#[component]
pub(crate) fn Board(props: &Props) -> Html {
    let chain = &props.chain;
    let newest = use_newest(&chain.head);
    let own = Own {
        name: chain.own_name.as_ref().map(|own| own.name.as_str()),
        key: &props.own_key,
    };
    html! {
        <div class="board">
            <Heading title={texts::board()}>
                <a class="button" href={Route::Network.href()}>{ texts::board_back() }</a>
            </Heading>
            <p class="board-line">
                <strong class="board-chain">{ &chain.rules.name }</strong>
                <span>{ texts::peer_height() }{ " " }<strong>{ format::grouped(chain.head.height.into()) }</strong></span>
                <span>{ texts::board_people(chain.peers.len() as u64 + 1) }</span>
            </p>
            <div class="board-parts">
                { people(chain, own) }
                { finders(&newest, own) }
                { latest(&newest, own) }
                <section class="card board-join" aria-labelledby="board-join">
                    <h2 id="board-join">{ texts::board_join() }</h2>
                    <Qr text={chain.invitation.clone()} label={texts::invite_qr()} />
                </section>
            </div>
        </div>
    }
}

/// The people who are here: this person and the linked ones, those with a name first.
fn people(chain: &Chain, own: Own<'_>) -> Html {
    let peers: &[PeerView] = &chain.peers;
    let named = peers.iter().filter(|peer| peer.person.is_some());
    let nameless = peers.iter().filter(|peer| peer.person.is_none()).count();
    html! {
        <section class="card" aria-labelledby="board-here">
            <h2 id="board-here">{ texts::board_here() }</h2>
            <ul class="board-people">
                <li class="named">{ emblem(own.key) }<bdi>{ own.name.unwrap_or(texts::you()) }</bdi></li>
                { for named.map(|peer| {
                    let called = Called::of(peer, peers, own, &chain.contacts);
                    html! {
                        <li key={peer.name.clone()}>
                            { called.label() }
                        </li>
                    }
                }) }
            </ul>
            if nameless > 0 {
                <p class="hint">{ texts::board_nameless(nameless as u64) }</p>
            }
        </section>
    }
}

/// The finder of a block, as far as the block or this wallet says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finder {
    /// This wallet.
    You,
    /// The person who wrote this name into the block.
    Named(String),
    /// A person who wrote no name into the block.
    Nameless,
}

impl Finder {
    fn of(block: &BlockSummary) -> Self {
        match &block.tag {
            _ if block.mine => Self::You,
            Some(tag) => Self::Named(tag.clone()),
            None => Self::Nameless,
        }
    }

    /// The key of the row. No name that a miner can choose is the key of another kind of finder.
    fn row_key(&self) -> String {
        match self {
            Self::You => "you".to_owned(),
            Self::Named(name) => format!("tag:{name}"),
            Self::Nameless => "none".to_owned(),
        }
    }

    /// The finder in words. A name in a block is only text, so it stands in quotes and without a
    /// picture.
    fn html(&self, own: Own<'_>) -> Html {
        match self {
            Self::You => html! {
                <>{ emblem(own.key) }<bdi>{ own.name.unwrap_or(texts::you()) }</bdi></>
            },
            Self::Named(name) => html! { <bdi>{ texts::board_written(name) }</bdi> },
            Self::Nameless => html! { <span>{ texts::board_no_name() }</span> },
        }
    }
}

/// A finder with the number of blocks.
#[derive(Debug, PartialEq)]
struct Count {
    finder: Finder,
    blocks: usize,
}

/// Counts the finders, the most blocks first, and those without a name last.
fn counts(blocks: &[BlockSummary]) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for block in blocks {
        let finder = Finder::of(block);
        match counts.iter_mut().find(|count| count.finder == finder) {
            Some(count) => count.blocks += 1,
            None => counts.push(Count { finder, blocks: 1 }),
        }
    }
    let order = |count: &Count| (count.finder == Finder::Nameless, usize::MAX - count.blocks);
    counts.sort_by_key(order);
    counts
}

/// The finders of the newest blocks.
fn finders(blocks: &[BlockSummary], own: Own<'_>) -> Html {
    let counts = counts(blocks);
    let most = counts.iter().map(|count| count.blocks).max().unwrap_or(1);
    let left = counts.len().saturating_sub(MAX_FINDERS);
    html! {
        <section class="card" aria-labelledby="board-found">
            <h2 id="board-found">{ texts::board_found(blocks.len() as u64) }</h2>
            <ol class="board-found">
                { for counts.iter().take(MAX_FINDERS).map(|count| {
                    let width = fixed(count.blocks as f64 / most as f64 * 100.0, 1);
                    html! {
                        <li key={count.finder.row_key()}>
                            <span class="named">
                                { count.finder.html(own) }
                                <strong class="numbers">{ format::grouped(count.blocks as u64) }</strong>
                            </span>
                            <svg class="board-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                                <rect {width} height="4" />
                            </svg>
                        </li>
                    }
                }) }
            </ol>
            if left > 0 {
                <p class="hint">{ texts::board_more(left as u64) }</p>
            }
            <p class="hint">{ texts::board_proves_nothing() }</p>
        </section>
    }
}

/// The newest blocks, each with its finder.
fn latest(blocks: &[BlockSummary], own: Own<'_>) -> Html {
    html! {
        <section class="card" aria-labelledby="board-latest">
            <h2 id="board-latest">{ texts::board_latest() }</h2>
            if blocks.is_empty() {
                <p class="empty">{ texts::board_none() }</p>
            }
            <ol class="board-latest" reversed=true>
                { for blocks.iter().take(LISTED).map(|block| {
                    let finder = Finder::of(block);
                    html! {
                        <li key={block.hash.to_string()}>
                            <strong class="numbers">{ format::grouped(block.height.into()) }</strong>
                            <span class="named">{ finder.html(own) }</span>
                            <span class="hint"><Age time={block.time} /></span>
                            if let Some(message) = &block.message {
                                <bdi class="board-said">{ message }</bdi>
                            }
                        </li>
                    }
                }) }
            </ol>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use primitives::{BlockHash, Timestamp};

    use super::*;

    fn block(height: u32, tag: Option<&str>, mine: bool) -> BlockSummary {
        BlockSummary {
            height,
            hash: BlockHash::ZERO,
            time: Timestamp(1_000 + height),
            transactions: 1,
            weight: 400,
            fullness: 0.1,
            author: None,
            miner: Some(format!("tab1{height}")),
            mine,
            message: None,
            tag: tag.map(Into::into),
            cut: false,
        }
    }

    #[test]
    fn finders_are_counted_by_the_names_in_their_blocks() {
        let blocks = [
            block(6, None, false),
            block(5, Some("Ann"), false),
            block(4, None, false),
            block(3, Some("Zoe"), true),
            block(2, Some("Ann"), false),
            block(1, None, false),
        ];
        let counted: Vec<_> = counts(&blocks)
            .into_iter()
            .map(|count| (count.finder, count.blocks))
            .collect();
        let wanted = [
            (Finder::Named("Ann".into()), 2),
            (Finder::You, 1),
            (Finder::Nameless, 3),
        ];
        assert_eq!(counted, wanted);
    }
}
