//! Runs every contender of `cargo xtask bench` in turn, and measures the page itself. xtask defines
//! the measurements and prints the tables.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tests::drive::{Person, Relay};

use place::Places;

mod join;
mod page;
mod place;

/// What to measure, read from the file that `TABCHAIN_BENCH` names.
#[derive(Deserialize)]
struct Plan {
    /// Run one after the other.
    phases: Vec<Phase>,
    /// How many times mining is started by a click.
    clicks: u32,
    /// The folder with the page of the benchmark.
    site: PathBuf,
    /// The program `tabchain` as it is installed.
    program: PathBuf,
    /// The program with the native contenders of others. It also writes the chain that is joined.
    native: PathBuf,
    /// The names of those contenders.
    others: Vec<String>,
    /// Node.js, if it is installed.
    node: Option<PathBuf>,
    /// Number of blocks of the chain that is joined; 0 to skip that measurement.
    joined: u32,
    /// Where the native program writes the file of the chain that is joined. The test then copies
    /// the file into the storage of the first tab that opens the chain.
    chain: PathBuf,
    /// Where the samples are written.
    samples: PathBuf,
}

/// Contenders that run in turn, round by round.
#[derive(Deserialize)]
struct Phase {
    rounds: u32,
    /// How long each contender runs in each round, in milliseconds.
    slice: u32,
    /// How long each contender runs before the first round, so that engines compile and the speed
    /// settles, in milliseconds.
    warm_up: u32,
    /// The place where each contender runs (see [`Places::slice`]) and its name, in their order
    /// within a round.
    contenders: Vec<(String, String)>,
}

/// The result of one contender in one round.
#[derive(Serialize)]
struct Sample {
    place: String,
    name: String,
    /// The pieces of work done: hashes, signatures, blocks, payments or clicks.
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
    for milliseconds in page::clicks(plan.clicks).await? {
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
    for phase in &plan.phases {
        phase.measure(&mut places, &mut samples).await?;
    }
    ann.quiet()?;
    Ok(samples)
}

impl Phase {
    async fn measure(&self, places: &mut Places<'_>, samples: &mut Vec<Sample>) -> Result<()> {
        // A contender reads the clock some twenty times per slice. In its first slice it learns how
        // much work to do between two readings, so the first slice is as long as the measured ones.
        for milliseconds in [self.slice, self.warm_up] {
            for (place, name) in &self.contenders {
                slice(places, place, name, milliseconds).await?;
            }
        }
        for round in 1..=self.rounds {
            for (place, name) in &self.contenders {
                let sample = slice(places, place, name, self.slice).await?;
                samples.push(sample);
            }
            eprintln!("round {round} of {}", self.rounds);
        }
        Ok(())
    }
}

async fn slice(
    places: &mut Places<'_>,
    place: &str,
    name: &str,
    milliseconds: u32,
) -> Result<Sample> {
    let slice = places.slice(place, name, milliseconds).await;
    let (pieces, milliseconds) = slice.with_context(|| format!("{name} in {place}"))?;
    Ok(Sample {
        place: place.to_owned(),
        name: name.to_owned(),
        pieces,
        milliseconds,
    })
}
