//! The language of property files, compared with what perl says, and held to its limits.
//!
//! `perl.tsv` has an expression a line, a tab, and its value: `=` and the text, or `undef`.
//! Backslashes and control characters of values are written as `\x{5c}`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use honeyglow::property::{Counted, Counters, ErrorKind, Known, Machine, Position, Value};
use proptest::prelude::*;

const TABLE: &str = include_str!("perl.tsv");

const AT: Position = Position { line: 7, column: 14 };

/// What the table's expressions see, and what its perl sees in [`JUDGE`].
fn machine() -> Machine {
    let mut machine = Machine::new();
    for variable in [
        "@ports=qw(22 25 80)",
        r#"%name=(25=>"smtp",80=>"http")"#,
        r#"$x="val""#,
        "$i=1",
        r#"$re="^fo+""#,
        r#"$bad="a(""#,
    ] {
        machine.declare(variable, AT, &mut no_lists).unwrap();
    }
    let row = ["10.0.0.1", "25", "mail.example", "800", "low"].map(Value::from);
    let names = [Known::Source, Known::Event, Known::Target, Known::Meta1, Known::Meta2];
    for (known, value) in names.into_iter().zip(&row) {
        machine.set(known, value.clone());
    }
    machine.set(Known::Type, Value::from("event"));
    machine.set(Known::Subject, Value::from("25"));
    machine.fields_mut().extend(row);
    machine
}

fn no_lists(_: &str) -> Result<Vec<String>, String> {
    Err("no lists".to_owned())
}

fn value_in(machine: &mut Machine, text: &str) -> Value {
    let rule = machine.compile(text, AT).map_err(|error| format!("{text}: {error}")).unwrap();
    machine.run(&rule, &())
}

fn value(text: &str) -> Value {
    value_in(&mut machine(), text)
}

/// As the table writes a value.
fn written(value: &Value) -> String {
    if !value.is_defined() {
        return "undef".to_owned();
    }
    let mut out = "=".to_owned();
    for character in value.to_text().chars() {
        if character == '\\' || character < ' ' {
            write!(out, "\\x{{{:x}}}", u32::from(character)).unwrap();
        } else {
            out.push(character);
        }
    }
    out
}

fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter_map(|line| line.split_once('\t'))
}

