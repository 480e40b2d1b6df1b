//! Opening and closing chains; at most one is open.

use api::{Fault, Notice, Reason, StorageReason, UnopenedView};
use node::{Input, Request};
use primitives::{BlockHash, Time};
use service::{Entropy, Service};
use signal::Room;
use store::RedbStore;

use super::Host;
use super::open_chain::OpenChain;
use crate::platform::{NetworkSettings, Platform};
use crate::profile_store::DatabaseError;

impl<P: Platform> Host<P> {
    pub(super) async fn open_and_save(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        self.open(genesis).await?;
        self.storage.save(self.platform.now()).await;
        Ok(())
    }

    /// Opens a known chain, unless it is open already. Another open chain is closed.
    pub(super) async fn open(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        let now = self.platform.now();
        if self.is_open(genesis) {
            return Ok(());
        }
        self.close(now);
        let (service, network) = self.open_service(now, genesis).await?;
        self.unopened = None;
        self.run_service(now, service, &network);
        Ok(())
    }

    /// Opens the service of a chain on its saved data, and returns it with the settings of its
    /// network. Saved data that can't be used is left as it is, and the page asks the person what
    /// to do.
    async fn open_service(
        &mut self,
        now: Time,
        genesis: &BlockHash,
    ) -> Result<(Service<RedbStore>, NetworkSettings), Fault> {
        let (setup, keys) = self.storage.profile.opened(genesis)?;
        let network = NetworkSettings {
            room: Room::from_bytes(genesis.to_bytes()),
            relays: setup.relays.clone(),
            hide_address: setup.hide_address,
        };
        let page = self.page_url.clone();
        let opened = match self.storage.open_database(genesis).await {
            Ok(store) => Service::open(setup, page, store, keys, self.platform.random(), now)
                .map_err(|error| error.to_string()),
            Err(DatabaseError::Unusable(error)) => Err(error.to_string()),
            Err(DatabaseError::Unopened(error)) => Err(error.to_string()),
            Err(DatabaseError::Memory(error)) => {
                self.storage.opened(genesis, false);
                return Err(Fault::new(StorageReason::ChainUnopened {
                    error: error.to_string(),
                }));
            }
        };
        self.storage.opened(genesis, opened.is_ok());
        match opened {
            Ok(mut service) => {
                service.set_room(self.storage.budget().limit(genesis));
                Ok((service, network))
            }
            Err(error) => {
                let reason = Reason::from(StorageReason::ChainUnusable { error });
                self.storage.profile.closed();
                self.report_unopened(genesis, reason.clone());
                Err(Fault::new(reason))
            }
        }
    }

    /// Lets the page ask the person what to do with a chain that is not opened.
    pub(super) fn report_unopened(&mut self, genesis: &BlockHash, reason: Reason) {
        let genesis = genesis.to_string();
        let chains = self.storage.profile.chains(|_| 0);
        let known = chains.into_iter().find(|known| known.genesis == genesis);
        self.unopened = known.map(|known| UnopenedView {
            genesis,
            name: known.name,
            reason,
        });
        self.changed = true;
    }

    /// Opens the chain that was open last, unless the last attempt to open it did not end.
    pub(super) async fn open_last(&mut self) {
        let Some(last) = self.storage.profile.last() else {
            return;
        };
        if self.storage.is_interrupted(&last) {
            return self.report_unopened(&last, StorageReason::OpeningInterrupted.into());
        }
        if let Err(Fault { reason, .. }) = self.open(&last).await
            && self.unopened.is_none()
        {
            self.notify(Notice::Trouble { reason });
        }
    }

    /// Takes over the profile from the tab that owned it and has closed. The open chain is opened
    /// again on its saved data, to which the blocks in this tab's memory are added.
    pub(super) async fn take_over(&mut self) {
        let (entropy, now) = (self.entropy(), self.platform.now());
        let taken = self.storage.take_over(entropy, now).await;
        self.changed = true;
        if let Err(Fault { reason, .. }) = taken {
            return self.notify(Notice::Trouble { reason });
        }
        if let Err(Fault { reason, .. }) = self.take_over_chain().await {
            self.notify(Notice::Trouble { reason });
        } else {
            self.notify(Notice::TookOver);
        }
    }

    async fn take_over_chain(&mut self) -> Result<(), Fault> {
        let Some(genesis) = self.open.as_ref().map(OpenChain::genesis) else {
            self.storage.profile.closed();
            self.storage.save(self.platform.now()).await;
            return Ok(());
        };
        let now = self.platform.now();
        let (mut service, network) = self.open_service(now, &genesis).await?;
        let Some(old) = self.open.take().map(OpenChain::into_service) else {
            return Ok(());
        };
        // The new service does not know the batches and jobs of the old one.
        self.checkers.dismiss(now);
        self.miners.set_job(now, None);
        let is_mining = old.is_mining() && !old.has_authors();
        let merged = service.take_over(now, &old);
        if is_mining {
            // The miner workers still run, and the service only needs to know that there are some.
            // If mining is refused, the page shows that it has stopped.
            let _ = service.set_mining(now, 1, None);
        }
        self.run_service(now, service, &network);
        self.storage.save(self.platform.now()).await;
        merged.map_err(|error| {
            Fault::new(StorageReason::BlocksUnread {
                error: error.to_string(),
            })
        })
    }

    /// Joins a chain's network. The network's events carry the chain's number, so that late events
    /// of earlier chains are ignored.
    fn run_service(&mut self, now: Time, service: Service<RedbStore>, settings: &NetworkSettings) {
        self.opened += 1;
        let network = self.platform.join(now, self.opened, settings);
        let mut open = OpenChain::new(service, network);
        let checkers = Request::Checkers(self.checkers.count());
        open.handle(now, Input::Asked(checkers));
        self.open = Some(open);
        self.changed = true;
        self.run_chain(now);
        self.note_standing();
    }

    /// Randomness for a vault.
    pub(super) fn entropy(&self) -> Entropy {
        Entropy {
            words: self.platform.random(),
            salt: self.platform.random(),
            nonce: self.platform.random(),
        }
    }

    /// Whether this is the open chain.
    pub(super) fn is_open(&self, genesis: &BlockHash) -> bool {
        self.open.as_ref().map(OpenChain::genesis) == Some(*genesis)
    }

    /// Notes the bytes that the open chain takes on this device.
    pub(super) fn note_size(&mut self) {
        if let Some(open) = &self.open
            && let Some(bytes) = open.stored_bytes()
            && self.storage.is_on_device()
        {
            self.storage.budget().note(open.genesis(), bytes);
        }
    }

    /// Notes the open chain's height and balance in the profile.
    pub(super) fn note_standing(&mut self) {
        if let Some(open) = &mut self.open {
            let standing = open.service().standing();
            let genesis = open.genesis();
            self.storage.profile.note_standing(&genesis, Some(standing));
        }
    }

    /// Writes and closes the open chain, if there is one, and ends mining.
    pub(super) fn close(&mut self, now: Time) {
        if let Some(open) = &mut self.open {
            open.service().write();
        }
        self.note_standing();
        self.note_size();
        if self.open.take().is_some() {
            self.storage.chain_closed();
        }
        self.changed = true;
        self.checkers.dismiss(now);
        self.miners.set_job(now, None);
        // No miner is started here, so this can't fail.
        let _ = self.miners.resize(self.platform.ticks(), 0);
    }
}
