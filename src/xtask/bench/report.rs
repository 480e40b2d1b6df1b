//! The report: tables for people, and a document for programs.

use core::fmt::Write;

use serde_json::{Value, json};

use crate::bench::catalog::{COLUMNS, Contender, GROUPS, Group, Place, Unit};
use crate::bench::effort::Effort;
use crate::bench::goals::{GOALS, digits};
use crate::bench::machine::Machine;
use crate::bench::samples::{Samples, median};
use crate::bench::site::Size;

/// The report as Markdown tables, for people and for the README.
pub(crate) fn markdown(
    samples: &Samples,
    sizes: &[Size],
    machine: &Machine,
    effort: Effort,
) -> String {
    let mut text = String::new();
    goals(&mut text, samples, sizes);
    text.push('\n');
    text.push_str("| | Chromium | Node | native |\n| --- | ---: | ---: | ---: |\n");
    for group in GROUPS {
        rows(&mut text, group, samples);
    }
    text.push('\n');
    text.push_str(&conditions(machine, effort));
    text
}

fn goals(text: &mut String, samples: &Samples, sizes: &[Size]) {
    text.push_str("| one thread, Chromium | measured | at least | hoped for |\n");
    text.push_str("| --- | ---: | ---: | ---: |\n");
    let sent = sizes.iter().map(|size| size.sent).sum();
    for goal in GOALS {
        let figure = goal.figure(samples, sent);
        let shown = figure.map_or("–".into(), |figure| {
            let missed = goal.least.is_some_and(|least| !goal.reaches(figure, least));
            let mark = if missed { " (missed)" } else { "" };
            format!("**{}**{mark}", goal.show(figure))
        });
        let least = goal.least.map_or("report".into(), |least| goal.show(least));
        let hoped = goal.show(goal.hoped);
        line(text, &[goal.title, &shown, &least, &hoped]);
    }
}

/// Writes a group's title, and a row for each of its contenders: its speed, and how many times as
/// fast the group's first contender is in the same place.
fn rows(text: &mut String, group: &Group, samples: &Samples) {
    line(text, &[&format!("*{}*", group.title), "", "", ""]);
    for contender in group.contenders {
        let cells = COLUMNS.map(|place| cell(group, contender, place, samples));
        line(text, &[contender.title, &cells[0], &cells[1], &cells[2]]);
    }
}

fn cell(group: &Group, contender: &Contender, place: Place, samples: &Samples) -> String {
    let who = (place.name(), contender.name);
    let Some(rate) = samples.rate(who) else {
        return "–".into();
    };
    let shown = match group.unit {
        Unit::Millions => digits(rate / 1e6),
        Unit::PerSecond => digits(rate),
        Unit::Milliseconds => digits(1e3 / rate),
    };
    let first = (place.name(), group.contenders[0].name);
    match samples.ratio(first, who) {
        Some(ratio) if first != who => format!("{shown} ({}×)", digits(ratio)),
        _ => shown,
    }
}

