//! What an expression is after it was read: a tree whose variables are places in tables.

use std::sync::Arc;

use super::pattern::Pattern;
use super::value::Value;

/// A scalar of the file's own: its place in the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ScalarSlot(pub(super) usize);

/// A table of the file's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HashSlot(pub(super) usize);

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Array {
    /// `@fields`.
    Fields,
    /// One of the file's own.
    Own(usize),
}

/// Whose rows `%sourceCount` and its like count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Sources.
    Source,
    /// Events.
    Event,
    /// Targets.
    Target,
}

/// A variable that is set for each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// `$source`.
    Source,
    /// `$event`.
    Event,
    /// `$target`.
    Target,
    /// `$meta1`.
    Meta1,
    /// `$meta2`.
    Meta2,
    /// `$sourceName`, with its quotes.
    SourceName,
    /// `$eventName`, with its quotes.
    EventName,
    /// `$targetName`, with its quotes.
    TargetName,
    /// `$type`: what is being evaluated.
    Type,
    /// `$globalField`: what `match()` looks at.
    Subject,
}

impl Known {
    /// How many there are.
    pub(super) const COUNT: usize = 10;

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "source" => Known::Source,
            "event" => Known::Event,
            "target" => Known::Target,
            "meta1" => Known::Meta1,
            "meta2" => Known::Meta2,
            "sourceName" => Known::SourceName,
            "eventName" => Known::EventName,
            "targetName" => Known::TargetName,
            "type" => Known::Type,
            "globalField" => Known::Subject,
            _ => return None,
        })
    }
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Scalar(ScalarSlot),
    Known(Known),
    Element(Array, Box<Node>),
    Entry(HashSlot, Box<Node>),
    Array(Array),
    Hash(HashSlot),
    List(Vec<Place>),
}

/// An operator of two numbers or texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Concatenate,
    Repeat,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Compare,
    TextEqual,
    TextNotEqual,
    TextLess,
    TextGreater,
    TextLessOrEqual,
    TextGreaterOrEqual,
    TextCompare,
}

/// An operator whose right side is evaluated only if it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logic {
    And,
    Or,
    DefinedOr,
}

/// An operator of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Not,
    Negate,
    Plus,
}

/// When a statement with a modifier is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modifier {
    If,
    Unless,
}

/// A part of the tree.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Constant(Value),
    /// Pieces of text, joined.
    Joined(Vec<Node>),
    Known(Known),
    Scalar(ScalarSlot),
    Capture(usize),
    Element(Array, Box<Node>),
    Entry(HashSlot, Box<Node>),
    Array(Array),
    Hash(HashSlot),
    LastIndex(Array),
    /// `$sourceCount{$sourceName}`: the count of the row's own name.
    OwnCount(Counted),
    Count(Counted, Box<Node>),
    List(Vec<Node>),
    /// `(list)[index]`.
    Item(Box<Node>, Box<Node>),
    Range(Box<Node>, Box<Node>),
    Unary(Unary, Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
    Logic(Logic, Box<Node>, Box<Node>),
    Exclusive(Box<Node>, Box<Node>),
    Choice(Box<Node>, Box<Node>, Box<Node>),
    Match(Box<Match>),
    Substitute(Box<Substitute>),
    Translate(Box<Translate>),
    Assign(Place, Option<Binary>, Box<Node>),
    AssignLogic(Place, Logic, Box<Node>),
    /// `++` and `--`: the step, and whether the value is that of before.
    Step(Place, i64, Moment),
    Call(Function, Vec<Node>),
    /// `grep` or `map` over a list, with `$_` set.
    Each(Each, Box<Node>, Box<Node>),
    Modified(Modifier, Box<Node>, Box<Node>),
    /// The lines of a list file: a name that the caller of `declare` may know.
    ListFile(Arc<str>),
}

/// Whose value a step gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Before,
    After,
}

/// What is done with each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    Grep,
    Map,
}

/// Should a match hold or not?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Is,
    IsNot,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    First,
    All,
}

/// `SUBJECT =~ m/PATTERN/`.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) subject: Node,
    pub(super) pattern: Pattern,
    pub(super) sense: Sense,
    pub(super) extent: Extent,
}

/// `PLACE =~ s/PATTERN/REPLACEMENT/`.
#[derive(Clone, Debug)]
pub(super) struct Substitute {
    /// Where the result goes; none gives it back (`/r`).
    pub(super) place: Option<Place>,
    pub(super) subject: Node,
    pub(super) pattern: Pattern,
    pub(super) replacement: Node,
    pub(super) extent: Extent,
}

/// `PLACE =~ tr/FROM/TO/`.
#[derive(Clone, Debug)]
pub(super) struct Translate {
    pub(super) place: Place,
    pub(super) subject: Node,
    pub(super) from: Vec<char>,
    pub(super) to: Vec<char>,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    // AfterGlow's own.
    Field,
    Match,
    RegexReplace,
    AnyRegex,
    Subnet,
    GetSeverity,
    Hexcol,
    // Perl's.
    Abs,
    Atan2,
    Chr,
    Cos,
    Defined,
    Delete,
    Exists,
    Exp,
    Hex,
    Index,
    Int,
    Join,
    Keys,
    Lc,
    Lcfirst,
    Length,
    Log,
    Oct,
    Ord,
    Pop,
    Push,
    Quotemeta,
    Reverse,
    Rindex,
    Scalar,
    Shift,
    Sin,
    Sort,
    Split,
    Sprintf,
    Sqrt,
    Substr,
    Uc,
    Ucfirst,
    Unshift,
    Values,
}
