//! Reading the syntax of `html!`.

use core::iter::Peekable;

use proc_macro::token_stream::IntoIter;
use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::template::{Template, braced, call, code, is_plain, word};

/// What every hole is made by, unless it is something special.
const HOLE: &str = "crate::template::Hole::from";
/// The attributes that are there or not, and have no value.
const SWITCHES: [&str; 4] = ["disabled", "open", "readonly", "selected"];

/// Something that is not the syntax of `html!`.
pub(crate) struct Mistake {
    message: &'static str,
    at: Span,
}

impl Mistake {
    /// The error that the compiler shows.
    pub(crate) fn into_error(self) -> TokenStream {
        let message = proc_macro::Literal::string(self.message);
        let error = call("::core::compile_error!", TokenTree::from(message).into());
        let placed = error.into_iter().map(|mut token| {
            token.set_span(self.at);
            token
        });
        placed.collect()
    }
}

type Read<T> = Result<T, Mistake>;

/// Reads the whole of a macro call.
pub(crate) fn root(input: TokenStream) -> Read<TokenStream> {
    let mut reader = Reader::new(input.clone());
    match reader.tokens.peek() {
        Some(TokenTree::Punct(_) | TokenTree::Group(_)) => (),
        Some(TokenTree::Ident(word)) if word.to_string() == "if" => (),
        // An expression alone, or nothing.
        Some(_) => return Ok(call("crate::template::alone", input)),
        None => return Ok(code("::yew::Html::default()")),
    }
    let mut template = Template::default();
    while reader.tokens.peek().is_some() {
        reader.node(&mut template)?;
    }
    Ok(template.finish())
}

struct Reader {
    tokens: Peekable<IntoIter>,
}

impl Reader {
    fn new(tokens: TokenStream) -> Self {
        Self {
            tokens: tokens.into_iter().peekable(),
        }
    }

