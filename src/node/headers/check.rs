//! The check of a message's headers, before any of them is stored.

use crate::Fault;
use chain::{HeaderContext, Spec};
use primitives::{Header, Timestamp};

/// The result of the check of one message.
pub(super) struct CheckedHeaders {
    /// The number of valid headers.
    pub(super) count: usize,
    /// The context of a child of the last valid header.
    pub(super) context: HeaderContext,
    /// The time of the next header, if that is too far ahead of this node's clock.
    pub(super) early: Option<Timestamp>,
}

/// Checks headers that follow `context`, each the child of the one before. Seals are not verified.
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
