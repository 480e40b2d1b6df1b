//! The wallet's requests to a node, by Esplora's REST API.

use std::collections::BTreeMap;

use primitives::{
    Amount, Block, BlockHash, CompactTarget, Decode as _, Encode as _, FeeRate, Header, MerkleNode,
    OutPoint, Reader, Timestamp, Transaction, Txid,
};
use serde::Deserialize;

use crate::failure::{Exit, Failure};
use crate::node_client::{Answer, NodeClient};

/// The number of blocks within which a payment should be confirmed, as a key of Esplora's fee
/// estimates.
const FEE_TARGET: &str = "2";

/// A node's view of one chain.
#[derive(Clone)]
pub(crate) struct Explorer {
    client: NodeClient,
    /// The path of Esplora's API for this chain.
    base: String,
}

/// An unspent output of an address.
#[derive(Clone, Debug, Deserialize)]
struct Unspent {
    txid: String,
    vout: u32,
    value: u64,
    status: Status,
}

#[derive(Clone, Debug, Deserialize)]
struct Status {
    confirmed: bool,
}

/// Why a transaction was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PushError {
    /// The node is busy and has not read the transaction. It may be accepted later.
    Busy,
    /// The node refuses it, with this reason.
    Refused(String),
    /// The node gives no answer, or one that is not a node's. It may have accepted the transaction.
    Gone(Failure),
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Busy => Self::of("--node", Exit::Node, "the node is busy"),
            PushError::Refused(reason) => Self::new(
                Exit::Refused,
                format!("the node refuses the transaction: {reason}"),
            ),
            PushError::Gone(failure) => failure,
        }
    }
}

impl Explorer {
    /// Finds the chain at the node: at the root, where a node's first chain is, or below its
    /// genesis hash.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer or does not keep this chain.
    pub(crate) fn find(client: NodeClient, genesis: &BlockHash) -> Result<Self, Failure> {
        let wanted = genesis.to_string();
        let mut first = None;
        for base in ["/esplora".to_owned(), format!("/chains/{wanted}/esplora")] {
            let explorer = Self {
                client: client.clone(),
                base,
            };
            let answer = explorer
                .client
                .get(&format!("{}/block-height/0", explorer.base))?;
            match answer.status {
                200 if answer.text() == wanted => return Ok(explorer),
                200 => first = first.or_else(|| Some(answer.text())),
                404 => {}
                _ => return Err(explorer.unexpected(&answer)),
            }
        }
        let message = match first {
            Some(first) => format!("{} keeps the chain {first}, not {wanted}", client.url()),
            None => format!("{} does not keep the chain {wanted}", client.url()),
        };
        Err(Failure::of("--node", Exit::Data, message))
    }

