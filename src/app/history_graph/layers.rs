//! Layout of a coin history as a picture. The transaction in question is on the left; the
//! transactions that its coins come from are in columns to the right.
//!
//! A transaction is one column to the right of the rightmost transaction that spends from it.
//! Within a column, boxes have the order of their spenders in the columns before, so that lines
//! seldom cross.

use std::collections::VecDeque;

use api::{ProvenanceNode, SourcePlace};
use primitives::Amount;
use primitives::order::sort_by;

/// Maximum number of transactions drawn. If there are more, the newest are drawn, because a larger
/// picture would be of no further use to a reader.
pub(crate) const MAX_DRAWN_TRANSACTIONS: usize = 300;
/// Width and height of a box, in units of the drawing.
pub(crate) const BOX: (f64, f64) = (196.0, 58.0);
/// Distance from one column to the next, with room for an amount between them, and from one row to
/// the next.
const STEP: (f64, f64) = (308.0, 76.0);
/// Maximum number of rows by which a short column starts lower than the tallest one. With this
/// bound, people see the box on the left, where they start to read, without scrolling.
const MAX_ROWS_LOWER: usize = 2;
/// Every other column starts lower by this share of a row, so that a line that passes a column runs
/// between its boxes.
const STAGGER: f64 = 0.5;
/// Maximum number of lines into one box that are labelled with their amounts.
const MAX_LABELS: usize = 3;
/// Space around the drawing.
const MARGIN: f64 = 8.0;
/// Space below each box for the result of its verification.
const FOOT: f64 = 18.0;

/// The layout of a coin history.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// Width and height.
    pub(crate) size: (f64, f64),
    /// The boxes: the transactions first, in the order of the document.
    pub(crate) boxes: Vec<Placed>,
    /// The lines between boxes.
    pub(crate) lines: Vec<Line>,
}

/// A box with its position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    /// The upper left corner.
    pub(crate) at: (f64, f64),
    /// The content of the box.
    pub(crate) what: What,
}

/// The content of a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The transaction at this index of the document.
    Node(usize),
    /// This many coins from older transactions that are not part of the picture.
    Ahead(u32),
    /// Coins of transactions that this node does not have, and why.
    Missing(String),
}

/// Coins that one transaction spends from another, as a line between their boxes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    /// The middle of the right edge of the box that spends the coins.
    pub(crate) from: (f64, f64),
    /// A point on the left edge of the box that created the coins; each line has its own.
    pub(crate) to: (f64, f64),
    /// The value of the coins. `None` if it is unknown or there is no room for it.
    pub(crate) label: Option<Amount>,
    /// The amount of the coins as a share of the greatest amount on any line, 0 to 1; 0 if it is
    /// unknown.
    pub(crate) share: f64,
}

/// A box without a position.
struct Loose {
    what: What,
    /// The boxes that its coins come from, by index, with the amounts.
    sources: Vec<(usize, Option<Amount>)>,
    column: usize,
}

/// Lays out the newest [`MAX_DRAWN_TRANSACTIONS`] transactions of a coin history.
pub(crate) fn layout(nodes: &[ProvenanceNode]) -> Picture {
    let mut loose = gather(nodes);
    set_columns(&mut loose);
    let places = set_rows(&loose);
    let lines = lines(&loose, &places);
    let reach = |value: fn(&(f64, f64)) -> f64| places.iter().map(value).fold(0.0, f64::max);
    let size = (
        reach(|place| place.0) + BOX.0 + MARGIN,
        reach(|place| place.1) + BOX.1 + FOOT,
    );
    let boxes = loose.into_iter().zip(places);
    let boxes = boxes.map(|(one, at)| Placed { at, what: one.what });
    Picture {
        size,
        boxes: boxes.collect(),
        lines,
    }
}

