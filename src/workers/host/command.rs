//! Commands of the page, which are carried out here or passed to the open chain.

use api::{Command, Fault, Field, Known, Reply, Secret};
use browser::clock;
use browser::entropy::random;
use browser::message::ToPage;
use primitives::Time;
use service::Profile;

use super::Host;
use crate::measure::hash_rate;
use crate::open_chain::OpenChain;
use crate::profile_store::entropy;
use crate::relay_url;

/// Maximum number of miner workers, which exceeds the cores of any device today.
const MAX_CORES: u32 = 256;

impl Host {
    /// Carries out a command, sends a snapshot if it may have changed something, and replies.
    pub(super) async fn answer(&mut self, id: u64, command: Command) {
        let is_question = command.is_question();
        let outcome = self.command(command).await;
        if is_question {
            // A page may send many questions in little time, which must not cause more snapshots.
            self.finish_event();
        } else {
            let now = clock::now();
            self.run_chain(now);
            self.report_saving();
            self.send_snapshot(now);
        }
        self.page.send(&ToPage::Answer { id, outcome });
    }

    async fn command(&mut self, command: Command) -> Result<Reply, Fault> {
        let now = clock::now();
        if !matches!(command, Command::Check(_)) {
            self.storage.check_can_use()?;
        }
        match command {
            Command::Start {
                mut settings,
                passphrase,
            } => {
                self.storage.budget().check_can_add()?;
                if settings.is_measured()
                    && let Some(rate) = hash_rate().await
                {
                    let rate = rate * f64::from(settings.cores.clamp(1, MAX_CORES));
                    *settings = service::measured(*settings, rate);
                }
                let now = clock::now();
                let relay = relay_url::relay(&self.page_url).unwrap_or_default();
                let (profile, passphrase) = (&mut self.storage.profile, passphrase.as_deref());
                let genesis = profile.start(&settings, &relay, now, random(), passphrase)?;
                let reply = self.open_and_save(&genesis).await?;
                self.chain()?.service().mark_started();
                Ok(reply)
            }
            Command::StartFrom {
                settings,
                passphrase,
            } => {
                self.storage.budget().check_can_add()?;
                let relay = relay_url::relay(&self.page_url).unwrap_or_default();
                let (profile, passphrase) = (&mut self.storage.profile, passphrase.as_deref());
                let genesis = profile.start_from(&settings, &relay, passphrase)?;
                self.open_and_save(&genesis).await
            }
            Command::Invitation { link } => {
                let document = self.storage.profile.invitation(&link)?;
                Ok(Reply::Invitation(Box::new(document)))
            }
            Command::Join {
                link,
                passphrase,
                add_relay,
            } => {
                if self.storage.profile.invitation(&link)?.known == Known::New {
                    self.storage.budget().check_can_add()?;
                }
                let profile = &mut self.storage.profile;
                let genesis = profile.join(&link, add_relay, passphrase.as_deref())?;
                let relays = profile.relays(&genesis);
                let reply = self.open_and_save(&genesis).await?;
                // A chain that was open already does not know the new relay yet.
                self.chain()?.set_relays(now, &relays);
                Ok(reply)
            }
            Command::Open { genesis } => {
                let genesis = self.storage.profile.find(&genesis)?;
                self.open_and_save(&genesis).await
            }
            Command::Leave => {
                self.close(now);
                self.storage.profile.closed();
                self.storage.save().await;
                Ok(Reply::Done)
            }
            Command::Forget { genesis } => {
                self.storage.check_can_change_chain()?;
                let genesis = self.storage.profile.find(&genesis)?;
                if self.is_open(&genesis) {
                    self.close(now);
                }
                self.changed = true;
                self.unopened = None;
                self.storage.forget(&genesis).await?;
                Ok(Reply::Done)
            }
            Command::Refetch { genesis } => {
                self.storage.check_can_change_chain()?;
                let genesis = self.storage.profile.find(&genesis)?;
                self.refetch(&genesis).await
            }
            Command::AddRelay { url } => {
                self.storage.check_can_change_chain()?;
                let genesis = self.chain()?.genesis();
                let relays = self.storage.profile.add_relay(&genesis, &url)?;
                self.chain()?.set_relays(now, &relays);
                self.storage.save().await;
                Ok(Reply::Done)
            }
            Command::RemoveRelay { url } => {
                self.storage.check_can_change_chain()?;
                let genesis = self.chain()?.genesis();
                let relays = self.storage.profile.remove_relay(&genesis, &url);
                self.chain()?.set_relays(now, &relays);
                self.storage.save().await;
                Ok(Reply::Done)
            }
            Command::HideAddress { hide } => {
                self.storage.check_can_change_chain()?;
                let genesis = self.chain()?.genesis();
                self.storage.profile.hide_address(&genesis, hide);
                self.chain()?.hide_address(now, hide);
                self.storage.save().await;
                Ok(Reply::Done)
            }
            Command::TryAgain => {
                self.chain()?.try_again(now);
                Ok(Reply::Done)
            }
            Command::ShowWords { passphrase } => {
                let words = self.storage.profile.words(passphrase.as_deref())?;
                Ok(Reply::Words(words.into()))
            }
            Command::SetPassphrase { old, new } => {
                self.storage.check_can_change_wallet()?;
                let mut profile = self.storage.profile.clone();
                profile.set_passphrase(old.as_deref(), new.as_deref(), entropy())?;
                self.storage.replace_profile(profile).await?;
                if let Some(open) = &mut self.open {
                    open.service()
                        .set_vault(self.storage.profile.vault().clone());
                }
                Ok(Reply::Done)
            }
            Command::Restore {
                words,
                passphrase,
                agreed,
                present,
            } => {
                self.storage.check_can_change_wallet()?;
                let unchanged = self.storage.profile.has_words(&words)?;
                if !unchanged && !agreed && self.storage.profile.is_used() {
                    self.note_standing();
                    let holdings = self.storage.profile.holdings();
                    return Ok(Reply::Replaces { holdings });
                }
                let (passphrase, present) = (passphrase.as_deref(), present.as_deref());
                self.replace_wallet(now, |profile| {
                    profile.restore(&words, passphrase, present, entropy())
                })
                .await?;
                let key = self.storage.profile.identity().to_string();
                Ok(Reply::Restored { key, unchanged })
            }
            Command::UndoRestore { passphrase } => {
                self.storage.check_can_change_wallet()?;
                self.replace_wallet(now, |profile| profile.undo_restore(passphrase.as_deref()))
                    .await?;
                Ok(Reply::Done)
            }
            Command::ForgetReplaced => {
                self.storage.check_can_change_wallet()?;
                let mut profile = self.storage.profile.clone();
                profile.forget_replaced();
                self.storage.replace_profile(profile).await?;
                Ok(Reply::Done)
            }
            Command::Mine { cores, passphrase } => self.mine(now, cores, passphrase),
            Command::Check(question) if self.open.is_none() => {
                let verdict = service::check(&question, now.to_timestamp())?;
                Ok(Reply::Verdict(Box::new(verdict)))
            }
            command => self.chain()?.command(now, &command),
        }
    }

