//! The modules of one crate, and whose items each of them names.
//!
//! Paths are followed as the compiler does: through `crate`, `self` and `super`, child modules,
//! imports, re-exports and globs, to the module that declares the item. Calls of methods are not
//! followed, since a method belongs to the type that its caller was given.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The segments of a path, as written or below the crate's root.
type Segments = Vec<String>;

/// Maximum number of re-exports that are followed one after another: the limit against endless
/// loops.
const MAX_IMPORTS: usize = 8;

/// Keywords before the name of an item.
const ITEMS: [&str; 8] = [
    "struct", "enum", "fn", "const", "static", "type", "trait", "union",
];

/// One source file.
#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    /// Each imported name, with the path that it was imported from.
    imports: BTreeMap<String, Segments>,
    /// The modules that are imported with `*`.
    globs: Vec<Segments>,
    declared: BTreeSet<String>,
    /// The paths in private imports and in the code. A re-export alone uses nothing.
    named: BTreeSet<Segments>,
}

/// The modules of a crate by their paths below its root.
#[derive(Debug)]
pub(crate) struct Modules(BTreeMap<Segments, Module>);

impl Modules {
    /// Reads the sources of the crate in `folder`.
    pub(crate) fn read(folder: &Path, sources: Vec<PathBuf>) -> Self {
        let modules = sources.into_iter().map(|file| {
            let path = module_path(file.strip_prefix(folder).unwrap());
            let text = fs::read_to_string(&file).unwrap();
            let tokens: TokenStream = text.parse().expect("the source compiles");
            let mut module = Module {
                file,
                ..Module::default()
            };
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            module.scan(&tokens, &path, 0, true);
            (path, module)
        });
        Self(modules.collect())
    }

    /// For each file, the other files whose items it names.
    pub(crate) fn dependencies(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let dependencies = self.0.iter().map(|(path, module)| {
            let named = module.named.iter();
            let owners = named.filter_map(|named| self.owner(path, named, MAX_IMPORTS));
            let files = owners.map(|owner| self.0[&owner].file.as_path());
            let others = files.filter(|file| *file != module.file);
            (module.file.as_path(), others.collect())
        });
        dependencies.collect()
    }

    /// The module that declares what `named` means in the module `at`. `None` if it is a module, is
    /// outside of the crate, or is not a path.
    fn owner(&self, at: &[String], named: &[String], left: usize) -> Option<Segments> {
        let (first, rest) = named.split_first()?;
        if first == "crate" {
            return self.below(&[], rest, left);
        }
        let child = joined(at, core::slice::from_ref(first));
        if self.0.contains_key(&child) {
            return self.below(&child, rest, left);
        }
        let target = self.0.get(at)?.imports.get(first)?;
        self.owner(at, &joined(target, rest), left.checked_sub(1)?)
    }

    /// The module that declares the item at `rest`, seen from the module `at`.
    fn below(&self, at: &[String], rest: &[String], left: usize) -> Option<Segments> {
        let (first, further) = rest.split_first()?;
        let child = joined(at, core::slice::from_ref(first));
        if self.0.contains_key(&child) {
            return self.below(&child, further, left);
        }
        let module = self.0.get(at)?;
        if module.declared.contains(first) {
            return Some(at.to_vec());
        }
        if let Some(target) = module.imports.get(first) {
            return self.owner(at, &joined(target, further), left.checked_sub(1)?);
        }
        let left = left.checked_sub(1)?;
        let globs = module.globs.iter().map(|glob| joined(glob, rest));
        let through = globs.filter_map(|path| self.owner(at, &path, left));
        let mut declaring = through.filter(|owner| self.0[owner].declared.contains(first));
        // Items that a macro declares are not found above.
        declaring.next().or_else(|| Some(at.to_vec()))
    }
}

