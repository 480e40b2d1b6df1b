//! Valid languages, and languages with errors.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;

use catalogue::{Error, File, Language, complete, languages, read, rust, table};

fn parsed(tag: &str, source: &str) -> Result<Language, Vec<Error>> {
    let file = File {
        path: "test.ftl".to_owned(),
        feature: "test".to_owned(),
        source: source.to_owned(),
    };
    read(tag, &[file])
}

fn language(tag: &str, source: &str) -> Language {
    parsed(tag, source).unwrap()
}

fn errors(source: &str) -> Vec<String> {
    let errors = parsed("en", source).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

const ENGLISH: &str = "\
# A button.
send = Send
sent = { $amount } sent to { ELEMENT($payee) }
blocks = { $count ->
    [one] { NUMBER($count) } block
   *[other] { NUMBER($count) } blocks
}
";

#[test]
fn a_message_becomes_a_function_with_named_and_typed_values() {
    let source = rust(&language("en", ENGLISH));
    for function in [
        "fn send() -> &'static str {\n        super::plain(0)",
        "fn sent(amount: &dyn ::core::fmt::Display, payee: ::yew::Html) -> ::yew::Html {\n        \
         super::element(1, &[super::Value::Text(amount), super::Value::Element(payee)])",
        "fn blocks(count: u64) -> ::std::string::String {\n        \
         super::filled(2, &[super::Value::Number(count)])",
    ] {
        assert!(source.contains(function), "{source}");
    }
}

#[test]
fn a_table_holds_the_patterns_one_after_the_other() {
    let table = table(&language("en", ENGLISH));
    assert_eq!(
        table,
        "Send\0\u{1}0 sent to \u{1}1\0\u{2}0one\u{3}\u{1}0 block\u{4}other\u{3}\u{1}0 blocks\u{4}\u{5}\0"
    );
}

#[test]
fn a_line_break_is_a_space_and_the_default_variant_is_the_last() {
    let source = "a =\n    one\n    two\nb = { \"'\" }{ $n ->\n   *[other] x\n    [0] none\n}\n";
    let table = table(&language("en", source));
    assert_eq!(
        table,
        "one two\0'\u{2}00\u{3}none\u{4}other\u{3}x\u{4}\u{5}\0"
    );
}

#[test]
fn lines_of_chinese_are_joined_without_a_space() {
    let source = "a =\n    付款\n    失败，\n    { $b }\n    或 B。\n    C\n";
    let table = table(&language("zh-Hans", source));
    assert_eq!(table, "付款失败， \u{1}0 或 B。 C\0");
}

#[test]
fn another_language_has_the_same_messages_and_values() {
    let english = language("en", ENGLISH);
    let chinese = "blocks = { NUMBER($count) } 个区块\nsend = 发送\nsent = 已向{ ELEMENT($payee) }发送{ $amount }\n";
    let complete = complete(&language("zh", chinese), &english).unwrap();
    assert_eq!(
        table(&complete),
        "发送\0已向\u{1}1发送\u{1}0\0\u{1}0 个区块\0"
    );
}

#[test]
fn another_language_without_a_message_or_a_value_fails_with_the_line() {
    let english = language("en", ENGLISH);
    let german = "send = Senden\nsent = { $amount } an { $payee } gesendet\n\nmore = Mehr\n";
    let errors = complete(&language("de", german), &english).unwrap_err();
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "test.ftl:2: sent: $payee is missing or of another kind",
            "test.ftl:4: de has no text for blocks",
            "test.ftl:4: en has no message more",
        ]
    );
}

#[test]
fn a_variant_that_a_language_never_chooses_is_an_error() {
    let source = "a = { $b ->\n    [one] x\n   *[other] y\n}\n";
    assert!(parsed("en", source).is_ok());
    let errors = parsed("zh-Hans", source).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "test.ftl:1: a: zh-Hans has no plural category one"
    );
    let by_number = "a = { $b ->\n    [0] x\n   *[other] y\n}\n";
    assert!(parsed("zh-Hans", by_number).is_ok());
}

#[test]
fn all_languages_of_a_folder_are_read_in_the_order_of_the_first() {
    let folder = std::env::temp_dir().join(format!("catalogue-{}", std::process::id()));
    for (tag, source) in [("en", "a = A\nb = B\n"), ("zh-Hans", "b = 乙\na = 甲\n")] {
        fs::create_dir_all(folder.join(tag)).unwrap();
        fs::write(folder.join(tag).join("test.ftl"), source).unwrap();
    }
    let found = languages(&folder, "en").unwrap().unwrap();
    let tables: Vec<_> = found.iter().map(|it| (&*it.tag, table(it))).collect();
    assert_eq!(
        tables,
        [
            ("en", "A\0B\0".to_owned()),
            ("zh-Hans", "甲\0乙\0".to_owned())
        ]
    );
    fs::write(folder.join("zh-Hans/test.ftl"), "a = 甲\n").unwrap();
    let errors = languages(&folder, "en").unwrap().unwrap_err();
    assert!(errors[0].to_string().ends_with("zh-Hans has no text for b"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn unsupported_syntax_is_an_error_with_its_line() {
    for (source, wanted) in [
        ("a = x\na = y\n", "test.ftl:1: a is defined twice"),
        ("\na = don't\n", "test.ftl:2: a: write ’ for an apostrophe"),
        (
            "a = { b }\n",
            "test.ftl:1: a: only values and texts may stand in braces",
        ),
        (
            "a = { $b } { NUMBER($b) }\n",
            "test.ftl:1: a: $b is two kinds of values",
        ),
        (
            "a = { LINK($b) }\n",
            "test.ftl:1: a: the catalogue has no function LINK",
        ),
        (
            "a = { NUMBER($b, c: 1) }\n",
            "test.ftl:1: a: a function takes one variable and no options",
        ),
        (
            "a = { $b }{ $c }{ $d }{ $e }{ $f }{ $g }{ $h }{ $i }{ $j }{ $k }{ $l }\n",
            "test.ftl:1: a: has 11 values, at most 10 can be written",
        ),
        ("-a = b\n", "test.ftl:1: terms are not used"),
        (
            "a = b\n    .c = d\n",
            "test.ftl:1: a: attributes are not used",
        ),
        (
            "a = { $b ->\n    [red] x\n   *[other] y\n}\n",
            "test.ftl:1: a: red is not a plural category or a whole number",
        ),
    ] {
        assert_eq!(errors(source), [wanted]);
    }
    assert!(errors("a = b\n\nc = { $d\n")[0].starts_with("test.ftl:"));
}
