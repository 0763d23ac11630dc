//! Reads an expression: text in, tree out.
//!
//! Perl's grammar depends on whether an operand or an operator is expected (a slash divides or
//! starts a pattern), so characters are read where the parser stands, without tokens. Operators
//! bind as `perlop` lists them. What would touch the machine is told from what is unknown.

use std::sync::Arc;

use super::error::{Error, ErrorKind, Position};
use super::names::{self, Names, TOPIC, Variable};
use super::tree::{
    Array, Binary, Each, Extent, Function, Known, Logic, Match, Modifier, Moment, Node, Place,
    Sense, Unary,
};
use super::value::Value;

/// How deep parentheses and operators may nest: the evaluator descends as deep, and a stack is
/// finite.
const DEPTH_LIMIT: usize = 64;
/// How many operators an expression may have: a chain of them is a tree as deep. The longest that
/// people wrote have some dozens.
const OPERATOR_LIMIT: usize = 512;
/// The longest expression, in bytes. The longest that people wrote has some hundreds.
pub(super) const TEXT_LIMIT: usize = 64 << 10;

/// What a text is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A rule, evaluated for rows.
    Rule,
    /// A `variable` line, evaluated once.
    Variable,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) statements: Vec<Node>,
    pub(super) reads: Vec<Variable>,
    pub(super) writes: Vec<Variable>,
}

/// Reads a text to its end.
pub(super) fn parse(
    text: &str,
    at: Position,
    purpose: Purpose,
    names: &mut Names,
) -> Result<Program, Error> {
    let mut program = Program::default();
    let mut parser = Parser {
        text,
        at,
        offset: 0,
        depth: 0,
        operators: 0,
        purpose,
        names,
        program: &mut program,
        files: Vec::new(),
    };
    if text.len() > TEXT_LIMIT {
        return Err(parser.syntax(0, "the value is too long"));
    }
    let statements = parser.statements()?;
    program.statements = statements;
    Ok(program)
}

/// Tighter than any operator between operands.
pub(super) const TIGHTEST: u8 = 30;

/// How tightly operators bind, from loose to tight.
mod binding {
    pub(super) const ASSIGN: u8 = 5;
    pub(super) const CHOICE: u8 = 6;
    pub(super) const RANGE: u8 = 7;
    pub(super) const OR: u8 = 8;
    pub(super) const AND: u8 = 9;
    pub(super) const BIT_OR: u8 = 10;
    pub(super) const BIT_AND: u8 = 11;
    pub(super) const EQUALITY: u8 = 12;
    pub(super) const RELATION: u8 = 13;
    pub(super) const NAMED: u8 = 14;
    pub(super) const SHIFT: u8 = 15;
    pub(super) const SUM: u8 = 16;
    pub(super) const PRODUCT: u8 = 17;
    pub(super) const BOUND: u8 = 18;
    pub(super) const SIGN: u8 = 19;
    pub(super) const POWER: u8 = 20;
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug)]
enum Infix {
    Binary(Binary),
    Logic(Logic),
    Bind(Sense),
    Assign(Option<Binary>),
    AssignLogic(Logic),
    Choice,
    Range,
}

