//! Authoring on a chain with authors: whether this person is an author, the key while blocks are
//! sealed, and the seals.

use api::{AuthorView, AuthorityView, Fault};
use chain::Store;
use chain::authority::needs_work;
use node::{Input, Request};
use primitives::{BlockHash, Height, SecretKey};

use crate::profile::open_vault;
use crate::service::Service;

impl<S: Store> Service<S> {
    /// Whether blocks on this chain need proof of work, so that miners have a job.
    pub fn needs_miners(&self) -> bool {
        needs_work(self.node.chain().spec())
    }

    /// Whether only listed authors may make blocks on this chain.
    pub fn has_authors(&self) -> bool {
        self.node.chain().spec().authority.is_some()
    }

    /// Prepares for making blocks. On a chain with authors this takes the person's key from the
    /// vault and keeps it until [`put_key_away`](Self::put_key_away).
    pub(crate) fn take_key(&mut self, passphrase: Option<&str>) -> Result<(), Fault> {
        if !self.has_authors() || self.key.is_some() {
            return Ok(());
        }
        let author = self.author().ok_or_else(|| {
            Fault::new(
                "Only the listed authors make blocks on this chain, and your key is not among them.",
            )
        })?;
        self.key = Some(self.identity_key(passphrase)?);
        let request = Request::Author(Some(author));
        self.node.handle(self.now, Input::Asked(request));
        Ok(())
    }

    /// Ends the sealing of blocks. The key is wiped from memory.
    pub(crate) fn put_key_away(&mut self) {
        if self.key.take().is_some() {
            let request = Request::Author(None);
            self.node.handle(self.now, Input::Asked(request));
        }
    }

    /// Stops sealing, since another program seals with this person's key: going on would make two
    /// branches.
    pub(crate) fn key_elsewhere(&mut self, height: Height, block: &BlockHash) {
        self.mine(false);
        self.put_key_away();
        self.trouble(format!(
            "Your key is in use in another place: it sealed block {height} ({block}), which this tab did not make. This tab \
             stopped making blocks. Make them in one place only."
        ));
    }

    /// Signs the block that the node wants sealed. Returns whether there was one.
    pub(crate) fn seal_block(&mut self) -> bool {
        let Some((block, digest)) = self.unsealed.take() else {
            return false;
        };
        if let Some(key) = &self.key {
            let seal = key.sign(&digest);
            self.node.handle(self.now, Input::Sealed(block, seal));
        }
        true
    }

    /// The authors of this chain; `None` if everybody may make blocks.
    pub(crate) fn authority_view(&self) -> Option<AuthorityView> {
        let chain = self.node.chain();
        let authority = chain.spec().authority.as_ref()?;
        let turns = chain.turns()?;
        let author = |(place, key): (u16, &primitives::PublicKey)| AuthorView {
            key: key.to_string(),
            last: self
                .recent
                .iter()
                .find(|block| block.author == Some(place))
                .map(|block| block.height),
            pauses: turns.recent.contains(&place),
        };
        Some(AuthorityView {
            authors: (0..).zip(&authority.authors).map(author).collect(),
            work: authority.work,
            mine: self.author(),
            next: turns.first(),
            making: self.key.is_some(),
        })
    }

    /// This person's index in the chain's list of authors; `None` if they are not an author.
    fn author(&self) -> Option<u16> {
        let authority = self.node.chain().spec().authority.as_ref()?;
        let mine = self.wallet.identity();
        let place = authority.authors.iter().position(|key| *key == mine)?;
        u16::try_from(place).ok()
    }

    fn identity_key(&self, passphrase: Option<&str>) -> Result<SecretKey, Fault> {
        let words = open_vault(&self.vault, passphrase)?;
        Ok(words.seed().identity())
    }
}
