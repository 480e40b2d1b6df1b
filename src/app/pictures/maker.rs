//! The colour and the picture of the maker of a block.

use api::BlockSummary;
use yew::prelude::*;

use crate::ui::drawing::emblem::{Emblem, emblem};
use crate::ui::drawing::kind::kind_class;

/// The maker of a block, as far as the block shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Maker {
    /// This wallet.
    You,
    /// An author, by the index in the chain's list.
    Author(u16),
    /// The owner of this address.
    Miner(String),
    /// The maker is not known, or there is none: the genesis block has no miner.
    Unknown,
}

impl Maker {
    /// The maker of this block.
    pub(crate) fn of(block: &BlockSummary) -> Self {
        match (block.mine, block.author, &block.miner) {
            (true, ..) => Self::You,
            (false, Some(author), _) => Self::Author(author),
            (false, None, Some(address)) => Self::Miner(address.clone()),
            (false, None, None) => Self::Unknown,
        }
    }

    /// The class that gives a drawing the maker's colour.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::You => "kind-own",
            Self::Author(_) | Self::Miner(_) => kind_class(Emblem::of(&self.name()).kind),
            Self::Unknown => "kind-none",
        }
    }

    /// The maker's picture; nothing if there is no name to draw.
    pub(crate) fn picture(&self) -> Html {
        match self {
            Self::Author(_) | Self::Miner(_) => emblem(&self.name()),
            Self::You | Self::Unknown => Html::default(),
        }
    }

    /// The text from which colour and picture are made, the same on every device.
    fn name(&self) -> String {
        match self {
            Self::Author(author) => format!("author {author}"),
            Self::Miner(address) => address.clone(),
            Self::You | Self::Unknown => String::new(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use primitives::{BlockHash, Timestamp};

    use super::*;

    /// A block of this miner.
    pub(crate) fn block(height: u32, miner: Option<&str>, mine: bool) -> BlockSummary {
        BlockSummary {
            height,
            hash: BlockHash::ZERO,
            time: Timestamp(1_000 + height),
            transactions: 1,
            weight: 400,
            fullness: 0.1,
            author: None,
            miner: miner.map(Into::into),
            mine,
            message: None,
            tag: None,
            cut: false,
        }
    }

    #[test]
    fn a_miner_has_one_colour_and_one_s_own_blocks_have_the_page_s() {
        let [one, again] = [1, 2].map(|height| Maker::of(&block(height, Some("tab1a"), false)));
        assert_eq!((&one, one.class()), (&again, again.class()));
        assert!(one.class().starts_with("kind-"));
        assert_eq!(Maker::of(&block(1, Some("tab1a"), true)), Maker::You);
        assert_eq!(Maker::You.class(), "kind-own");
        assert_eq!(Maker::of(&block(0, None, false)), Maker::Unknown);
        let mut sealed = block(3, Some("tab1a"), false);
        sealed.author = Some(2);
        assert_eq!(Maker::of(&sealed), Maker::Author(2));
    }
}
