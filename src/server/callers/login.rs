//! Logins: names with the hashes of their passwords.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A name with its password, of which only an HMAC is kept.
#[derive(Clone)]
pub struct Login {
    user: Vec<u8>,
    /// The key of `hash`.
    salt: Vec<u8>,
    /// HMAC-SHA-256 of the password.
    hash: Vec<u8>,
}

/// Why a text is not a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The text has another form.
    #[error("a login has the form user:password, or user:salt$hash as Bitcoin Core's rpcauth")]
    Form,
    /// The name is empty.
    #[error("the name of a login is empty")]
    EmptyName,
    /// The password is empty.
    #[error("the password of a login is empty")]
    EmptyPassword,
    /// The hash has another form.
    #[error("the hash of a login is not 64 hexadecimal digits")]
    Hash,
}

impl Login {
    /// Reads `user:password`. `salt` is fresh randomness.
    ///
    /// # Errors
    ///
    /// [`LoginError`] if the name or the password is missing.
    pub fn from_password(text: &str, salt: [u8; 16]) -> Result<Self, LoginError> {
        let (user, password) = text.split_once(':').ok_or(LoginError::Form)?;
        if user.is_empty() {
            return Err(LoginError::EmptyName);
        }
        if password.is_empty() {
            return Err(LoginError::EmptyPassword);
        }
        Ok(Self {
            user: user.as_bytes().to_vec(),
            hash: keyed(&salt, password.as_bytes())
                .finalize()
                .into_bytes()
                .to_vec(),
            salt: salt.to_vec(),
        })
    }

    /// Reads `user:salt$hash`, the form of Bitcoin Core's option `rpcauth`, which holds no
    /// password: the hash is the HMAC-SHA-256 of the password with the salt's text as its key.
    ///
    /// # Errors
    ///
    /// [`LoginError`] if a part is missing or the hash is malformed.
    pub fn from_hash(text: &str) -> Result<Self, LoginError> {
        let (user, rest) = text.split_once(':').ok_or(LoginError::Form)?;
        let (salt, hash) = rest.split_once('$').ok_or(LoginError::Form)?;
        if user.is_empty() {
            return Err(LoginError::EmptyName);
        }
        let hash = base16ct::mixed::decode_vec(hash).map_err(|_| LoginError::Hash)?;
        if hash.len() != 32 {
            return Err(LoginError::Hash);
        }
        Ok(Self {
            user: user.as_bytes().to_vec(),
            salt: salt.as_bytes().to_vec(),
            hash,
        })
    }

    /// Whether these are its name and password. The time that this takes does not reveal how much
    /// of them is right.
    pub(crate) fn is(&self, user: &[u8], password: &[u8]) -> bool {
        let expected = keyed(&self.salt, &self.user).finalize().into_bytes();
        let is_user = keyed(&self.salt, user).verify_slice(&expected).is_ok();
        let is_password = keyed(&self.salt, password).verify_slice(&self.hash).is_ok();
        is_user & is_password
    }
}

fn keyed(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = String::from_utf8_lossy(&self.user);
        write!(formatter, "Login({user:?})")
    }
}

/// The name and the password of a header `Authorization: Basic …` (RFC 7617); `None` if it has
/// another form.
pub(crate) fn basic(header: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = Base64::decode_vec(encoded.trim()).ok()?;
    let colon = text.iter().position(|byte| *byte == b':')?;
    Some((text[..colon].to_vec(), text[colon + 1..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7617_is_read() {
        let (user, password) = basic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap();
        assert_eq!(user, b"Aladdin");
        assert_eq!(password, b"open sesame");
        assert_eq!(basic("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), None);
        assert_eq!(basic("Basic ?"), None);
        assert_eq!(basic("Basic QQ=="), None);
    }

    #[test]
    fn only_the_exact_name_and_password_pass() {
        let login = Login::from_password("alice:a:b", [7; 16]).unwrap();
        assert!(login.is(b"alice", b"a:b"));
        for (user, password) in [("alice", "a:"), ("alic", "a:b"), ("", ""), ("a:b", "alice")] {
            assert!(!login.is(user.as_bytes(), password.as_bytes()), "{user}");
        }
    }

    /// The hash was computed with Python's `hmac`.
    #[test]
    fn cores_form_is_read() {
        let text = "bob:0123456789abcdef0123456789abcdef$\
            3920d54ec70f500ee54e1da041d2364a8e57dd252f7a81ed8acd58ad6cf3b6d0";
        let login = Login::from_hash(text).unwrap();
        assert!(login.is(b"bob", b"hunter2"));
        assert!(!login.is(b"bob", b"hunter3"));
    }

    #[test]
    fn a_malformed_login_says_what_is_wrong() {
        let password = |text| Login::from_password(text, [0; 16]).unwrap_err();
        assert_eq!(password("alice"), LoginError::Form);
        assert_eq!(password(":a"), LoginError::EmptyName);
        assert_eq!(password("a:"), LoginError::EmptyPassword);
        assert_eq!(Login::from_hash("a:b").unwrap_err(), LoginError::Form);
        assert_eq!(Login::from_hash("a:b$00").unwrap_err(), LoginError::Hash);
    }

    #[test]
    fn no_password_is_printed() {
        let login = Login::from_password("alice:secret", [0; 16]).unwrap();
        assert_eq!(format!("{login:?}"), "Login(\"alice\")");
    }
}
