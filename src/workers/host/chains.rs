//! Which chain is open: opening one, and closing it.

use api::{Fault, Reply};
use browser::clock::{self, Alarm};
use browser::entropy::random;
use browser::network::Network;
use node::{Input, Request};
use primitives::{BlockHash, Time};
use service::Service;
use signal::Room;
use store::RedbStore;

use super::{Event, Host, push};
use crate::open_chain::OpenChain;

impl Host {
    pub(super) async fn open_and_save(&mut self, genesis: &BlockHash) -> Result<Reply, Fault> {
        self.open(genesis).await?;
        // Where it fails, the storage's view says so.
        let _ = self.home.save().await;
        let genesis = genesis.to_string();
        Ok(Reply::Opened { genesis })
    }

    /// Opens a chain that the profile knows, unless it is open.
    pub(super) async fn open(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        let now = clock::now();
        if self.is_open(genesis) {
            return Ok(());
        }
        self.close(now);
        let (setup, keys) = self.home.profile.opened(genesis)?;
        let (relays, hide_address) = (setup.relays.clone(), setup.hide_address);
        let failed = |error: &dyn core::fmt::Display| {
            Fault::new(format!("This chain can't be opened: {error}."))
        };
        let store = self.home.store(genesis).await.map_err(|e| failed(&e))?;
        let page = self.page_url.clone();
        let service = Service::open(setup, page, store, keys, random(), now);
        let service = service.map_err(|error| failed(&error))?;
        self.drive(now, service, &relays, hide_address);
        Ok(())
    }

    /// Gives a chain its network and its alarm, under a number of their own: what comes late for others is not meant for it.
    fn drive(
        &mut self,
        now: Time,
        service: Service<RedbStore>,
        relays: &[String],
        hide_address: bool,
    ) {
        let genesis = service.genesis();
        self.opened += 1;
        let (opened, told, rung) = (self.opened, self.events.clone(), self.events.clone());
        let room = Room::from_bytes(genesis.to_bytes());
        let tell = move |event| push(&told, Event::Network(opened, event));
        let network = Network::new(self.page.clone(), relays, hide_address, room, now, tell);
        let alarm = Alarm::new(move || push(&rung, Event::Woken(opened)));
        let mut open = OpenChain::new(service, network, alarm);
        let checkers = Request::Checkers(self.checkers.count());
        open.handle(now, Input::Asked(checkers));
        self.open = Some(open);
        self.changed = true;
        self.run_chain(now);
    }

    /// Whether this is the open chain.
    pub(super) fn is_open(&self, genesis: &BlockHash) -> bool {
        self.open.as_ref().map(OpenChain::genesis) == Some(*genesis)
    }

    /// Notes in the profile what the wallet is worth on the open chain.
    pub(super) fn note_holding(&mut self) {
        if let Some(open) = &mut self.open {
            let held = open.service().holding();
            self.home.profile.note_holding(&open.genesis(), held);
        }
    }

    /// Closes the open chain, with all that is to be kept of it written; mining ends with it.
    pub(super) fn close(&mut self, now: Time) {
        if let Some(open) = &mut self.open {
            open.service().write();
        }
        self.note_holding();
        self.open = None;
        self.changed = true;
        self.checkers.dismiss(now);
        self.crew.set_job(None);
        // Nobody is hired here, so nobody can be refused.
        let _ = self.crew.resize(0);
    }
}
