//! The chains that a profile knows, last opened first, and whether one of them is open.

use api::{ChainReason, Fault, Holding, KnownChain};
use primitives::{BlockHash, DecodeError, Encode, Reader, put_compact};

use super::error::Format;
use super::known::{self, Known};

/// The maximum number of chains in one profile: a person uses a handful, and each takes storage.
const MAX_CHAINS: usize = 64;

/// The upper limit of a profile's size in bytes: what the bounds of the chains allow, and room for
/// the vaults and the lists beside them.
pub const MAX_PROFILE_BYTES: usize = MAX_CHAINS * known::MAX_BYTES + (256 << 10);

/// The known chains.
#[derive(Clone, Default)]
pub(super) struct Chains {
    /// The chains, last opened first; at most [`MAX_CHAINS`], with different genesis hashes.
    known: Vec<Known>,
    /// Whether the first chain is to be opened at the next start.
    is_open: bool,
}

impl Chains {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Known> {
        self.known.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Known> {
        self.known.iter_mut()
    }

    /// Forgets the accounts of the replaced wallet.
    pub(super) fn forget_replaced(&mut self) {
        for known in &mut self.known {
            known.further.replaced.clear();
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn get(&self, genesis: &BlockHash) -> Option<&Known> {
        self.iter().find(|known| known.genesis() == *genesis)
    }

    pub(super) fn get_mut(&mut self, genesis: &BlockHash) -> Option<&mut Known> {
        self.iter_mut().find(|known| known.genesis() == *genesis)
    }

    /// The genesis hash that `genesis` is the text of; `None` if no known chain has it.
    pub(super) fn find(&self, genesis: &str) -> Option<BlockHash> {
        let mut hashes = self.iter().map(Known::genesis);
        hashes.find(|hash| hash.to_string() == genesis)
    }

    /// The chains as a page shows them, with the `bytes` that each takes on the device.
    pub(super) fn views(&self, bytes: impl Fn(&BlockHash) -> u64) -> Vec<KnownChain> {
        let view = |known: &Known| known.view(bytes(&known.genesis()));
        self.iter().map(view).collect()
    }

    /// The wallet's balances on the chains where it had coins.
    pub(super) fn holdings(&self) -> Vec<Holding> {
        self.iter().filter_map(Known::holding).collect()
    }

    /// The chain that was open when the person left; `None` if none was.
    pub(super) fn last(&self) -> Option<BlockHash> {
        self.known
            .first()
            .filter(|_| self.is_open)
            .map(Known::genesis)
    }

    /// Checks that another chain can be added.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if there are [`MAX_CHAINS`] chains.
    pub(super) fn may_add(&self) -> Result<(), Fault> {
        if self.known.len() < MAX_CHAINS {
            return Ok(());
        }
        let most = MAX_CHAINS as u64;
        Err(Fault::new(ChainReason::ManyChains { most }))
    }

    /// Adds a chain that is not known yet, after [`may_add`](Self::may_add).
    pub(super) fn add(&mut self, known: Known) {
        self.known.push(known);
    }

    /// Adds the chains of `others` that are not known yet, as many as fit.
    pub(super) fn adopt(&mut self, others: Self) {
        for known in others.known {
            if self.get(&known.genesis()).is_none() && self.may_add().is_ok() {
                self.add(known);
            }
        }
    }

    /// Notes that this chain is open now.
    pub(super) fn opened(&mut self, genesis: &BlockHash) {
        let place = self.iter().position(|known| known.genesis() == *genesis);
        if let Some(place) = place {
            self.known[..=place].rotate_right(1);
            self.is_open = true;
        }
    }

    /// Notes that no chain is open now.
    pub(super) const fn closed(&mut self) {
        self.is_open = false;
    }

    pub(super) fn forget(&mut self, genesis: &BlockHash) {
        if self.last() == Some(*genesis) {
            self.closed();
        }
        self.known.retain(|known| known.genesis() != *genesis);
    }
}

impl Encode for Chains {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_open));
        put_compact(out, self.known.len() as u64);
        for known in &self.known {
            known.encode(out);
        }
    }
}

impl Chains {
    /// Reads the chains of a profile in this format.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the bytes are not those of chains.
    pub(super) fn read(reader: &mut Reader<'_>, format: Format) -> Result<Self, DecodeError> {
        let is_open = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(reader.invalid("whether a chain is open is 0 or 1")),
        };
        let count = reader.length(MAX_CHAINS)?;
        // Memory is allocated for each chain as it is read: a chain is far larger in memory than
        // the byte that counts it.
        let mut known = Vec::new();
        for _ in 0..count {
            known.push(Known::read(reader, format)?);
        }
        Ok(Self { known, is_open })
    }
}
