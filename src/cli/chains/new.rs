//! The options of `tabchain chain new`: the settings of the page's form for a new chain.

use std::time::Duration;

use api::{EmptyBlocksChoice, Makers, NewChain, Share};
use chain::Spec;
use clap::{Args, ValueEnum};
use miner::{Contest, Job, JobId, Miner};
use primitives::{BlockHash, CompactTarget, Timestamp};
use service::{measured, new_spec};

use crate::clock;
use crate::failure::{Exit, Failure};
use crate::faults;
use crate::output::Output;

/// The time for which the hash rate of this machine is measured, the same as in the page.
const MEASURED: Duration = Duration::from_millis(350);
/// The time at the start of the measurement that is not counted: the kernels are compared then.
const WARM_UP: Duration = Duration::from_millis(150);
/// The number of hashes of one slice, which takes some milliseconds.
const SLICE: u64 = 1 << 15;

/// The settings of a new chain. Their defaults are those of the page.
#[derive(Debug, Args)]
pub(crate) struct NewOptions {
    /// The chain's name: 1 to 40 printable characters
    #[arg(long)]
    name: String,
    /// The symbol of its coin: 2 to 8 capital letters or digits
    #[arg(long)]
    symbol: String,
    /// The prefix of every address [default: the symbol in lower case]
    #[arg(long)]
    prefix: Option<String>,
    /// The intended seconds between blocks
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    interval: String,
    /// The expected number of hashes for the first block
    /// [default: the hashes of one core of this machine in one interval]
    #[arg(long, value_name = "HASHES")]
    difficulty: Option<String>,
    /// Keeps the difficulty of the first block for all blocks, for practice
    #[arg(long)]
    fixed_difficulty: bool,
    /// The confirmations after which a payment is final
    #[arg(long, value_name = "BLOCKS", default_value = "6")]
    confirmations: String,
    /// The maximum weight units of a block
    #[arg(long, value_name = "UNITS", default_value = "4000000")]
    max_weight: String,
    /// The maximum number of transactions of a block, including its coinbase
    #[arg(long, value_name = "COUNT", default_value = "10000")]
    max_transactions: String,
    /// The minimum number of transactions of a block, including its coinbase
    #[arg(long, value_name = "COUNT", default_value = "1")]
    least_transactions: String,
    /// Whether a block may consist of its coinbase alone: with filled, only if it carries the
    /// filler
    #[arg(long, value_enum, default_value_t = EmptyBlocks::Allowed)]
    empty_blocks: EmptyBlocks,
    /// The text that empty blocks must carry, for --empty-blocks filled
    #[arg(long, value_name = "TEXT")]
    filler: Option<String>,
    /// The maximum number of peers of a node
    #[arg(long, value_name = "COUNT", default_value = "16")]
    max_peers: String,
    /// The block reward in coins
    #[arg(long, value_name = "COINS", default_value = "50")]
    reward: String,
    /// The number of blocks after which the reward halves
    #[arg(long, value_name = "BLOCKS", default_value = "210000")]
    halving: String,
    /// The confirmations until a block reward can be spent
    #[arg(long, value_name = "BLOCKS", default_value = "6")]
    maturity: String,
    /// The coins that each newcomer may request once, for practice
    #[arg(long, value_name = "COINS")]
    grant: Option<String>,
    /// The last height at which a block may contain grants
    #[arg(long, value_name = "HEIGHT", default_value = "1000")]
    grant_until: String,
    /// An amount of coins that an address has from the start; may be repeated
    #[arg(long, value_name = "ADDRESS=COINS")]
    allocate: Vec<String>,
    /// The public key of an author; if there are authors, only they may make blocks; may be
    /// repeated
    #[arg(long, value_name = "KEY")]
    author_key: Vec<String>,
    /// Requires proof of work for the authors' blocks, too
    #[arg(long, requires = "author_key")]
    author_work: bool,
    /// The payee of the genesis block: an address or a public key
    #[arg(long, value_name = "ADDRESS")]
    genesis_author: Option<String>,
    /// The text in the genesis block [default: a few random bytes]
    #[arg(long)]
    text: Option<String>,
}

