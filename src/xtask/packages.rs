//! The JavaScript libraries for comparison, and the one that tests the page's accessibility. The
//! machine's own package manager fetches each once. They are never stored with the sources and
//! never part of the page. An archive is used only if it has the SHA-512 that is listed here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha512};

use crate::steps::run;
use crate::tools;

pub(crate) const HASH_WASM: &str = "hash-wasm";
pub(crate) const NOBLE_CURVES: &str = "@noble/curves";
pub(crate) const NOBLE_HASHES: &str = "@noble/hashes";

/// One version of a package.
struct Package {
    name: &'static str,
    version: &'static str,
    /// SHA-512 of its archive, in base64.
    sha512: &'static str,
}

const PACKAGES: [Package; 3] = [
    Package {
        name: HASH_WASM,
        version: "4.13.0",
        sha512: "GrWl7wsV46fKIXQZB5ebskLZLAmKL6d9RS0fspCxDeQyjoNu1AfTJTMLPOJyfzaQm0ldFiwFN21/w+sE/kgEFQ==",
    },
    Package {
        name: NOBLE_CURVES,
        version: "2.4.0",
        sha512: "P4/62zrgfH33CneE3Dn4WhJVA22YUU0eR51wKIan4NVRvwsA0YnPTwWGpNbpuacSujmSFLvyzpyuR30+fbq2Ew==",
    },
    Package {
        name: NOBLE_HASHES,
        version: "2.4.0",
        sha512: "X5XaVWZIBCT7HHZGm5I7ZQXDwLG+bGXuSrMQAW+7Zvl87h1kmc1ZB1VSRJcpUfoUrGQp4Fkoxm5kZ+Ms+aW+eA==",
    },
];

/// The library that checks a page against those rules of WCAG that a program can check.
const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    sha512: "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
};

/// The packages that are available, unpacked.
pub(crate) struct Packages {
    folders: BTreeMap<&'static str, PathBuf>,
}

impl Packages {
    /// The folder of a package; `None` if it could not be fetched.
    pub(crate) fn folder(&self, name: &str) -> Option<&Path> {
        self.folders.get(name).map(PathBuf::as_path)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.folders.contains_key(name)
    }
}

/// The script of axe-core, which is fetched if it is missing.
///
/// # Errors
///
/// If the script can't be fetched. The page is not tested without it.
pub(crate) fn axe(folder: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let archive = folder.join(AXE.archive());
    if !archive.is_file() {
        AXE.download(folder).context("axe-core can't be fetched")?;
    }
    AXE.verify(&archive)?;
    Ok(AXE.unpack(&archive)?.join("axe.min.js"))
}

/// Fetches the libraries for comparison that are missing, and unpacks all. A library that can't be
/// fetched is left out, and a message says so.
pub(crate) fn fetch(folder: &Path) -> anyhow::Result<Packages> {
    fs::create_dir_all(folder)?;
    let mut folders = BTreeMap::new();
    for package in &PACKAGES {
        let archive = folder.join(package.archive());
        if !archive.is_file()
            && let Err(error) = package.download(folder)
        {
            println!("{} is left out: {error:#}", package.name);
            continue;
        }
        package.verify(&archive)?;
        folders.insert(package.name, package.unpack(&archive)?);
    }
    Ok(Packages { folders })
}

impl Package {
    /// The name that the package manager gives to the package's archive.
    fn archive(&self) -> String {
        let name = self.name.trim_start_matches('@').replace('/', "-");
        format!("{name}-{}.tgz", self.version)
    }

    fn download(&self, folder: &Path) -> anyhow::Result<()> {
        if let Some(npm) = tools::npm() {
            let wanted = format!("{}@{}", self.name, self.version);
            return run(Command::new(npm)
                .args(["pack", "--silent", "--pack-destination"])
                .arg(folder)
                .arg(wanted)
                .current_dir(folder));
        }
        // npm reads this variable too.
        let registry = std::env::var("NPM_CONFIG_REGISTRY")
            .or_else(|_| std::env::var("npm_config_registry"))
            .context("npm is not there, and NPM_CONFIG_REGISTRY names no registry")?;
        let archive = folder.join(self.archive());
        run(Command::new("curl")
            .args([
                "--fail",
                "--silent",
                "--show-error",
                "--location",
                "--output",
            ])
            .arg(archive)
            .arg(self.address(&registry)))
    }

    /// The archive's URL at a registry.
    fn address(&self, registry: &str) -> String {
        let registry = registry.trim_end_matches('/');
        let last = self.name.rsplit('/').next().unwrap_or(self.name);
        format!("{registry}/{}/-/{last}-{}.tgz", self.name, self.version)
    }

    fn verify(&self, archive: &Path) -> anyhow::Result<()> {
        let found = Base64::encode_string(&Sha512::digest(fs::read(archive)?));
        if found != self.sha512 {
            fs::remove_file(archive)?;
            bail!(
                "{} {} is another archive than the listed one: its SHA-512 is {found}; it is deleted",
                self.name,
                self.version
            );
        }
        Ok(())
    }

    fn unpack(&self, archive: &Path) -> anyhow::Result<PathBuf> {
        let folder = archive.with_extension("");
        fs::create_dir_all(&folder)?;
        run(Command::new("tar")
            .arg("-xzf")
            .arg(archive)
            .arg("-C")
            .arg(&folder))?;
        Ok(folder.join("package"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_where_registries_keep_them() {
        let package = |name| {
            PACKAGES
                .iter()
                .find(|package| package.name == name)
                .unwrap()
        };
        let [scoped, plain] = [NOBLE_CURVES, HASH_WASM].map(package);
        assert_eq!(scoped.archive(), "noble-curves-2.4.0.tgz");
        assert_eq!(
            scoped.address("http://localhost/npm/"),
            "http://localhost/npm/@noble/curves/-/curves-2.4.0.tgz"
        );
        assert_eq!(plain.archive(), "hash-wasm-4.13.0.tgz");
        assert_eq!(
            plain.address("http://localhost"),
            "http://localhost/hash-wasm/-/hash-wasm-4.13.0.tgz"
        );
    }

    #[test]
    fn another_archive_is_refused_and_deleted() {
        let archive = std::env::temp_dir().join(format!("tabchain-archive-{}", std::process::id()));
        fs::write(&archive, "something else").unwrap();
        let error = PACKAGES[0].verify(&archive).unwrap_err();
        assert!(error.to_string().contains("is another archive"));
        assert!(!archive.exists());
    }
}
