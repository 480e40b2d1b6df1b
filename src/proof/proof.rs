//! A proof's encoding and verification.
//!
//! The bytes are [`MAGIC`], [`PROOF_VERSION`], the spec with its length, the hash of the first
//! header's parent, the headers, the index of the transaction's block among these headers, and the
//! [`Inclusion`]. Numbers and lists are encoded as in [`primitives::encoding`]. A header is encoded
//! without its parent's hash, which follows from the header before, so it takes 48 bytes, and those
//! of its seal if it has one.

use crate::error::{ProofError, ReadError};
use crate::format::{MAGIC, MAX_BYTES, MAX_HEADERS, PROOF_VERSION};
use crate::inclusion::Inclusion;
use crate::verdict::{Sealed, Verdict};
use chain::authority::{check_seals, proven_work};
use chain::params::MEDIAN_SPAN;
use chain::{HeaderContext, Spec};
use primitives::{BlockHash, Decode, Encode, Header, Reader, Timestamp, put_bytes, put_compact};

/// The inclusion of a transaction in a block, and the headers that follow a block that the verifier
/// knows.
///
/// A value of this type is only well-formed: [`Proof::check`] verifies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    spec: Spec,
    /// At least one; each is the child of the one before.
    headers: Vec<Header>,
    /// The index in `headers` of the transaction's block.
    block: usize,
    inclusion: Inclusion,
}

impl Proof {
    /// Creates a proof from its parts: each of `headers` is the child of the one before, and
    /// `block` is the index of one of them.
    pub(crate) fn new(
        spec: Spec,
        headers: Vec<Header>,
        block: usize,
        inclusion: Inclusion,
    ) -> Self {
        debug_assert!(headers.is_sorted_by(|parent, child| child.previous == parent.hash()));
        debug_assert!(block < headers.len());
        Self {
            spec,
            headers,
            block,
            inclusion,
        }
    }

    /// The spec of the proof's chain; unproven until [`Proof::check`] succeeds.
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The hash of the block that the verifier must know: the genesis block, or a later one for
    /// [`Proof::check_from`].
    pub fn start(&self) -> BlockHash {
        self.headers[0].previous
    }

    /// The hash of the block that the transaction is claimed to be in; unproven until
    /// [`Proof::check`] succeeds.
    pub fn block(&self) -> BlockHash {
        self.headers[self.block].hash()
    }

    /// Checks a proof that begins at the genesis block, whose hash is all that the verifier must
    /// know.
    ///
    /// `now` is the verifier's clock. Headers from the future are rejected, as a node rejects them,
    /// so that a forger can't lower the difficulty by claiming that years have passed.
    ///
    /// # Errors
    /// The first check that fails; the seals are verified last.
    pub fn check(&self, genesis: BlockHash, now: Timestamp) -> Result<Verdict, ProofError> {
        let first = self.spec.genesis().header;
        self.check_from(genesis, &HeaderContext::genesis(&self.spec, &first), now)
    }