fn line(text: &mut String, cells: &[&str]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

/// The machine, the method and the length of the measurement.
fn conditions(machine: &Machine, effort: Effort) -> String {
    let sha = if machine.sha { "with" } else { "without" };
    let programs = [&machine.chromium, &machine.node, &machine.rust];
    let programs: Vec<_> = programs.into_iter().flatten().map(String::as_str).collect();
    let load = machine.load.map_or(String::new(), |load| {
        format!(", load {} when it began", digits(load))
    });
    let quick = if effort.quick { " --quick" } else { "" };
    let short = if effort.quick {
        "\nA quick run: few and short rounds, good for a first look only.\n"
    } else {
        ""
    };
    format!(
        "In parentheses: how many times as fast the first of a group is in the same place. Figures are medians over the rounds, \
         ratios the medians of what each round says, all in turn: {} rounds of {} ms each for the loop and the nonces, {} of {} ms for \
         the rest; by `cargo xtask bench{quick}` on {} ({} cores, {sha} instructions for SHA-256{load}); {}.\n{short}",
        effort.close.count,
        effort.close.slice,
        effort.wide.count,
        effort.wide.slice,
        machine.processor,
        machine.cores,
        programs.join(", "),
    )
}

/// The report with every sample, as a document for programs.
pub(crate) fn document(
    samples: &Samples,
    sizes: &[Size],
    machine: &Machine,
    effort: Effort,
) -> Value {
    let sent = sizes.iter().map(|size| size.sent).sum();
    let goals: Vec<_> = GOALS
        .iter()
        .map(|goal| {
            let figure = goal.figure(samples, sent);
            let reaches = |mark: f64| figure.map(|figure| goal.reaches(figure, mark));
            json!({
                "title": goal.title,
                "measured": figure,
                "least": goal.least,
                "hoped": goal.hoped,
                "reached": goal.least.and_then(reaches),
            })
        })
        .collect();
    let contenders: Vec<_> = samples
        .all()
        .map(|(place, name, rates)| {
            json!({
                "place": place,
                "name": name,
                "per_second": median(rates.to_vec()),
                "rounds": rates,
            })
        })
        .collect();
    json!({
        "machine": machine,
        "effort": effort,
        "goals": goals,
        "contenders": contenders,
        "wasm": sizes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::samples::made_up;

    fn report(quick: bool) -> String {
        let samples = made_up(&[
            ("chromium", "nonces.ours", &[6e6, 6e6, 6e6]),
            ("chromium", "nonces.sha2", &[1e6, 1.5e6, 1.2e6]),
            ("native", "nonces.sha2", &[5e6, 5e6, 5e6]),
            ("two workers", "nonces.ours", &[9e6, 9e6, 9e6]),
            ("chromium", "blocks.cold", &[20.0, 25.0, 25.0]),
        ]);
        let sizes = [Size {
            name: "a.wasm".into(),
            bytes: 900_000,
            sent: 300_000,
        }];
        let machine = Machine {
            processor: "Some CPU".into(),
            cores: 2,
            sha: true,
            chromium: Some("Chromium 1".into()),
            node: None,
            rust: Some("rustc 2".into()),
            load: Some(0.5),
        };
        let effort = if quick { Effort::QUICK } else { Effort::FULL };
        let document = document(&samples, &sizes, &machine, effort);
        assert_eq!(document["goals"][1]["measured"], 5.0);
        assert_eq!(document["goals"][1]["reached"], true);
        assert_eq!(document["goals"][0]["measured"], Value::Null);
        assert_eq!(document["contenders"][0]["place"], "chromium");
        markdown(&samples, &sizes, &machine, effort)
    }

    #[test]
    fn the_tables_have_the_measured_figures() {
        let text = report(false);
        for row in [
            "| nonce search, against @noble/hashes | – | 30× | 40× |\n",
            "| nonce search, against naive `sha2` in wasm | **5×** | 5× | 6.5× |\n",
            "| two miner workers, against one | **1.5×** (missed) | 1.8× | 1.95× |\n",
            "| block of 1,000 transactions with 2,000 inputs | **40 ms** | 100 ms | 60 ms |\n",
            "| all wasm of the page, brotli | **300 kB** | 850 kB | 450 kB |\n",
            "| **ours** | 6 | – | – |\n",
            "| `sha2` crate, naive | 1.2 (5×) | – | 5 |\n",
            "| **nothing known** | 40 | – | – |\n",
            "on Some CPU (2 cores, with instructions for SHA-256, load 0.5 when it began); Chromium 1, rustc 2.",
        ] {
            assert!(text.contains(row), "{row} is missing in\n{text}");
        }
        assert!(!text.contains("quick"));
    }

    #[test]
    fn a_quick_run_says_so() {
        let text = report(true);
        assert!(text.contains("`cargo xtask bench --quick`") && text.contains("A quick run"));
    }
}