    /// Replaces the wallet by `replace`, and opens the open chain again with the new wallet's keys.
    async fn replace_wallet(
        &mut self,
        now: Time,
        replace: impl FnOnce(&mut Profile) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut profile = self.storage.profile.clone();
        replace(&mut profile)?;
        if self.storage.profile.identity() == profile.identity() {
            return Ok(());
        }
        let genesis = self.open.as_ref().map(OpenChain::genesis);
        if genesis.is_some() {
            self.close(now);
        }
        self.changed = true;
        let replaced = self.storage.replace_profile(profile).await;
        if let Some(genesis) = genesis {
            self.open(&genesis).await?;
        }
        replaced
    }

    fn mine(&mut self, now: Time, cores: u32, passphrase: Option<Secret>) -> Result<Reply, Fault> {
        if cores > MAX_CORES {
            let message = format!("At most {MAX_CORES} cores can mine.");
            return Err(Fault::of(Field::Cores, message));
        }
        if cores > 0 && self.chain()?.service().has_authors() {
            self.storage.check_can_seal()?;
        }
        let open = self.chain()?;
        let reply = open.command(now, &Command::Mine { cores, passphrase })?;
        // Without a search for nonces, no miner is started.
        let cores = if open.service().needs_miners() {
            cores
        } else {
            0
        };
        self.changed = true;
        let resized = self.miners.resize(cores as usize);
        resized.map_err(|error| Fault::of(Field::Cores, format!("{error}.")))?;
        Ok(reply)
    }

    fn chain(&mut self) -> Result<&mut OpenChain, Fault> {
        let none = || Fault::new("Start a chain or join one first.");
        self.open.as_mut().ok_or_else(none)
    }
}
