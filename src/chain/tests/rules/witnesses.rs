//! Witnesses that don't satisfy their locks.

use super::world::{World, edit};
use chain::TransactionRule;
use primitives::{Amount, BlockHash, SignatureError, SpendError};

#[test]
fn rules_of_witnesses() {
    let witness = |change: fn(&mut Vec<Vec<u8>>), expected: fn(&SpendError) -> bool| {
        World::rejects_payment(
            false,
            |_, t| edit(&mut t.inputs[0].witness, change),
            |rule| matches!(rule, TransactionRule::Witness { input: 0, error } if expected(error)),
        );
    };
    witness(Vec::clear, |e| matches!(e, SpendError::Items(0)));
    witness(|w| w.push(vec![]), |e| matches!(e, SpendError::Items(3)));
    witness(|w| w[1][0] = 4, |e| matches!(e, SpendError::Key(_)));
    witness(|w| w[1].truncate(32), |e| matches!(e, SpendError::Key(_)));
    witness(
        |w| w[0].truncate(64),
        |e| matches!(e, SpendError::Signature(_)),
    );
    witness(|w| w[0][0] = 2, |e| matches!(e, SpendError::Signature(_)));
    witness(
        |w| w[0][0] ^= 1,
        |e| *e == SpendError::Signature(SignatureError::Wrong),
    );
    witness(
        |w| w[1][0] ^= 1,
        |e| matches!(e, SpendError::OtherKey { .. }),
    );
    // A signature by another key, a signature of other outputs, and a signature for another chain.
    World::rejects_payment(
        false,
        |world, t| {
            let spent = world.chain.coin(&t.inputs[0].previous).unwrap().unwrap();
            world.bob.sign(world.chain.genesis(), t, &[spent.output]);
        },
        |rule| {
            matches!(
                rule,
                TransactionRule::Witness {
                    error: SpendError::OtherKey { .. },
                    ..
                }
            )
        },
    );
    let wrong = |rule: &TransactionRule| {
        let error = SpendError::Signature(SignatureError::Wrong);
        *rule == TransactionRule::Witness { input: 0, error }
    };
    World::rejects_payment(false, |_, t| t.outputs[0].amount = Amount::COIN, wrong);
    World::rejects_payment(
        false,
        |world, t| {
            let spent = world.chain.coin(&t.inputs[0].previous).unwrap().unwrap();
            let other = BlockHash::from_bytes([1; 32]);
            world.alice.sign(other, t, &[spent.output]);
        },
        wrong,
    );
}