/// Whether a block may consist of its coinbase alone.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum EmptyBlocks {
    /// Empty blocks are valid
    Allowed,
    /// Empty blocks are valid if they carry the filler
    Filled,
    /// Empty blocks are not valid
    Forbidden,
}

/// The spec of a new chain. Without `--difficulty`, the hash rate of this machine is measured.
///
/// # Errors
///
/// [`Failure`], which names the option.
pub(crate) fn spec(options: &NewOptions, output: Output) -> Result<Spec, Failure> {
    let mut settings = form(options)?;
    if settings.is_measured() {
        let rate = hash_rate();
        settings = measured(settings, rate);
        let hashes = &settings.difficulty;
        output.remark(&format!(
            "first difficulty: {hashes} hashes, measured on one core here"
        ));
    }
    let mut salt = [0; 8];
    getrandom::fill(&mut salt)
        .map_err(|error| Failure::new(Exit::Other, format!("no random numbers: {error}")))?;
    new_spec(&settings, clock::now(), salt).map_err(|fault| faults::failure(&fault))
}

fn form(options: &NewOptions) -> Result<NewChain, Failure> {
    let text = |option: &Option<String>| option.clone().unwrap_or_default();
    let shares = options.allocate.iter().map(|text| {
        let (to, amount) = text.split_once('=').ok_or_else(|| {
            let message = format!("{text:?} is not ADDRESS=COINS");
            Failure::of("--allocate", Exit::Usage, message)
        })?;
        Ok(Share {
            to: to.to_owned(),
            amount: amount.to_owned(),
        })
    });
    Ok(NewChain {
        name: options.name.clone(),
        symbol: options.symbol.clone(),
        prefix: text(&options.prefix),
        interval: options.interval.clone(),
        difficulty: text(&options.difficulty),
        cores: 1,
        fixed_difficulty: options.fixed_difficulty,
        confirmations: options.confirmations.clone(),
        max_weight: options.max_weight.clone(),
        max_transactions: options.max_transactions.clone(),
        least_transactions: options.least_transactions.clone(),
        empty_blocks: match options.empty_blocks {
            EmptyBlocks::Allowed => EmptyBlocksChoice::Allowed,
            EmptyBlocks::Filled => EmptyBlocksChoice::Filled,
            EmptyBlocks::Forbidden => EmptyBlocksChoice::Forbidden,
        },
        filler: text(&options.filler),
        max_peers: options.max_peers.clone(),
        reward: options.reward.clone(),
        halving: options.halving.clone(),
        maturity: options.maturity.clone(),
        grant: text(&options.grant),
        grant_until: options.grant_until.clone(),
        allocation: shares.collect::<Result<_, Failure>>()?,
        makers: match (options.author_key.is_empty(), options.author_work) {
            (true, _) => Makers::Everyone,
            (false, false) => Makers::Authors,
            (false, true) => Makers::AuthorsWithWork,
        },
        authors: options.author_key.join("\n"),
        genesis_author: text(&options.genesis_author),
        text: text(&options.text),
    })
}

/// The hashes per second of one core of this machine.
fn hash_rate() -> f64 {
    let mut contest = Contest::new(native::kernels());
    let mut miner = Miner::new(0);
    // No hash meets this target in practice.
    let job = Job {
        id: JobId::default(),
        version: 0x2000_0000,
        previous: BlockHash::ZERO,
        bits: CompactTarget(0x0101_0000),
        time: Timestamp(0),
        coinbase_head: Vec::new(),
        coinbase_tail: Vec::new(),
        branch: Vec::new(),
    };
    if miner.start(job).is_err() {
        return 0.0;
    }
    let start = clock::ticks();
    let mut slice = start;
    let mut counted = Duration::ZERO;
    let mut hashes: u32 = 0;
    while start.elapsed() < MEASURED {
        let progress = miner.mine(contest.kernel(), Timestamp(0), SLICE);
        let took = slice.elapsed();
        slice = clock::ticks();
        contest.took(progress.hashes, took);
        if start.elapsed() >= WARM_UP {
            hashes = hashes.saturating_add(u32::try_from(progress.hashes).unwrap_or(u32::MAX));
            counted += took;
        }
    }
    f64::from(hashes) / counted.as_secs_f64()
}