    /// The height of the tip.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn tip_height(&self) -> Result<u32, Failure> {
        let answer = self.read("/blocks/tip/height")?;
        answer.text().parse().map_err(|_| self.unexpected(&answer))
    }

    /// The hash of the block at a height; `None` if the chain has no such block.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn hash_at(&self, height: u32) -> Result<Option<BlockHash>, Failure> {
        let Some(answer) = self.maybe(&format!("/block-height/{height}"))? else {
            return Ok(None);
        };
        let hash = answer.text().parse();
        hash.map(Some).map_err(|_| self.unexpected(&answer))
    }

    /// The block with this hash; `None` if the node does not have it. Hash and content are checked
    /// against the header.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer, or answers with another block.
    pub(crate) fn block(&self, hash: &BlockHash) -> Result<Option<Block>, Failure> {
        let Some(answer) = self.maybe(&format!("/block/{hash}/raw"))? else {
            return Ok(None);
        };
        let block = decode_block(&answer.body).filter(|block| {
            let merkle = block.merkle_root();
            let is_whole = merkle.root == block.header.merkle_root && !merkle.mutated;
            block.hash() == *hash && is_whole
        });
        let wrong = || {
            let message = format!(
                "{} does not answer with the block {hash}",
                self.client.url()
            );
            Failure::of("--node", Exit::Node, message)
        };
        block.map(Some).ok_or_else(wrong)
    }

    /// The transactions of a block.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn block_txids(&self, hash: &BlockHash) -> Result<Vec<Txid>, Failure> {
        self.txids(&format!("/block/{hash}/txids"))
    }

    /// The transactions of the mempool.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn mempool(&self) -> Result<Vec<Txid>, Failure> {
        self.txids("/mempool/txids")
    }

    /// A transaction; `None` if the node does not have it.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer, or answers with another transaction.
    pub(crate) fn transaction(&self, txid: &Txid) -> Result<Option<Transaction>, Failure> {
        let Some(answer) = self.maybe(&format!("/tx/{txid}/raw"))? else {
            return Ok(None);
        };
        let mut reader = Reader::new(&answer.body);
        let decoded = Transaction::decode(&mut reader).ok();
        let decoded = decoded.filter(|it| it.txid() == *txid && reader.remaining() == 0);
        decoded.map(Some).ok_or_else(|| self.unexpected(&answer))
    }

    /// The confirmed unspent outputs of an address.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn unspent(&self, address: &str) -> Result<Vec<(OutPoint, Amount)>, Failure> {
        let answer = self.read(&format!("/address/{address}/utxo"))?;
        let all = serde_json::from_slice::<Vec<Unspent>>(&answer.body);
        let all = all.map_err(|_| self.unexpected(&answer))?;
        let confirmed = all.into_iter().filter(|unspent| unspent.status.confirmed);
        let read = confirmed.map(|unspent| {
            let txid = unspent.txid.parse().ok()?;
            let index = unspent.vout;
            let amount = Amount::from_units(unspent.value).ok()?;
            Some((OutPoint { txid, index }, amount))
        });
        let read = read.collect::<Option<_>>();
        read.ok_or_else(|| self.unexpected(&answer))
    }

    /// The node's estimate of the fee rate that gets a payment confirmed soon, but at least the
    /// minimum.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer.
    pub(crate) fn fee_rate(&self) -> Result<FeeRate, Failure> {
        let answer = self.read("/fee-estimates")?;
        let rates = serde_json::from_slice::<BTreeMap<String, f64>>(&answer.body);
        let rates = rates.map_err(|_| self.unexpected(&answer))?;
        Ok(fee_rate(rates.get(FEE_TARGET).copied().unwrap_or_default()))
    }

    /// Sends a signed transaction to the node.
    ///
    /// # Errors
    ///
    /// [`PushError`].
    pub(crate) fn push(&self, transaction: &Transaction) -> Result<(), PushError> {
        let mut bytes = Vec::new();
        transaction.encode(&mut bytes);
        let hex = base16ct::lower::encode_string(&bytes);
        let path = format!("{}/tx", self.base);
        let answer = self.client.post(&path, "text/plain", hex.as_bytes());
        let answer = answer.map_err(|error| PushError::Gone(error.into()))?;
        match answer.status {
            200 => Ok(()),
            429 | 503 => Err(PushError::Busy),
            400 => Err(PushError::Refused(shortened(&answer.text()))),
            _ => Err(PushError::Gone(self.unexpected(&answer))),
        }
    }

    fn txids(&self, path: &str) -> Result<Vec<Txid>, Failure> {
        let answer = self.read(path)?;
        let texts = serde_json::from_slice::<Vec<String>>(&answer.body);
        let texts = texts.map_err(|_| self.unexpected(&answer))?;
        let parsed = texts.iter().map(|text| text.parse().ok());
        let parsed = parsed.collect::<Option<_>>();
        parsed.ok_or_else(|| self.unexpected(&answer))
    }

    fn read(&self, path: &str) -> Result<Answer, Failure> {
        let found = self.maybe(path)?;
        found.ok_or_else(|| {
            let message = format!("{}{}{path} is not found", self.client.url(), self.base);
            Failure::of("--node", Exit::Node, message)
        })
    }

    fn maybe(&self, path: &str) -> Result<Option<Answer>, Failure> {
        let answer = self.client.get(&format!("{}{path}", self.base))?;
        match answer.status {
            200 => Ok(Some(answer)),
            404 => Ok(None),
            _ => Err(self.unexpected(&answer)),
        }
    }

    fn unexpected(&self, answer: &Answer) -> Failure {
        let url = self.client.url();
        let text = shortened(&answer.text());
        let message = match answer.status {
            401 => format!("{url} requires a cookie, or a user and a password: --cookie, --user"),
            403 => format!("{url} refuses: {text}"),
            429 | 503 => format!("{url} is busy (status {}): {text}", answer.status),
            status => format!("{url} does not answer as a node does (status {status}): {text}"),
        };
        Failure::of("--node", Exit::Node, message)
    }
}

/// A rate in base units per virtual byte as a fee rate, rounded up.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a cast from a float saturates, and the minimum is a small number"
)]
pub(crate) fn fee_rate(per_byte: f64) -> FeeRate {
    FeeRate((per_byte * FeeRate::MIN.0 as f64).ceil() as u64).max(FeeRate::MIN)
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Decodes a block in the form of the API: with Bitcoin's header of 80 bytes, which never has an
/// author's seal. `None` if the bytes are not a block.
fn decode_block(bytes: &[u8]) -> Option<Block> {
    let mut reader = Reader::new(bytes);
    let header = Header {
        version: reader.i32().ok()?,
        previous: BlockHash::decode(&mut reader).ok()?,
        merkle_root: MerkleNode::decode(&mut reader).ok()?,
        time: Timestamp(reader.u32().ok()?),
        bits: CompactTarget(reader.u32().ok()?),
        nonce: reader.u32().ok()?,
        seal: None,
    };
    let transactions = reader
        .list(usize::MAX, Transaction::MIN_LEN, Transaction::decode)
        .ok()?;
    reader.finish().ok()?;
    Some(Block {
        header,
        transactions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_reads_back_and_nothing_may_follow_it() {
        let genesis = chain::SpecDraft::default().build().unwrap().genesis();
        let mut bytes = Vec::new();
        genesis.encode(&mut bytes);
        assert_eq!(decode_block(&bytes), Some(genesis));
        bytes.push(0);
        assert_eq!(decode_block(&bytes), None);
    }

    #[test]
    fn fee_rates_are_rounded_up_and_at_least_the_minimum() {
        assert_eq!(fee_rate(0.0), FeeRate(250));
        assert_eq!(fee_rate(1.001), FeeRate(251));
        assert_eq!(fee_rate(f64::NAN), FeeRate(250));
    }
}
