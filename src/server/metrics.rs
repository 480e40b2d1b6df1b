//! `/metrics`: figures of the server and its nodes in Prometheus' text format.

mod figures;
pub(crate) mod requests;
mod text;

use self::text::{Kind, Text};
use crate::server::Server;

pub(crate) use self::figures::Figures;

/// The media type of the text.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A metric of each chain: its name, its type, its help text, and its value.
type Metric = (
    &'static str,
    Kind,
    &'static str,
    fn(&Figures) -> Option<f64>,
);

const METRICS: [Metric; 12] = [
    (
        "tabchain_height",
        Kind::Gauge,
        "The height of the best chain's tip.",
        |figures| Some(f64::from(figures.height)),
    ),
    (
        "tabchain_tip_age_seconds",
        Kind::Gauge,
        "The time since the tip's own time.",
        |figures| Some(figures.tip_age_seconds),
    ),
    (
        "tabchain_behind",
        Kind::Gauge,
        "1 if a peer is known to have more work.",
        |figures| Some(f64::from(u8::from(figures.is_behind))),
    ),
    (
        "tabchain_peers",
        Kind::Gauge,
        "Links to other nodes.",
        |figures| Some(figures.peers as f64),
    ),
    (
        "tabchain_mempool_transactions",
        Kind::Gauge,
        "Transactions in the mempool.",
        |figures| Some(figures.pool_transactions as f64),
    ),
    (
        "tabchain_mempool_weight",
        Kind::Gauge,
        "The weight of the mempool's transactions in weight units.",
        |figures| Some(figures.pool_weight as f64),
    ),
    (
        "tabchain_mempool_fees",
        Kind::Gauge,
        "The fees of the mempool's transactions in base units.",
        |figures| Some(figures.pool_fees as f64),
    ),
    (
        "tabchain_mining",
        Kind::Gauge,
        "1 if the node mines.",
        |figures| Some(f64::from(u8::from(figures.is_mining))),
    ),
    (
        "tabchain_hashes_per_second",
        Kind::Gauge,
        "The hashes per second of the node's miner.",
        |figures| Some(figures.hash_rate),
    ),
    (
        "tabchain_store_bytes",
        Kind::Gauge,
        "The bytes of the chain's store.",
        |figures| figures.stored_bytes.map(|bytes| bytes as f64),
    ),
    (
        "tabchain_store_pending_bytes",
        Kind::Gauge,
        "Changes that are not written yet, in bytes.",
        |figures| Some(figures.pending_bytes as f64),
    ),
    (
        "tabchain_store_failing",
        Kind::Gauge,
        "1 if the store fails to save.",
        |figures| Some(f64::from(u8::from(figures.is_failing))),
    ),
];

/// The text of `/metrics`, about the server and its chains.
pub(crate) async fn write(server: &Server) -> String {
    let chains = &server.chains.0;
    let mut text = Text::default();
    let mut figures = Vec::with_capacity(chains.len());
    for chain in chains {
        figures.push((chain.genesis.as_str(), Figures::ask(chain).await.ok()));
    }
    write_figures(&mut text, &figures);
    write_server(&mut text, server);
    server.counts.write(&mut text);
    text.finish()
}

fn write_figures(text: &mut Text, figures: &[(&str, Option<Figures>)]) {
    const UP: &str = "tabchain_up";
    text.metric(UP, Kind::Gauge, "1 if the node answers.");
    for (genesis, figures) in figures {
        let is_up = f64::from(u8::from(figures.is_some()));
        text.sample(UP, &[("chain", genesis)], is_up);
    }
    for (name, kind, help, value) in METRICS {
        text.metric(name, kind, help);
        for (genesis, figures) in figures {
            if let Some(value) = figures.as_ref().and_then(value) {
                text.sample(name, &[("chain", genesis)], value);
            }
        }
    }
}

fn write_server(text: &mut Text, server: &Server) {
    let gauges = [
        (
            "tabchain_http_requests_in_progress",
            "Requests that are being answered.",
            server.requests.taken(),
        ),
        (
            "tabchain_http_large_requests_in_progress",
            "Requests with large bodies that are being received or answered.",
            server.large_requests.taken(),
        ),
        (
            "tabchain_http_waits",
            "Callers that wait for an event.",
            server.rates.waits(),
        ),
    ];
    for (name, help, value) in gauges {
        text.metric(name, Kind::Gauge, help);
        text.sample(name, &[], value as f64);
    }
    const UPTIME: &str = "tabchain_uptime_seconds";
    text.metric(UPTIME, Kind::Gauge, "The time since the server started.");
    text.sample(UPTIME, &[], server.started.elapsed().as_secs_f64());
}
