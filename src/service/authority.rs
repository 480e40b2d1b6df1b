//! Making blocks on a chain with authors: whether this person is one, the key while blocks are
//! made, and the seals.

use api::{AuthorView, AuthorityView, Fault};
use chain::Store;
use chain::authority::needs_work;
use node::{Input, Request};
use primitives::{BlockHash, Height, SecretKey};

use crate::profile::open_vault;
use crate::service::Service;

impl<S: Store> Service<S> {
    /// Whether blocks are made by searching here, so that miners have something to do.
    pub fn needs_miners(&self) -> bool {
        needs_work(self.node.chain().spec())
    }

    /// Whether only listed authors make blocks here.
    pub fn has_authors(&self) -> bool {
        self.node.chain().spec().authority.is_some()
    }

    /// Gets ready to make blocks: on a chain with authors that takes this person's key, until
    /// [`put_key_away`](Self::put_key_away).
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

    /// Blocks are no longer made: the key is wiped from memory.
    pub(crate) fn put_key_away(&mut self) {
        if self.key.take().is_some() {
            let request = Request::Author(None);
            self.node.handle(self.now, Input::Asked(request));
        }
    }

    /// Somebody else seals with this person's key: two histories would come of it, so no more
    /// blocks are made here.
    pub(crate) fn key_elsewhere(&mut self, height: Height, block: &BlockHash) {
        self.mine(false);
        self.put_key_away();
        self.trouble(format!(
            "Your key is in use in another place: it sealed block {height} ({block}), which this tab did not make. This tab \
             stopped making blocks. Make them in one place only."
        ));
    }

    /// Signs the block that the node wants sealed. True where there was one.
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

    /// Who makes blocks on this chain; none where everybody may.
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

    /// This person's place in the chain's list of authors.
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
