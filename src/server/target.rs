//! The targets that paths stand for.

use crate::metrics::requests::Surface;

/// A table of methods, by the path of its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    /// `/api/`.
    Rest,
    /// `/esplora/`.
    Esplora,
}

/// The target of a path, which is relative to the path of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// JSON-RPC.
    Rpc,
    /// The stream of events.
    Events,
    /// A method of a table, by the path below the table's root.
    Method(Table, &'a str),
    /// The OpenAPI document.
    OpenApi,
    /// The page to try REST.
    Page,
    /// The page's path without the slash at its end.
    PageWithoutSlash,
    /// The document that says whether the program runs.
    Health,
    /// The document that says whether the nodes can be used.
    Ready,
    /// The metrics.
    Metrics,
    /// Nothing.
    Nothing,
}

impl<'a> Target<'a> {
    /// The target of a path.
    pub(crate) fn of(path: &'a str) -> Self {
        if let Some(path) = path.strip_prefix("/esplora/") {
            return Self::Method(Table::Esplora, path);
        }
        if let Some(path) = path.strip_prefix("/api/") {
            return match path {
                "events" => Self::Events,
                "openapi.json" => Self::OpenApi,
                "" => Self::Page,
                path => Self::Method(Table::Rest, path),
            };
        }
        match path {
            "/" => Self::Rpc,
            "/api" => Self::PageWithoutSlash,
            "/health" => Self::Health,
            "/ready" => Self::Ready,
            "/metrics" => Self::Metrics,
            _ => Self::Nothing,
        }
    }

    /// Whether the answer is the same for every caller, so that the origin need not be checked.
    pub(crate) const fn is_constant(self) -> bool {
        match self {
            Self::Page | Self::OpenApi | Self::PageWithoutSlash => true,
            Self::Rpc
            | Self::Events
            | Self::Method(..)
            | Self::Health
            | Self::Ready
            | Self::Metrics
            | Self::Nothing => false,
        }
    }

    /// The surface to which the metrics count requests of this target.
    pub(crate) const fn surface(self) -> Surface {
        match self {
            Self::Rpc => Surface::Rpc,
            Self::Events => Surface::Events,
            Self::Method(Table::Rest, _) => Surface::Rest,
            Self::Method(Table::Esplora, _) => Surface::Esplora,
            Self::OpenApi
            | Self::Page
            | Self::PageWithoutSlash
            | Self::Health
            | Self::Ready
            | Self::Metrics
            | Self::Nothing => Surface::Other,
        }
    }
}
