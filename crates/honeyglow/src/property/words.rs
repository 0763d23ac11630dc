//! Names without a sigil: functions, quoting operators, bare words, and what is refused.

use std::sync::Arc;

use super::error::Error;
use super::names::Variable;
use super::parser::{Parser, Purpose, Takes, word_of};
use super::tree::{Array, Each, Function, Node};
use super::value::Value;

/// Each function with its name and what it takes without parentheses.
const FUNCTIONS: [(&str, Function, Takes); 43] = {
    use Takes::{List, Nothing, One};
    [
        ("field", Function::Field, Nothing),
        ("match", Function::Match, List),
        ("regex_replace", Function::RegexReplace, List),
        ("any_regex", Function::AnyRegex, List),
        ("subnet", Function::Subnet, List),
        ("get_severity", Function::GetSeverity, List),
        ("hexcol", Function::Hexcol, List),
        ("abs", Function::Abs, One),
        ("atan2", Function::Atan2, List),
        ("chr", Function::Chr, One),
        ("cos", Function::Cos, One),
        ("defined", Function::Defined, One),
        ("delete", Function::Delete, One),
        ("exists", Function::Exists, One),
        ("exp", Function::Exp, One),
        ("hex", Function::Hex, One),
        ("index", Function::Index, List),
        ("int", Function::Int, One),
        ("join", Function::Join, List),
        ("keys", Function::Keys, One),
        ("lc", Function::Lc, One),
        ("lcfirst", Function::Lcfirst, One),
        ("length", Function::Length, One),
        ("log", Function::Log, One),
        ("oct", Function::Oct, One),
        ("ord", Function::Ord, One),
        ("pop", Function::Pop, One),
        ("push", Function::Push, List),
        ("quotemeta", Function::Quotemeta, One),
        ("reverse", Function::Reverse, List),
        ("rindex", Function::Rindex, List),
        ("scalar", Function::Scalar, One),
        ("shift", Function::Shift, One),
        ("sin", Function::Sin, One),
        ("sort", Function::Sort, List),
        ("split", Function::Split, List),
        ("sprintf", Function::Sprintf, List),
        ("sqrt", Function::Sqrt, One),
        ("substr", Function::Substr, List),
        ("uc", Function::Uc, One),
        ("ucfirst", Function::Ucfirst, One),
        ("unshift", Function::Unshift, List),
        ("values", Function::Values, One),
    ]
};

/// The function of that name.
pub(super) fn function(name: &str) -> Option<(Function, Takes)> {
    FUNCTIONS
        .iter()
        .find(|(known, ..)| *known == name)
        .map(|(_, function, takes)| (*function, *takes))
}

/// Perl that is never run, and why.
fn why_refused(word: &str) -> Option<&'static str> {
    Some(match word {
        "system" | "exec" | "qx" | "fork" | "kill" | "wait" | "waitpid" | "pipe" => {
            "it runs a program, which honeyglow never does"
        }
        "unlink" | "rename" | "mkdir" | "rmdir" | "chmod" | "chown" | "truncate" | "opendir"
        | "readdir" | "symlink" | "link" | "stat" | "open" | "close" | "print" | "printf"
        | "say" | "binmode" | "read" | "write" | "seek" | "eof" | "readline" | "glob" => {
            "a property file reads and writes no files; the one exception is a list, \
             `variable=open(T,\"list.csv\"); @t=<T>; close(T)`, with --allow-lists"
        }
        "socket" | "connect" | "gethostbyname" | "gethostbyaddr" | "bind" | "listen" | "accept" => {
            "it uses the network, which honeyglow never does"
        }
        "eval" | "do" | "require" | "use" | "no" | "package" | "sub" | "BEGIN" | "goto"
        | "return" | "last" | "next" | "redo" | "die" | "warn" | "exit" | "sleep" | "select" => {
            "a rule is an expression, not a program"
        }
        "for" | "foreach" | "while" | "until" => {
            "a rule cannot loop; `grep` and `map` go through a list"
        }
        "time" | "localtime" | "gmtime" | "rand" | "srand" | "times" | "getppid" => {
            "the same input has to give the same graph"
        }
        _ => return None,
    })
}