/// Returns the boxes: one for each transaction, then one for each source that is not a transaction
/// of the picture.
fn gather(nodes: &[ProvenanceNode]) -> Vec<Loose> {
    let shown = nodes.len().min(MAX_DRAWN_TRANSACTIONS);
    let mut loose: Vec<Loose> = (0..shown)
        .map(|place| Loose {
            what: What::Node(place),
            sources: Vec::new(),
            column: 0,
        })
        .collect();
    for (place, node) in nodes.iter().take(shown).enumerate() {
        let mut beyond = None::<(u32, Option<Amount>)>;
        for source in &node.sources {
            let what = match &source.from {
                SourcePlace::Node(at) if (*at as usize) < shown => {
                    loose[place].sources.push((*at as usize, source.amount));
                    continue;
                }
                SourcePlace::Node(_) | SourcePlace::Ahead => {
                    let (coins, sum) = beyond.unwrap_or((0, Some(Amount::ZERO)));
                    let both = sum.zip(source.amount);
                    let sum = both.and_then(|(sum, amount)| sum.checked_add(amount));
                    beyond = Some((coins.saturating_add(source.coins), sum));
                    continue;
                }
                SourcePlace::Missing { reason } => What::Missing(reason.clone()),
            };
            add_end(&mut loose, place, what, source.amount);
        }
        if let Some((coins, amount)) = beyond {
            add_end(&mut loose, place, What::Ahead(coins), amount);
        }
    }
    loose
}

fn add_end(loose: &mut Vec<Loose>, spender: usize, what: What, amount: Option<Amount>) {
    let place = loose.len();
    loose[spender].sources.push((place, amount));
    loose.push(Loose {
        what,
        sources: Vec::new(),
        column: 0,
    });
}

/// Sets the columns: a box is right of all boxes that spend from it. A box is processed once the
/// last of its spenders has its column.
fn set_columns(loose: &mut [Loose]) {
    let mut spenders = vec![0_usize; loose.len()];
    for (source, _) in loose.iter().flat_map(|one| &one.sources) {
        spenders[*source] += 1;
    }
    let free = |(place, count): (usize, &usize)| (*count == 0).then_some(place);
    let mut ready: VecDeque<usize> = spenders.iter().enumerate().filter_map(free).collect();
    while let Some(place) = ready.pop_front() {
        let column = loose[place].column + 1;
        let sources: Vec<usize> = loose[place].sources.iter().map(|(at, _)| *at).collect();
        for source in sources {
            loose[source].column = loose[source].column.max(column);
            spenders[source] -= 1;
            if spenders[source] == 0 {
                ready.push_back(source);
            }
        }
    }
}

/// Returns the corner of each box. Columns go from left to right. The boxes of a column are in the
/// order of the mean vertical position of the boxes that spend from them.
fn set_rows(loose: &[Loose]) -> Vec<(f64, f64)> {
    let last = loose.iter().map(|one| one.column).max().unwrap_or(0);
    let mut columns = vec![Vec::new(); last + 1];
    for (place, one) in loose.iter().enumerate() {
        columns[one.column].push(place);
    }
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut places = vec![(0.0, 0.0); loose.len()];
    // For each box: the sum of the vertical positions of the boxes that spend from it, and their
    // number.
    let mut pull = vec![(0.0, 0.0); loose.len()];
    for (column, members) in columns.iter_mut().enumerate() {
        let mean = |place: &usize| -> f64 {
            match pull[*place] {
                (_, 0.0) => 0.0,
                (sum, count) => sum / count,
            }
        };
        sort_by(members, |one, other| mean(one).total_cmp(&mean(other)));
        let lower = ((tallest - members.len()) / 2).min(MAX_ROWS_LOWER);
        let stagger = if column % 2 == 1 { STAGGER } else { 0.0 };
        let top = MARGIN + STEP.1 * (wide(lower) + stagger);
        for (row, place) in members.iter().enumerate() {
            let y = top + STEP.1 * wide(row);
            places[*place] = (MARGIN + STEP.0 * wide(column), y);
            for (source, _) in &loose[*place].sources {
                pull[*source].0 += y;
                pull[*source].1 += 1.0;
            }
        }
    }
    places
}

