//! Logs to standard error: lines for people, or JSON for programs.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry};

use crate::failure::{Exit, Failure};

/// Starts the log with this filter: a level, and levels of parts, as in `info,daemon=debug`.
///
/// # Errors
///
/// [`Failure`] if the text is not a filter.
pub(crate) fn start(filter: &str, is_json: bool) -> Result<(), Failure> {
    let filter = filter.parse::<Targets>().map_err(|error| {
        let message = format!("{filter:?} is not a filter such as info,daemon=debug: {error}");
        Failure::of("--log", Exit::Usage, message)
    })?;
    if filter.default_level() == Some(LevelFilter::OFF) && filter.iter().next().is_none() {
        return Ok(());
    }
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    let layer = match is_json {
        true => layer.json().boxed(),
        false => layer.boxed(),
    };
    Registry::default()
        .with(layer.with_filter(filter))
        .try_init()
        .map_err(|error| Failure::of("--log", Exit::Other, error.to_string()))
}
