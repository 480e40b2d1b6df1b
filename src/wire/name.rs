//! The name that a person gives themselves, signed by the key of their identity.
//!
//! The identity signs a [`NameCard`] once, for one chain. The card has a key of its own, the *name
//! key*, which signs a [`SignedName`] for each link. So a name can be told while the wallet is
//! locked, and anyone who steals a name key can neither spend nor seal.
//!
//! A [`SignedName`] is valid on one link only: it covers the nonces of both handshakes and, where
//! the transport has one, the link's binding. See docs/SECURITY.md for what that excludes.

use core::fmt;

use primitives::{
    BlockHash, Decode, DecodeError, Encode, PublicKey, Reader, SecretKey, Signature, put_bytes,
    sha256, tagged_hash,
};

use crate::limits::MAX_NAME;

/// The first protocol version whose nodes know the message with a name.
pub const NAMES_SINCE: u32 = 4;

/// The link that a name is told on, as both ends know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedLink {
    /// The genesis hash of the chain.
    pub genesis: BlockHash,
    /// A value of the transport that both ends of this link have and that no other link has (see
    /// [`link_binding`]); zeros if the transport has none.
    pub binding: [u8; 32],
    /// The nonce of the handshake of the end that tells its name.
    pub from: u64,
    /// The nonce of the handshake of the other end.
    pub to: u64,
}

/// The binding of a link over WebRTC. Its ends have exchanged these descriptions, as a relay passed
/// them. The descriptions name the certificates of both ends, and each end has verified the
/// other's. Anyone who stands between two people has other descriptions with each of them.
pub fn link_binding(offer: &str, answer: &str) -> [u8; 32] {
    let (offer, answer) = (sha256(offer.as_bytes()), sha256(answer.as_bytes()));
    tagged_hash("Tabchain/link", &[&offer, &answer])
}

/// The digest that an identity signs. The signature states that a person with this name uses this
/// name key on this chain.
pub fn name_digest(
    genesis: BlockHash,
    identity: &PublicKey,
    key: &PublicKey,
    name: &str,
) -> [u8; 32] {
    let (identity, key) = (identity.to_bytes(), key.to_bytes());
    let parts: [&[u8]; 4] = [genesis.as_bytes(), &identity, &key, name.as_bytes()];
    tagged_hash("Tabchain/name", &parts)
}

/// The digest that a name key signs. The signature states that the name with this [`name_digest`]
/// is told on this link.
pub fn link_digest(name: &[u8; 32], link: &NamedLink) -> [u8; 32] {
    let (from, to) = (link.from.to_le_bytes(), link.to.to_le_bytes());
    tagged_hash("Tabchain/name/link", &[name, &link.binding, &from, &to])
}

/// One's own name on one chain, with the name key. `Debug` does not show the key.
#[derive(Clone)]
pub struct NameCard {
    name: String,
    identity: PublicKey,
    key: SecretKey,
    signature: Signature,
}

impl NameCard {
    /// Bytes of a card without the length and the text of its name.
    pub const FIXED_LEN: usize = 33 + 32 + 65;

