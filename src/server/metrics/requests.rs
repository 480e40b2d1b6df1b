//! Counts of the answered requests, by surface, status and latency.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

use super::text::{Kind, Text};

/// The upper bounds of the buckets of latencies, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

/// The API (or other part of the server) that answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Surface {
    /// REST below `/api/`.
    Rest,
    /// JSON-RPC.
    Rpc,
    /// Esplora's API.
    Esplora,
    /// Streams of events.
    Events,
    /// Everything else: health, metrics, the page, unknown paths.
    Other,
}

impl Surface {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Rpc => "rpc",
            Self::Esplora => "esplora",
            Self::Events => "events",
            Self::Other => "other",
        }
    }
}

/// Counts of the answered requests.
#[derive(Debug, Default)]
pub(crate) struct Requests(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// At most an entry for each pair of a surface and a status that the server gives.
    by_status: BTreeMap<(Surface, u16), u64>,
    /// At most an entry for each surface.
    latencies: BTreeMap<Surface, Latencies>,
}

#[derive(Debug, Default)]
struct Latencies {
    /// For each of [`BOUNDS`], the number of requests that took no longer than the bound.
    within: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Requests {
    /// Counts an answered request.
    pub(crate) fn add(&self, surface: Surface, status: StatusCode, took: Duration) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state
            .by_status
            .entry((surface, status.as_u16()))
            .or_default() += 1;
        let latencies = state.latencies.entry(surface).or_default();
        let seconds = took.as_secs_f64();
        for (count, bound) in latencies.within.iter_mut().zip(BOUNDS) {
            *count += u64::from(seconds <= bound);
        }
        latencies.count += 1;
        latencies.seconds += seconds;
    }

    pub(crate) fn write(&self, text: &mut Text) {
        const COUNT: &str = "tabchain_http_requests_total";
        const LATENCY: &str = "tabchain_http_request_duration_seconds";
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.metric(COUNT, Kind::Counter, "Answered requests.");
        for ((surface, status), count) in &state.by_status {
            let status = status.to_string();
            let labels = [("surface", surface.name()), ("status", &status)];
            text.sample(COUNT, &labels, *count as f64);
        }
        let help = "The time from a request's head to the head of its answer.";
        text.metric(LATENCY, Kind::Histogram, help);
        for (surface, latencies) in &state.latencies {
            let surface = ("surface", surface.name());
            let bucket = format!("{LATENCY}_bucket");
            for (count, bound) in latencies.within.iter().zip(BOUNDS) {
                let bound = bound.to_string();
                text.sample(&bucket, &[surface, ("le", &bound)], *count as f64);
            }
            text.sample(&bucket, &[surface, ("le", "+Inf")], latencies.count as f64);
            text.sample(&format!("{LATENCY}_sum"), &[surface], latencies.seconds);
            let count = format!("{LATENCY}_count");
            text.sample(&count, &[surface], latencies.count as f64);
        }
    }
}
