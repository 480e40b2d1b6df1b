//! How many confirmations to wait for: section 11 of Bitcoin's paper.
//!
//! An attacker with the share `q` of the whole hash rate pays somebody and waits until the payment
//! has `z` confirmations. Meanwhile the attacker mines a branch without the payment, which forks
//! before the payment's block. [`attacker_success`] is the probability that this branch ever
//! catches up with the honest one. As in the paper, honest blocks are assumed to arrive at their
//! average rate, so the attacker's progress meanwhile is Poisson-distributed with mean `λ = z·q/p`,
//! where `p = 1 − q`. If the attacker has `k` blocks by then, it catches up with probability
//! `(q/p)^(z−k)` (the gambler's ruin), or surely if `k > z`.
//!
//! **The sum.** The paper writes `1 − Σ Pois(k)·(1 − (q/p)^(z−k))`, which loses all precision once
//! the result is near the rounding error of 1, `10^−16`. The same value is a sum of positive terms
//! only:
//!
//! ```text
//! P = Σ_{k>z} Pois(k) + Σ_{k≤z} Pois(k)·(q/p)^(z−k)
//! ```
//!
//! Both sums are `Pois(z)` times a series, with `k = z + i` in the first and `k = z − i` in the
//! second. Term 0 is 1; the first sum does not include it. Term `i` is the term `i − 1` times
//! `λ/(z+i)` in the first sum and times `(z−i+1)/z` in the second. So nothing cancels, and after a
//! multiple of `√z` terms the rest is negligible. Only `Pois(z)` itself is computed by logarithms.
//! The relative error is below about `10^−12` up to `z = 10^5`, and below `10^−9` for every `z`.
//!
//! The results are advice to a person and not a rule of any chain: they need not be bit-identical
//! on every machine.

use core::f64::consts::{E, TAU};

/// The probability, 0 to 1, that the branch of an attacker with the share `q` of the hash rate ever
/// replaces a payment that has `z` confirmations.
///
/// It is accurate for every `z`, and takes about `10·√z` steps. An attacker with half of the hash
/// rate or more always succeeds, so the result is 1. It is also 1 without any confirmation,
/// whatever `q`. It is 1 if `q` is negative or not a number, so that a mistake never makes a
/// payment look safer.
pub fn attacker_success(q: f64, z: u32) -> f64 {
    if z == 0 || !(0.0..0.5).contains(&q) {
        return 1.0;
    }
    if q == 0.0 {
        return 0.0;
    }
    let z = f64::from(z);
    let ratio = q / (1.0 - q);
    let mean = z * ratio;
    let above = series(|i| mean / (z + i)) - 1.0;
    let below = series(|i| (z - i + 1.0) / z);
    let likeliest = ln_poisson_at(z, q).exp();
    (likeliest * (above + below)).min(1.0)
}

/// The least number of confirmations with which an attacker with the share `q` succeeds with a
/// probability below `risk`; `None` if no number suffices.
///
/// The result is `None` if `risk ≤ 0`; if `q ≥ 1/2` and `risk ≤ 1`; if `q < 0`; if an argument is
/// not a number; or if 2^32 − 1 confirmations are too few. It takes some 10^6 steps.
pub fn confirmations_for(q: f64, risk: f64) -> Option<u32> {
    if q.is_nan() || q < 0.0 {
        return None;
    }
    let enough = |z| attacker_success(q, z) < risk;
    if !enough(u32::MAX) {
        return None;
    }
    if enough(0) {
        return Some(0);
    }
    // More confirmations are never a greater risk, so the least sufficient number is found by
    // doubling and halving.
    let (mut few, mut many) = (0, 1);
    while !enough(many) {
        (few, many) = (many, many.saturating_mul(2));
    }
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        if enough(middle) {
            many = middle;
        } else {
            few = middle;
        }
    }
    Some(many)
}

/// `1 + f(1) + f(1)·f(2) + …` for decreasing factors, until the terms are negligible.
fn series(factor: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut term, mut i) = (1.0, 1.0, 1.0);
    while term > sum * f64::EPSILON / 16.0 {
        term *= factor(i);
        sum += term;
        i += 1.0;
    }
    sum
}

/// The logarithm of a Poisson distribution's value at `z`, with the mean `z·q/(1 − q)`.
///
/// With `r = q/(1 − q)` it is `z·(ln r + 1 − r)`, plus the part that does not depend on `r`:
/// `ln(z^z·e^−z/z!)`.
fn ln_poisson_at(z: f64, q: f64) -> f64 {
    let gap = (1.0 - 2.0 * q) / (1.0 - q); // 1 − r, without cancellation where r is close to 1
    let ln_ratio = if gap < 0.5 {
        (-gap).ln_1p()
    } else {
        (q / (1.0 - q)).ln()
    };
    z * (ln_ratio + gap) - ln_stirling(z)
}