    /// Signs a card. The name key follows from the identity and the chain, so that a wallet that
    /// was restored from its words has the same name key. `None` if no key follows, with a
    /// probability of about 2^-32.
    pub fn sign(name: &str, identity: &SecretKey, genesis: BlockHash) -> Option<Self> {
        let seed = [&identity.to_bytes()[..], genesis.as_bytes()];
        let key = SecretKey::from_bytes(tagged_hash("Tabchain/name/key", &seed)).ok()?;
        let digest = name_digest(genesis, &identity.public(), &key.public(), name);
        Some(Self {
            name: name.to_owned(),
            identity: identity.public(),
            key,
            signature: identity.sign(&digest),
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key of the person's identity.
    pub const fn identity(&self) -> PublicKey {
        self.identity
    }

    /// Whether the identity in the card has signed it for this chain.
    pub fn is_signed(&self, genesis: BlockHash) -> bool {
        let digest = name_digest(genesis, &self.identity, &self.key.public(), &self.name);
        self.identity.verify(&digest, &self.signature).is_ok()
    }

    /// The name as it is told on this link.
    pub fn tell(&self, link: &NamedLink) -> SignedName {
        let key = self.key.public();
        let digest = name_digest(link.genesis, &self.identity, &key, &self.name);
        SignedName {
            name: self.name.clone(),
            identity: self.identity,
            key,
            by_identity: self.signature,
            by_key: self.key.sign(&link_digest(&digest, link)),
        }
    }
}

impl fmt::Debug for NameCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut card = f.debug_struct("NameCard");
        card.field("name", &self.name)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// The signature covers the name key.
impl PartialEq for NameCard {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.identity, self.signature)
            == (&other.name, other.identity, other.signature)
    }
}

impl Eq for NameCard {}

/// The layout in a profile: name, identity, secret name key, signature of the identity.
impl Encode for NameCard {
    fn encode(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.name.as_bytes());
        self.identity.encode(out);
        out.extend_from_slice(&self.key.to_bytes()[..]);
        self.signature.encode(out);
    }
}

impl Decode for NameCard {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            name: name(r)?,
            identity: PublicKey::decode(r)?,
            key: SecretKey::from_bytes(r.array()?).map_err(|_| r.invalid("not a secret key"))?,
            signature: Signature::decode(r)?,
        })
    }
}

/// A person's name, as a peer tells it on one link. Decoding it verifies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedName {
    /// The name: 1 to [`MAX_NAME`] bytes of UTF-8. The node decides whether to show it.
    pub name: String,
    /// The public key of the person's identity.
    pub identity: PublicKey,
    /// The public name key.
    pub key: PublicKey,
    /// The identity's signature of [`name_digest`].
    pub by_identity: Signature,
    /// The name key's signature of [`link_digest`].
    pub by_key: Signature,
}

impl SignedName {
    /// Whether the identity has signed this name and this name key for the chain.
    pub fn is_signed(&self, genesis: BlockHash) -> bool {
        let digest = name_digest(genesis, &self.identity, &self.key, &self.name);
        self.identity.verify(&digest, &self.by_identity).is_ok()
    }

    /// Whether the name key has signed the name for this link. It does not verify that the name key
    /// is the identity's: [`is_signed`](Self::is_signed) does.
    pub fn is_told_on(&self, link: &NamedLink) -> bool {
        let digest = name_digest(link.genesis, &self.identity, &self.key, &self.name);
        let on_link = link_digest(&digest, link);
        self.key.verify(&on_link, &self.by_key).is_ok()
    }

    /// Whether both signatures are right.
    pub fn is_valid_on(&self, link: &NamedLink) -> bool {
        self.is_signed(link.genesis) && self.is_told_on(link)
    }
}

/// Encodes the body of a name message: an empty name if the person has no name any more.
pub(crate) fn encode_name(name: Option<&SignedName>, out: &mut Vec<u8>) {
    let Some(name) = name else {
        return out.push(0);
    };
    put_bytes(out, name.name.as_bytes());
    name.identity.encode(out);
    name.key.encode(out);
    name.by_identity.encode(out);
    name.by_key.encode(out);
}

/// Decodes the body of a name message; see [`encode_name`].
pub(crate) fn decode_name(r: &mut Reader<'_>) -> Result<Option<Box<SignedName>>, DecodeError> {
    let name = name(r)?;
    if name.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(SignedName {
        name,
        identity: PublicKey::decode(r)?,
        key: PublicKey::decode(r)?,
        by_identity: Signature::decode(r)?,
        by_key: Signature::decode(r)?,
    })))
}

fn name(r: &mut Reader<'_>) -> Result<String, DecodeError> {
    String::from_utf8(r.bytes(MAX_NAME)?).map_err(|_| r.invalid("a name is UTF-8"))
}