/// Longest first, so that `**=` is not `*`.
const INFIXES: [(&str, u8, Infix); 50] = {
    use binding::*;
    [
        ("<=>", EQUALITY, Infix::Binary(Binary::Compare)),
        ("**=", ASSIGN, Infix::Assign(Some(Binary::Power))),
        ("||=", ASSIGN, Infix::AssignLogic(Logic::Or)),
        ("&&=", ASSIGN, Infix::AssignLogic(Logic::And)),
        ("//=", ASSIGN, Infix::AssignLogic(Logic::DefinedOr)),
        ("<<=", ASSIGN, Infix::Assign(Some(Binary::ShiftLeft))),
        (">>=", ASSIGN, Infix::Assign(Some(Binary::ShiftRight))),
        ("**", POWER, Infix::Binary(Binary::Power)),
        ("=~", BOUND, Infix::Bind(Sense::Is)),
        ("!~", BOUND, Infix::Bind(Sense::IsNot)),
        ("==", EQUALITY, Infix::Binary(Binary::Equal)),
        ("!=", EQUALITY, Infix::Binary(Binary::NotEqual)),
        ("<=", RELATION, Infix::Binary(Binary::LessOrEqual)),
        (">=", RELATION, Infix::Binary(Binary::GreaterOrEqual)),
        ("<<", SHIFT, Infix::Binary(Binary::ShiftLeft)),
        (">>", SHIFT, Infix::Binary(Binary::ShiftRight)),
        ("&&", AND, Infix::Logic(Logic::And)),
        ("||", OR, Infix::Logic(Logic::Or)),
        ("//", OR, Infix::Logic(Logic::DefinedOr)),
        ("..", RANGE, Infix::Range),
        ("+=", ASSIGN, Infix::Assign(Some(Binary::Add))),
        ("-=", ASSIGN, Infix::Assign(Some(Binary::Subtract))),
        ("*=", ASSIGN, Infix::Assign(Some(Binary::Multiply))),
        ("/=", ASSIGN, Infix::Assign(Some(Binary::Divide))),
        (".=", ASSIGN, Infix::Assign(Some(Binary::Concatenate))),
        ("%=", ASSIGN, Infix::Assign(Some(Binary::Modulo))),
        ("|=", ASSIGN, Infix::Assign(Some(Binary::BitOr))),
        ("&=", ASSIGN, Infix::Assign(Some(Binary::BitAnd))),
        ("^=", ASSIGN, Infix::Assign(Some(Binary::BitXor))),
        ("=", ASSIGN, Infix::Assign(None)),
        ("?", CHOICE, Infix::Choice),
        ("<", RELATION, Infix::Binary(Binary::Less)),
        (">", RELATION, Infix::Binary(Binary::Greater)),
        ("+", SUM, Infix::Binary(Binary::Add)),
        ("-", SUM, Infix::Binary(Binary::Subtract)),
        (".", SUM, Infix::Binary(Binary::Concatenate)),
        ("*", PRODUCT, Infix::Binary(Binary::Multiply)),
        ("/", PRODUCT, Infix::Binary(Binary::Divide)),
        ("%", PRODUCT, Infix::Binary(Binary::Modulo)),
        ("|", BIT_OR, Infix::Binary(Binary::BitOr)),
        ("^", BIT_OR, Infix::Binary(Binary::BitXor)),
        ("&", BIT_AND, Infix::Binary(Binary::BitAnd)),
        ("eq", EQUALITY, Infix::Binary(Binary::TextEqual)),
        ("ne", EQUALITY, Infix::Binary(Binary::TextNotEqual)),
        ("cmp", EQUALITY, Infix::Binary(Binary::TextCompare)),
        ("lt", RELATION, Infix::Binary(Binary::TextLess)),
        ("gt", RELATION, Infix::Binary(Binary::TextGreater)),
        ("le", RELATION, Infix::Binary(Binary::TextLessOrEqual)),
        ("ge", RELATION, Infix::Binary(Binary::TextGreaterOrEqual)),
        ("x", PRODUCT, Infix::Binary(Binary::Repeat)),
    ]
};

/// The parser: where it stands, and what it has met.
pub(super) struct Parser<'t, 'n> {
    pub(super) text: &'t str,
    /// Where the text starts in the file.
    pub(super) at: Position,
    pub(super) offset: usize,
    pub(super) depth: usize,
    pub(super) operators: usize,
    pub(super) purpose: Purpose,
    pub(super) names: &'n mut Names,
    pub(super) program: &'n mut Program,
    /// Handles that were opened, and the list each stands for.
    pub(super) files: Vec<(String, Arc<str>)>,
}

