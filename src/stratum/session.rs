//! One miner's session.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use primitives::{Time, Timestamp};
use serde_json::{Map, Value, json};

use crate::VERSION_MASK;
use crate::difficulty::Difficulty;
use crate::job::{Found, Job};
use crate::message::{self, Refusal, Request};
use crate::pace::Pace;
use crate::work::Work;

/// The maximum number of jobs whose shares are accepted: the newest ones.
pub const MAX_JOBS: usize = 8;
/// The maximum number of shares of one job. Further ones are refused.
pub const MAX_SHARES: usize = 4_096;
/// The number of malformed lines at which the session ends.
const MAX_MALFORMED: u32 = 10;
/// The difficulty for a miner that does not suggest one: about 17 million hashes a share.
const FIRST_DIFFICULTY: f64 = 1.0 / 256.0;
/// The number of bytes of the extra nonce that the miner varies.
const MINERS_BYTES: usize = 4;

/// An action for the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this line, which ends with a line feed.
    Send(String),
    /// Submit this block. Its coinbase has no witness yet.
    Submit(Vec<u8>),
    /// Close the connection, for this reason.
    Close(&'static str),
}

/// One miner's session.
#[derive(Debug)]
pub struct Session {
    /// The first half of the extra nonce, which only this session uses.
    extra_nonce: [u8; 4],
    is_subscribed: bool,
    is_authorized: bool,
    /// The bits of the version that the miner may change.
    version_mask: u32,
    difficulty: Difficulty,
    /// The minimum difficulty that the miner asked for.
    min_difficulty: Difficulty,
    /// The difficulty of the last `mining.set_difficulty`; `None` before the first.
    announced: Option<Difficulty>,
    pace: Pace,
    /// The newest work; `None` before the first.
    work: Option<Arc<Work>>,
    /// At most [`MAX_JOBS`], all on the same block.
    jobs: VecDeque<Job>,
    job_number: u64,
    malformed: u32,
    /// The actions that one line or one new work causes; the driver polls after each.
    outputs: VecDeque<Output>,
}

impl Session {
    /// A new session. Sessions of one node must have different values of `extra_nonce`, so that no
    /// two miners search the same coinbases.
    pub fn new(extra_nonce: [u8; 4], now: Time) -> Self {
        let first = Difficulty::at_most(FIRST_DIFFICULTY).unwrap_or(Difficulty::EASIEST);
        Self {
            extra_nonce,
            is_subscribed: false,
            is_authorized: false,
            version_mask: 0,
            difficulty: first,
            min_difficulty: Difficulty::EASIEST,
            announced: None,
            pace: Pace::new(now),
            work: None,
            jobs: VecDeque::new(),
            job_number: 0,
            malformed: 0,
            outputs: VecDeque::new(),
        }
    }

    /// The next action; `None` if there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Handles a line of the miner, without its line feed.
    pub fn receive(&mut self, now: Time, line: &[u8]) {
        let Some(request) = Request::parse(line) else {
            self.malformed += 1;
            let is_last = self.malformed >= MAX_MALFORMED || line.len() > message::MAX_LINE_BYTES;
            if is_last {
                self.outputs.push_back(Output::Close("malformed lines"));
            }
            return;
        };
        let was_ready = self.is_ready();
        let outcome = self.answer(now, &request);
        self.outputs
            .push_back(Output::Send(message::answer(request.id, outcome)));
        if !was_ready && self.is_ready() {
            self.pace = Pace::new(now);
            self.start_job(true);
        } else if let Some(wanted) = self.pace.judge(now, self.difficulty) {
            self.difficulty = wanted;
            self.change_difficulty();
        }
    }

    /// Offers new work. If its previous block is another one than before, the older jobs end.
    pub fn offer(&mut self, work: Arc<Work>) {
        let previous = self.work.as_ref().map(|work| work.previous);
        let is_clean = previous != Some(work.previous);
        if is_clean {
            self.jobs.clear();
        }
        self.work = Some(work);
        self.start_job(is_clean);
    }

    const fn is_ready(&self) -> bool {
        self.is_subscribed && self.is_authorized
    }

    fn answer(&mut self, now: Time, request: &Request) -> Result<Value, Refusal> {
        match request.method.as_str() {
            "mining.configure" => self.configure(request),
            "mining.subscribe" => {
                self.is_subscribed = true;
                let id = base16ct::lower::encode_string(&self.extra_nonce);
                let subscriptions = json!([["mining.set_difficulty", id], ["mining.notify", id]]);
                Ok(json!([subscriptions, id, MINERS_BYTES]))
            }
            "mining.authorize" => {
                request.text(0)?;
                self.is_authorized = true;
                Ok(Value::Bool(true))
            }
            "mining.suggest_difficulty" => {
                let number = request.params.first().and_then(Value::as_f64);
                let suggested = number.and_then(Difficulty::at_most);
                self.difficulty = suggested.ok_or(Refusal::InvalidParams)?;
                self.pace = Pace::new(now);
                self.change_difficulty();
                Ok(Value::Bool(true))
            }
            // The extra nonce never changes, so no line follows.
            "mining.extranonce.subscribe" => Ok(Value::Bool(true)),
            "mining.submit" => self.submit(request).map(Value::Bool),
            _ => Err(Refusal::UnknownMethod),
        }
    }

