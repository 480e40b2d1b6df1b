//! Headers of a message are checked before anything is kept.

use crate::Fault;
use chain::{HeaderContext, Spec};
use primitives::{Header, Timestamp};

/// Headers of one message, as far as they could be checked.
pub(super) struct CheckedHeaders {
    /// How many are right.
    pub(super) count: usize,
    /// What a child of the last of these is held to.
    pub(super) context: HeaderContext,
    /// The time of the next one, if that is too far ahead of our clock.
    pub(super) early: Option<Timestamp>,
}

/// Checks headers that follow `context`, each the child of the one before.
pub(super) fn check(
    headers: &[Header],
    mut context: HeaderContext,
    spec: &Spec,
    now: Timestamp,
) -> Result<CheckedHeaders, Box<Fault>> {
    for (count, header) in headers.iter().enumerate() {
        if header.previous != context.hash {
            return Err(Box::new(Fault::UnconnectedHeaders));
        }
        match context.check_unverified(spec, header, now) {
            Ok(()) => context = context.extend(spec, header),
            Err(rule) if rule.depends_on_clock() => {
                let early = Some(header.time);
                return Ok(CheckedHeaders {
                    count,
                    context,
                    early,
                });
            }
            Err(rule) => {
                let block = header.hash();
                return Err(Box::new(Fault::InvalidHeader { block, rule }));
            }
        }
    }
    Ok(CheckedHeaders {
        count: headers.len(),
        context,
        early: None,
    })
}
