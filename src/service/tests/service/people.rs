//! People for tests: services with lossless links between them, on a clock that the test sets.

use std::collections::VecDeque;
use std::time::Duration;

use api::{Answer, Command, Fault, Notice, Pace, ProfileCommand, Request, Review, command, reply};
use chain::SpecDraft;
use miner::{Hit, Job, JobId, Kernel, Search, Solution};
use node::{Direction, Input, PeerId};
use primitives::{CompactTarget, Time, Timestamp};
use service::{DriverStatus, Entropy, Keys, Output, Profile, Service, Setup};
use store::RedbStore;
use wallet::Words;

/// The time at which the tests begin.
pub(crate) const START: u32 = 1_700_000_000;

/// The bytes of the accounts of a wallet that has account 0 alone, in a profile: four numbers, and
/// the keys of the seven accounts that may be found.
pub(crate) const ACCOUNTS: usize = 4 + 7 * (3 + 65);

/// Settings with which a block takes a few hashes.
pub(crate) fn easy() -> Setup {
    let draft = SpecDraft {
        name: "Test".into(),
        symbol: "TST".into(),
        prefix: "tst".parse().unwrap(),
        bits: CompactTarget(0x207f_ffff),
        maturity: 2,
        time: Timestamp(START - 1_000),
        ..SpecDraft::default()
    };
    Setup::new(draft.build().unwrap(), "ws://127.0.0.1:1/signal")
}

pub(crate) fn entropy(byte: u8) -> Entropy {
    Entropy {
        words: [byte; 32],
        salt: [byte; 16],
        nonce: [byte; 24],
    }
}

/// A person with a service, and the service's outputs.
pub(crate) struct Person {
    pub(crate) service: Service<RedbStore>,
    pub(crate) profile: Profile,
    pub(crate) notices: Vec<Notice>,
    pub(crate) job: Option<Job>,
    sends: VecDeque<Vec<u8>>,
    pub(crate) dropped: Option<node::Fault>,
}

impl Person {
    pub(crate) fn new(byte: u8) -> Self {
        Self::with_store(byte, RedbStore::in_memory().unwrap())
    }

    pub(crate) fn with_store(byte: u8, store: RedbStore) -> Self {
        Self::on(byte, easy(), store)
    }

    pub(crate) fn on(byte: u8, setup: Setup, store: RedbStore) -> Self {
        Self::with_profile(Profile::new(entropy(byte)), byte, setup, store)
    }

    /// A person with this profile, which must be made from the [`entropy`] of `byte`.
    pub(crate) fn with_profile(profile: Profile, byte: u8, setup: Setup, store: RedbStore) -> Self {
        Self::with_seed(profile, byte, [byte; 32], setup, store)
    }

    /// The wallet of [`new`](Self::new) in another tab, with its own node.
    pub(crate) fn in_another_tab(byte: u8) -> Self {
        let store = RedbStore::in_memory().unwrap();
        Self::with_seed(
            Profile::new(entropy(byte)),
            byte,
            [!byte; 32],
            easy(),
            store,
        )
    }

    fn with_seed(
        profile: Profile,
        byte: u8,
        node_seed: [u8; 32],
        setup: Setup,
        store: RedbStore,
    ) -> Self {
        let page = "http://127.0.0.1/".to_owned();
        let seed = Words::from_entropy([byte; 16]).seed();
        let keys = Keys::new(
            profile.vault().clone(),
            seed.account(&setup.spec.genesis_hash()).public(),
        );
        let service = Service::open(setup, page, store, keys, node_seed, clock(0)).unwrap();
        let mut person = Self {
            service,
            profile,
            notices: Vec::new(),
            job: None,
            sends: VecDeque::new(),
            dropped: None,
        };
        person.drain(clock(0));
        person
    }

    /// Gives the service a command, as the owner of the profile does.
    pub(crate) fn ask<C: Command + Clone>(
        &mut self,
        now: Time,
        command: &C,
    ) -> Result<C::Answer, Fault> {
        let outcome = match command.clone().into() {
            Request::Chain(command) => self.service.command(now, &command),
            Request::Profile(ProfileCommand::Mine(command::Mine { cores, passphrase })) => {
                let passphrase = passphrase.as_deref();
                reply::<command::Mine>(self.service.set_mining(now, cores, passphrase))
            }
            Request::Profile(ProfileCommand::Check(command::Check(question))) => {
                let verdict = self.service.check(&question, now.to_timestamp());
                reply::<command::Check>(verdict.map(Box::new))
            }
            Request::Profile(other) => unreachable!("no test gives {other:?} to a service"),
        };
        self.drain(now);
        outcome.map(|reply| C::Answer::from_reply(reply).expect("the answer is the command's"))
    }

    pub(crate) fn view(&self) -> api::ChainView {
        self.service.view(&DriverStatus {
            network: service::NetworkFigures {
                relays: vec![api::RelayEntry {
                    url: easy().relays[0].clone(),
                    state: api::RelayView::Connecting,
                }],
                ..Default::default()
            },
            ..Default::default()
        })
    }

    /// Polls the service until it sleeps.
    pub(crate) fn drain(&mut self, now: Time) {
        loop {
            let output = match self.service.poll() {
                Output::Node(output) => output,
                Output::Notice(notice) => {
                    self.notices.push(notice);
                    continue;
                }
            };
            match output {
                node::Output::Send(_, bytes) => self.sends.push_back(bytes),
                node::Output::SendPart(..) => unreachable!("the blocks here are small"),
                node::Output::Drop(_, fault) => self.dropped = Some(fault),
                node::Output::Mine(job) => self.job = job,
                // These people have no checkers.
                node::Output::Verify { .. } | node::Output::CancelBatch(_) => {}
                node::Output::Duplicate { .. } => {}
                // The service has handled the event.
                node::Output::Tell(_) => {}
                node::Output::Seal { .. } => unreachable!("the service carries it out"),
                node::Output::Sleep(at) if at <= now => self.service.handle(now, Input::Woken),
                node::Output::Sleep(_) => return,
            }
        }
    }

