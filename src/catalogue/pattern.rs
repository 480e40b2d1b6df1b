//! Fluent's patterns as parts of a text.

use fluent_syntax::ast::{
    CallArguments, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use crate::message::{Argument, Kind, Part, Variant};

/// The plural categories of the Unicode Common Locale Data Repository.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The categories that a language has for whole numbers, by the repository's rules (cardinals). A
/// variant of any other would never be chosen. All of them for languages that are not listed.
fn categories(tag: &str) -> &'static [&'static str] {
    match tag.split('-').next() {
        Some("ja" | "ko" | "zh") => &["other"],
        Some("de" | "en" | "nl" | "sv") => &["one", "other"],
        _ => &CATEGORIES,
    }
}

/// Reads patterns, and collects the values that they take.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    /// The language's BCP 47 tag.
    tag: &'a str,
    pub(crate) arguments: Vec<Argument>,
}

impl<'a> Reader<'a> {
    /// A reader of patterns in the language with this BCP 47 tag.
    pub(crate) const fn new(tag: &'a str) -> Self {
        let arguments = Vec::new();
        Self { tag, arguments }
    }

    /// Reads a whole pattern.
    ///
    /// # Errors
    /// A description of the first part that the catalogue does not allow.
    pub(crate) fn pattern(&mut self, pattern: &Pattern<&str>) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => push_text(&mut parts, &plain(value)?),
                PatternElement::Placeable { expression } => match expression {
                    Expression::Select { selector, variants } => {
                        let InlineExpression::VariableReference { id } = selector else {
                            return Err("only a number selects a variant".to_owned());
                        };
                        let argument = self.argument(id.name, Kind::Number)?;
                        let mut read = Vec::new();
                        let mut default = None;
                        for variant in variants {
                            let key = self.key(&variant.key)?;
                            let parts = self.pattern(&variant.value)?;
                            if parts.iter().any(|part| matches!(part, Part::Select { .. })) {
                                return Err("a variant holds another selection".to_owned());
                            }
                            let into = if variant.default {
                                &mut default
                            } else {
                                read.push(Variant { key, parts });
                                continue;
                            };
                            *into = Some(Variant { key, parts });
                        }
                        read.extend(default);
                        parts.push(Part::Select {
                            argument,
                            variants: read,
                        });
                    }
                    Expression::Inline(inline) => self.inline(inline, &mut parts)?,
                },
            }
        }
        for part in &mut parts {
            if let Part::Text(text) = part {
                *text = joined(text);
            }
        }
        Ok(parts)
    }

    fn inline(
        &mut self,
        inline: &InlineExpression<&str>,
        parts: &mut Vec<Part>,
    ) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => push_text(parts, &literal(value)?),
            InlineExpression::VariableReference { id } => {
                parts.push(Part::Argument(self.argument(id.name, Kind::Text)?));
            }
            InlineExpression::FunctionReference { id, arguments } => {
                let kind = match id.name {
                    "NUMBER" => Kind::Number,
                    "ELEMENT" => Kind::Element,
                    other => return Err(format!("the catalogue has no function {other}")),
                };
                let name = variable(arguments)?;
                parts.push(Part::Argument(self.argument(name, kind)?));
            }
            _ => return Err("only values and texts may stand in braces".to_owned()),
        }
        Ok(())
    }

    fn key(&self, key: &VariantKey<&str>) -> Result<String, String> {
        match key {
            VariantKey::NumberLiteral { value }
                if value.bytes().all(|digit| digit.is_ascii_digit()) =>
            {
                Ok((*value).to_owned())
            }
            VariantKey::Identifier { name } if categories(self.tag).contains(name) => {
                Ok((*name).to_owned())
            }
            VariantKey::Identifier { name } if CATEGORIES.contains(name) => {
                Err(format!("{} has no plural category {name}", self.tag))
            }
            VariantKey::NumberLiteral { value: key } | VariantKey::Identifier { name: key } => {
                Err(format!("{key} is not a plural category or a whole number"))
            }
        }
    }

    /// The index of a value, which is added if it is new.
    fn argument(&mut self, name: &str, kind: Kind) -> Result<usize, String> {
        if let Some(index) = (self.arguments.iter()).position(|argument| argument.name == name) {
            return match self.arguments[index].kind == kind {
                true => Ok(index),
                false => Err(format!("${name} is two kinds of values")),
            };
        }
        let name = name.to_owned();
        self.arguments.push(Argument { name, kind });
        Ok(self.arguments.len() - 1)
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// A text, which may have line breaks.
fn plain(text: &str) -> Result<String, String> {
    if text.contains('\'') {
        return Err("write ’ for an apostrophe".to_owned());
    }
    literal(&text.replace('\n', " "))?;
    Ok(text.to_owned())
}

/// A text with its lines joined: by nothing between two wide characters, as Chinese is written,
/// otherwise by a space.
fn joined(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let around = [joined.chars().next_back(), line.chars().next()];
        if !around.into_iter().all(|letter| letter.is_some_and(is_wide)) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// Whether a character is of Chinese, Japanese or Korean writing, or of its punctuation.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// A text in quotation marks, as it is.
fn literal(text: &str) -> Result<String, String> {
    let is_forbidden = |letter: char| letter.is_control() || letter == '\\';
    match text.contains(is_forbidden) {
        true => Err("a text has no control character and no backslash".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// The one variable that a function takes.
fn variable<'a>(arguments: &CallArguments<&'a str>) -> Result<&'a str, String> {
    match (&arguments.positional[..], &arguments.named[..]) {
        ([InlineExpression::VariableReference { id }], []) => Ok(id.name),
        _ => Err("a function takes one variable and no options".to_owned()),
    }
}
