//! HTTPS with the operator's own certificate.

use std::io;
use std::path::Path;
use std::sync::Arc;

use connections::{Draining, Handshake};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::failure::{Exit, Failure};

/// The handshake of HTTPS.
#[derive(Clone)]
pub(crate) struct Tls(TlsAcceptor);

impl Tls {
    /// Reads a certificate chain and its private key from PEM files.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the option and the file.
    pub(crate) fn read(certificates: &Path, key: &Path) -> Result<Self, Failure> {
        let fail = |option: &str, path: &Path, error: &dyn std::fmt::Display| {
            Failure::of(
                option,
                Exit::Settings,
                format!("{}: {error}", path.display()),
            )
        };
        let certificate = |error: &dyn std::fmt::Display| fail("--tls-cert", certificates, error);
        let chain = CertificateDer::pem_file_iter(certificates)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| certificate(&error))?;
        if chain.is_empty() {
            return Err(certificate(&"there is no certificate in this file"));
        }
        let secret =
            PrivateKeyDer::from_pem_file(key).map_err(|error| fail("--tls-key", key, &error))?;
        let config = config(chain, secret).map_err(|error| fail("--tls-key", key, &error))?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

impl Handshake for Tls {
    type Stream = TlsStream<Draining>;

    async fn shake(&self, connection: Draining) -> io::Result<Self::Stream> {
        self.0.accept(connection).await
    }
}