/// Reads what starts with a name.
pub(super) fn read(parser: &mut Parser<'_, '_>, word: &str) -> Result<Node, Error> {
    let start = parser.offset;
    parser.offset += word.len();
    match word {
        "my" | "our" | "local" => return parser.expression(super::parser::TIGHTEST),
        "q" | "qq" | "qw" | "m" | "qr" | "s" | "tr" | "y" => {
            if let Some(node) = parser.quote_like(word, start)? {
                return Ok(node);
            }
        }
        "grep" => return parser.each(Each::Grep),
        "map" => return parser.each(Each::Map),
        "undef" => {
            parser.arguments(Takes::Nothing)?;
            return Ok(Node::Constant(Value::Undefined));
        }
        "open" if parser.purpose == Purpose::Variable => return open(parser, start),
        "close" if parser.purpose == Purpose::Variable => return close(parser, start),
        _ => {}
    }
    // In front of `=>` and of a comma in a table it is text.
    parser.blanks();
    let is_key = parser.rest().starts_with("=>");
    if let Some((function, takes)) = function(word).filter(|_| !is_key) {
        return parser.call(function, takes, start);
    }
    let is_called = parser.rest().starts_with('(');
    if let Some(why) = why_refused(word).filter(|_| !is_key && follows_as_call(parser)) {
        return Err(parser.refused(start, format!("`{word}` is refused: {why}")));
    }
    if is_called {
        let known: Vec<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
        return Err(parser.syntax(
            start,
            format!("there is no function `{word}`; there are grep, map, {}", known.join(", ")),
        ));
    }
    if matches!(word, "if" | "unless") {
        return Err(parser.syntax(
            start,
            format!("`{word}` stands behind what it decides on, as in `\"red\" {word} ($fields[0] eq \"a\")`"),
        ));
    }
    Ok(Node::Constant(Value::from(word)))
}

/// A colour may be called `tan`, a label `open`: only what has something to work on is a call.
fn follows_as_call(parser: &Parser<'_, '_>) -> bool {
    let rest = parser.rest();
    rest.starts_with(['(', '"', '\'', '$', '@', '{', '<', '`', '/', ':'])
        || word_of(rest).is_some_and(|word| {
            !matches!(
                word,
                "if" | "unless"
                    | "x"
                    | "eq"
                    | "ne"
                    | "and"
                    | "or"
                    | "lt"
                    | "gt"
                    | "le"
                    | "ge"
                    | "cmp"
                    | "xor"
            )
        })
        || (parser.text.trim() == "time")
}

/// `open(T,"list.csv")`: gives 1; the handle is known from then on.
fn open(parser: &mut Parser<'_, '_>, start: usize) -> Result<Node, Error> {
    const FORM: &str = "a list is read by `open(T,\"list.csv\"); @t=<T>; close(T)`";
    parser.expect("(")?;
    parser.blanks();
    let Some(handle) = parser.word().map(str::to_owned) else {
        return Err(parser.refused(start, FORM));
    };
    parser.offset += handle.len();
    parser.expect(",")?;
    parser.blanks();
    let mut name = literal(parser, start, FORM)?;
    if parser.comma() {
        if name.trim() != "<" {
            return Err(parser.refused(start, FORM));
        }
        name = literal(parser, start, FORM)?;
    }
    parser.expect(")")?;
    let name = name.trim().trim_start_matches('<').trim();
    let plain = !name.is_empty()
        && !name.starts_with(['.', '-', '>', '+', '|'])
        && !name.contains(['/', '\\', '|', '\0', '<', '>', '&']);
    if !plain {
        return Err(parser.refused(
            start,
            "a list lies beside the property file: its plain name is expected, without a path",
        ));
    }
    parser.files.push((handle, Arc::from(name)));
    Ok(Node::Constant(Value::TRUE))
}