/// `ln(z!·e^z/z^z)`: as a product if `z` is below 20, otherwise by Stirling's series, whose next
/// term is below `10^−14`.
fn ln_stirling(z: f64) -> f64 {
    if z < 20.0 {
        let (mut product, mut k) = (1.0, 1.0);
        while k <= z {
            product *= E * k / z;
            k += 1.0;
        }
        return product.ln();
    }
    let square = z * z;
    let series =
        1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square;
    0.5 * (TAU * z).ln() + series / z
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_printed(q: f64, table: &[(u32, &str)]) {
        for (z, wanted) in table {
            assert_eq!(
                format!("{:.7}", attacker_success(q, *z)),
                *wanted,
                "q={q} z={z}"
            );
        }
    }

    #[test]
    fn the_papers_table_for_a_tenth() {
        assert_printed(
            0.1,
            &[
                (0, "1.0000000"),
                (1, "0.2045873"),
                (2, "0.0509779"),
                (3, "0.0131722"),
                (4, "0.0034552"),
                (5, "0.0009137"),
                (6, "0.0002428"),
                (7, "0.0000647"),
                (8, "0.0000173"),
                (9, "0.0000046"),
                (10, "0.0000012"),
            ],
        );
    }

    #[test]
    fn the_papers_table_for_three_tenths() {
        assert_printed(
            0.3,
            &[
                (0, "1.0000000"),
                (5, "0.1773523"),
                (10, "0.0416605"),
                (15, "0.0101008"),
                (20, "0.0024804"),
                (25, "0.0006132"),
                (30, "0.0001522"),
                (35, "0.0000379"),
                (40, "0.0000095"),
                (45, "0.0000024"),
                (50, "0.0000006"),
            ],
        );
    }

    #[test]
    fn the_papers_list_for_a_risk_below_a_thousandth() {
        for (q, wanted) in [
            (0.10, 5),
            (0.15, 8),
            (0.20, 11),
            (0.25, 15),
            (0.30, 24),
            (0.35, 41),
            (0.40, 89),
            (0.45, 340),
        ] {
            assert_eq!(confirmations_for(q, 0.001), Some(wanted), "q={q}");
        }
    }

    /// The paper's own sum, computed with 200 decimal digits.
    #[test]
    fn small_probabilities_are_accurate() {
        for (q, z, wanted) in [
            (0.1, 100, 8.038817148972576e-58),
            (0.1, 300, 1.793159760260009e-171),
            (0.2, 100, 1.253644149764818e-28),
            (0.3, 1_000, 8.047981012946871e-121),
            (0.45, 340, 9.947214145056538e-4),
            (0.45, 3_000, 1.470944239709486e-25),
            (0.49, 5_000, 1.212120653814999e-2),
            (0.499, 5_000, 8.691428620678036e-1),
            (0.01, 20, 2.713955297734298e-32),
            (0.4999, 3, 9.997310482966655e-1),
        ] {
            let found = attacker_success(q, z);
            assert!(
                (found / wanted - 1.0).abs() < 1e-12,
                "q={q} z={z}: {found:e}, not {wanted:e}"
            );
        }
    }

    #[test]
    fn it_equals_the_papers_sum_for_few_confirmations() {
        for q in (1..50).map(|percent| f64::from(percent) / 100.0) {
            let ratio = q / (1.0 - q);
            for z in 0..40 {
                let mean = f64::from(z) * ratio;
                let (mut poisson, mut sum) = ((-mean).exp(), 1.0);
                for k in 0..=z {
                    sum -= poisson * (1.0 - ratio.powi(z - k));
                    poisson *= mean / f64::from(k + 1);
                }
                let found = attacker_success(q, z.unsigned_abs());
                assert!(
                    (found - sum).abs() < 1e-13,
                    "q={q} z={z}: {found}, not {sum}"
                );
            }
        }
    }

    #[test]
    fn more_blocks_are_safer_and_more_hash_rate_is_not() {
        for q in (1..500).map(|share| f64::from(share) / 1000.0) {
            for z in (0..100).chain([1_000, 5_000, 100_000]) {
                let here = attacker_success(q, z);
                assert!((0.0..=1.0).contains(&here), "q={q} z={z}: {here}");
                assert!(attacker_success(q, z + 1) <= here, "q={q} z={z}");
                assert!(attacker_success(q + 0.001, z) >= here, "q={q} z={z}");
            }
        }
    }

    #[test]
    fn the_number_of_confirmations_is_the_least() {
        for q in [0.001, 0.1, 0.3, 0.49, 0.499] {
            for risk in [0.5, 0.01, 1e-6, 1e-100] {
                let z = confirmations_for(q, risk).unwrap();
                assert!(attacker_success(q, z) < risk, "q={q} risk={risk}");
                assert!(attacker_success(q, z - 1) >= risk, "q={q} risk={risk}");
            }
        }
    }

    #[test]
    fn shares_outside_0_to_half_are_never_safe() {
        for q in [0.5, 0.6, 1.0, 7.0, f64::INFINITY] {
            assert_eq!(attacker_success(q, 1_000_000), 1.0, "q={q}");
            assert_eq!(confirmations_for(q, 0.001), None, "q={q}");
        }
        for q in [-1e-9, -1.0, f64::NEG_INFINITY, f64::NAN] {
            assert_eq!(attacker_success(q, 1_000_000), 1.0, "q={q}");
            assert_eq!(confirmations_for(q, 0.001), None, "q={q}");
            assert_eq!(confirmations_for(q, 1.5), None, "q={q}");
        }
        for q in [0.0, -0.0] {
            assert_eq!(attacker_success(q, 0), 1.0, "q={q}");
            assert_eq!(attacker_success(q, 1), 0.0, "q={q}");
            assert_eq!(confirmations_for(q, 0.001), Some(1), "q={q}");
        }
        for risk in [0.0, -1.0, f64::NAN] {
            assert_eq!(confirmations_for(0.1, risk), None, "risk={risk}");
        }
        assert_eq!(confirmations_for(0.1, 1.5), Some(0));
        assert_eq!(confirmations_for(0.1, 1.0), Some(1));
        // This ends soon even for the most confirmations.
        assert!(attacker_success(0.499_999_9, u32::MAX) > 0.0);
        assert_eq!(attacker_success(0.1, u32::MAX), 0.0);
    }
}