    /// Reads an element, a component, a fragment, a piece in braces, or an `if`.
    fn node(&mut self, template: &mut Template) -> Read<()> {
        match self.tokens.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                piece(group, template);
                Ok(())
            }
            Some(TokenTree::Ident(found)) if found.to_string() == "if" => {
                let choice = self.choice()?;
                template.write("{}");
                template.fill(HOLE, choice);
                Ok(())
            }
            Some(TokenTree::Punct(sign)) if sign.as_char() == '<' => self.tag(template),
            token => Err(unexpected(token, "a node is expected here")),
        }
    }

    /// Reads what stands behind `<`.
    fn tag(&mut self, template: &mut Template) -> Read<()> {
        if self.skip('>') {
            return self.children(template);
        }
        let name = self.name()?;
        let is_path =
            matches!(self.tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
        if is_path || name.starts_with(|first: char| first.is_ascii_uppercase()) {
            return self.component(&name, template);
        }
        template.write("<");
        template.write(&name);
        loop {
            if self.skip('>') {
                template.write(">");
                self.children(template)?;
                template.write("</>");
                return Ok(());
            }
            if self.skip('/') {
                self.expect('>')?;
                template.write("/>");
                return Ok(());
            }
            self.attribute(template)?;
        }
    }

    /// Reads children up to the closing tag, and that too.
    fn children(&mut self, template: &mut Template) -> Read<()> {
        while !self.closes() {
            self.node(template)?;
        }
        Ok(())
    }

    /// Takes a closing tag, if one comes next. Its name is for the reader of the source.
    fn closes(&mut self) -> bool {
        let mut ahead = self.tokens.clone();
        let mut next_is = |sign: char| matches!(ahead.next(), Some(TokenTree::Punct(found)) if found.as_char() == sign);
        if !(next_is('<') && next_is('/')) {
            return false;
        }
        self.tokens
            .find(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '>'));
        true
    }

    /// Reads a component, which Yew's own macro makes; its children become one node.
    fn component(&mut self, name: &str, template: &mut Template) -> Read<()> {
        let mut path = TokenStream::from(word(name));
        while let Some(TokenTree::Punct(sign)) = self.tokens.peek()
            && sign.as_char() == ':'
        {
            path.extend(self.tokens.by_ref().take(3));
        }
        let mut component = code("<");
        component.extend(path.clone());
        loop {
            match self.tokens.next() {
                Some(TokenTree::Punct(sign)) if sign.as_char() == '>' => break,
                Some(TokenTree::Punct(sign)) if sign.as_char() == '/' => {
                    self.expect('>')?;
                    component.extend(code("/>"));
                    add_component(component, template);
                    return Ok(());
                }
                Some(token) => component.extend([token]),
                None => return Err(unexpected(None, "a component without an end")),
            }
        }
        let mut children = Template::default();
        self.children(&mut children)?;
        component.extend(code(">"));
        component.extend([braced(children.finish())]);
        component.extend(code("</"));
        component.extend(path);
        component.extend(code(">"));
        add_component(component, template);
        Ok(())
    }

    /// Reads `name="value"`, `name={value}` or `{name}`.
    fn attribute(&mut self, template: &mut Template) -> Read<()> {
        if let Some(TokenTree::Group(group)) = self.tokens.peek() {
            let (name, value) = (group.stream().to_string(), group.stream());
            self.tokens.next();
            set(&name, value, template);
            return Ok(());
        }
        let name = self.name()?;
        self.expect('=')?;
        match self.tokens.next() {
            Some(TokenTree::Literal(literal)) if is_plain(&literal) && name != "key" => {
                template.write(&format!(" {name}=\""));
                template.write_literal(literal);
                template.write("\"");
            }
            Some(TokenTree::Group(group)) => set(&name, group.stream(), template),
            Some(token @ TokenTree::Literal(_)) => set(&name, token.into(), template),
            token => return Err(unexpected(token, "a value is expected here")),
        }
        Ok(())
    }

    /// Reads what stands behind `if`, with its branches, as a Rust expression.
    fn choice(&mut self) -> Read<TokenStream> {
        let mut choice = code("if");
        let then = loop {
            match self.tokens.next() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    // A pattern with fields has braces, too, and then a sign of equality.
                    if !matches!(self.tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
                    {
                        break group;
                    }
                    choice.extend([TokenTree::from(group)]);
                }
                Some(token) => choice.extend([token]),
                None => return Err(unexpected(None, "an `if` without its branch")),
            }
        };
        choice.extend([braced(root(then.stream())?), word("else")]);
        let has_other = matches!(self.tokens.peek(), Some(TokenTree::Ident(word)) if word.to_string() == "else");
        let other = if !has_other {
            code("::yew::Html::default()")
        } else {
            self.tokens.next();
            match self.tokens.next() {
                Some(TokenTree::Group(group)) => root(group.stream())?,
                Some(TokenTree::Ident(_)) => self.choice()?,
                token => return Err(unexpected(token, "a branch is expected here")),
            }
        };
        choice.extend([braced(other)]);
        Ok(choice)
    }

    /// Reads a name, which may have hyphens in it.
    fn name(&mut self) -> Read<String> {
        let mut name = match self.tokens.next() {
            Some(TokenTree::Ident(word)) => word.to_string(),
            token => return Err(unexpected(token, "a name is expected here")),
        };
        while self.skip('-') {
            name.push('-');
            match self.tokens.next() {
                Some(TokenTree::Ident(word)) => name.push_str(&word.to_string()),
                token => return Err(unexpected(token, "the rest of a name is expected here")),
            }
        }
        Ok(name)
    }

    /// Takes a sign, if it comes next.
    fn skip(&mut self, sign: char) -> bool {
        let is_next =
            |token: &TokenTree| matches!(token, TokenTree::Punct(found) if found.as_char() == sign);
        self.tokens.next_if(is_next).is_some()
    }

    fn expect(&mut self, sign: char) -> Read<()> {
        match self.tokens.next() {
            Some(TokenTree::Punct(found)) if found.as_char() == sign => Ok(()),
            token => Err(unexpected(token, "a sign of the syntax is missing here")),
        }
    }
}

/// Adds a text, an expression, or `for` with nodes.
fn piece(group: Group, template: &mut Template) {
    let mut tokens = group.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Literal(literal)), None) if is_plain(&literal) => {
            template.write_literal(literal);
        }
        (Some(TokenTree::Ident(word)), Some(first)) if word.to_string() == "for" => {
            template.write("{}");
            let nodes = [first].into_iter().chain(tokens).collect();
            template.fill("crate::template::list", nodes);
        }
        _ => {
            template.write("{}");
            template.fill(HOLE, group.stream());
        }
    }
}

/// Adds an attribute whose value is an expression.
fn set(name: &str, value: TokenStream, template: &mut Template) {
    if SWITCHES.contains(&name) {
        template.write(&format!(" {name}={{}}"));
        template.fill("crate::template::switch", value);
        return;
    }
    let maker = match name {
        "ref" => "reference",
        "key" => name,
        _ if name.starts_with("on") => name,
        _ => {
            template.write(&format!(" {name}={{}}"));
            return template.fill(HOLE, value);
        }
    };
    template.write(" {}");
    template.fill(&format!("crate::template::{maker}"), value);
}

fn add_component(component: TokenStream, template: &mut Template) {
    let mut node = code("::yew::html!");
    node.extend([braced(component)]);
    template.write("{}");
    template.fill(HOLE, node);
}

fn unexpected(token: Option<TokenTree>, message: &'static str) -> Mistake {
    let at = token.map_or_else(Span::call_site, |token| token.span());
    Mistake { message, at }
}
