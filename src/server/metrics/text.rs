//! Prometheus' text format, version 0.0.4.

use core::fmt::Write as _;

/// The type of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only grows while the program runs.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by upper bounds.
    Histogram,
}

/// A text under construction.
#[derive(Debug, Default)]
pub(crate) struct Text(String);

impl Text {
    /// Begins a metric, whose samples follow.
    pub(crate) fn metric(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    /// A sample of the metric. The labels' values have neither quotes nor backslashes nor line
    /// breaks: they are hashes, numbers and names of this program.
    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        let mut list = String::new();
        for (label, value) in labels {
            let comma = if list.is_empty() { "" } else { "," };
            // Writing to a string never fails.
            let _ = write!(list, "{comma}{label}=\"{value}\"");
        }
        match list.is_empty() {
            true => self.line(format_args!("{name} {value}")),
            false => self.line(format_args!("{name}{{{list}}} {value}")),
        }
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn line(&mut self, line: core::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = writeln!(self.0, "{line}");
    }
}