    /// Reviews a payment.
    pub(crate) fn review(&mut self, now: Time, to: &str, amount: &str) -> Result<Review, Fault> {
        self.ask(now, &review(to, amount, ""))
    }

    /// Reviews a payment and makes it. Returns the transaction's id.
    pub(crate) fn pay(&mut self, now: Time, to: &str, amount: &str) -> Result<String, Fault> {
        self.pay_with_note(now, to, amount, "")
    }

    /// Reviews a payment with a note and makes it. Returns the transaction's id.
    pub(crate) fn pay_with_note(
        &mut self,
        now: Time,
        to: &str,
        amount: &str,
        note: &str,
    ) -> Result<String, Fault> {
        let reviewed = self.ask(now, &review(to, amount, note))?;
        self.ask(now, &send(&reviewed, None)).map(|sent| sent.txid)
    }

    /// Finds a block at this time and gives it to the service. Its reward goes to this person.
    pub(crate) fn mine(&mut self, now: Time) {
        self.ask(now, &mine(1)).unwrap();
        let job = self.job.clone().expect("a mining node hands out a job");
        let (id, solution) = solve(&job, now.to_timestamp());
        self.service.handle(now, Input::Mined(id, solution));
        self.drain(now);
        self.ask(now, &mine(0)).unwrap();
    }
}

pub(crate) fn mine(cores: u32) -> command::Mine {
    command::Mine {
        cores,
        passphrase: None,
    }
}

pub(crate) fn review(to: &str, amount: &str, note: &str) -> command::Review {
    command::Review {
        to: to.into(),
        amount: amount.into(),
        note: note.into(),
        pace: Pace::default(),
        more: Vec::new(),
        coins: Vec::new(),
    }
}

/// The command that sends a reviewed payment.
pub(crate) fn send(review: &Review, passphrase: Option<&str>) -> command::Send {
    command::Send {
        draft: review.draft.clone(),
        passphrase: passphrase.map(Into::into),
    }
}

/// The time this many seconds after the start.
pub(crate) fn clock(seconds: u64) -> Time {
    Time((u64::from(START) + seconds) * 1_000)
}

fn solve(job: &Job, now: Timestamp) -> (JobId, Solution) {
    let time = now.max(job.time);
    let target = job.bits.to_target().unwrap();
    for extra_nonce in 0.. {
        let solution = Solution {
            extra_nonce,
            time,
            nonce: 0,
            version: job.version,
        };
        let search = Search::new(&job.header(&solution), &target);
        if let Some(Hit { version, nonce }) = search.run(&mut Kernel::portable(), 0..1 << 16).hit {
            let solution = Solution {
                version,
                nonce,
                ..solution
            };
            return (job.id, solution);
        }
    }
    unreachable!("some extra nonce solves the job")
}

/// Opens a link between two people.
pub(crate) fn meet(a: &mut Person, b: &mut Person, link: u64, now: Time) {
    a.service
        .handle(now, Input::PeerUp(PeerId(link), Direction::Outbound, None));
    b.service
        .handle(now, Input::PeerUp(PeerId(link), Direction::Inbound, None));
    talk(a, b, link, now);
}

/// Opens a link between two people, and passes no messages yet.
pub(crate) fn begin(a: &mut Person, b: &mut Person, link: u64, now: Time) {
    for (person, direction) in [(a, Direction::Outbound), (b, Direction::Inbound)] {
        let up = Input::PeerUp(PeerId(link), direction, None);
        person.service.handle(now, up);
        person.drain(now);
    }
}

/// Passes one message each way. Returns whether there was one.
pub(crate) fn step(a: &mut Person, b: &mut Person, link: u64, now: Time) -> bool {
    let (to_b, to_a) = (a.sends.pop_front(), b.sends.pop_front());
    let is_any = to_b.is_some() || to_a.is_some();
    for (person, bytes) in [(b, to_b), (a, to_a)] {
        if let Some(bytes) = bytes {
            let received = Input::Received(PeerId(link), bytes);
            person.service.handle(now, received);
            person.drain(now);
        }
    }
    is_any
}

/// Closes the link.
pub(crate) fn part(a: &mut Person, b: &mut Person, link: u64, now: Time) {
    for person in [a, b] {
        person.service.handle(now, Input::PeerDown(PeerId(link)));
        person.drain(now);
        person.sends.clear();
    }
}

/// Passes messages both ways for two seconds, since a node sends its announcements after a short
/// delay.
pub(crate) fn talk(a: &mut Person, b: &mut Person, link: u64, now: Time) {
    for step in 0..8 {
        let now = now + Duration::from_millis(250 * step);
        for person in [&mut *a, &mut *b] {
            person.service.handle(now, Input::Woken);
            person.drain(now);
        }
        while !a.sends.is_empty() || !b.sends.is_empty() {
            carry(a, b, link, now);
            carry(b, a, link, now);
        }
    }
}

fn carry(from: &mut Person, to: &mut Person, link: u64, now: Time) {
    while let Some(bytes) = from.sends.pop_front() {
        to.service.handle(now, Input::Received(PeerId(link), bytes));
        to.drain(now);
    }
}