fn literal(parser: &mut Parser<'_, '_>, start: usize, form: &str) -> Result<String, Error> {
    match parser.expression(super::parser::TIGHTEST)? {
        Node::Constant(Value::Text(text)) => Ok(text.to_string()),
        _ => Err(parser.refused(start, form)),
    }
}

fn close(parser: &mut Parser<'_, '_>, start: usize) -> Result<Node, Error> {
    parser.expect("(")?;
    parser.blanks();
    let handle = parser.word().unwrap_or_default();
    if !parser.files.iter().any(|(known, _)| known == handle) {
        return Err(parser.refused(start, format!("`close`: no list was opened as `{handle}`")));
    }
    parser.offset += handle.len();
    parser.expect(")")?;
    Ok(Node::Constant(Value::TRUE))
}

/// Holds the arguments of a call to what the function needs.
pub(super) fn checked(
    parser: &mut Parser<'_, '_>,
    function: Function,
    mut arguments: Vec<Node>,
    start: usize,
) -> Result<Node, Error> {
    use Function as F;
    let name =
        FUNCTIONS.iter().find(|(_, known, _)| *known == function).map_or("", |(name, ..)| name);
    let (least, most) = match function {
        F::Field => (0, 0),
        // squert calls it with more than AfterGlow's takes.
        F::GetSeverity => (1, 4),
        F::Hexcol | F::Sort | F::Reverse => (0, usize::MAX),
        F::Match | F::RegexReplace | F::AnyRegex => (1, 1),
        F::Subnet | F::Sprintf => (if function == F::Subnet { 2 } else { 1 }, usize::MAX),
        F::Push | F::Unshift | F::Join => (1, usize::MAX),
        F::Atan2 => (2, 2),
        F::Index | F::Rindex => (2, 3),
        F::Substr => (2, 3),
        F::Split => (1, 3),
        F::Defined
        | F::Delete
        | F::Exists
        | F::Scalar
        | F::Keys
        | F::Values
        | F::Pop
        | F::Shift => (1, 1),
        _ => (0, 1),
    };
    if arguments.len() < least || arguments.len() > most {
        let expected = if least == most {
            format!("{least}")
        } else if most == usize::MAX {
            format!("at least {least}")
        } else {
            format!("{least} to {most}")
        };
        return Err(parser.syntax(
            start,
            format!("`{name}` takes {expected} arguments, not {}", arguments.len()),
        ));
    }
    if arguments.is_empty() && most == 1 {
        arguments.push(Parser::topic());
    }
    match function {
        F::Push | F::Unshift | F::Pop | F::Shift => match arguments.first() {
            Some(Node::Array(array)) => {
                let array: Array = *array;
                parser.writes_array(array);
            }
            _ => return Err(parser.syntax(start, format!("`{name}` needs a list as `@x`"))),
        },
        F::Delete => match arguments.first() {
            Some(Node::Entry(hash, _)) => parser.program.writes.push(Variable::Hash(*hash)),
            _ => return Err(parser.syntax(start, "`delete` needs an entry as `$h{key}`")),
        },
        F::Exists
            if !matches!(
                arguments.first(),
                Some(Node::Entry(..) | Node::Element(..) | Node::Count(..) | Node::OwnCount(_))
            ) =>
        {
            return Err(parser.syntax(start, "`exists` needs an entry as `$h{key}`"));
        }
        F::Keys | F::Values
            if !matches!(arguments.first(), Some(Node::Hash(_) | Node::Array(_))) =>
        {
            return Err(parser.syntax(start, format!("`{name}` needs a table as `%h`")));
        }
        _ => {}
    }
    Ok(Node::Call(function, arguments))
}
