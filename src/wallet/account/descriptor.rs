//! Descriptors: the public keys of an account as a text, from which a wallet is made that watches
//! and can't spend.
//!
//! ```text
//! account(GENESIS,KEY,CHAINCODE,IDENTITY)#CHECKSUM
//! account(GENESIS,KEY,CHAINCODE)#CHECKSUM
//! ```
//!
//! The genesis hash is written as people see it, the account's compressed public key, its chain
//! code and the identity's compressed public key in hexadecimal, all in lower case. Only account 0
//! has the identity. The checksum is BIP380's. The branches and indices are those of
//! [`account`](super), so the text does not repeat them; the keys are on P-256, so it is none of
//! Bitcoin's descriptors, and no program of Bitcoin reads it.

use super::AccountPublic;
use base16ct::lower;
use core::fmt;
use core::str::FromStr;
use primitives::BlockHash;

/// The maximum length of a descriptor in characters. Longer texts are not read.
pub const MAX_DESCRIPTOR: usize = 400;

/// The beginning of a descriptor.
const HEAD: &str = "account(";

/// The public keys of an account, with the chain that the account is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The genesis hash of the chain.
    pub genesis: BlockHash,
    /// The public keys.
    pub account: AccountPublic,
}

/// Why a text is not a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// The text does not have the form of a descriptor.
    #[error("this isn’t a descriptor; one begins with {HEAD} and ends with # and 8 characters")]
    Form,
    /// The checksum is wrong, so the text was mistyped, or a part of it is missing.
    #[error("the descriptor has a typing error, or a part of it is missing")]
    Checksum,
    /// The checksum is right, but the content is not that of a descriptor.
    #[error("the descriptor does not hold the keys of an account")]
    Content,
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AccountPublic { node, identity } = &self.account;
        let mut text = format!("{HEAD}{},", self.genesis);
        text += &lower::encode_string(&node.key().to_bytes());
        text.push(',');
        text += &lower::encode_string(node.chain_code());
        if let Some(identity) = identity {
            text.push(',');
            text += &lower::encode_string(&identity.to_bytes());
        }
        text.push(')');
        let checksum = checksum(&text).ok_or(fmt::Error)?;
        write!(f, "{text}#{checksum}")
    }
}

impl FromStr for Descriptor {
    type Err = DescriptorError;

    fn from_str(text: &str) -> Result<Self, DescriptorError> {
        let text = text.trim();
        if text.len() > MAX_DESCRIPTOR {
            return Err(DescriptorError::Form);
        }
        let (content, found) = text.rsplit_once('#').ok_or(DescriptorError::Form)?;
        let fields = content.strip_prefix(HEAD).ok_or(DescriptorError::Form)?;
        if checksum(content).as_deref() != Some(found) {
            return Err(DescriptorError::Checksum);
        }
        let fields = fields.strip_suffix(')').ok_or(DescriptorError::Content)?;
        let (genesis, keys) = fields.split_once(',').ok_or(DescriptorError::Content)?;
        let genesis = genesis.parse().map_err(|_| DescriptorError::Content)?;
        let bytes: Vec<Vec<u8>> = keys
            .split(',')
            .map(lower::decode_vec)
            .collect::<Result<_, _>>()
            .map_err(|_| DescriptorError::Content)?;
        let lengths: Vec<usize> = bytes.iter().map(Vec::len).collect();
        if !matches!(lengths.as_slice(), [33, 32] | [33, 32, 33]) {
            return Err(DescriptorError::Content);
        }
        let account = AccountPublic::from_bytes(&bytes.concat());
        let account = account.map_err(|_| DescriptorError::Content)?;
        Ok(Self { genesis, account })
    }
}

/// The characters that BIP380 allows in a descriptor, in the order of their numbers.
const INPUT: &str = concat!(
    "0123456789()[],'/*abcdefgh@:$%{}",
    "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~",
    "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
);
/// The characters of a checksum, in the order of their numbers.
const OUTPUT: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// The coefficients of BIP380's code.
const GENERATOR: [u64; 5] = [
    0xf5_dee5_1989,
    0xa9_fdca_3312,
    0x1b_ab10_e32d,
    0x37_06b1_677a,
    0x64_4d62_6ffd,
];

/// BIP380's checksum of a descriptor without one. `None` if a character is not allowed.
fn checksum(text: &str) -> Option<String> {
    let mut code = Code(1);
    let mut groups = Vec::with_capacity(3);
    for character in text.chars() {
        let number = u64::try_from(INPUT.find(character)?).ok()?;
        code.add(number & 31);
        groups.push(number >> 5);
        if let [a, b, c] = *groups.as_slice() {
            code.add(a * 9 + b * 3 + c);
            groups.clear();
        }
    }
    match *groups.as_slice() {
        [a] => code.add(a),
        [a, b] => code.add(a * 3 + b),
        _ => {}
    }
    (0..8).for_each(|_| code.add(0));
    let code = code.0 ^ 1;
    let symbol = |at: u32| {
        let number = usize::try_from(code >> (5 * (7 - at)) & 31).unwrap_or_default();
        char::from(OUTPUT[number])
    };
    Some((0..8).map(symbol).collect())
}

/// BIP380's code over the symbols so far.
struct Code(u64);

impl Code {
    const fn add(&mut self, symbol: u64) {
        let top = self.0 >> 35;
        self.0 = (self.0 & 0x7_ffff_ffff) << 5 ^ symbol;
        let mut bit = 0;
        while bit < GENERATOR.len() {
            if top >> bit & 1 == 1 {
                self.0 ^= GENERATOR[bit];
            }
            bit += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_bip380_s_vectors() {
        assert_eq!(checksum("raw(deadbeef)").as_deref(), Some("89f8spxm"));
        assert_ne!(checksum("raw(deedbeef)").as_deref(), Some("89f8spxm"));
        assert_eq!(checksum("raw(Ü)"), None);
    }
}
