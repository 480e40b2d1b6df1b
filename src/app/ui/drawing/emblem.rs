//! Pictures of keys: small patterns by which people tell keys and addresses apart.
//!
//! A picture is a pure function of the text of a key. It proves nothing: among many keys, some
//! have similar pictures.

use core::fmt::Write;

use yew::prelude::*;

use super::kind::{KINDS, kind_class};

/// A point of a shape, in a cell of 8 × 8.
type Point = (u8, u8);

/// The side of the picture, which has three cells in each direction.
const SIDE: u8 = 24;
const CELL: u8 = SIDE / 3;

/// The shapes of a corner, drawn for the upper left corner.
const CORNERS: [&[Point]; 8] = [
    &[(0, 0), (8, 0), (0, 8)],
    &[(8, 8), (0, 8), (8, 0)],
    &[(1, 1), (7, 1), (7, 7), (1, 7)],
    &[(4, 0), (8, 4), (4, 8), (0, 4)],
    &[
        (2, 0),
        (6, 0),
        (8, 2),
        (8, 6),
        (6, 8),
        (2, 8),
        (0, 6),
        (0, 2),
    ],
    &[(0, 0), (8, 0), (8, 3), (3, 3), (3, 8), (0, 8)],
    &[(0, 0), (8, 0), (8, 4), (0, 4)],
    &[(0, 8), (3, 0), (8, 0), (8, 5)],
];
/// The shapes between two corners, as they stand in the middle above.
const EDGES: [&[Point]; 8] = [
    &[(4, 0), (8, 8), (0, 8)],
    &[(0, 0), (8, 0), (4, 8)],
    &[(4, 0), (8, 4), (4, 8), (0, 4)],
    &[(3, 0), (5, 0), (5, 8), (3, 8)],
    &[(0, 2), (8, 2), (8, 5), (0, 5)],
    &[(0, 0), (8, 8), (0, 8)],
    &[(2, 2), (6, 2), (6, 6), (2, 6)],
    &[(0, 4), (4, 0), (8, 4), (8, 8), (0, 8)],
];
/// The shapes in the centre.
const CENTRES: [&[Point]; 4] = [
    &[(4, 0), (8, 4), (4, 8), (0, 4)],
    &[
        (2, 0),
        (6, 0),
        (8, 2),
        (8, 6),
        (6, 8),
        (2, 8),
        (0, 6),
        (0, 2),
    ],
    &[(1, 1), (7, 1), (7, 7), (1, 7)],
    &[
        (4, 0),
        (5, 3),
        (8, 4),
        (5, 5),
        (4, 8),
        (3, 5),
        (0, 4),
        (3, 3),
    ],
];

/// The parts of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Emblem {
    /// The colour of the corners and the centre, by which the key is coloured elsewhere.
    pub(crate) kind: u8,
    /// The colour of the edges. It differs from `kind`.
    other: u8,
    corner: u8,
    edge: u8,
    centre: u8,
}

impl Emblem {
    /// The picture of a key, an address or a name, from its text.
    pub(crate) fn of(text: &str) -> Self {
        // FNV-1a, and a step that spreads each bit over all others (the end of SplitMix64).
        let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let [first, second, corner, edge, centre, ..] = (hash ^ (hash >> 31)).to_le_bytes();
        let kind = first % KINDS;
        Self {
            kind,
            other: (kind + 1 + second % (KINDS - 1)) % KINDS,
            corner: corner % 8,
            edge: edge % 8,
            centre: centre % 4,
        }
    }

    /// The paths of the corners, of the edges and of the centre.
    fn paths(self) -> [String; 3] {
        let corner = CORNERS[usize::from(self.corner)];
        let edge = EDGES[usize::from(self.edge)];
        let centre = CENTRES[usize::from(self.centre)];
        [
            turned(corner, (0, 0), 4),
            turned(edge, (CELL, 0), 4),
            turned(centre, (CELL, CELL), 1),
        ]
    }
}

/// The path of a shape in the cell at `origin`, and of its copies after each of `turns` quarter
/// turns around the centre of the picture.
fn turned(shape: &[Point], origin: Point, turns: u8) -> String {
    let mut path = String::new();
    for turn in 0..turns {
        for (place, (x, y)) in shape.iter().enumerate() {
            let mut point = (origin.0 + x, origin.1 + y);
            for _ in 0..turn {
                point = (SIDE - point.1, point.0);
            }
            let letter = if place == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            let _ = write!(path, "{letter}{} {}", point.0, point.1);
        }
        path.push('z');
    }
    path
}

/// The picture of a key, an address or a name. It is hidden from screen readers, because it stands
/// beside the text.
pub(crate) fn emblem(text: &str) -> Html {
    html! {
        <svg class="emblem" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            { emblem_parts(text) }
        </svg>
    }
}

/// The content of the picture, 24 × 24 from the origin, for use in a larger drawing.
pub(crate) fn emblem_parts(text: &str) -> Html {
    let emblem = Emblem::of(text);
    let [corners, edges, centre] = emblem.paths();
    html! {
        <>
            <rect class="emblem-ground" width="24" height="24" rx="4" />
            <path class={kind_class(emblem.kind)} d={corners} />
            <path class={kind_class(emblem.other)} d={edges} />
            <path class={kind_class(emblem.kind)} d={centre} />
        </>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_key_has_the_same_picture_in_every_version() {
        let emblem = |text: &str| {
            let Emblem {
                kind,
                other,
                corner,
                edge,
                centre,
            } = Emblem::of(text);
            [kind, other, corner, edge, centre]
        };
        // Computed with another implementation, in Python.
        for (text, parts) in VECTORS {
            assert_eq!(emblem(text), parts, "{text}");
        }
    }

    const VECTORS: [(&str, [u8; 5]); 4] = [
        ("", [3, 5, 5, 1, 1]),
        ("c033819f", [7, 3, 2, 1, 0]),
        ("tab1qw508d6qejxtdg4y5r3zarvary0c5xw7k", [7, 4, 3, 4, 3]),
        (
            "020202020202020202020202020202020202020202020202020202020202020202",
            [1, 5, 7, 7, 3],
        ),
    ];

    #[test]
    fn pictures_differ_and_use_every_part() {
        let mut seen = BTreeSet::new();
        let mut parts = [const { BTreeSet::new() }; 5];
        for number in 0..1_000 {
            let it = Emblem::of(&format!("{number:08x}"));
            assert_ne!(it.kind, it.other);
            let all = [it.kind, it.other, it.corner, it.edge, it.centre];
            for (seen, part) in parts.iter_mut().zip(all) {
                seen.insert(part);
            }
            seen.insert(all);
        }
        assert_eq!(parts.map(|seen| seen.len()), [8, 8, 8, 8, 4]);
        // There are 14,336 pictures. By chance, some of a thousand texts have the same one.
        assert!(seen.len() > 950, "{}", seen.len());
    }

    #[test]
    fn every_path_stays_in_the_picture_and_is_the_same_after_a_quarter_turn() {
        let path = turned(CORNERS[0], (0, 0), 4);
        assert_eq!(
            path,
            "M0 0L8 0L0 8zM24 0L24 8L16 0zM24 24L16 24L24 16zM0 24L0 16L8 24z"
        );
        let shapes = CORNERS.iter().chain(&EDGES).chain(&CENTRES);
        for shape in shapes {
            assert!(
                shape.iter().all(|(x, y)| *x <= CELL && *y <= CELL),
                "{shape:?}"
            );
        }
    }
}
