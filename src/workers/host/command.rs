//! The commands of the page. The host carries them out or passes them to the open chain.

use api::{
    ChainCommand, ChainReason, Fault, Field, InvitationDocument, Known, Notice, ProfileCommand,
    Reply, Request, Restoration, VerdictDocument, command, reply,
};
use browser::threads::message::ToPage;
use primitives::Time;
use service::{Profile, Restored};

use super::Host;
use super::open_chain::OpenChain;
use crate::platform::Platform;
use crate::relay_url;

/// Maximum number of miner workers, which is more than the cores of any device today.
const MAX_CORES: u32 = 256;

impl<P: Platform> Host<P> {
    /// Carries out a command, sends a snapshot if it may have changed something, and replies.
    pub(super) async fn answer(&mut self, id: u64, request: Request) {
        let is_question = request.is_question();
        let outcome = match request {
            Request::Profile(command) => self.profile_command(command).await,
            Request::Chain(command) => self.chain_command(&command).await,
        };
        let now = self.platform.now();
        if is_question {
            // A page may send many questions in little time, so they cause no snapshots of their
            // own.
            self.finish_event(now);
        } else {
            self.run_chain(now);
            if self.add_used().await {
                self.run_chain(now);
            }
            self.report_saving();
            self.set_idle_timer();
            self.send_snapshot(now);
        }
        self.platform.send(&ToPage::Answer { id, outcome });
    }

    async fn chain_command(&mut self, command: &ChainCommand) -> Result<Reply, Fault> {
        self.storage.check_can_use()?;
        let now = self.platform.now();
        let chain = self.chain()?;
        let reply = chain.command(now, command);
        let (genesis, labels) = (chain.genesis(), chain.service().take_labels());
        if let Some(labels) = labels {
            self.storage.profile.set_labels(&genesis, labels);
            self.storage.save(self.platform.now()).await;
        }
        reply
    }

    async fn profile_command(&mut self, command: ProfileCommand) -> Result<Reply, Fault> {
        use ProfileCommand as Of;
        let now = self.platform.now();
        if !matches!(command, Of::Check(_)) {
            self.storage.check_can_use()?;
        }
        match command {
            Of::Start(it) => reply::<command::Start>(self.start_chain(it).await),
            Of::StartFrom(it) => reply::<command::StartFrom>(self.start_from_file(it).await),
            Of::Invitation(it) => reply::<command::Invitation>(self.invitation(&it.link)),
            Of::Join(it) => reply::<command::Join>(self.join(now, it).await),
            Of::Open(it) => reply::<command::Open>(self.open_known(&it.genesis).await),
            Of::Leave => reply::<command::Leave>(self.leave(now).await),
            Of::Forget(it) => reply::<command::Forget>(self.forget(now, &it.genesis).await),
            Of::Refetch(it) => reply::<command::Refetch>(self.refetch(&it.genesis).await),
            Of::AddRelay(it) => reply::<command::AddRelay>(self.add_relay(now, &it.url).await),
            Of::RemoveRelay(it) => {
                reply::<command::RemoveRelay>(self.remove_relay(now, &it.url).await)
            }
            Of::HideAddress(it) => {
                reply::<command::HideAddress>(self.hide_address(now, it.hide).await)
            }
            Of::TryAgain => {
                let tried = self.chain().map(|open| open.try_again(now));
                reply::<command::TryAgain>(tried)
            }
            Of::Mine(it) => reply::<command::Mine>(self.mine(now, &it)),
            Of::ShowWords(it) => {
                let words = self.storage.profile.words(it.passphrase.as_deref());
                reply::<command::ShowWords>(words.map(Into::into))
            }
            Of::SetPassphrase(it) => reply::<command::SetPassphrase>(self.set_passphrase(it).await),
            Of::Backup(it) => {
                let profile = &self.storage.profile;
                reply::<command::Backup>(profile.backup(&it.passphrase, self.entropy()))
            }
            Of::Restore(it) => reply::<command::Restore>(self.restore(now, it).await),
            Of::UndoRestore(it) => reply::<command::UndoRestore>(self.undo_restore(now, it).await),
            Of::ForgetReplaced => reply::<command::ForgetReplaced>(self.forget_replaced().await),
            Of::Check(it) => reply::<command::Check>(self.check(now, &it)),
            Of::AddAccount(it) => reply::<command::AddAccount>(self.add_account(it).await),
            Of::FindAccounts(it) => {
                let passphrase = it.passphrase.as_deref();
                reply::<command::FindAccounts>(self.find_accounts(passphrase).await)
            }
            Of::Watch(it) => reply::<command::Watch>(self.watch(it).await),
            Of::ChooseAccount(it) => reply::<command::ChooseAccount>(self.choose_account(it).await),
            Of::RemoveAccount(it) => reply::<command::RemoveAccount>(self.remove_account(it).await),
        }
    }