    /// BIP310: the answer has a member for each extension that the miner asks for.
    fn configure(&mut self, request: &Request) -> Result<Value, Refusal> {
        let extensions = request.params.first().and_then(Value::as_array);
        let extensions = extensions.ok_or(Refusal::InvalidParams)?;
        let none = Value::Null;
        let options = request.params.get(1).unwrap_or(&none);
        let mut answer = Map::new();
        for extension in extensions {
            let name = extension.as_str().ok_or(Refusal::InvalidParams)?;
            let is_done = match name {
                "version-rolling" => {
                    let wanted = options["version-rolling.mask"]
                        .as_str()
                        .unwrap_or("ffffffff");
                    let wanted = u32::from_str_radix(wanted, 16);
                    let wanted = wanted.map_err(|_| Refusal::InvalidParams)?;
                    self.version_mask = wanted & VERSION_MASK;
                    let mask = format!("{:08x}", self.version_mask);
                    answer.insert("version-rolling.mask".into(), mask.into());
                    self.version_mask != 0
                }
                "minimum-difficulty" => {
                    let number = options["minimum-difficulty.value"].as_f64();
                    let wanted = number.and_then(Difficulty::at_most);
                    self.min_difficulty = wanted.ok_or(Refusal::InvalidParams)?;
                    true
                }
                "subscribe-extranonce" => true,
                _ => false,
            };
            answer.insert(name.to_owned(), Value::Bool(is_done));
        }
        Ok(Value::Object(answer))
    }

    /// The difficulty of a job on this work, at most that of the block itself. The stored
    /// difficulty is capped as well, so that a slow miner's difficulty falls without delay.
    fn difficulty_on(&mut self, work: &Work) -> Difficulty {
        let wanted = self.difficulty.max(self.min_difficulty);
        self.difficulty = wanted.min(Difficulty::within(work.target));
        self.difficulty
    }

    /// Starts a job if its difficulty would differ from the announced one.
    fn change_difficulty(&mut self) {
        if let Some(work) = self.work.clone() {
            let wanted = self.difficulty_on(&work);
            if self.announced != Some(wanted) {
                self.start_job(false);
            }
        }
    }

    /// Starts a job on the newest work, if there is work and the miner is ready.
    fn start_job(&mut self, is_clean: bool) {
        let Some(work) = self.work.clone().filter(|_| self.is_ready()) else {
            return;
        };
        let difficulty = self.difficulty_on(&work);
        if self.announced != Some(difficulty) {
            self.announced = Some(difficulty);
            self.notify("mining.set_difficulty", &json!([difficulty.number()]));
        }
        self.job_number += 1;
        let job = Job {
            id: format!("{:x}", self.job_number),
            work,
            difficulty,
            shares: BTreeSet::new(),
        };
        self.notify("mining.notify", &job.notify(is_clean));
        if self.jobs.len() >= MAX_JOBS {
            self.jobs.pop_front();
        }
        self.jobs.push_back(job);
    }

    fn notify(&mut self, method: &str, params: &Value) {
        let line = message::notification(method, params);
        self.outputs.push_back(Output::Send(line));
    }

    /// Checks a share. A share that is a block is submitted.
    fn submit(&mut self, request: &Request) -> Result<bool, Refusal> {
        if !self.is_subscribed {
            return Err(Refusal::NotSubscribed);
        }
        if !self.is_authorized {
            return Err(Refusal::Unauthorized);
        }
        let id = request.text(1)?;
        let mut miners = [0; MINERS_BYTES];
        let decoded = base16ct::mixed::decode(request.text(2)?, &mut miners);
        if decoded.map_err(|_| Refusal::InvalidParams)?.len() != MINERS_BYTES {
            return Err(Refusal::InvalidParams);
        }
        let (time, nonce) = (Timestamp(request.word(3)?), request.word(4)?);
        let bits = match request.params.get(5) {
            None | Some(Value::Null) => None,
            Some(_) => Some(request.word(5)?),
        };
        let mask = self.version_mask;
        if bits.is_some_and(|bits| bits & !mask != 0) {
            return Err(Refusal::VersionBits);
        }
        let mut jobs = self.jobs.iter_mut();
        let job = jobs.find(|job| job.id == id).ok_or(Refusal::JobNotFound)?;
        if !job.allows(time) {
            return Err(Refusal::TimeOutOfRange);
        }
        if job.shares.len() >= MAX_SHARES {
            return Err(Refusal::TooManyShares);
        }
        let [a, b, c, d] = self.extra_nonce;
        let [e, f, g, h] = miners;
        let version = job.work.version;
        let share = job.share(Found {
            extra_nonce: [a, b, c, d, e, f, g, h],
            time,
            nonce,
            version: bits.map_or(version, |bits| version & !mask | bits),
        });
        if !job.target().is_met_by(&share.hash) {
            return Err(Refusal::LowDifficulty);
        }
        if !job.shares.insert(share.hash.to_bytes()) {
            return Err(Refusal::DuplicateShare);
        }
        self.pace.add();
        if let Some(block) = job.block(&share) {
            self.outputs.push_back(Output::Submit(block));
        }
        Ok(true)
    }
}
