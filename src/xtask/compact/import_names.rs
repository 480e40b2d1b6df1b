//! Short names for the imports of a WebAssembly program.
//!
//! `wasm-bindgen` names each import after the called function, with a hash of 16 digits, which does
//! not compress. The names are in the program and in the script that provides the imports.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::fmt::Write;

use anyhow::anyhow;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{CustomSectionReader, Imports, Parser, Payload};

use super::bound::Bound;

/// Returns the same program and the same script with short, numbered names of the program's
/// imports. Custom sections are left out of the program.
///
/// # Errors
///
/// If the program is not a wasm module.
pub(super) fn shorten(program: &[u8], script: &str) -> anyhow::Result<Bound> {
    let mut names = ShortNames::read(program, script)?;
    let script = names.replace_in(script);
    let mut module = Module::new();
    names
        .parse_core_module(&mut module, Parser::new(0), program)
        .map_err(|error| anyhow!("the program's imports can't be renamed: {error}"))?;
    let program = module.finish();
    Ok(Bound { program, script })
}

/// Whether an identifier of a script may have this character.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// The short name of each import.
struct ShortNames(HashMap<String, String>);

impl ShortNames {
    /// Reads the imports that the script has by name. All others are those of another script.
    fn read(program: &[u8], script: &str) -> anyhow::Result<Self> {
        let words: HashSet<&str> = script.split(|c| !is_part(c)).collect();
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(program) {
            if let Payload::ImportSection(imports) = payload? {
                for import in imports.into_imports() {
                    let (name, number) = (import?.name, names.len());
                    if words.contains(name) {
                        names.insert(name.to_owned(), format!("i{number}"));
                    }
                }
            }
        }
        Ok(Self(names))
    }

    /// Replaces each identifier of a script that is the name of an import.
    fn replace_in(&self, script: &str) -> String {
        let mut replaced = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            let word = self.0.get(word).map_or(word, String::as_str);
            // Writing to a text never fails.
            let _ = write!(replaced, "{before}{word}");
            rest = after;
        }
        replaced + rest
    }
}

impl Reencode for ShortNames {
    type Error = Infallible;

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: Imports<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in imports {
            let mut import = import?.1;
            let name = self.0.get(import.name).cloned();
            import.name = name.as_deref().unwrap_or(import.name);
            utils::parse_imports(self, section, Imports::Single(0, import))?;
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        Ok(())
    }
}
