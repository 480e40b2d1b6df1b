//! The banned addresses and subnets, kept in a file.
//!
//! The file has a line for each ban: the subnet in CIDR notation, when the ban was made and when it
//! ends, in milliseconds since 1970. It is replaced as a whole.
//!
//! **Bound.** At most [`MAX_BANS`] bans. Only the node's operator can add them.

use std::fmt::Write as _;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ipnet::{IpNet, Ipv4Net};
use native::{files, network};
use primitives::Time;

use crate::FolderError;

/// The maximum number of bans.
pub(crate) const MAX_BANS: usize = 1_024;
/// The bits that all IPv4-mapped IPv6 addresses have in common.
const MAPPED_BITS: u8 = 96;
/// The maximum size of the file in bytes: its lines have at most 90 bytes.
const MAX_FILE: u64 = 1 << 20;

/// A ban of an address or a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) subnet: IpNet,
    pub(crate) created: Time,
    pub(crate) until: Time,
}

/// Why a list of bans is not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BanError {
    #[error("banned already")]
    Known,
    #[error("not banned")]
    Unknown,
    #[error("there are {MAX_BANS} bans already")]
    Full,
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// The bans of a data folder. Nodes of several chains share them.
#[derive(Debug)]
pub(crate) struct Bans {
    file: PathBuf,
    rows: Mutex<Vec<Row>>,
    shared: network::Bans,
    changes: AtomicU64,
}

impl Bans {
    /// Reads the bans of a folder.
    ///
    /// # Errors
    ///
    /// [`FolderError::Io`] if the file can't be read, or has a line that is not a ban.
    pub(crate) fn open(folder: &Path) -> Result<Self, FolderError> {
        let file = folder.join("bans");
        let rows = read(&file).map_err(|error| FolderError::io(&file, error))?;
        let bans = Self {
            file,
            rows: Mutex::default(),
            shared: network::Bans::default(),
            changes: AtomicU64::new(0),
        };
        bans.share(&rows);
        *bans.lock() = rows;
        Ok(bans)
    }

    /// The bans in the form that the networks use.
    pub(crate) fn shared(&self) -> network::Bans {
        self.shared.clone()
    }

    /// The number of changes so far.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// The bans that have not ended.
    pub(crate) fn list(&self, now: Time) -> Vec<Row> {
        let rows = self.lock();
        rows.iter().filter(|row| now < row.until).copied().collect()
    }

    /// Adds a ban.
    ///
    /// # Errors
    ///
    /// [`BanError`] if the subnet is in the list, if a single address is in a banned subnet, if the
    /// list is full, or if the file can't be written.
    pub(crate) fn add(&self, row: Row, now: Time) -> Result<(), BanError> {
        self.change(now, |rows| {
            let is_address = row.subnet.prefix_len() == row.subnet.max_prefix_len();
            let is_known = |known: &Row| match is_address {
                true => known.subnet.contains(&row.subnet),
                false => known.subnet == row.subnet,
            };
            if rows.iter().any(is_known) {
                return Err(BanError::Known);
            }
            if rows.len() >= MAX_BANS {
                return Err(BanError::Full);
            }
            rows.push(row);
            Ok(())
        })
    }

    /// Removes a ban.
    ///
    /// # Errors
    ///
    /// [`BanError`] if the subnet is not in the list, or if the file can't be written.
    pub(crate) fn remove(&self, subnet: IpNet, now: Time) -> Result<(), BanError> {
        self.change(now, |rows| {
            let before = rows.len();
            rows.retain(|row| row.subnet != subnet);
            match rows.len() < before {
                true => Ok(()),
                false => Err(BanError::Unknown),
            }
        })
    }

    /// Removes all bans.
    ///
    /// # Errors
    ///
    /// [`BanError::Folder`] if the file can't be written.
    pub(crate) fn clear(&self, now: Time) -> Result<(), BanError> {
        self.change(now, |rows| {
            rows.clear();
            Ok(())
        })
    }

    /// Changes the list, and writes it before the change takes effect.
    fn change(
        &self,
        now: Time,
        change: impl FnOnce(&mut Vec<Row>) -> Result<(), BanError>,
    ) -> Result<(), BanError> {
        let mut present = self.lock();
        let mut rows = present.clone();
        rows.retain(|row| now < row.until);
        change(&mut rows)?;
        let mut text = String::new();
        for row in &rows {
            let (created, until) = (row.created.millis(), row.until.millis());
            // Writing to a text can't fail.
            let _ = writeln!(text, "{} {created} {until}", row.subnet);
        }
        files::write(&self.file, text.as_bytes())
            .map_err(|error| FolderError::io(&self.file, error))?;
        self.share(&rows);
        *present = rows;
        Ok(())
    }