impl<'t> Parser<'t, '_> {
    pub(super) fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(self.text).chars().count();
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        Position { column: self.at.column.saturating_add(before), ..self.at }
    }

    pub(super) fn syntax(&self, offset: usize, message: impl Into<String>) -> Error {
        let message = message.into();
        Error { position: self.position(offset), kind: ErrorKind::Syntax, message }
    }

    pub(super) fn refused(&self, offset: usize, message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Refused, ..self.syntax(offset, message) }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.offset..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.offset += character.len_utf8();
        Some(character)
    }

    /// Blanks, and a comment to the end of its line.
    pub(super) fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.offset += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.offset += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    /// Takes a symbol, after blanks.
    pub(super) fn takes(&mut self, symbol: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(symbol);
        if found {
            self.offset += symbol.len();
        }
        found
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Result<(), Error> {
        if self.takes(symbol) {
            return Ok(());
        }
        Err(self
            .syntax(self.offset, format!("`{symbol}` is expected here, not {}", self.next_words())))
    }

    /// What stands here, for a message.
    pub(super) fn next_words(&self) -> String {
        let rest: String = self.rest().chars().take(12).collect();
        if rest.is_empty() { "the end of the value".to_owned() } else { format!("`{rest}`") }
    }

    /// The name that starts here, if one does.
    pub(super) fn word(&self) -> Option<&'t str> {
        word_of(self.rest())
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.blanks();
        let found = self.word() == Some(word);
        if found {
            self.offset += word.len();
        }
        found
    }

    fn deeper(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(self.syntax(self.offset, "the expression nests too deep"));
        }
        Ok(())
    }

    /// Counts an operator: the tree is no deeper than there are operators.
    fn one_more(&mut self) -> Result<(), Error> {
        self.operators += 1;
        if self.operators > OPERATOR_LIMIT {
            return Err(self.syntax(self.offset, "too many operators: use a list and `grep`"));
        }
        Ok(())
    }

    pub(super) fn statements(&mut self) -> Result<Vec<Node>, Error> {
        let mut statements = Vec::new();
        loop {
            while self.takes(";") {}
            if self.rest().is_empty() {
                return Ok(statements);
            }
            statements.push(self.statement()?);
            self.blanks();
            if !self.rest().is_empty() && !self.rest().starts_with(';') {
                let words = self.next_words();
                return Err(self.syntax(
                    self.offset,
                    format!("{words} is not understood here: an operator, `if`, `unless` or `;` could follow"),
                ));
            }
        }
    }

    fn statement(&mut self) -> Result<Node, Error> {
        let mut node = self.loose()?;
        loop {
            self.blanks();
            let start = self.offset;
            let modifier = match self.word() {
                Some("if") => Modifier::If,
                Some("unless") => Modifier::Unless,
                Some(word @ ("for" | "foreach" | "while" | "until")) => {
                    return Err(self.refused(
                        start,
                        format!("`{word}`: a rule cannot loop; `grep` and `map` go through a list"),
                    ));
                }
                _ => return Ok(node),
            };
            self.offset += self.word().map_or(0, str::len);
            let condition = self.loose()?;
            node = Node::Modified(modifier, Box::new(condition), Box::new(node));
        }
    }

    /// `or`, `xor`, `and`, `not` and commas.
    pub(super) fn loose(&mut self) -> Result<Node, Error> {
        let depth = self.depth;
        self.deeper()?;
        let mut node = self.loose_and()?;
        loop {
            if self.takes_word("or") {
                let right = self.loose_and()?;
                node = Node::Logic(Logic::Or, Box::new(node), Box::new(right));
            } else if self.takes_word("xor") {
                let right = self.loose_and()?;
                node = Node::Exclusive(Box::new(node), Box::new(right));
            } else {
                self.depth = depth;
                return Ok(node);
            }
            self.one_more()?;
        }
    }

    fn loose_and(&mut self) -> Result<Node, Error> {
        let mut node = self.loose_not()?;
        while self.takes_word("and") {
            self.one_more()?;
            let right = self.loose_not()?;
            node = Node::Logic(Logic::And, Box::new(node), Box::new(right));
        }
        Ok(node)
    }

    fn loose_not(&mut self) -> Result<Node, Error> {
        if self.takes_word("not") {
            let depth = self.depth;
            self.deeper()?;
            let operand = self.loose_not()?;
            self.depth = depth;
            return Ok(Node::Unary(Unary::Not, Box::new(operand)));
        }
        self.commas()
    }

    /// One expression, or several with commas between as a list.
    fn commas(&mut self) -> Result<Node, Error> {
        let first = self.expression(binding::ASSIGN)?;
        let mut items = vec![first];
        let mut is_list = false;
        while self.comma() {
            is_list = true;
            if self.ends_list() {
                break;
            }
            items.push(self.expression(binding::ASSIGN)?);
        }
        match items.pop() {
            Some(only) if !is_list => Ok(only),
            last => {
                items.extend(last);
                Ok(Node::List(items))
            }
        }
    }

    /// `,` and `=>`.
    pub(super) fn comma(&mut self) -> bool {
        self.takes(",") || self.takes("=>")
    }

    /// Nothing more of a list follows: a comma may stand before it.
    pub(super) fn ends_list(&mut self) -> bool {
        self.blanks();
        matches!(self.peek(), None | Some(')' | ']' | '}' | ';'))
            || matches!(self.word(), Some("if" | "unless" | "or" | "and" | "xor"))
    }

    /// Operators that bind at least so tightly.
    pub(super) fn expression(&mut self, least: u8) -> Result<Node, Error> {
        let depth = self.depth;
        self.deeper()?;
        let mut left = self.operand()?;
        while let Some((length, binds, infix)) = self.infix() {
            if binds < least {
                break;
            }
            self.one_more()?;
            let start = self.offset;
            self.offset += length;
            left = self.infixed(left, start, binds, infix)?;
        }
        self.depth = depth;
        Ok(left)
    }

    /// The operator that follows: its length, how tightly it binds, what it is.
    fn infix(&mut self) -> Option<(usize, u8, Infix)> {
        self.blanks();
        let rest = self.rest();
        if rest.starts_with("=>") {
            return None;
        }
        let word = self.word();
        INFIXES.iter().find_map(|(symbol, binds, infix)| {
            let found = match word {
                // `x3` repeats as `x 3` does.
                Some(word) if *symbol == "x" => word == "x" || is_repeat(word),
                Some(word) => word == *symbol,
                None => rest.starts_with(symbol),
            };
            found.then_some((symbol.len(), *binds, *infix))
        })
    }

    fn infixed(
        &mut self,
        left: Node,
        start: usize,
        binds: u8,
        infix: Infix,
    ) -> Result<Node, Error> {
        let left_boxed = |left: Node| Box::new(left);
        Ok(match infix {
            Infix::Binary(Binary::Power) => {
                // Binds to the right, and looser than a sign on its right.
                let right = self.expression(binding::SIGN)?;
                Node::Binary(Binary::Power, left_boxed(left), Box::new(right))
            }
            Infix::Binary(operator) => {
                let right = self.expression(binds + 1)?;
                Node::Binary(operator, left_boxed(left), Box::new(right))
            }
            Infix::Logic(operator) => {
                let right = self.expression(binds + 1)?;
                Node::Logic(operator, left_boxed(left), Box::new(right))
            }
            Infix::Range => {
                let right = self.expression(binds + 1)?;
                Node::Range(left_boxed(left), Box::new(right))
            }
            Infix::Choice => {
                let yes = self.expression(binding::ASSIGN)?;
                self.expect(":")?;
                let no = self.expression(binding::ASSIGN)?;
                Node::Choice(left_boxed(left), Box::new(yes), Box::new(no))
            }
            Infix::Bind(sense) => {
                let right = self.expression(binds + 1)?;
                self.bound(left, right, sense, start)?
            }
            Infix::Assign(operator) => {
                let place = self.place(left, start)?;
                let right = self.expression(binding::ASSIGN)?;
                Node::Assign(place, operator, Box::new(right))
            }
            Infix::AssignLogic(operator) => {
                let place = self.place(left, start)?;
                let right = self.expression(binding::ASSIGN)?;
                Node::AssignLogic(place, operator, Box::new(right))
            }
        })
    }

    /// Ties a pattern to what it looks at.
    fn bound(
        &mut self,
        left: Node,
        right: Node,
        sense: Sense,
        start: usize,
    ) -> Result<Node, Error> {
        Ok(match right {
            Node::Match(mut matched) => {
                matched.subject = left;
                matched.sense = sense;
                Node::Match(matched)
            }
            Node::Substitute(mut substitute) => {
                substitute.place = match substitute.place {
                    Some(_) => Some(self.place(left.clone(), start)?),
                    None => None,
                };
                substitute.subject = left;
                negated(Node::Substitute(substitute), sense)
            }
            Node::Translate(mut translate) => {
                translate.place = self.place(left.clone(), start)?;
                translate.subject = left;
                negated(Node::Translate(translate), sense)
            }
            // Any other value is a pattern.
            value => Node::Match(Box::new(Match {
                subject: left,
                pattern: super::pattern::Pattern::Value(Box::new(value)),
                sense,
                extent: Extent::First,
            })),
        })
    }

    /// What an assignment can change.
    pub(super) fn place(&mut self, node: Node, start: usize) -> Result<Place, Error> {
        Ok(match node {
            Node::Scalar(slot) => {
                let name = self.names.scalars.get(slot.0).cloned().unwrap_or_default();
                if let Some(instead) = names::internal(&name) {
                    return Err(self.refused(
                        start,
                        format!("`${name}` is AfterGlow's own and cannot be set by a file: use {instead}"),
                    ));
                }
                self.program.writes.push(Variable::Scalar(slot));
                Place::Scalar(slot)
            }
            Node::Known(Known::Type | Known::Subject) => {
                let why = "this is set by the program and cannot be changed";
                return Err(self.refused(start, why));
            }
            Node::Known(known) => Place::Known(known),
            Node::Element(array, index) => {
                self.writes_array(array);
                Place::Element(array, index)
            }
            Node::Entry(hash, key) => {
                self.program.writes.push(Variable::Hash(hash));
                Place::Entry(hash, key)
            }
            Node::Array(array) => {
                self.writes_array(array);
                Place::Array(array)
            }
            Node::Hash(hash) => {
                self.program.writes.push(Variable::Hash(hash));
                Place::Hash(hash)
            }
            Node::List(items) => Place::List(
                items.into_iter().map(|item| self.place(item, start)).collect::<Result<_, _>>()?,
            ),
            Node::Count(..) | Node::OwnCount(_) => {
                return Err(self
                    .refused(start, "the counts are AfterGlow's own and cannot be set by a file"));
            }
            _ => return Err(self.syntax(start, "what stands before this cannot be assigned to")),
        })
    }

    pub(super) fn writes_array(&mut self, array: Array) {
        if let Array::Own(slot) = array {
            self.program.writes.push(Variable::Array(slot));
        }
    }

    /// An operand with the signs before it and the steps behind it.
    fn operand(&mut self) -> Result<Node, Error> {
        self.blanks();
        let start = self.offset;
        for (symbol, step) in [("++", 1), ("--", -1)] {
            if self.takes(symbol) {
                let operand = self.operand()?;
                let place = self.place(operand, start)?;
                return Ok(Node::Step(place, step, Moment::After));
            }
        }
        let sign = match self.peek() {
            Some('!') => Some(Unary::Not),
            Some('-') => Some(Unary::Negate),
            Some('+') => Some(Unary::Plus),
            Some('~') => return Err(self.syntax(start, "`~` is not supported")),
            Some('\\') => return Err(self.syntax(start, "references are not supported")),
            _ => None,
        };
        if let Some(sign) = sign {
            self.bump();
            // `-name` is text.
            if sign == Unary::Negate {
                if let Some(word) = self.word().filter(|word| function(word).is_none()) {
                    self.offset += word.len();
                    return Ok(Node::Constant(Value::from(format!("-{word}"))));
                }
            }
            let operand = self.expression(binding::SIGN)?;
            return Ok(Node::Unary(sign, Box::new(operand)));
        }
        let term = self.term()?;
        let after = self.offset;
        for (symbol, step) in [("++", 1), ("--", -1)] {
            if self.takes(symbol) {
                let place = self.place(term, start)?;
                return Ok(Node::Step(place, step, Moment::Before));
            }
        }
        self.offset = after;
        Ok(term)
    }

    fn term(&mut self) -> Result<Node, Error> {
        let start = self.offset;
        let Some(character) = self.peek() else {
            return Err(self.syntax(start, "the value ends where something is expected"));
        };
        match character {
            '0'..='9' => self.number(),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            '\'' | '"' => self.quote(character),
            '/' => {
                self.bump();
                self.match_literal('/')
            }
            '`' => Err(self.refused(start, BACKTICKS)),
            '<' => self.list_file(),
            '$' => self.scalar(),
            '@' => self.array(),
            '%' => self.hash(),
            '(' => self.parenthesised(),
            '&' => Err(self.refused(start, "`&`: subs of one's own are not supported")),
            _ => match self.word() {
                Some(word) => self.worded(word),
                None => {
                    let words = self.next_words();
                    Err(self.syntax(start, format!(
                        "{words} is not understood: a text in quotes, a number, a variable or a function is expected"
                    )))
                }
            },
        }
    }

    fn parenthesised(&mut self) -> Result<Node, Error> {
        self.expect("(")?;
        if self.takes(")") {
            return Ok(Node::List(Vec::new()));
        }
        let inner = self.loose()?;
        self.expect(")")?;
        self.blanks();
        if self.rest().starts_with('[') {
            self.bump();
            let index = self.loose()?;
            self.expect("]")?;
            return Ok(Node::Item(Box::new(inner), Box::new(index)));
        }
        // `($a) = …` assigns a list.
        let rest = self.rest();
        let assigned = rest.starts_with('=') && !rest[1..].starts_with(['=', '~', '>']);
        Ok(match inner {
            list @ Node::List(_) => list,
            only if assigned => Node::List(vec![only]),
            only => only,
        })
    }

    /// `grep` and `map`: an expression or a block with one, then the list.
    pub(super) fn each(&mut self, each: Each) -> Result<Node, Error> {
        let parenthesised = self.takes("(");
        let item = if self.takes("{") {
            let item = self.loose()?;
            self.takes(";");
            self.expect("}")?;
            self.takes(",");
            item
        } else {
            let item = self.expression(binding::ASSIGN)?;
            self.expect(",")?;
            item
        };
        let list = if self.ends_list() { Node::List(Vec::new()) } else { self.commas()? };
        if parenthesised {
            self.expect(")")?;
        }
        Ok(Node::Each(each, Box::new(item), Box::new(list)))
    }

    /// The arguments of a function: in parentheses, or one, or all that follow.
    pub(super) fn arguments(&mut self, takes: Takes) -> Result<Vec<Node>, Error> {
        let depth = self.depth;
        self.deeper()?;
        let mut arguments = Vec::new();
        self.blanks();
        let parenthesised = self.rest().starts_with('(');
        if parenthesised {
            self.bump();
            while !self.ends_list() {
                arguments.push(self.expression(binding::ASSIGN)?);
                if !self.comma() {
                    break;
                }
            }
            self.expect(")")?;
        } else if !self.ends_list() && takes != Takes::Nothing {
            if takes == Takes::One {
                if self.starts_operand() {
                    arguments.push(self.expression(binding::NAMED + 1)?);
                }
            } else {
                loop {
                    arguments.push(self.expression(binding::ASSIGN)?);
                    if !self.comma() || self.ends_list() {
                        break;
                    }
                }
            }
        }
        self.depth = depth;
        Ok(arguments)
    }

    /// Does what follows look like an operand rather than an operator?
    fn starts_operand(&mut self) -> bool {
        self.blanks();
        match self.peek() {
            Some('$' | '@' | '%' | '"' | '\'' | '0'..='9' | '(' | '-' | '!') => true,
            _ => {
                self.word().is_some_and(|word| !INFIXES.iter().any(|(symbol, ..)| *symbol == word))
            }
        }
    }

    pub(super) fn topic() -> Node {
        Node::Scalar(TOPIC)
    }
}

const BACKTICKS: &str =
    "backticks run a shell command, which honeyglow never does: write the value itself";

fn negated(node: Node, sense: Sense) -> Node {
    match sense {
        Sense::Is => node,
        Sense::IsNot => Node::Unary(Unary::Not, Box::new(node)),
    }
}

fn is_repeat(word: &str) -> bool {
    word.strip_prefix('x')
        .is_some_and(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()))
}

/// The name at the start of a text.
pub(super) fn word_of(text: &str) -> Option<&str> {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    Some(&text[..end])
}

/// How many arguments a function takes where there are no parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    One,
    List,
}

pub(super) use super::words::function;

impl Parser<'_, '_> {
    /// Reads a name that has no sigil.
    fn worded(&mut self, word: &str) -> Result<Node, Error> {
        super::words::read(self, word)
    }

    /// Whether a function may be called in this way.
    pub(super) fn call(
        &mut self,
        function: Function,
        takes: Takes,
        start: usize,
    ) -> Result<Node, Error> {
        let arguments = self.arguments(takes)?;
        super::words::checked(self, function, arguments, start)
    }
}
