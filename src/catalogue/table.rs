//! A language as the page reads it: one text with the patterns of all messages.

use crate::message::{Language, Part};

/// The patterns of a language, in the order of its messages.
///
/// | character | meaning |
/// | --- | --- |
/// | U+0000 | the message ends |
/// | U+0001 and a digit | the value with this index |
/// | U+0002 and a digit | a selection by the number with this index begins |
/// | U+0003 | a variant's key ends, and its text begins |
/// | U+0004 | the variant ends |
/// | U+0005 | the selection ends; its last variant is the default |
#[must_use]
pub fn table(language: &Language) -> String {
    let mut table = String::new();
    for message in &language.messages {
        write(&message.pattern, &mut table);
        table.push('\0');
    }
    table
}

fn write(parts: &[Part], table: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => table.push_str(text),
            Part::Argument(index) => table.push_str(&format!("\u{1}{index}")),
            Part::Select { argument, variants } => {
                table.push_str(&format!("\u{2}{argument}"));
                for variant in variants {
                    table.push_str(&variant.key);
                    table.push('\u{3}');
                    write(&variant.parts, table);
                    table.push('\u{4}');
                }
                table.push('\u{5}');
            }
        }
    }
}
