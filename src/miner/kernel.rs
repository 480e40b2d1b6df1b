//! Kernels: the computation of hashes, by a generated WebAssembly module or by the `sha2` crate.

use core::fmt;
use core::ops::Range;

use hex_literal::hex;
use primitives::{CompactTarget, Decode, Header};

use crate::assembler::Shape;
use crate::program::{ROW_AT, TABLE_AT};
use crate::row::{HeaderRows, ROW_NONCES, Row, Tail, table};

/// Runs the module of a [`Shape`], in a browser or another WebAssembly runtime.
pub trait Engine {
    /// Writes little-endian words into the module's memory from this address on, which is a
    /// multiple of 4.
    fn write(&mut self, address: u32, words: &[u32]);

    /// Calls the module's `scan` (see [`Shape::module`]).
    fn scan(&mut self, groups: Range<u32>) -> u32;
}

/// Finds the nonces of a row that must be hashed in full.
#[derive(Debug, Default)]
pub struct Kernel(Option<Generated>);

struct Generated {
    shape: Shape,
    engine: Box<dyn Engine>,
    /// The row's tail and first nonce whose table is in the engine's memory. `None` if there is
    /// none.
    table: Option<(Tail, u32)>,
}

/// The engine does not find a nonce that is known to be a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine does not find the nonce of Bitcoin's genesis block")]
pub struct WrongEngine;

impl Kernel {
    /// The kernel that runs everywhere. It makes every nonce a candidate, and `sha2` hashes two
    /// blocks for each. Without hand-written machine code that is the fastest kernel for native
    /// targets: 8.9 MH/s if the processor has SHA instructions, compared with 1.8 for a portable
    /// loop with four lanes and 6.1 without a midstate.
    pub fn portable() -> Self {
        Self(None)
    }

    /// The kernel generated for a shape, run by an engine that has loaded the module.
    ///
    /// # Errors
    /// If the engine does not find the nonce of Bitcoin's genesis block; it would never find
    /// anything.
    pub fn generated(shape: Shape, engine: Box<dyn Engine>) -> Result<Self, WrongEngine> {
        let table = None;
        let mut kernel = Self(Some(Generated {
            shape,
            engine,
            table,
        }));
        let header = Header::from_bytes(&GENESIS).map_err(|_| WrongEngine)?;
        let target = CompactTarget::to_target(header.bits).map_err(|_| WrongEngine)?;
        let rows = HeaderRows::new(&header, &target);
        let row = rows.row(header.version, header.nonce - header.nonce % ROW_NONCES);
        let lanes = shape.lanes();
        let index = header.nonce % ROW_NONCES;
        let group = index - index % lanes;
        // Starts at the group before, which contains no solution.
        match kernel.next_candidate(&row, group - lanes..ROW_NONCES) {
            Some(found) if found == group => Ok(kernel),
            _ => Err(WrongEngine),
        }
    }

    /// The first of these indices in a row whose nonce may meet the target. No earlier one does.
    /// `None` if there is none.
    pub(crate) fn next_candidate(&mut self, row: &Row, indices: Range<u32>) -> Option<u32> {
        let first = match &mut self.0 {
            None => indices.start,
            Some(_) if indices.is_empty() => return None,
            Some(generated) => generated.next_candidate(row, &indices),
        };
        indices.contains(&first).then_some(first)
    }
}

impl Generated {
    fn next_candidate(&mut self, row: &Row, indices: &Range<u32>) -> u32 {
        let lanes = self.shape.lanes();
        let needed = (row.tail, row.first);
        if self.table != Some(needed) {
            let table = table(row.tail, row.first, lanes);
            self.engine.write(TABLE_AT, &table);
            self.table = Some(needed);
        }
        let words = [&row.midstate[..], &row.after_round_3(), &[row.zeros]].concat();
        self.engine.write(ROW_AT, &words);
        let groups = indices.start / lanes..indices.end.div_ceil(lanes);
        let group = self.engine.scan(groups);
        indices.start.max(group.saturating_mul(lanes))
    }
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shape, table, .. } = self;
        let mut f = f.debug_struct("Generated");
        f.field("shape", shape).field("table", table);
        f.finish_non_exhaustive()
    }
}

/// The header of Bitcoin's genesis block.
pub(crate) const GENESIS: [u8; 80] = hex!(
    "01000000 0000000000000000000000000000000000000000000000000000000000000000"
    "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49 ffff001d 1dac2b7c"
);

#[cfg(test)]
mod tests {
    use core::cell::RefCell;

    use primitives::{BlockHash, MerkleNode, Target, Timestamp};
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::search::{Hit, Outcome, Search};

    /// Runs modules in an interpreter.
    struct Interpreter {
        store: wasmi::Store<()>,
        memory: wasmi::Memory,
        scan: wasmi::TypedFunc<(u32, u32), u32>,
    }

    impl Interpreter {
        fn new(module: &[u8]) -> Self {
            let engine = wasmi::Engine::default();
            let module = wasmi::Module::new(&engine, module).unwrap();
            let mut store = wasmi::Store::new(&engine, ());
            let linker = wasmi::Linker::new(&engine);
            let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
            let memory = instance.get_memory(&store, Shape::MEMORY).unwrap();
            let scan = instance.get_typed_func(&store, Shape::FUNCTION).unwrap();
            Self {
                store,
                memory,
                scan,
            }
        }
    }