/// Returns the lines. The lines into one box are in the order of the boxes that they start from,
/// from top to bottom.
fn lines(loose: &[Loose], places: &[(f64, f64)]) -> Vec<Line> {
    let mut arriving = vec![Vec::new(); loose.len()];
    for (spender, one) in loose.iter().enumerate() {
        for (source, amount) in &one.sources {
            arriving[*source].push((places[spender], *amount));
        }
    }
    let amounts = arriving.iter().flatten().filter_map(|(_, amount)| *amount);
    let greatest = amounts.max();
    let mut lines = Vec::new();
    for (to, spenders) in places.iter().zip(&mut arriving) {
        sort_by(spenders, |(one, _), (other, _)| one.1.total_cmp(&other.1));
        let apart = BOX.1 / wide(spenders.len() + 1);
        let has_room = spenders.len() <= MAX_LABELS;
        for (rank, (from, amount)) in spenders.iter().enumerate() {
            lines.push(Line {
                from: (from.0 + BOX.0, from.1 + BOX.1 / 2.0),
                to: (to.0, to.1 + apart * wide(rank + 1)),
                label: amount.filter(|_| has_room),
                share: share(*amount, greatest),
            });
        }
    }
    lines
}

fn share(amount: Option<Amount>, greatest: Option<Amount>) -> f64 {
    match (amount, greatest) {
        // Exact: amounts are below 2^53.
        (Some(amount), Some(greatest)) if !greatest.is_zero() => {
            amount.units() as f64 / greatest.units() as f64
        }
        _ => 0.0,
    }
}

