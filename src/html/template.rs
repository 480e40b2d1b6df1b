//! What a piece of a page becomes: the text of its template, and what fills the holes in it.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// A template while it is written.
#[derive(Default)]
pub(crate) struct Template {
    /// The literals that make up the text, with commas behind them: the compiler reads their escapes, not this crate.
    text: TokenStream,
    /// What is written by this crate and not yet in `text`.
    tail: String,
    /// The holes, with commas behind them.
    holes: TokenStream,
}

impl Template {
    /// Writes a part of the syntax.
    pub(crate) fn write(&mut self, text: &str) {
        self.tail.push_str(text);
    }

    /// Writes the value of a literal, which must not look like syntax.
    pub(crate) fn write_literal(&mut self, literal: Literal) {
        self.flush();
        self.text.extend([TokenTree::from(literal), comma()]);
    }

    /// Fills the next hole with what `path` makes of `value`.
    pub(crate) fn fill(&mut self, path: &str, value: TokenStream) {
        self.holes.extend(call(path, value));
        self.holes.extend([comma()]);
    }

    /// The expression that makes the nodes.
    pub(crate) fn finish(mut self) -> TokenStream {
        self.flush();
        let mut arguments = call("::core::concat!", self.text);
        arguments.extend([comma()]);
        arguments.extend(if self.holes.is_empty() {
            code("&mut []")
        } else {
            // The holes are all taken: without code to drop them, every view is some bytes shorter.
            let holes = Group::new(Delimiter::Bracket, self.holes);
            let mut value = code("&mut *");
            let holes = TokenStream::from(TokenTree::from(holes));
            value.extend(call("::core::mem::ManuallyDrop::new", holes));
            value
        });
        call("crate::template::fill", arguments)
    }

    fn flush(&mut self) {
        if !self.tail.is_empty() {
            let literal = Literal::string(&core::mem::take(&mut self.tail));
            self.text.extend([TokenTree::from(literal), comma()]);
        }
    }
}

/// Whether the value of a literal could be taken for syntax.
pub(crate) fn is_plain(literal: &Literal) -> bool {
    let source = literal.to_string();
    let text = source.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    text.is_some_and(|text| {
        // An escaped line end is the only escape that surely stands for none of these.
        !text.is_empty()
            && !text.contains(['<', '{', '"'])
            && !text.replace("\\\n", "").contains('\\')
    })
}

/// A call of a function, or of a macro where the path ends in `!`.
pub(crate) fn call(path: &str, arguments: TokenStream) -> TokenStream {
    let mut tokens = code(path);
    tokens.extend([TokenTree::from(Group::new(
        Delimiter::Parenthesis,
        arguments,
    ))]);
    tokens
}

/// The tokens of a piece of Rust.
pub(crate) fn code(source: &str) -> TokenStream {
    source
        .parse()
        .expect("the pieces written in this crate are Rust")
}

/// A piece in braces.
pub(crate) fn braced(tokens: TokenStream) -> TokenTree {
    Group::new(Delimiter::Brace, tokens).into()
}

/// A name.
pub(crate) fn word(name: &str) -> TokenTree {
    Ident::new(name, Span::call_site()).into()
}

fn comma() -> TokenTree {
    Punct::new(',', Spacing::Alone).into()
}