    impl Engine for Interpreter {
        fn write(&mut self, address: u32, words: &[u32]) {
            let bytes: Vec<_> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            let memory = &self.memory;
            memory
                .write(&mut self.store, address as usize, &bytes)
                .unwrap();
        }

        fn scan(&mut self, groups: Range<u32>) -> u32 {
            let both = (groups.start, groups.end);
            self.scan.call(&mut self.store, both).unwrap()
        }
    }

    /// All kernels.
    fn kernels() -> Vec<Kernel> {
        let generated = Shape::ALL.map(|shape| {
            let engine = Interpreter::new(&shape.module());
            Kernel::generated(shape, Box::new(engine)).unwrap()
        });
        let mut kernels = vec![Kernel::portable()];
        kernels.extend(generated);
        kernels
    }

    /// The expected result of a search, computed by hashing whole headers.
    fn plain(header: &Header, target: &Target, headers: Range<u64>) -> Outcome {
        for (tried, number) in (1..).zip(headers.clone()) {
            let rolled = header_of(header, number);
            if target.is_met_by(&rolled.hash()) {
                let hit = Hit {
                    version: rolled.version,
                    nonce: rolled.nonce,
                };
                return Outcome {
                    hit: Some(hit),
                    hashes: tried,
                };
            }
        }
        Outcome {
            hit: None,
            hashes: headers.end - headers.start,
        }
    }

    /// The header with this number in the order of a search.
    fn header_of(header: &Header, number: u64) -> Header {
        let (row, rows) = (1_000, 1_000 << 16);
        let first = number / rows * row;
        let len = row.min((1 << 32) - first);
        let roll = i32::try_from(number % rows / len).unwrap();
        Header {
            version: header.version ^ (roll << 13),
            nonce: u32::try_from(first + number % rows % len).unwrap(),
            ..*header
        }
    }

    fn any_header() -> impl Strategy<Value = Header> {
        let bits = prop_oneof![
            Just(0x207f_ffff_u32), // every second hash
            Just(0x200f_ffff),     // one in 16
            Just(0x2000_ffff),     // one in 256
            Just(0x1f0f_ffff),
            Just(0x2000_0001),
            Just(0x1d00_ffff), // one in 2^32: Bitcoin's easiest
        ];
        let root = any::<[u8; 32]>();
        (any::<i32>(), any::<[u8; 32]>(), root, any::<u32>(), bits).prop_map(
            |(version, previous, root, time, bits)| Header {
                version,
                previous: BlockHash::from_bytes(previous),
                merkle_root: MerkleNode::from_bytes(root),
                time: Timestamp(time),
                bits: CompactTarget::from_bits(bits),
                nonce: 0,
                seal: None,
            },
        )
    }

    /// Starts of ranges: any, and around all boundaries of the order.
    fn any_start() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            0..Search::HEADERS,
            900..1_100_u64,                               // the next version
            (1_000 << 16) - 300..(1_000 << 16) + 300_u64, // the next row, and the first version again
            (4_294_967_000_u64 << 16) - 300..(4_294_967_000_u64 << 16) + 600, // the short last row
            Search::HEADERS - 700..Search::HEADERS,
        ]
    }

    #[test]
    fn every_kernel_finds_bitcoins_genesis_nonce() {
        let header = Header::from_bytes(&GENESIS).unwrap();
        let target = header.bits.to_target().unwrap();
        let search = Search::new(&header, &target);
        // The first version in the row of nonce 2,083,236,000.
        let number = (2_083_236_000_u64 << 16) + 893;
        assert_eq!(Search::number(header.nonce), number);
        for mut kernel in kernels() {
            let outcome = search.run(&mut kernel, number - 40..number + 47);
            let hit = Hit {
                version: 1,
                nonce: 2_083_236_893,
            };
            assert_eq!(outcome.hit, Some(hit), "{kernel:?}");
            assert_eq!(outcome.hashes, 41, "{kernel:?}");
            let none = search.run(&mut kernel, number + 1..number + 47);
            assert_eq!((none.hit, none.hashes), (None, 46), "{kernel:?}");
        }
    }

    #[test]
    fn an_engine_that_finds_nothing_is_rejected() {
        struct Blind;
        impl Engine for Blind {
            fn write(&mut self, _: u32, _: &[u32]) {}
            fn scan(&mut self, groups: Range<u32>) -> u32 {
                groups.end
            }
        }
        let result = Kernel::generated(Shape::FIVE, Box::new(Blind));
        assert_eq!(result.unwrap_err(), WrongEngine);
    }

    /// The cases share one set of kernels, so that each kernel goes from search to search as in a
    /// miner.
    #[test]
    fn all_kernels_find_what_hashing_whole_headers_finds() {
        let kernels = RefCell::new(kernels());
        let cases = (any_header(), any_start(), 0..60_u64);
        // The interpreter takes a millisecond for each group of nonces.
        let config = ProptestConfig {
            cases: 96,
            ..ProptestConfig::with_source_file(file!())
        };
        let mut runner = TestRunner::new(config);
        let result = runner.run(&cases, |(header, start, length)| {
            let target = header.bits.to_target().unwrap();
            let search = Search::new(&header, &target);
            let headers = start..Search::HEADERS.min(start + length);
            let wanted = plain(&header, &target, headers.clone());
            for kernel in kernels.borrow_mut().iter_mut() {
                let found = search.run(kernel, headers.clone());
                prop_assert_eq!(found, wanted, "{:?}", kernel);
            }
            Ok(())
        });
        result.unwrap_or_else(|failure| panic!("{failure}"));
    }
}