    fn share(&self, rows: &[Row]) {
        let bans = rows.iter().map(|row| (row.subnet, row.until));
        self.shared.set(bans.collect());
        self.changes.fetch_add(1, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads an address, or a subnet in CIDR notation; `None` if it is neither. An IPv4-mapped IPv6
/// address counts as IPv4, as do subnets of such addresses, since peers' addresses are compared in
/// that form.
pub(crate) fn subnet(text: &str) -> Option<IpNet> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical().into());
    }
    let subnet = text.parse::<IpNet>().ok()?.trunc();
    let bits = subnet.prefix_len().checked_sub(MAPPED_BITS);
    match (subnet.addr().to_canonical(), bits) {
        (IpAddr::V4(address), Some(bits)) if subnet.addr().is_ipv6() => {
            Some(Ipv4Net::new(address, bits).ok()?.into())
        }
        _ => Some(subnet),
    }
}

fn read(file: &Path) -> io::Result<Vec<Row>> {
    match std::fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
        Ok(found) if found.len() > MAX_FILE => {
            let message = format!("{} bytes are too long for a list of bans", found.len());
            return Err(io::Error::other(message));
        }
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(file)?;
    let rows = text.lines().enumerate().map(|(at, line)| {
        let wrong = || io::Error::other(format!("line {} is not a ban", at + 1));
        row(line).ok_or_else(wrong)
    });
    rows.take(MAX_BANS).collect()
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split(' ');
    let row = Row {
        subnet: subnet(fields.next()?)?,
        created: Time(fields.next()?.parse().ok()?),
        until: Time(fields.next()?.parse().ok()?),
    };
    fields.next().is_none().then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_000);

    fn ban(text: &str, until: u64) -> Row {
        Row {
            subnet: subnet(text).unwrap(),
            created: NOW,
            until: Time(until),
        }
    }

    #[test]
    fn a_subnet_of_mapped_addresses_is_one_of_ipv4() {
        let folder = tempfile::tempdir().unwrap();
        let bans = Bans::open(folder.path()).unwrap();
        bans.add(ban("::ffff:192.0.2.0/120", 9_000), NOW).unwrap();
        let address = "192.0.2.7".parse().unwrap();
        assert!(bans.shared().is_banned(address, NOW));
        assert_eq!(bans.list(NOW)[0].subnet.to_string(), "192.0.2.0/24");
        bans.clear(NOW).unwrap();
        assert!(!bans.shared().is_banned(address, NOW));
        assert!(Bans::open(folder.path()).unwrap().list(NOW).is_empty());
        // A wider subnet has other addresses, too.
        assert_eq!(subnet("::/8").unwrap().to_string(), "::/8");
    }

    #[test]
    fn bans_are_bounded_and_survive() {
        let folder = tempfile::tempdir().unwrap();
        let bans = Bans::open(folder.path()).unwrap();
        let changes = bans.changes();
        bans.add(ban("192.0.2.7/24", 9_000), NOW).unwrap();
        assert!(bans.changes() > changes);
        // An address in a banned subnet is banned already; a larger subnet is not.
        for known in ["192.0.2.9", "::ffff:192.0.2.9", "192.0.2.0/24"] {
            let again = bans.add(ban(known, 9_000), NOW);
            assert!(matches!(again, Err(BanError::Known)), "{known}");
        }
        bans.add(ban("192.0.0.0/16", 2_000), NOW).unwrap();
        let again = Bans::open(folder.path()).unwrap();
        assert_eq!(again.list(NOW), bans.list(NOW));
        assert_eq!(again.list(NOW).len(), 2);
        assert_eq!(again.list(Time(2_000)), [ban("192.0.2.0/24", 9_000)]);
        let is_banned = |at| again.shared().is_banned("192.0.2.1".parse().unwrap(), at);
        assert!(is_banned(NOW) && !is_banned(Time(9_000)));

        let unknown = subnet("192.0.2.7").unwrap();
        let removed = bans.remove(unknown, NOW);
        assert!(matches!(removed, Err(BanError::Unknown)));
        bans.remove(subnet("192.0.2.0/24").unwrap(), NOW).unwrap();
        let rows =
            (0..MAX_BANS).map(|at| ban(&format!("10.{}.{}.0/24", at / 256, at % 256), 9_000));
        let outcomes: Vec<_> = rows.map(|row| bans.add(row, NOW).is_ok()).collect();
        assert_eq!(
            outcomes.iter().filter(|is_added| **is_added).count(),
            MAX_BANS - 1
        );
        // A ban that has ended makes room.
        bans.add(ban("198.51.100.7", 9_000), Time(2_000)).unwrap();
        assert!(matches!(
            bans.add(ban("198.51.100.8", 9_000), Time(2_000)),
            Err(BanError::Full)
        ));
    }

    #[test]
    fn a_file_that_is_not_a_list_is_rejected_and_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bans");
        for wrong in ["hello\n", "192.0.2.0/24 1\n", "192.0.2.0/24 1 2 3\n"] {
            std::fs::write(&file, wrong).unwrap();
            let error = Bans::open(folder.path()).unwrap_err().to_string();
            assert!(error.contains("bans: line 1"), "{error}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), wrong);
        }
        assert!(subnet("192.0.2.0/33").is_none() && subnet("nowhere").is_none());
    }
}