    async fn start_chain(&mut self, mut command: command::Start) -> Result<(), Fault> {
        self.storage.budget().check_can_add()?;
        let settings = &mut *command.settings;
        if settings.is_measured()
            && let Some(rate) = self.platform.hash_rate().await
        {
            let rate = rate * f64::from(settings.cores.clamp(1, MAX_CORES));
            *settings = service::measured(settings.clone(), rate);
        }
        let (now, salt) = (self.platform.now(), self.platform.random());
        let relays = self.relays_of_page().await;
        let passphrase = command.passphrase.as_deref();
        let profile = &mut self.storage.profile;
        let genesis = profile.start(settings, relays, now, salt, passphrase)?;
        self.open_and_save(&genesis).await?;
        self.chain()?.service().mark_started();
        Ok(())
    }

    async fn start_from_file(&mut self, command: command::StartFrom) -> Result<(), Fault> {
        self.storage.budget().check_can_add()?;
        let relays = self.relays_of_page().await;
        let passphrase = command.passphrase.as_deref();
        let profile = &mut self.storage.profile;
        let genesis = profile.start_from(&command.settings, relays, passphrase)?;
        self.open_and_save(&genesis).await
    }

    /// The relays of a chain that is started here: those in the list beside the page, or the one
    /// that serves the page if the host lists none. A notice reports a list that is not valid.
    async fn relays_of_page(&self) -> Vec<String> {
        let listed = match relay_url::list(&self.page_url) {
            Some(url) => self.platform.relay_list(&url).await,
            None => None,
        };
        let listed = listed.map_or(Ok(Vec::new()), |json| service::relay_list(&json));
        let listed = listed.unwrap_or_else(|reason| {
            let reason = reason.into();
            self.notify(Notice::Trouble { reason });
            Vec::new()
        });
        match listed.is_empty() {
            true => relay_url::relay(&self.page_url).into_iter().collect(),
            false => listed,
        }
    }

    fn invitation(&self, link: &str) -> Result<Box<InvitationDocument>, Fault> {
        self.storage.profile.invitation(link).map(Box::new)
    }

    async fn join(&mut self, now: Time, command: command::Join) -> Result<(), Fault> {
        let command::Join {
            link,
            passphrase,
            add_relay,
        } = command;
        if self.storage.profile.invitation(&link)?.known == Known::New {
            self.storage.budget().check_can_add()?;
        }
        let profile = &mut self.storage.profile;
        let genesis = profile.join(&link, add_relay, passphrase.as_deref())?;
        let relays = profile.relays(&genesis);
        self.open_and_save(&genesis).await?;
        // A chain that was open already does not know the new relay yet.
        self.chain()?.set_relays(now, &relays);
        Ok(())
    }

    async fn open_known(&mut self, genesis: &str) -> Result<(), Fault> {
        let genesis = self.storage.profile.find(genesis)?;
        self.open_and_save(&genesis).await
    }

    async fn leave(&mut self, now: Time) -> Result<(), Fault> {
        self.close(now);
        self.storage.profile.closed();
        self.storage.save(self.platform.now()).await;
        Ok(())
    }

    async fn forget(&mut self, now: Time, genesis: &str) -> Result<(), Fault> {
        self.storage.check_can_change_chain()?;
        let genesis = self.storage.profile.find(genesis)?;
        if self.is_open(&genesis) {
            self.close(now);
        }
        self.changed = true;
        self.unopened = None;
        self.storage.forget(now, &genesis).await
    }

    /// Erases the database of a chain and opens the chain anew, so that its blocks are downloaded
    /// again.
    async fn refetch(&mut self, genesis: &str) -> Result<(), Fault> {
        self.storage.check_can_change_chain()?;
        let genesis = self.storage.profile.find(genesis)?;
        if self.is_open(&genesis) {
            self.close(self.platform.now());
        }
        self.storage.erase(&genesis).await?;
        self.open_and_save(&genesis).await
    }

    async fn add_relay(&mut self, now: Time, url: &str) -> Result<(), Fault> {
        self.storage.check_can_change_chain()?;
        let genesis = self.chain()?.genesis();
        let relays = self.storage.profile.add_relay(&genesis, url)?;
        self.chain()?.set_relays(now, &relays);
        self.storage.save(self.platform.now()).await;
        Ok(())
    }

