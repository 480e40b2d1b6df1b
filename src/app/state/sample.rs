//! A snapshot for tests.

use api::{
    ChainView, Connection, ConnectionView, KeptView, MiningView, PoolView, Protection, Snapshot,
    StorageView, SyncView, WalletView,
};
use primitives::{Amount, BlockHash};

/// The receiving address of the wallet in [`snapshot`].
pub(crate) const OWN_ADDRESS: &str = "tst1own";

/// The state of a node with an open chain and an empty history.
pub(crate) fn snapshot() -> Snapshot {
    Snapshot {
        chains: Vec::new(),
        storage: StorageView::Durable,
        protection: Protection::None,
        replaced: None,
        key: "02".repeat(33),
        unopened: None,
        chain: Some(ChainView {
            genesis: BlockHash::ZERO,
            name: "test".into(),
            symbol: "TST".into(),
            interval: 10,
            confirmations: 6,
            maturity: 6,
            grant: None,
            reward: Amount::COIN,
            height: 0,
            tip: BlockHash::ZERO,
            difficulty: 1.0,
            blocks: Vec::new(),
            kept: KeptView::default(),
            pool: PoolView::default(),
            sync: SyncView::Ready,
            unmet: false,
            authority: None,
            mining: MiningView::default(),
            words: String::new(),
            recognised: false,
            own_name: None,
            wallet: WalletView {
                address: OWN_ADDRESS.into(),
                ..WalletView::default()
            },
            connection: ConnectionView {
                state: Connection::InSync { has_relay: true },
                relays: Vec::new(),
                attempts: Vec::new(),
                has_turn: false,
                hides_address: false,
                clock_ahead: None,
            },
            peers: Vec::new(),
            invitation: String::new(),
            contacts: Vec::new(),
        }),
    }
}
