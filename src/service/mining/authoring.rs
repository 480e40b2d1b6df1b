//! Sealing blocks on a chain with authors: whether this person is an author, the key while the node
//! seals, and the seals.

use api::{AuthorView, AuthorityView, ChainReason, Fault};
use chain::{Chain, Spec, Store};
use node::{Input, Request};
use primitives::{BlockHash, PublicKey, SecretKey};
use wallet::Vault;

use crate::profile::open_vault;

/// The key that seals blocks, and the block that waits for its seal.
#[derive(Default)]
pub(crate) struct Authoring {
    /// `None` unless this person seals blocks on a chain with authors.
    key: Option<SecretKey>,
    /// The block that the node wants sealed, and the digest to sign.
    unsealed: Option<(BlockHash, [u8; 32])>,
}

impl Authoring {
    /// Prepares for making blocks. On a chain with authors this takes the person's key from the
    /// vault and keeps it until [`put_key_away`](Self::put_key_away). Returns the request to the
    /// node; `None` if there is nothing to change.
    ///
    /// # Errors
    /// A [`Fault`] if the person is not an author, or if the passphrase is missing or wrong.
    pub(crate) fn take_key(
        &mut self,
        spec: &Spec,
        identity: &PublicKey,
        vault: &Vault,
        passphrase: Option<&str>,
    ) -> Result<Option<Request>, Fault> {
        if !is_author_needed(spec) || self.key.is_some() {
            return Ok(None);
        }
        let author = author(spec, identity).ok_or_else(|| Fault::new(ChainReason::NotAuthor))?;
        self.key = Some(open_vault(vault, passphrase)?.seed().identity());
        Ok(Some(Request::Author(Some(author))))
    }

    /// Sets the key that seals blocks from now on.
    #[cfg(feature = "testing")]
    pub(crate) fn set_key(&mut self, key: SecretKey) {
        self.key = Some(key);
    }

    /// Ends the sealing of blocks. The key is wiped from memory. Returns the request to the node;
    /// `None` if there was no key.
    pub(crate) fn put_key_away(&mut self) -> Option<Request> {
        self.key.take().map(|_| Request::Author(None))
    }

    /// Notes that the node wants a block sealed. The seal is a signature of `digest`.
    pub(crate) const fn wants_seal(&mut self, block: BlockHash, digest: [u8; 32]) {
        self.unsealed = Some((block, digest));
    }

    /// Signs the block that the node wants sealed. Returns the input to the node; `None` if there
    /// is no such block or no key.
    pub(crate) fn seal(&mut self) -> Option<Input> {
        let (block, digest) = self.unsealed.take()?;
        let seal = self.key.as_ref()?.sign(&digest);
        Some(Input::Sealed(block, seal))
    }

    /// The authors of a chain; `None` if everybody may make blocks. `identity` is this person's
    /// key. `last_height` returns the height of an author's newest block; `None` if it is not
    /// known.
    pub(crate) fn view<S: Store>(
        &self,
        chain: &Chain<S>,
        identity: &PublicKey,
        last_height: impl Fn(u16) -> Option<u32>,
    ) -> Option<AuthorityView> {
        let authority = chain.spec().authority.as_ref()?;
        let turns = chain.turns()?;
        let author_view = |(index, key): (u16, &PublicKey)| AuthorView {
            key: key.to_string(),
            last: last_height(index),
            pauses: turns.recent.contains(&index),
        };
        Some(AuthorityView {
            authors: (0..).zip(&authority.authors).map(author_view).collect(),
            work: authority.work,
            mine: author(chain.spec(), identity),
            next: turns.first(),
            making: self.key.is_some(),
        })
    }
}

/// Whether only listed authors may make blocks on a chain.
pub(crate) fn is_author_needed(spec: &Spec) -> bool {
    spec.authority.is_some()
}

/// A person's index in the chain's list of authors; `None` if they are not an author.
fn author(spec: &Spec, identity: &PublicKey) -> Option<u16> {
    let authority = spec.authority.as_ref()?;
    let index = authority.authors.iter().position(|key| key == identity)?;
    u16::try_from(index).ok()
}