impl Module {
    /// Collects what these tokens import, declare and name. `depth` is the number of modules
    /// written within the file around them.
    fn scan(&mut self, tokens: &[TokenTree], path: &[String], depth: usize, is_top: bool) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = tokens.get(at)
                        && is_left_out(attribute.stream())
                    {
                        at = end_of_item(tokens, at + 1);
                    }
                }
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.scan(&inner, path, depth, false);
                }
                TokenTree::Ident(ident) if ident == "use" => {
                    let end = end_of_item(tokens, at);
                    let is_shared = is_public(&tokens[..at - 1]);
                    let mut leaves = Vec::new();
                    leaves_of(&[], &tokens[at..end - 1], &mut leaves);
                    for (name, target) in leaves {
                        self.import(name, absolute(target, path, depth), is_shared);
                    }
                    at = end;
                }
                TokenTree::Ident(ident) if ident == "mod" => {
                    // A module in the same file; a declaration of one in another file is not a use.
                    if let Some(TokenTree::Group(body)) = tokens.get(at + 1) {
                        let inner: Vec<TokenTree> = body.stream().into_iter().collect();
                        self.scan(&inner, path, depth + 1, is_top);
                        at += 1;
                    }
                    at += 1;
                }
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    if is_top
                        && ITEMS.contains(&word.as_str())
                        && let Some(TokenTree::Ident(name)) = tokens.get(at)
                    {
                        self.declared.insert(name.to_string());
                    }
                    let is_member = at > 1 && is_punct(&tokens[at - 2], '.');
                    let (named, end) = path_from(tokens, at - 1);
                    if !is_member {
                        self.named.insert(absolute(named, path, depth));
                    }
                    at = end;
                }
                _ => {}
            }
        }
    }

    fn import(&mut self, name: Option<String>, target: Segments, is_shared: bool) {
        if !is_shared {
            self.named.insert(target.clone());
        }
        match name {
            Some(name) => {
                self.imports.insert(name, target);
            }
            None => self.globs.push(target),
        }
    }
}

/// The path of a file's module, below the crate's root.
fn module_path(file: &Path) -> Segments {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    let mut parts: Segments = parts.collect();
    if parts == ["lib"] || parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn joined(path: &[String], rest: &[String]) -> Segments {
    [path, rest].concat()
}

/// A path with `crate` in place of `self` and `super` at its beginning.
fn absolute(mut named: Segments, path: &[String], depth: usize) -> Segments {
    let is_own = named.first().is_some_and(|first| first == "self");
    let ups = named.iter().skip(usize::from(is_own));
    let ups = ups.take_while(|segment| *segment == "super").count();
    if !is_own && ups == 0 {
        return named;
    }
    let rest = named.split_off(ups + usize::from(is_own));
    let kept = path.len().saturating_sub(ups.saturating_sub(depth));
    [&["crate".to_owned()], &path[..kept], &rest].concat()
}

/// The path that begins at this index, and the index after it.
fn path_from(tokens: &[TokenTree], mut at: usize) -> (Segments, usize) {
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        path.push(ident.to_string());
        at += 1;
        if !is_colons(tokens, at) || !matches!(tokens.get(at + 2), Some(TokenTree::Ident(_))) {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// Collects the names that an import introduces, each with its path; `None` as a name stands for
/// `*`.
fn leaves_of(
    prefix: &[String],
    tokens: &[TokenTree],
    leaves: &mut Vec<(Option<String>, Segments)>,
) {
    for branch in tokens.split(|token| is_punct(token, ',')) {
        let (path, mut at) = path_from(branch, 0);
        let mut path = joined(prefix, &path);
        if is_colons(branch, at) {
            at += 2;
        }
        match branch.get(at) {
            Some(TokenTree::Group(group)) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                leaves_of(&path, &inner, leaves);
            }
            Some(TokenTree::Punct(_)) => leaves.push((None, path)),
            _ => {
                // `as` and the new name follow the path at once.
                let renamed = match branch.get(at + 1) {
                    Some(TokenTree::Ident(name)) => Some(name.to_string()),
                    _ => None,
                };
                if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                    path.pop();
                }
                if let Some(last) = path.last().cloned() {
                    leaves.push((renamed.or(Some(last)), path));
                }
            }
        }
    }
}

/// Whether an attribute excludes its item from normal builds: tests, and imports for documentation.
fn is_left_out(attribute: TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text == "cfg(test)" || text == "cfg(doc)"
}

/// The index after the item that begins at `at`: after its semicolon or its braces.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let is_import = |at: usize| matches!(tokens.get(at), Some(TokenTree::Ident(i)) if i == "use");
    let mut is_use = at > 0 && is_import(at - 1);
    for (index, token) in tokens.iter().enumerate().skip(at) {
        is_use |= is_import(index);
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !is_use => {
                return index + 1;
            }
            token if is_punct(token, ';') => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether the tokens before an item end with a visibility.
fn is_public(before: &[TokenTree]) -> bool {
    let is_pub = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "pub");
    match before {
        [.., last] if is_pub(last) => true,
        [.., word, TokenTree::Group(_)] => is_pub(word),
        _ => false,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| tokens.get(at).is_some_and(|token| is_punct(token, ':'));
    is_colon(at) && is_colon(at + 1)
}
