//! The view of the open chain. Each part has a section in it, and its size is bounded.

use api::{ChainView, PoolView, RelayEntry, RelayView, WalletView};
use chain::Store;
use node::Pool;
use signal::Endpoint;
use wallet::Wallet;

use super::Service;
use crate::connection::{connection_view, peer_views, sync_view};
use crate::convert::{expected_hashes, to_u32};
use crate::driver_status::DriverStatus;
use crate::invitation::{Invitation, MAX_ENDPOINTS};
use crate::payments::{open_grant, wallet_view};
use crate::pruning::kept_view;

impl<S: Store> Service<S> {
    /// The view of the open chain.
    pub fn view(&self, driver: &DriverStatus) -> ChainView {
        let chain = self.node.chain();
        let spec = chain.spec();
        let tip = chain.tip();
        let scanned = self.wallet.synced().map(|(height, _)| height);
        let sync = sync_view(&self.node, scanned);
        let last_height = |author| self.recent.last_height_of(author);
        ChainView {
            genesis: chain.genesis(),
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            interval: spec.interval,
            confirmations: spec.confirmations,
            maturity: spec.maturity,
            grant: open_grant(spec, tip.height, &self.wallet)
                .filter(|_| !self.accounts.is_watched())
                .filter(|_| !self.accounts.own(&self.wallet).any(Wallet::has_grant)),
            reward: spec.reward_at(tip.height.next()),
            height: tip.height.value(),
            tip: tip.hash,
            difficulty: expected_hashes(chain.next_block().bits),
            blocks: self.recent.view(),
            kept: kept_view(chain),
            pool: pool_view(self.node.pool()),
            sync,
            unmet: self.contact.is_missing(),
            authority: self
                .authoring
                .view(chain, &self.vault.identity(), last_height),
            mining: self.mining.view(driver.mining),
            words: self.block_message.text().to_owned(),
            recognised: self.mining.is_recognised(),
            own_name: self.labels.own_name().map(|own| api::OwnName {
                name: own.card.name().to_owned(),
                tags_blocks: own.tags_blocks,
            }),
            wallet: self.wallet_view(),
            connection: connection_view(&self.node, sync, &driver.network),
            peers: peer_views(&self.node, &driver.links),
            invitation: self
                .invitation(&driver.network.relays, &[])
                .to_link(&self.page),
            contacts: self.labels.contacts(&spec.prefix),
        }
    }
}

impl<S: Store> Service<S> {
    fn wallet_view(&self) -> WalletView {
        let (spec, tip) = (self.node.chain().spec(), self.tip_height());
        let mut view = wallet_view(&self.wallet, &self.labels, spec, tip);
        self.limit_rows(&mut view.history);
        WalletView {
            accounts: self.accounts.views(&self.wallet, tip),
            account: to_u32(self.accounts.chosen()),
            watch_only: self.accounts.is_watched(),
            is_unlocked: self.unlocking.is_unlocked(),
            ..view
        }
    }

    /// The invitation to this chain. It names the first connected one of these relays, or the first
    /// one if none is connected. It also names direct endpoints: first `own`, those of this node,
    /// then the others that the chain uses.
    pub fn invitation(&self, relays: &[RelayEntry], own: &[String]) -> Invitation {
        let mut endpoints = own.to_vec();
        let used = relays.iter().filter(|relay| is_endpoint(relay));
        for relay in used {
            if !endpoints.contains(&relay.url) {
                endpoints.push(relay.url.clone());
            }
        }
        endpoints.truncate(MAX_ENDPOINTS);
        Invitation {
            spec: self.node.chain().spec().clone(),
            relay: relay_for_others(relays),
            endpoints,
        }
    }

    /// The URL of the page that invitations open.
    pub fn page(&self) -> &str {
        &self.page
    }
}

fn pool_view(pool: &Pool) -> PoolView {
    PoolView {
        transactions: to_u32(pool.len() + pool.grants().len()),
        weight: pool.weight() as u64,
        fees: pool.fees(),
        least_rate: pool.min_fee_rate().0,
    }
}

/// The relay that an invitation names: the first connected one, otherwise the first.
fn relay_for_others(relays: &[RelayEntry]) -> String {
    let answers = |relay: &&RelayEntry| relay.state == RelayView::Connected;
    let relays = || relays.iter().filter(|relay| !is_endpoint(relay));
    let best = relays().find(answers).or(relays().next());
    best.map(|relay| relay.url.clone()).unwrap_or_default()
}

fn is_endpoint(relay: &RelayEntry) -> bool {
    Endpoint::parse(&relay.url).is_some()
}