#[test]
fn expressions_have_the_values_of_perl() {
    assert!(cases().count() > 700);
    let wrong: Vec<String> = cases()
        .filter_map(|(text, expected)| {
            let given = match machine().compile(text, AT) {
                Ok(_) => written(&value(text)),
                Err(error) => error.to_string(),
            };
            (given != expected).then(|| format!("{text}\n  {expected}\n  {given}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Evaluates each line as AfterGlow does, each in a process of its own, and writes it as the table
/// does.
const JUDGE: &str = r#"
use open qw(:std :encoding(UTF-8));
binmode STDIN, ":encoding(UTF-8)";
my @cases__ = <STDIN>; chomp @cases__;
$| = 1;
for my $case__ (@cases__) {
  if (my $pid = fork) { waitpid $pid, 0; next }
  @fields = ("10.0.0.1", "25", "mail.example", "800", "low");
  ($source, $event, $target, $meta1, $meta2) = @fields;
  @ports = qw(22 25 80); %name = (25 => "smtp", 80 => "http");
  $x = "val"; $i = 1; $re = "^fo+"; $bad = "a(";
  my $value__ = eval "use utf8; use feature 'unicode_strings'; no strict; no warnings; $case__";
  if ($@ || !defined $value__) { print "undef\n"; exit }
  $value__ =~ s/([\\\x00-\x1f])/sprintf "\\x{%x}", ord $1/ge;
  print "=$value__\n"; exit;
}
"#;

#[test]
fn the_table_is_what_perl_gives() {
    let judge = Command::new("perl")
        .args(["-e", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut judge) = judge else {
        println!("skipped: perl is not installed");
        return;
    };
    let mut stdin = judge.stdin.take().unwrap();
    for (text, _) in cases() {
        writeln!(stdin, "{text}").unwrap();
    }
    drop(stdin);
    let output = judge.wait_with_output().unwrap();
    let given = String::from_utf8(output.stdout).unwrap();
    assert_eq!(given.lines().count(), cases().count());
    for ((text, expected), given) in cases().zip(given.lines()) {
        assert_eq!(given, expected, "{text}");
    }
}

#[test]
fn functions_of_afterglow_look_at_the_field() {
    let mut machine = machine();
    machine.set(Known::Subject, Value::from("10.1.2.3"));
    machine.fields_mut()[4] = Value::from("10.1.2.3");
    machine.set_field(Some(4));
    for (text, expected) in [
        ("field()", "=10.1.2.3"),
        ("field", "=10.1.2.3"),
        (r#"match("^10")"#, "=1"),
        (r#"match("^11")"#, "="),
        (r#""red" if match("^10\\.")"#, "=red"),
        (r#""red" if (!match("^(192\.168)"))"#, "=red"),
        (r#"regex_replace("(\\d\+)\\.\\d+")."/8""#, "=10/8"),
        (r#"regex_replace("^x(\\d+)")"#, "undef"),
        (r#"regex_replace("^x(\\d+)")."/8""#, "=/8"),
        (r#"regex_replace("^10")"#, "=1"),
        (r#"any_regex("mail")"#, "=1"),
        (r#"any_regex('^nothing$')"#, "="),
        (r#"match("(")"#, "undef"),
        (r#"subnet($fields[0],"10.0.0.0/8")"#, "=1"),
        (r#"subnet($fields[0],"10.0.0.2")"#, "="),
        ("subnet($fields[0],10.0.0.0/8)", "=1"),
        (r#"subnet($fields[2],"0.0.0.0/0")"#, "="),
        (r#"subnet("2001:db8::5","2001:db8::/32")"#, "=1"),
        (r#"subnet($fields[0],"192.168.0.0/16","10.0.0.0/24")"#, "=1"),
        (r#"@n=("172.16.0.0/12","10.0.0.0/24"); subnet($fields[0],@n)"#, "=1"),
        ("get_severity(5)", "=#965D11"),
        ("get_severity(5,5,0xFFFFFF,0x000000)", "=#CC0000"),
        (r#"get_severity("low")"#, "=#60BB22"),
        ("hexcol(0xDAE6F2)", "undef"),
        ("$type", "=event"),
        ("$globalField", "=10.1.2.3"),
        ("$event", "=25"),
        (r#""n" . $meta1"#, "=n800"),
    ] {
        assert_eq!(written(&value_in(&mut machine, text)), expected, "{text}");
    }
}

struct Three;

impl Counters for Three {
    fn count(&self, of: Counted, name: &str) -> Option<u64> {
        (of == Counted::Event && name == "\"25\"").then_some(3)
    }
}

#[test]
fn counts_are_those_of_the_name() {
    let mut machine = machine();
    machine.set(Known::EventName, Value::from("\"25\""));
    machine.set_own_count(Counted::Source, Some(5));
    for (text, expected) in [
        ("$sourceCount{$sourceName}", "=5"),
        ("$sourceCount{$sourceName}*2", "=10"),
        ("$eventCount{'\"25\"'}", "=3"),
        ("$eventCount{$targetName}", "undef"),
        (r#""big" if ($sourceCount{$sourceName} > 4)"#, "=big"),
    ] {
        let rule = machine.compile(text, AT).unwrap();
        assert_eq!(written(&machine.run(&rule, &Three)), expected, "{text}");
    }
}

#[test]
fn what_a_rule_does_to_fields_stays_for_the_next_rule() {
    let mut machine = machine();
    machine.fields_mut()[1] = Value::from("1:02:03");
    let text = r#"$fields[1]=~s/://g; "orange" if ($fields[1]>200)"#;
    assert_eq!(value_in(&mut machine, text), Value::from("orange"));
    assert_eq!(machine.fields()[1], Value::from("10203"));
}

#[test]
fn captures_live_until_the_next_match() {
    let mut machine = machine();
    assert!(value_in(&mut machine, "$fields[2] =~ /(\\w+)\\./").is_true());
    assert!(!value_in(&mut machine, "$fields[2] =~ /(z)/").is_true());
    assert_eq!(value_in(&mut machine, "$1"), Value::from("mail"));
}

#[test]
fn what_is_refused_says_why_and_where() {
    use ErrorKind::{Refused, Syntax};
    for (text, kind, column, part) in [
        ("`id`", Refused, 14, "shell"),
        (r#"system("id")"#, Refused, 14, "program"),
        (r#"exec "id""#, Refused, 14, "program"),
        ("qx(id)", Refused, 14, "program"),
        (r#""a" . system("id")"#, Refused, 20, "program"),
        (r#"open(T,"/etc/passwd")"#, Refused, 14, "list.csv"),
        (r#"unlink("x")"#, Refused, 14, "files"),
        (r#"eval("1")"#, Refused, 14, "expression"),
        ("require Foo", Refused, 14, "expression"),
        ("do { 1 }", Refused, 14, "expression"),
        ("sub f { 1 }", Refused, 14, "expression"),
        ("while (1) { 1 }", Refused, 14, "loop"),
        ("1 while 1", Refused, 16, "loop"),
        ("foreach (@x) { 1 }", Refused, 14, "loop"),
        ("time()", Refused, 14, "same"),
        ("rand(3)", Refused, 14, "same"),
        (r#"print("x")"#, Refused, 14, "files"),
        ("$x =~ s/a/system(1)/e", Refused, 20, "runs code"),
        ("$maxNodeSize=3", Refused, 14, "maxnodesize"),
        ("$twonodes=1", Refused, 14, "-t"),
        ("$sourceCount{a}=1", Refused, 14, "counts"),
        ("$type=\"edge\"", Refused, 14, "program"),
        (r#""red"#, Syntax, 14, "does not end"),
        ("(1", Syntax, 16, "`)` is expected"),
        ("foo(1)", Syntax, 14, "there is no function `foo`; there are grep"),
        ("substr(1)", Syntax, 14, "2 to 3 arguments"),
        ("if (1)", Syntax, 14, "stands behind"),
        (r#""a" "b""#, Syntax, 18, "operator"),
        (r#"“red”"#, Syntax, 14, "text in quotes"),
        ("$x = ~ /a/", Syntax, 19, "not supported"),
        (r#""a" =~ /(/"#, Syntax, 22, "pattern"),
        ("1 < 2 < 3", Syntax, 20, "&&"),
        ("\\$x", Syntax, 14, "references"),
        (r#"sort { $h{$a} <=> $h{$b} } @x"#, Syntax, 14, "$a <=> $b"),
        (r#""@{[1]}""#, Syntax, 15, "in a text"),
    ] {
        let error = machine().compile(text, AT).unwrap_err();
        assert_eq!((error.kind, error.position.line), (kind, 7), "{text}: {error}");
        assert_eq!(error.position.column, column, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
}

#[test]
fn words_that_are_no_calls_are_texts() {
    for text in ["red", "tan", "open", "link", "select", "white", "y", "s"] {
        assert_eq!(value(text), Value::from(text));
    }
    assert_eq!(value("tan if ($event == 25)"), Value::from("tan"));
}

#[test]
fn a_list_file_is_asked_for_by_its_plain_name() {
    let mut asked = Vec::new();
    let mut lists = |name: &str| {
        asked.push(name.to_owned());
        Ok(vec!["10.0.0.1\n".to_owned(), "10.0.0.9\n".to_owned()])
    };
    let mut machine = machine();
    let text = r#"open(TOR,"tor.csv"); @tor=<TOR>; close(TOR)"#;
    machine.declare(text, AT, &mut lists).unwrap();
    assert_eq!(asked, ["tor.csv"]);
    let rule = r#""red" if (grep(/^\Q$fields[0]\E$/,@tor))"#;
    assert_eq!(value_in(&mut machine, rule), Value::from("red"));
    for (name, fits) in [
        ("list.csv", true),
        ("<list.csv", true),
        ("../list.csv", false),
        ("/etc/passwd", false),
        ("a\\\\b", false),
        ("ls|", false),
        ("|ls", false),
        (">x", false),
        (".hidden", false),
        ("", false),
        ("$x", false),
    ] {
        let text = format!("open(T,\"{name}\"); @t=<T>; close(T)");
        let given = machine.declare(&text, AT, &mut |_| Ok(Vec::new()));
        assert_eq!(given.is_ok(), fits, "{name}: {given:?}");
    }
    let refused = machine.declare("open(T,\"a\"); @t=<T>", AT, &mut no_lists).unwrap_err();
    assert_eq!((refused.kind, &*refused.message), (ErrorKind::Refused, "no lists"));
}

#[test]
fn a_rule_that_needs_a_refused_variable_names_its_line() {
    let mut machine = machine();
    let at = |line| Position { line, column: 10 };
    let mut declare = |text, line| machine.declare(text, at(line), &mut no_lists);
    assert_eq!(declare("$ip=`ifconfig`", 3).unwrap_err().kind, ErrorKind::Refused);
    let error = declare(r#"$net=$ip; $net=~s/\.\d+$//"#, 4).unwrap_err();
    assert!(error.message.contains("line 3"), "{error}");
    assert!(declare(r#"$cast=$net.".255""#, 5).is_err());
    declare("$fine=1", 6).unwrap();
    let error = machine.compile(r#""red" if ($cast eq "a")"#, at(7)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.message.contains("$cast") && error.message.contains("line 5"), "{error}");
    assert!(machine.compile("$fine", at(8)).is_ok());
    machine.declare(r#"$cast="x""#, at(9), &mut no_lists).unwrap();
    assert!(machine.compile("$cast", at(10)).is_ok());
}

#[test]
fn an_invalid_pattern_from_a_row_ends_only_its_rule() {
    let mut machine = machine();
    let rule = machine.compile(r#""gold" if (grep(/$fields[0]/,@ports))"#, AT).unwrap();
    machine.fields_mut()[0] = Value::from("(");
    assert_eq!(machine.run(&rule, &()), Value::Undefined);
    machine.fields_mut()[0] = Value::from("2");
    assert_eq!(machine.run(&rule, &()), Value::from("gold"));
}

#[test]
fn hostile_expressions_end() {
    let many = |part: &str, count: usize| part.repeat(count);
    for text in [
        many("(", 5_000),
        many("++", 20_000) + "$x",
        many("!", 20_000) + "1",
        many("-", 20_000) + "1",
        many("not ", 10_000) + "1",
        "1".to_owned() + &many(" if 1", 10_000),
        "1".to_owned() + &many("+1", 20_000),
        "1".to_owned() + &many(" or 1", 10_000),
        many("1?", 10_000),
        many("my ", 10_000),
        many("lc ", 10_000) + "1",
        many("$x=", 10_000) + "1",
        many("\"\\Q", 5_000),
        many("\"$x[", 5_000),
        many("@x[", 5_000),
        many("grep{", 5_000),
        many("sort{", 5_000),
        many("$x{", 5_000),
        many(";", 60_000),
        many("a", 200_000),
        format!("/{}/", many("(", 10_000)),
        format!("/{}/", many("a{1000}", 100)),
        many("1,", 30_000),
    ] {
        // Whatever it says, it says something.
        if let Ok(rule) = machine().compile(&text, AT) {
            machine().run(&rule, &());
        }
    }
}

#[test]
fn work_has_a_limit() {
    for text in [
        r#""a" x 1e9"#,
        "1..1e12",
        "@x=(1) x 1e9",
        r#"sprintf("%999999999d",1) . sprintf("%.999999999f",1) ? "x" : """#,
        r#"$c="ab" x 400000; join("",map { $c . $c } 1..100000)"#,
        r#"$c="ab" x 400000; scalar(grep { length($c) == 3 } 1..900000)"#,
        r#"$c="ab" x 400000; scalar(grep { $c eq $c } 1..900000)"#,
        r#"$c="ab" x 400000; scalar(grep { $c =~ /c$/ } 1..900000)"#,
        "@x=1..900000; scalar(map { scalar(@y=@x) } @x)",
        r#"$c="a" x 60000; $c =~ s/(a)(?=a*b)/x/g"#,
        r#"$c="a" x 60000; scalar(grep { $c =~ /^(a+)+\1b/ } 1..100000)"#,
        r#"$c="x" x 500000; ($d=join("",split(//,$c))) =~ tr/x/y/"#,
        "$l[1e15]=1",
        "$l[999999]=1; $#l",
    ] {
        let given = value(text);
        assert!(given.to_text().len() < 3 << 20, "{text}");
    }
}

/// What the language is made of, so that what is put together often means something.
fn soup() -> impl Strategy<Value = String> {
    let parts = [
        "$x",
        "@ports",
        "%name",
        "$fields[0]",
        "$fields[-9]",
        "$name{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "\"",
        "'",
        "/",
        "=~",
        "!~",
        "s/",
        "tr/",
        "qw(",
        "m{",
        "=",
        "==",
        "+",
        "-",
        "**",
        "%",
        "x",
        "..",
        ".",
        ",",
        ";",
        " if ",
        " unless ",
        "? ",
        ": ",
        "&&",
        "||",
        "//",
        "not ",
        "and ",
        "grep",
        "map",
        "sort",
        "split",
        "join",
        "substr",
        "sprintf",
        "\\Q",
        "\\E",
        "\\",
        "{",
        "1",
        "0x",
        "1e9",
        "9223372036854775807",
        "-1",
        "\"a%9d%s\"",
        "$_",
        "$1",
        "\"é\"",
        "#",
        "++",
        "--",
        "<",
        ">",
        "<T>",
        "open(T,\"l\")",
        "field()",
        "match(",
        "subnet(",
        "$#",
        "@",
        "$",
        "`",
        "\n",
        " ",
        "chomp",
        "reverse",
        "\"$x[",
        "(a|b)*",
        "(?=",
        "^",
        "$/",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..24).prop_map(|p| p.concat())
}

fn tried(text: &str) {
    let mut machine = machine();
    // Refusals and errors are answers too.
    let _ = machine.declare(text, AT, &mut |_| Ok(vec!["a\n".to_owned()]));
    if let Ok(rule) = machine.compile(text, AT) {
        let value = machine.run(&rule, &Three);
        let again = machine.compile(rule.text(), AT);
        assert!(again.is_ok() && value.to_text().len() < 3 << 20);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_an_answer(text in any::<String>()) {
        tried(&text);
    }

    #[test]
    fn any_mixture_of_words_is_an_answer(text in soup()) {
        tried(&text);
    }

    #[test]
    fn numbers_survive_their_text(number in any::<i64>()) {
        let text = Value::from(number.to_string());
        prop_assert_eq!(&*Value::Integer(number).to_text(), &*text.to_text());
    }
}
