//! The nodes' entries for links over WebSocket, and the URLs at which others find them.
//!
//! The first node's entry is at `/node`, and each one's at `/chains/GENESIS/node`. The API has them
//! too, so that a proxy in front of `tabchain node` can offer them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::routing::any;
use connections::visitor;
use daemon::Running;
use ipnet::IpNet;
use native::network::Acceptor;
use primitives::BlockHash;

/// Bytes read at once, which each socket keeps room for.
const READ_BUFFER: usize = 16 << 10;

/// The URL at which others find the page of this program, without query and fragment.
#[derive(Clone, Debug)]
pub(crate) struct Base(String);

impl Base {
    /// The base of a page at this URL; `None` if it is neither http:// nor https://.
    pub(crate) fn of_page(url: &str) -> Option<Self> {
        let is_web = url.starts_with("http://") || url.starts_with("https://");
        let is_plain = is_web && !url.contains(['#', '?']);
        // The folder of the page, from which a browser resolves relative URLs.
        let end = url.rfind('/').filter(|at| *at > "https://".len());
        let folder = end.map_or_else(|| format!("{url}/"), |end| url[..=end].to_owned());
        is_plain.then_some(Self(folder))
    }

    /// The base of a server at this address. If the address is unspecified, others use `lan`. A
    /// computer without a network has no such address, and nobody but itself: it uses the loopback
    /// address.
    pub(crate) fn of_address(scheme: &str, address: SocketAddr, lan: Option<IpAddr>) -> Self {
        let ip = match address.ip().is_unspecified() {
            true => lan.unwrap_or(IpAddr::from(Ipv4Addr::LOCALHOST)),
            false => address.ip(),
        };
        let address = SocketAddr::new(ip, address.port());
        Self(format!("{scheme}://{address}/"))
    }

    /// The URL of the page.
    pub(crate) fn page(&self) -> String {
        self.0.clone()
    }

    /// The URL of the relay.
    pub(crate) fn relay(&self) -> String {
        format!("{}signal", self.socket())
    }

    /// The URL of a node's entry; `is_first` is whether it keeps the first chain.
    pub(crate) fn entry(&self, genesis: &BlockHash, is_first: bool) -> String {
        match is_first {
            true => format!("{}node", self.socket()),
            false => format!("{}chains/{genesis}/node", self.socket()),
        }
    }

    fn socket(&self) -> String {
        self.0.replacen("http", "ws", 1)
    }
}

/// The routes of the nodes' entries, the first chain's first.
pub(crate) fn routes(nodes: &[Running], proxies: Vec<IpNet>) -> Router {
    let proxies = Arc::new(proxies);
    let mut router = Router::new();
    for (at, node) in nodes.iter().enumerate() {
        let Some(acceptor) = &node.acceptor else {
            continue;
        };
        let route = |acceptor: &Acceptor| entry(acceptor.clone(), Arc::clone(&proxies));
        let genesis = node.handle.genesis();
        router = router.route(&format!("/chains/{genesis}/node"), route(acceptor));
        if at == 0 {
            router = router.route("/node", route(acceptor));
        }
    }
    router
}

fn entry(acceptor: Acceptor, proxies: Arc<Vec<IpNet>>) -> axum::routing::MethodRouter {
    any(
        async move |ConnectInfo(address): ConnectInfo<SocketAddr>,
                    headers: HeaderMap,
                    upgrade: WebSocketUpgrade| {
            let ip = visitor(address.ip(), &headers, &proxies);
            let address = SocketAddr::new(ip, address.port());
            upgrade
                .read_buffer_size(READ_BUFFER)
                .max_message_size(wire::FRAME)
                .max_frame_size(wire::FRAME)
                .on_upgrade(async move |socket| acceptor.accept(socket, address).await)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relay_and_entry_are_beside_the_page() {
        let genesis = BlockHash::from_bytes([0; 32]);
        for (page, relay) in [
            ("https://tab.example", "wss://tab.example/signal"),
            ("https://tab.example/", "wss://tab.example/signal"),
            ("http://a:8080/some/path/", "ws://a:8080/some/path/signal"),
            ("http://a:8080/some/index.html", "ws://a:8080/some/signal"),
        ] {
            let base = Base::of_page(page).unwrap();
            assert_eq!(base.relay(), relay);
            assert_eq!(base.entry(&genesis, true), relay.replace("signal", "node"));
            let other = format!("chains/{genesis}/node");
            assert_eq!(base.entry(&genesis, false), relay.replace("signal", &other));
        }
        assert!(Base::of_page("ftp://a/").is_none() && Base::of_page("http://a/#b").is_none());
        let lan = Some(IpAddr::from([192, 168, 1, 7]));
        for (address, lan, page) in [
            ("0.0.0.0:80", lan, "http://192.168.1.7:80/"),
            ("127.0.0.1:80", lan, "http://127.0.0.1:80/"),
            ("0.0.0.0:80", None, "http://127.0.0.1:80/"),
            ("[::]:80", None, "http://127.0.0.1:80/"),
        ] {
            let base = Base::of_address("http", address.parse().unwrap(), lan);
            assert_eq!(base.page(), page);
        }
    }
}