    /// Checks a proof that begins at any header that the verifier knows. `known` is the context of
    /// that header's children, as [`chain::Chain::header_context`] returns it for [`Proof::start`],
    /// and must belong to the chain with this genesis hash.
    ///
    /// # Errors
    /// The first check that fails; the seals are verified last.
    pub fn check_from(
        &self,
        genesis: BlockHash,
        known: &HeaderContext,
        now: Timestamp,
    ) -> Result<Verdict, ProofError> {
        let found = self.spec.genesis_hash();
        if found != genesis {
            return Err(ProofError::Chain {
                found,
                wanted: genesis,
            });
        }
        let (found, wanted) = (self.start(), known.hash);
        if found != wanted {
            return Err(ProofError::Start { found, wanted });
        }
        let (below, holding) = self.headers.split_at(self.block);
        let parent = self.follow(known.clone(), below, now)?;
        let holder = self.follow(parent.clone(), &holding[..1], now)?;
        let (near, far) = holding[1..].split_at((MEDIAN_SPAN - 1).min(holding.len() - 1));
        let buried = self.follow(holder.clone(), near, now)?;
        let is_buried = near.len() == MEDIAN_SPAN - 1;
        let future = self.spec.allowed_future();
        let not_after = is_buried.then(|| buried.median_time().saturating_add(future));
        let tip = self.follow(buried, far, now)?;

        self.inclusion.check(&holding[0], holder.height)?;
        self.check_seals(known)?;
        let transaction = self.inclusion.transaction();
        Ok(Verdict {
            txid: transaction.txid(),
            transaction: transaction.clone(),
            block: holder.hash,
            height: holder.height,
            index: self.inclusion.index(),
            time: holding[0].time,
            confirmations: tip.height.since(parent.height),
            tip: tip.hash,
            work: proven_work(&self.spec, tip.work),
            buried: proven_work(&self.spec, tip.work - parent.work),
            sealed: Sealed::count(&self.spec, holding),
            not_before: parent.median_time().saturating_sub(future),
            not_after,
        })
    }

    /// Verifies the seals of all headers. This takes longest, so it comes last.
    ///
    /// A proof is checked without randomness. A forger can't aim at the coefficients of a batch,
    /// since they are hashed from everything that is verified in it (see [`check_seals`]).
    fn check_seals(&self, known: &HeaderContext) -> Result<(), ProofError> {
        check_seals(&self.spec, known.genesis, &self.headers, &[0; 32]).map_err(|(place, rule)| {
            let above = u32::try_from(place + 1).unwrap_or(u32::MAX);
            let height = known.height.saturating_add(above);
            ProofError::Header { height, rule }
        })
    }

    /// Checks all rules of headers in sequence except their seals; returns the context of the last
    /// one's children.
    fn follow(
        &self,
        mut context: HeaderContext,
        headers: &[Header],
        now: Timestamp,
    ) -> Result<HeaderContext, ProofError> {
        for header in headers {
            context
                .check_unverified(&self.spec, header, now)
                .map_err(|rule| ProofError::Header {
                    height: context.height.saturating_add(1),
                    rule,
                })?;
            context = context.extend(&self.spec, header);
        }
        Ok(context)
    }

    /// Decodes a proof from all of `bytes`.
    ///
    /// # Errors
    /// If the bytes are not a proof, or are a proof of another format version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadError> {
        if bytes.len() > MAX_BYTES {
            return Err(ReadError::TooLong {
                length: bytes.len(),
                max: MAX_BYTES,
            });
        }
        let content = bytes.strip_prefix(&MAGIC).ok_or(ReadError::Magic)?;
        let mut r = Reader::new(content);
        let version = r.u8()?;
        if version != PROOF_VERSION {
            return Err(ReadError::Version(version));
        }
        let spec = Spec::from_bytes(&r.bytes(usize::MAX)?)?;
        let mut previous = BlockHash::decode(&mut r)?;
        let headers = r.list(MAX_HEADERS as usize, Header::SHORT_LEN, |r| {
            let header = Header::decode_short(r, previous)?;
            previous = header.hash();
            Ok(header)
        })?;
        let block = usize::try_from(r.compact()?)
            .ok()
            .filter(|block| *block < headers.len())
            .ok_or_else(|| r.invalid("the transaction’s block is not among the headers"))?;
        let inclusion = Inclusion::decode(&mut r)?;
        r.finish()?;
        Ok(Self {
            spec,
            headers,
            block,
            inclusion,
        })
    }
}

impl Encode for Proof {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&MAGIC);
        out.push(PROOF_VERSION);
        put_bytes(out, &self.spec.to_bytes());
        self.start().encode(out);
        put_compact(out, self.headers.len() as u64);
        for header in &self.headers {
            header.encode_short(out);
        }
        put_compact(out, self.block as u64);
        self.inclusion.encode(out);
    }
}