    async fn remove_relay(&mut self, now: Time, url: &str) -> Result<(), Fault> {
        self.storage.check_can_change_chain()?;
        let genesis = self.chain()?.genesis();
        let relays = self.storage.profile.remove_relay(&genesis, url);
        self.chain()?.set_relays(now, &relays);
        self.storage.save(self.platform.now()).await;
        Ok(())
    }

    async fn hide_address(&mut self, now: Time, hide: bool) -> Result<(), Fault> {
        self.storage.check_can_change_chain()?;
        let genesis = self.chain()?.genesis();
        self.storage.profile.hide_address(&genesis, hide);
        self.chain()?.hide_address(now, hide);
        self.storage.save(self.platform.now()).await;
        Ok(())
    }

    async fn set_passphrase(&mut self, command: command::SetPassphrase) -> Result<(), Fault> {
        self.storage.check_can_change_wallet()?;
        let mut profile = self.storage.profile.clone();
        let (old, new) = (command.old.as_deref(), command.new.as_deref());
        profile.set_passphrase(old, new, self.entropy())?;
        self.storage
            .replace_profile(self.platform.now(), profile)
            .await?;
        if let Some(open) = &mut self.open {
            open.service()
                .set_vault(self.storage.profile.vault().clone());
        }
        Ok(())
    }

    async fn restore(
        &mut self,
        now: Time,
        command: command::Restore,
    ) -> Result<Restoration, Fault> {
        self.storage.check_can_change_wallet()?;
        let (passphrase, present) = (command.passphrase.as_deref(), command.present.as_deref());
        // One replaced wallet is kept. The person has the words of a wallet that is restored, but
        // after two new wallets in a row nobody might have those of the first one.
        let is_new = matches!(command.source, command::WalletSource::Fresh);
        if is_new && self.storage.profile.replaced().is_some() {
            return Err(Fault::new(ChainReason::ReplacedWalletKept));
        }
        let restored = Restored::read(&command.source, passphrase, self.entropy())?;
        let unchanged = self.storage.profile.is_present(&restored);
        if !unchanged && !command.agreed && self.storage.profile.is_used() {
            self.note_standing();
            let holdings = self.storage.profile.holdings();
            return Ok(Restoration::Replaces { holdings });
        }
        self.replace_wallet(now, |profile| profile.restore(&restored, present))
            .await?;
        let key = self.storage.profile.identity().to_string();
        Ok(Restoration::Restored { key, unchanged })
    }

    async fn undo_restore(
        &mut self,
        now: Time,
        command: command::UndoRestore,
    ) -> Result<(), Fault> {
        self.storage.check_can_change_wallet()?;
        let passphrase = command.passphrase.as_deref();
        self.replace_wallet(now, |profile| profile.undo_restore(passphrase))
            .await
    }

    async fn forget_replaced(&mut self) -> Result<(), Fault> {
        self.storage.check_can_change_wallet()?;
        let mut profile = self.storage.profile.clone();
        profile.forget_replaced();
        self.storage
            .replace_profile(self.platform.now(), profile)
            .await
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
        let replaced = self
            .storage
            .replace_profile(self.platform.now(), profile)
            .await;
        if let Some(genesis) = genesis {
            self.open(&genesis).await?;
        }
        replaced
    }

    fn mine(&mut self, now: Time, command: &command::Mine) -> Result<(), Fault> {
        let cores = command.cores;
        if cores > MAX_CORES {
            let message = format!("At most {MAX_CORES} cores can mine.");
            return Err(Fault::of(Field::Cores, message));
        }
        if cores > 0 && self.chain()?.service().has_authors() {
            self.storage.check_can_seal()?;
        }
        let service = self.chain()?.service();
        service.set_mining(now, cores, command.passphrase.as_deref())?;
        // Without a search for nonces, no miner is started.
        let cores = if service.needs_miners() { cores } else { 0 };
        self.changed = true;
        let resized = self.miners.resize(self.platform.ticks(), cores as usize);
        resized.map_err(|error| Fault::of(Field::Cores, format!("{error}.")))
    }

    fn check(
        &mut self,
        now: Time,
        command: &command::Check,
    ) -> Result<Box<VerdictDocument>, Fault> {
        let (question, time) = (&command.0, now.to_timestamp());
        let verdict = match &mut self.open {
            Some(open) => open.service().check(question, time),
            None => service::check(question, time),
        };
        verdict.map(Box::new)
    }

    pub(super) fn chain(&mut self) -> Result<&mut OpenChain<P::Network>, Fault> {
        let none = || Fault::new(ChainReason::NoChain);
        self.open.as_mut().ok_or_else(none)
    }
}
