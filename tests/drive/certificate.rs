//! A certificate that one browser of a test trusts.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tokio::process::Command;

/// Makes a key, a certificate for the address, and the SHA-256 of its public key in base64.
const MAKE: &str = r#"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=tabchain.test -addext "subjectAltName=IP:$1" -keyout key.pem -out cert.pem \
&& openssl pkey -in key.pem -pubout -outform der | openssl dgst -sha256 -binary | base64
"#;

/// A certificate for one address, made by OpenSSL and signed by itself.
pub struct Certificate {
    folder: TempDir,
    key_hash: String,
}

impl Certificate {
    /// Makes a certificate for this IP address.
    ///
    /// # Errors
    /// If OpenSSL is not installed or fails.
    pub async fn new(address: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let output = Command::new("sh")
            .args(["-c", MAKE, "sh", address])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .await?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "openssl: {errors}");
        let key_hash = String::from_utf8(output.stdout)?.trim().to_owned();
        ensure!(!key_hash.is_empty(), "openssl made no hash: {errors}");
        Ok(Self { folder, key_hash })
    }

    /// The options with which `tabchain serve` uses it.
    ///
    /// # Errors
    /// If the path of the temporary folder is not UTF-8.
    pub fn options(&self) -> Result<[String; 4]> {
        let path = |name: &str| {
            let path = self.folder.path().join(name);
            let path = path.to_str().context("a path that is not UTF-8")?;
            Ok::<_, anyhow::Error>(path.to_owned())
        };
        let (cert, key) = (path("cert.pem")?, path("key.pem")?);
        Ok(["--tls-cert".into(), cert, "--tls-key".into(), key])
    }

    /// The argument with which Chromium takes certificates with this key, and no others, for valid
    /// ones.
    pub fn trust(&self) -> String {
        format!("--ignore-certificate-errors-spki-list={}", self.key_hash)
    }
}
