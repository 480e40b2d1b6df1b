//! The cookie file: a password that every program of this user can read while the server runs.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::callers::login::Login;

/// The name in the cookie, as Bitcoin Core's.
const USER: &str = "__cookie__";
/// The name of the file.
const FILE: &str = ".cookie";

/// The cookie file. Dropping it removes the file.
#[derive(Debug)]
pub(crate) struct Cookie {
    path: PathBuf,
    /// The login in the file, to check at the end that the file is still this server's.
    login: Login,
}

impl Cookie {
    /// Writes a file with a fresh password that only this user can read. A file that a killed
    /// program left is replaced.
    pub(crate) fn write(folder: &Path) -> io::Result<Self> {
        let (password, salt) = (random::<32>()?, random::<16>()?);
        let text = format!("{USER}:{}", base16ct::lower::encode_string(&password));
        let login = Login::from_password(&text, salt).map_err(io::Error::other)?;
        let path = folder.join(FILE);
        // So a reader never sees half a file or one with other permissions.
        let fresh = folder.join(format!("{FILE}.new"));
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        create(&fresh)?.write_all(text.as_bytes())?;
        fs::rename(&fresh, &path)?;
        Ok(Self { path, login })
    }

    /// The login that the file holds.
    pub(crate) fn login(&self) -> Login {
        self.login.clone()
    }
}

impl Drop for Cookie {
    fn drop(&mut self) {
        let Ok(text) = fs::read_to_string(&self.path) else {
            return;
        };
        let is_own = text
            .split_once(':')
            .is_some_and(|(user, password)| self.login.is(user.as_bytes(), password.as_bytes()));
        if is_own {
            // A failure does no harm: the password is worthless from now on.
            fs::remove_file(&self.path).ok();
        }
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

/// Fresh random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