/// Exact: there are few boxes.
fn wide(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{ProvenanceCheck, ProvenanceKind, ProvenanceSource};
    use primitives::Txid;

    fn node(sources: &[SourcePlace]) -> ProvenanceNode {
        let sources = sources.iter().map(|from| ProvenanceSource {
            from: from.clone(),
            coins: 1,
            amount: Some(Amount::COIN),
        });
        ProvenanceNode {
            txid: Txid::ZERO,
            kind: ProvenanceKind::Payment,
            height: Some(1),
            time: None,
            amount: Some(Amount::COIN),
            payees: Vec::new(),
            signatures: 1,
            check: ProvenanceCheck::Right,
            sources: sources.collect(),
        }
    }

    fn missing() -> SourcePlace {
        SourcePlace::Missing {
            reason: "gone".into(),
        }
    }

    #[test]
    fn a_box_stands_right_of_all_that_spend_from_it() {
        use SourcePlace::Node;
        let nodes = [
            node(&[Node(3), Node(1)]),
            node(&[Node(2)]),
            node(&[Node(3)]),
            node(&[]),
        ];
        let picture = layout(&nodes);
        let across: Vec<f64> = picture.boxes.iter().map(|one| one.at.0).collect();
        assert!(across.is_sorted(), "{across:?}");
        assert_eq!(across[3] - across[0], 3.0 * STEP.0);
        assert!(picture.lines.iter().all(|line| line.from.0 < line.to.0));
        assert_eq!(picture.lines.len(), 4);
    }

    #[test]
    fn boxes_do_not_overlap_and_lie_in_the_picture() {
        use SourcePlace::{Ahead, Node};
        let nodes = [
            node(&[Node(1), Node(2), Node(3), Ahead, missing()]),
            node(&[Node(3), Ahead]),
            node(&[missing()]),
            node(&[]),
        ];
        let picture = layout(&nodes);
        assert_eq!(picture.boxes.len(), 4 + 4);
        for (place, one) in picture.boxes.iter().enumerate() {
            assert!(one.at.0 + BOX.0 <= picture.size.0 && one.at.1 + BOX.1 <= picture.size.1);
            for other in &picture.boxes[..place] {
                let apart = (one.at.0 - other.at.0).abs() >= BOX.0
                    || (one.at.1 - other.at.1).abs() >= BOX.1;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn lines_into_one_box_end_apart_and_are_named_where_there_is_room() {
        use SourcePlace::Node;
        for spenders in 1..=5_u32 {
            // The first spends from all others, and each of those spends from the last.
            let all: Vec<_> = (1..=spenders).map(Node).collect();
            let last = Node(spenders + 1);
            let between = (0..spenders).map(|_| node(std::slice::from_ref(&last)));
            let nodes: Vec<_> = [node(&all)]
                .into_iter()
                .chain(between)
                .chain([node(&[])])
                .collect();
            let picture = layout(&nodes);
            let end = picture.boxes.last().unwrap().at;
            let mut arriving: Vec<&Line> = picture.lines.iter().collect();
            arriving.retain(|line| line.to.0 == end.0);
            assert_eq!(arriving.len(), spenders as usize);
            let is_apart = |pair: &[&Line]| pair[0].to.1 + 9.0 < pair[1].to.1;
            assert!(arriving.windows(2).all(is_apart));
            assert!(arriving.is_sorted_by(|one, other| one.from.1 < other.from.1));
            let named = arriving.iter().filter(|line| line.label.is_some()).count();
            assert_eq!(named, if spenders <= 3 { spenders as usize } else { 0 });
        }
    }

    #[test]
    fn a_line_past_a_column_runs_between_its_boxes() {
        use SourcePlace::Node;
        for rewards in 1..8_u32 {
            // The first spends from a payment, from rewards, and from the transaction that the
            // payment spends from.
            let last = rewards + 2;
            let mut all: Vec<_> = (1..=rewards + 1).map(Node).collect();
            all.push(Node(last));
            let mut nodes = vec![node(&all), node(&[Node(last)])];
            nodes.extend((0..=rewards).map(|_| node(&[])));
            let picture = layout(&nodes);
            let [first, .., end] = picture.boxes.as_slice() else {
                panic!("boxes")
            };
            let column = |one: &&Placed| first.at.0 < one.at.0 && one.at.0 < end.at.0;
            assert_eq!(
                picture.boxes.iter().filter(column).count(),
                rewards as usize + 1
            );
            let height = first.at.1 + BOX.1 / 2.0;
            for passed in picture.boxes.iter().filter(column) {
                assert!(
                    height < passed.at.1 || passed.at.1 + BOX.1 < height,
                    "{rewards}: {passed:?}"
                );
            }
        }
    }

    #[test]
    fn the_first_box_is_near_the_top_however_tall_the_picture_is() {
        let sources: Vec<_> = (1..=100).map(SourcePlace::Node).collect();
        let nodes: Vec<_> = [node(&sources)]
            .into_iter()
            .chain((0..100).map(|_| node(&[])))
            .collect();
        let picture = layout(&nodes);
        assert!(picture.boxes[0].at.1 <= MARGIN + wide(MAX_ROWS_LOWER) * STEP.1);
        assert!(picture.size.1 > 100.0 * STEP.1);
    }

    #[test]
    fn a_long_way_is_drawn_in_part_and_says_so() {
        let place = |at: usize| u32::try_from(at).unwrap();
        let nodes: Vec<_> = (1..=MAX_DRAWN_TRANSACTIONS + 50)
            .map(|next| node(&[SourcePlace::Node(place(next))]))
            .chain([node(&[])])
            .collect();
        let picture = layout(&nodes);
        assert_eq!(picture.boxes.len(), MAX_DRAWN_TRANSACTIONS + 1);
        assert_eq!(picture.boxes[MAX_DRAWN_TRANSACTIONS].what, What::Ahead(1));
    }

    #[test]
    fn a_reward_alone_is_one_box() {
        let picture = layout(&[node(&[])]);
        assert_eq!((picture.boxes.len(), picture.lines.len()), (1, 0));
        assert!(picture.size.0 > BOX.0);
        assert_eq!(layout(&[]).boxes, []);
    }
}
