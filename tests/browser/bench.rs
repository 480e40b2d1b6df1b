//! Has every contender of `cargo xtask bench` work in turn, and measures the page itself; xtask says what there is to measure
//! and makes the tables.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tests::drive::{Person, Relay};

use place::Places;

mod join;
mod page;
mod place;

/// What xtask wants to know, in the file that `TABCHAIN_BENCH` names.
#[derive(Deserialize)]
struct Plan {
    /// Rounds that count; one more comes before them, for engines to warm up.
    rounds: u32,
    /// How long each contender works in each round, in milliseconds.
    slice: u32,
    /// The place and the name of each contender, in their order within a round.
    contenders: Vec<(String, String)>,
    /// The folder with the benchmark's page.
    site: PathBuf,
    /// The native program.
    native: PathBuf,
    /// Node, if it is there.
    node: Option<PathBuf>,
    /// Blocks of the chain that is joined; none for no such measurement.
    joined: u32,
    /// Where the file of that chain may lie meanwhile.
    chain: PathBuf,
    /// Where to write the samples.
    samples: PathBuf,
}

/// What one contender did in one round.
#[derive(Serialize)]
struct Sample {
    place: String,
    name: String,
    pieces: f64,
    milliseconds: f64,
}

#[tokio::test]
async fn bench() -> Result<()> {
    let plan = env::var_os("TABCHAIN_BENCH").context("run `cargo xtask bench`")?;
    let plan: Plan = serde_json::from_slice(&tokio::fs::read(plan).await?)?;
    let mut samples = contenders(&plan).await?;
    let of_page = |name: &str, pieces, milliseconds| Sample {
        place: "page".into(),
        name: name.into(),
        pieces,
        milliseconds,
    };
    for milliseconds in page::clicks(plan.rounds).await? {
        samples.push(of_page("click", 1.0, milliseconds));
    }
    if plan.joined > 0 {
        let (payments, milliseconds) = join::time(&plan).await?;
        samples.push(of_page("join", payments, milliseconds));
    }
    tokio::fs::write(&plan.samples, serde_json::to_vec(&samples)?).await?;
    Ok(())
}

async fn contenders(plan: &Plan) -> Result<Vec<Sample>> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::serving(plan.site.clone()).await?;
    let tab = ann.open(&relay.url()).await?;
    let mut places = Places::open(&tab, plan)?;
    let mut samples = Vec::new();
    for round in 0..=plan.rounds {
        for (place, name) in &plan.contenders {
            let (pieces, milliseconds) = places
                .slice(place, name, plan.slice)
                .await
                .with_context(|| format!("{name} in {place}"))?;
            if round > 0 {
                samples.push(Sample {
                    place: place.clone(),
                    name: name.clone(),
                    pieces,
                    milliseconds,
                });
            }
        }
        eprintln!("round {round} of {}", plan.rounds);
    }
    ann.quiet()?;
    Ok(samples)
}
