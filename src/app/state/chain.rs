//! The open chain, as the node's latest snapshot shows it.

use api::{
    AuthorityView, BlockSummary, ChainView, ConnectionView, KeptView, MiningView, OwnName,
    PeerView, PoolView, SyncView, WalletView,
};
use primitives::{Amount, BlockHash};
use yew::prelude::*;

use super::contacts::Contacts;
use crate::identity::Same;

/// The open chain, in sections that change independently. It is cheap to clone and to compare. A
/// component takes the sections that it shows, so that it renders again only when one of them has
/// changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chain {
    /// The rules, which never change while the chain is open.
    pub(crate) rules: Same<Rules>,
    /// The values that change with the tip.
    pub(crate) head: Same<Head>,
    /// The wallet on this chain.
    pub(crate) wallet: Same<WalletView>,
    /// The coins that this wallet may request once from the chain; `None` if there are none.
    pub(crate) grant: Option<Amount>,
    /// The mempool.
    pub(crate) pool: PoolView,
    /// The state of synchronization.
    pub(crate) sync: SyncView,
    /// Which blocks are kept in full.
    pub(crate) kept: KeptView,
    /// Whether this profile joined the chain, and no other node has sent a block after the genesis
    /// block yet.
    pub(crate) unmet: bool,
    /// The authors; `None` if everybody may make blocks.
    pub(crate) authority: Option<Same<AuthorityView>>,
    /// The miner.
    pub(crate) mining: MiningView,
    /// The block message that this node's miner puts into its blocks; empty for none.
    pub(crate) message: AttrValue,
    /// Whether all blocks of this wallet pay to one address, so that others recognise them.
    pub(crate) recognised: bool,
    /// The name that this person chose for peers; `None` if there is none.
    pub(crate) own_name: Option<OwnName>,
    /// The state of the connection to other nodes.
    pub(crate) connection: Same<ConnectionView>,
    /// The connected peers.
    pub(crate) peers: Same<Vec<PeerView>>,
    /// The invitation link to this chain.
    pub(crate) invitation: AttrValue,
    /// The names that the person gave to addresses.
    pub(crate) contacts: Contacts,
}

/// The values that never change while a chain is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules {
    /// The genesis hash.
    pub(crate) genesis: BlockHash,
    /// The chain's name.
    pub(crate) name: AttrValue,
    /// The symbol of its coin.
    pub(crate) symbol: AttrValue,
    /// The prefix of its addresses.
    pub(crate) prefix: AttrValue,
    /// The intended seconds between blocks.
    pub(crate) interval: u32,
    /// The confirmations after which a payment is final.
    pub(crate) confirmations: u32,
    /// The confirmations until a block reward can be spent.
    pub(crate) maturity: u32,
}

/// The values that change with the tip.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// The height of the tip.
    pub(crate) height: u32,
    /// The hash of the tip.
    pub(crate) tip: BlockHash,
    /// The reward of the next block, without fees.
    pub(crate) reward: Amount,
    /// The expected number of hashes for the next block.
    pub(crate) difficulty: f64,
    /// The newest blocks, newest first.
    pub(crate) blocks: Vec<BlockSummary>,
}

/// A value that changes whenever the node's answers about blocks, transactions and addresses may
/// change, for example because confirmations or balances have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChainVersion {
    /// The hash of the tip.
    pub(crate) tip: BlockHash,
    /// The number of transactions in the mempool.
    pub(crate) waiting: u32,
    /// The index of the account that is shown.
    pub(crate) account: u32,
}

impl Chain {
    /// The chain in a snapshot. Sections that are equal to those `before` stay the same.
    ///
    /// The comparison reads every section. This costs less than the decoding of the snapshot just
    /// before, because nothing is allocated.
    pub(super) fn next(before: Option<&Self>, view: ChainView) -> Self {
        let rules = Rules {
            genesis: view.genesis,
            name: view.name.into(),
            symbol: view.symbol.into(),
            prefix: prefix(&view.wallet.address).into(),
            interval: view.interval,
            confirmations: view.confirmations,
            maturity: view.maturity,
        };
        let head = Head {
            height: view.height,
            tip: view.tip,
            reward: view.reward,
            difficulty: view.difficulty,
            blocks: view.blocks,
        };
        let authority = before.and_then(|it| it.authority.as_ref());
        Self {
            rules: Same::next(before.map(|it| &it.rules), rules),
            head: Same::next(before.map(|it| &it.head), head),
            wallet: Same::next(before.map(|it| &it.wallet), view.wallet),
            grant: view.grant,
            pool: view.pool,
            sync: view.sync,
            kept: view.kept,
            unmet: view.unmet,
            authority: view.authority.map(|it| Same::next(authority, it)),
            mining: view.mining,
            message: view.words.into(),
            recognised: view.recognised,
            own_name: view.own_name,
            connection: Same::next(before.map(|it| &it.connection), view.connection),
            peers: Same::next(before.map(|it| &it.peers), view.peers),
            invitation: view.invitation.into(),
            contacts: Contacts::next(before.map(|it| &it.contacts), view.contacts),
        }
    }

    /// Whether this node mines, or seals blocks as an author.
    pub(crate) fn is_mining(&self) -> bool {
        self.mining.cores > 0 || self.authority.as_ref().is_some_and(|it| it.making)
    }

    /// The version of the chain.
    pub(crate) fn version(&self) -> ChainVersion {
        ChainVersion {
            tip: self.head.tip,
            waiting: self.pool.transactions,
            account: self.wallet.account,
        }
    }
}

/// The prefix of an address: the text before its last 1 (BIP173).
fn prefix(address: &str) -> String {
    let parts = address.rsplit_once('1');
    parts.map_or_else(String::new, |(prefix, _)| prefix.to_owned())
}

/// This node's estimated share of the network's hash rate, 0 to 1, derived from the difficulty.
/// `interval` is in seconds.
pub(crate) fn share(mining: &MiningView, difficulty: f64, interval: u32) -> f64 {
    if difficulty <= 0.0 {
        return 0.0;
    }
    (mining.hash_rate * f64::from(interval) / difficulty).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn only_a_section_that_changed_is_another_one() {
        let view = || sample::snapshot().chain.expect("the sample has a chain");
        let before = Chain::next(None, view());
        assert_eq!(Chain::next(Some(&before), view()), before);
        let mut mined = view();
        mined.mining.hash_rate += 1.0;
        let mined = Chain::next(Some(&before), mined);
        assert_ne!(mined, before);
        assert_eq!((&mined.rules, &mined.head), (&before.rules, &before.head));
        assert_eq!(
            (&mined.wallet, &mined.peers),
            (&before.wallet, &before.peers)
        );
        assert_eq!(mined.connection, before.connection);
        let mut paid = view();
        paid.wallet.balance = Amount::COIN;
        let paid = Chain::next(Some(&before), paid);
        assert_ne!(paid.wallet, before.wallet);
        assert_eq!(paid.head, before.head);
    }

    #[test]
    fn an_address_has_a_prefix() {
        assert_eq!(prefix("tst1own"), "tst");
        assert_eq!(prefix("t1st1own"), "t1st");
        assert_eq!(prefix(""), "");
    }

    #[test]
    fn the_share_is_between_nothing_and_all() {
        let mining = MiningView {
            hash_rate: 1_000.0,
            ..MiningView::default()
        };
        assert_eq!(share(&mining, 100_000.0, 10), 0.1);
        assert_eq!(share(&mining, 1.0, 10), 1.0);
        assert_eq!(share(&mining, 0.0, 10), 0.0);
    }
}
