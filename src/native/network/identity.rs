//! The certificate and password of a node's direct endpoint, kept in a file, so that invitations
//! stay valid when the program is started again.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pem_rfc7468::LineEnding;
use primitives::sha256;
use str0m::config::DtlsCert;
use thiserror::Error;

use crate::files;

/// Maximum bytes of the file. A certificate and a key of P-256 take less than two kilobytes.
const MAX_FILE: u64 = 64 * 1024;
const CERTIFICATE: &str = "CERTIFICATE";
const PRIVATE_KEY: &str = "PRIVATE KEY";
/// The tag that separates the password from other hashes of the key.
const PASSWORD_TAG: &[u8] = b"Tabchain/endpoint password";

/// The certificate and password of a direct endpoint.
#[derive(Clone)]
pub struct Identity(DtlsCert);

/// Why an identity can't be read or made.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// The file can't be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The file is not a certificate and its key in PEM. It was left as it is.
    #[error("{}: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// No certificate could be made.
    #[error("no certificate can be made: {0}")]
    Crypto(String),
}

impl Identity {
    /// A new identity.
    ///
    /// # Errors
    /// [`IdentityError::Crypto`] if the library makes none.
    pub fn generate() -> Result<Self, IdentityError> {
        let provider = str0m::crypto::from_feature_flags();
        let certificate = provider.dtls_provider.generate_certificate();
        let missing = || IdentityError::Crypto("the library has no generator".into());
        certificate.map(Self).ok_or_else(missing)
    }

    /// Reads the identity in a file (PEM: the certificate, then its key in PKCS #8). If there is no
    /// file, makes a new identity and writes it to the file, which only its owner may read.
    ///
    /// # Errors
    /// [`IdentityError`] names the file. A file that can't be read is never replaced.
    pub fn open(path: &Path) -> Result<Self, IdentityError> {
        let failed = |error| IdentityError::Io {
            path: path.to_owned(),
            error,
        };
        match fs::metadata(path) {
            Ok(file) if file.len() > MAX_FILE => Err(IdentityError::Format {
                path: path.to_owned(),
                reason: format!("{} bytes; at most {MAX_FILE} are expected", file.len()),
            }),
            Ok(_) => {
                let text = fs::read_to_string(path).map_err(failed)?;
                Self::from_pem(&text).map_err(|reason| IdentityError::Format {
                    path: path.to_owned(),
                    reason,
                })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let identity = Self::generate()?;
                files::write(path, identity.to_pem().as_bytes()).map_err(failed)?;
                Ok(identity)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// The SHA-256 of the certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        sha256(&self.0.certificate)
    }

    /// The password, which follows from the key.
    pub(super) fn password(&self) -> [u8; 16] {
        let hash = sha256(&[PASSWORD_TAG, &self.0.private_key].concat());
        *hash.first_chunk().expect("32 bytes have a first 16")
    }

    pub(super) const fn certificate(&self) -> &DtlsCert {
        &self.0
    }

    fn to_pem(&self) -> String {
        let encode = |label, bytes: &[u8]| {
            pem_rfc7468::encode_string(label, LineEnding::LF, bytes)
                .expect("the labels are valid, and a certificate is short")
        };
        let certificate = encode(CERTIFICATE, &self.0.certificate);
        let key = encode(PRIVATE_KEY, &self.0.private_key);
        format!("{certificate}{key}")
    }

    /// Reads the certificate and its key; the error says what is wrong.
    fn from_pem(text: &str) -> Result<Self, String> {
        let at = text.find("-----BEGIN PRIVATE KEY-----");
        let (first, second) = text.split_at(at.ok_or("there is no private key in PEM")?);
        let decode = |part: &str, wanted: &str| {
            let (label, bytes) = pem_rfc7468::decode_vec(part.trim().as_bytes())
                .map_err(|error| format!("not a {wanted} in PEM: {error}"))?;
            match label == wanted {
                true => Ok(bytes),
                false => Err(format!("a {label} in the place of the {wanted}")),
            }
        };
        Ok(Self(DtlsCert {
            certificate: decode(first, CERTIFICATE)?,
            private_key: decode(second, PRIVATE_KEY)?,
        }))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}
