//! OpenSSL's verification of signatures, one at a time, for comparison.

use std::collections::HashMap;

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::Public;
use primitives::hash;

use crate::signatures::{Judge, Sample, samples};

/// OpenSSL with the keys of all samples, which are read before the measurement: reading a
/// compressed key takes it longer than a verification needs.
pub struct OpenSsl {
    keys: HashMap<[u8; 33], EcKey<Public>>,
}

impl OpenSsl {
    /// Reads the keys of all samples.
    ///
    /// # Panics
    /// If OpenSSL lacks the curve P-256.
    pub fn new() -> Self {
        let keys = samples().iter().map(|sample| {
            let key = read(&sample.key).expect("OpenSSL reads the key of a sample");
            (sample.key, key)
        });
        Self {
            keys: keys.collect(),
        }
    }

    fn holds(&self, sample: &Sample) -> Option<bool> {
        let key = self.keys.get(&sample.key)?;
        let number = |bytes: &[u8]| BigNum::from_slice(bytes).ok();
        let (r, s) = (
            number(&sample.signature[1..33])?,
            number(&sample.signature[33..])?,
        );
        let signature = EcdsaSig::from_private_components(r, s).ok()?;
        signature.verify(&hash::sha256(&sample.message), key).ok()
    }
}

impl Default for OpenSsl {
    fn default() -> Self {
        Self::new()
    }
}

impl Judge for OpenSsl {
    fn first_wrong(&self, samples: &[Sample]) -> Option<usize> {
        samples
            .iter()
            .position(|sample| self.holds(sample) != Some(true))
    }
}

fn read(key: &[u8; 33]) -> Result<EcKey<Public>, ErrorStack> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    let mut context = BigNumContext::new()?;
    let point = EcPoint::from_bytes(&group, key, &mut context)?;
    EcKey::from_public_key(&group, &point)
}
