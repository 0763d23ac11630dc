//! `honeyglow afterglow` in the place of `afterglow.pl`: flags, exit statuses, refusals, hostile
//! names in each format, and the shared cases with AfterGlow's own output where they are at hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Answer, honeyglow, shared};

const ROWS: &str = "a,22,x\na,80,y\nb,22,x\na,22,x\n";

fn afterglow(flags: &[&str]) -> Answer {
    honeyglow(["afterglow"].iter().chain(flags)).stdin(ROWS).run()
}

/// A run with a property file.
fn styled(properties: &str, rows: &str, flags: &[&str]) -> Answer {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("p"), properties).unwrap();
    let flags = ["afterglow", "-c", "p"].iter().chain(flags);
    honeyglow(flags).within(directory.path()).stdin(rows).run()
}

/// The lines of a DOT file that state nodes and edges.
fn statements(answer: &Answer) -> Vec<String> {
    let stdout = answer.stdout();
    stdout.lines().filter(|line| line.starts_with('"')).map(str::to_owned).collect()
}

#[test]
fn rows_become_a_graph_in_the_order_of_first_appearance() {
    let answer = afterglow(&[]);
    assert_eq!(answer.exit, Some(0));
    assert_eq!(answer.stderr(), "No property file specified, using default settings.\n");
    assert_eq!(
        answer.stdout(),
        "digraph structs {\n\
         graph [label=\"AfterGlow 1.6.6\", fontsize=8]\n\
         node [shape=ellipse, style=filled, penwidth=0, fontsize=10, width=0.2, height=0.2, \
         fontcolor=\"black\", label=\"\" ];\n\
         edge [len=1.5];\n\
         concentrate=true;\n\
         \"a\" [fillcolor=antiquewhite, xlabel=\"a\"]\n\
         \"b\" [fillcolor=antiquewhite, xlabel=\"b\"]\n\
         \"22\" [shape=box, fillcolor=antiquewhite, xlabel=\"22\"]\n\
         \"80\" [shape=box, fillcolor=antiquewhite, xlabel=\"80\"]\n\
         \"x\" [fillcolor=antiquewhite, xlabel=\"x\"]\n\
         \"y\" [fillcolor=antiquewhite, xlabel=\"y\"]\n\
         \"a\" -> \"22\"\n\
         \"a\" -> \"80\"\n\
         \"b\" -> \"22\"\n\
         \"22\" -> \"x\"\n\
         \"80\" -> \"y\"\n\
         }\n"
    );
}

#[test]
fn flags_show_in_the_graph() {
    for (flags, shown) in [
        (&["-a"][..], "graph [label=\"AfterGlow 1.6.6\", fontsize=8];\n"),
        (&["-dn"], "xlabel=\" : 3\""),
        (&["-d"], "\"a\" [fillcolor=antiquewhite, xlabel=\"a : 3\"]"),
        (&["-e4"], "edge [len=4];"),
        (&["-f", "1"], " - Source Fan Out: 1\""),
        (&["-g1"], " - Event Fan Out: 1\""),
        (&["-m", "0.7"], "width=0.7, height=0.7"),
        (&["-o", "1", "-o2"], " - Omit Threshold: 2\""),
        (&["-p", "9"], " - Split Mode: 9\""),
        (&["-p3"], "\"a 22 x\" [shape=box, fillcolor=antiquewhite, xlabel=\"22\"]"),
        (&["-s"], "\"S:a\" [fillcolor=antiquewhite, xlabel=\"a\"]"),
        (&["-t"], "\"a\" -> \"22\"\n\"a\" -> \"80\"\n\"b\" -> \"22\"\n}"),
        (&["-x", "blue"], "fontcolor=\"blue\""),
        (&["-k"], "\"a\",\"22\",true,'100,100,100',1\n"),
        (&["-kj"], "\"mode\":"),
    ] {
        let answer = afterglow(flags);
        assert_eq!(answer.exit, Some(0), "{flags:?}");
        assert!(answer.stdout().contains(shown), "{flags:?}: {}", answer.stdout());
    }
}

#[test]
fn a_value_of_zero_counts_as_not_given() {
    let plain = afterglow(&[]).stdout();
    for flags in [["-p", "0"], ["-l", "0"], ["-o0", "-f0"], ["-e", "0"], ["-x", ""], ["-m0", "-b0"]]
    {
        assert_eq!(afterglow(&flags).stdout(), plain, "{flags:?}");
    }
}

#[test]
fn lines_are_left_out_as_afterglow_counts_them() {
    for (flags, count) in [
        (&["-b", "1"][..], 4),
        (&["-b2"], 3),
        (&["--skip", "1"], 3),
        (&["-l", "2"], 2),
        (&["-l1", "-b2"], 2),
        (&["--skip=1", "-l", "2"], 2),
    ] {
        let answer = afterglow(&[flags, &["-d", "-t"]].concat());
        let stdout = answer.stdout();
        let count_of = |name: &str| {
            let rest = stdout.split(&format!("xlabel=\"{name} : ")).nth(1)?;
            rest.split('"').next()?.parse::<u64>().ok()
        };
        let rows = count_of("a").unwrap_or(0) + count_of("b").unwrap_or(0);
        assert_eq!(rows, count, "{flags:?}");
    }
    assert!(afterglow(&["-b1"]).stderr().contains("--skip 1"));
}

#[test]
fn two_columns_are_seen_in_the_first_line_only() {
    let two =
        |flags: &[&str]| honeyglow(["afterglow"].iter().chain(flags)).stdin("a,b\nc,d,e\n").run();
    assert!(two(&[]).stdout().contains("\"c\" -> \"d\"\n}"));
    assert!(two(&["-b2"]).stdout().contains("\"d\" -> \"e\"\n}"));
    assert!(two(&["-b2", "-t"]).stdout().contains("\"c\" -> \"d\"\n}"));
}

#[test]
fn help_and_what_is_not_understood_end_without_a_graph() {
    for flags in [&["-h"][..], &["-Z"], &["-a", "-u"], &["-c"]] {
        let answer = afterglow(flags);
        assert_eq!((answer.exit, answer.stdout()), (Some(0), String::new()), "{flags:?}");
        assert!(answer.stderr().contains("-c FILE"), "{flags:?}");
    }
}

#[test]
fn words_behind_the_flags_are_left_alone() {
    let plain = afterglow(&["-a"]).stdout();
    for flags in [["-a", "file", "-q"], ["-a", "--", "-q"], ["-a", "file", "--nothing"]] {
        assert_eq!(afterglow(&flags).stdout(), plain, "{flags:?}");
    }
}

#[test]
fn files_are_read_and_written_by_their_plain_names() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::write(at(" in&1"), ROWS).unwrap();
    let run = |flags: &[&str]| {
        let flags = ["afterglow", "-a"].iter().chain(flags);
        honeyglow(flags).within(directory.path()).stdin("").run()
    };
    assert_eq!(run(&["-i", " in&1"]).stdout(), afterglow(&["-a"]).stdout());
    let quiet = run(&["-q", "-i", " in&1", "-w", "out.dot"]);
    assert_eq!(
        (quiet.exit, quiet.stdout(), quiet.stderr()),
        (Some(0), String::new(), String::new())
    );
    assert_eq!(fs::read_to_string(at("out.dot")).unwrap(), afterglow(&["-a"]).stdout());
    for flags in [["-i", "none"], ["-c", "none"], ["-w", "none/out"]] {
        let answer = run(&flags);
        assert_eq!((answer.exit, answer.stdout()), (Some(2), String::new()), "{flags:?}");
        assert!(answer.stderr().contains("Cannot open none"), "{flags:?}");
        let quiet = run(&[&["-q"], &flags[..]].concat());
        assert_eq!((quiet.exit, quiet.stderr()), (Some(2), String::new()), "{flags:?}");
    }
}

#[test]
fn sources_are_told_if_they_are_asked_for() {
    assert!(afterglow(&["-r"]).stderr().ends_with("\na\nb\n"));
    let verbose = afterglow(&["-v"]);
    assert!(verbose.stderr().starts_with("Verbose mode is on.\n"));
    assert_eq!(verbose.stdout(), afterglow(&[]).stdout());
}

#[test]
fn what_no_property_file_can_say_is_told_and_left_out() {
    let properties = "colour=red\ncluster.edge=1\nshape.source=egg\nsum.source=2\nthreshold=1x\n";
    let answer = styled(properties, ROWS, &[]);
    assert_eq!(answer.exit, Some(0));
    assert_eq!(
        answer.stderr(),
        "Property File Error, unrecongnized entry: colour, line 1\n\
         Property File Error, unrecognized name for cluster: cluster.edge, line 2\n\
         Property File Error, unrecognized value for shape.source: egg, line 3\n\
         Property File Error, unrecognized value for sum.source: 2, line 4\n"
    );
    assert!(answer.stdout().contains(" - Omit Threshold: 1 - "));
}

#[test]
fn colours_that_are_none_are_told_once_and_false_ones_have_those_of_their_column() {
    let answer = styled(
        "color.event=\"port \".$event.\"\"\ncolor.source=''\ncolor.target=0\n",
        ROWS,
        &["-k"],
    );
    assert!(answer.stderr().starts_with("Not a color: port 22\nNot a color: port 80\n"));
    assert!(answer.stderr().contains("\nColor Not Assigned for: a\n"));
    assert!(answer.stdout().contains("\"a\",\"a\",1,1,'255,255,255'\n"), "{}", answer.stdout());
    assert!(answer.stdout().contains("\"x\",\"x\",1,1,'255,0,0'\n"), "{}", answer.stdout());
}

#[test]
fn what_would_run_a_program_is_refused_with_its_place_before_a_row_is_read() {
    for (properties, place) in [
        ("color.source=`id`\n", "p:1:14: "),
        ("size=1\ncolor.event=  system(\"id\")\n", "p:2:15: "),
        ("variable=$x=`id`\ncolor=$x\n", "p:2:7: "),
        ("label=eval \"1\"\n", "p:1:7: "),
        ("color=\"red\" if (open(F,\"x\"))\n", "p:1:"),
        ("variable=$maxNodeSize=3\nsize=$maxNodeSize\n", "p:2:"),
        ("color=1 +\n", "p:1:"),
    ] {
        let answer = styled(properties, ROWS, &[]);
        assert_eq!((answer.exit, answer.stdout()), (Some(2), String::new()), "{properties}");
        assert!(answer.stderr().contains(place), "{properties}: {}", answer.stderr());
        let lenient = styled(properties, ROWS, &["--lenient"]);
        assert_eq!(lenient.exit, Some(0), "{properties}");
        assert!(lenient.stderr().contains(place), "{properties}: {}", lenient.stderr());
    }
}

#[test]
fn a_refused_variable_that_no_rule_needs_is_a_warning() {
    let answer = styled("variable=$x=`id`\ncolor=\"red\"\n", ROWS, &[]);
    assert_eq!(answer.exit, Some(0));
    assert!(answer.stderr().contains("p:1:"), "{}", answer.stderr());
    assert!(statements(&answer)[0].contains("fillcolor=red"));
}

/// Names that end a text, a statement or a line where they are written as they are.
const HOSTILE: &str = "\"a\"\" ] x [\",\"e\\\",\"t\",\"\", \"\"b\n\
                       \"q\"\";}\",\"\\\\N\",\"'r','s\"\n\
                       <b>,${x},\u{202e}\u{1b}[31m\n\
                       \u{202e}z,-> y,//c\n";

#[test]
fn hostile_names_stay_names_in_dot() {
    for flags in [&[][..], &["-s", "-p3", "-d"]] {
        let answer = honeyglow(["afterglow"].iter().chain(flags)).stdin(HOSTILE).run();
        assert!(answer.stderr().contains("2 lines are no row of a table"), "{}", answer.stderr());
        for statement in statements(&answer) {
            assert!(is_one_statement(&statement), "{statement}");
        }
        let stdout = answer.stdout();
        assert!(!stdout.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
    }
}

/// Quotes, each closed, and between them nothing but what a statement is made of.
fn is_one_statement(line: &str) -> bool {
    let mut outside = String::new();
    let mut rest = line;
    while let Some((before, quoted)) = rest.split_once('"') {
        outside.push_str(before);
        let mut before = ' ';
        let Some(end) = quoted.char_indices().find_map(|(at, character)| {
            let ends = character == '"' && before != '\\';
            before = if before == '\\' { ' ' } else { character };
            ends.then_some(at)
        }) else {
            return false;
        };
        outside.push('~');
        rest = &quoted[end + 1..];
    }
    outside.push_str(rest);
    matches!(
        outside.as_str(),
        "~ [fillcolor=antiquewhite, xlabel=~]"
            | "~ [shape=box, fillcolor=antiquewhite, xlabel=~]"
            | "~ -> ~"
    )
}

#[test]
fn a_label_with_graphvizs_escapes_comes_from_the_file_only() {
    let properties = "label.event=join(\"\\\\n\",$event,\"!\")\nlabel.source=\"<\".field().\">\"\n";
    let answer = styled(properties, "a\\,22,x\nb,80,y\n", &[]);
    let statements = statements(&answer);
    assert_eq!(statements[0], r#""a\\" [fillcolor=antiquewhite, xlabel="<a\\>"]"#);
    // The row has a backslash of its own: all of them are characters.
    assert_eq!(statements[2], r#""22" [shape=box, fillcolor=antiquewhite, xlabel="22\\n!"]"#);
    assert_eq!(statements[3], r#""80" [shape=box, fillcolor=antiquewhite, xlabel="80\n!"]"#);
}

#[test]
fn hostile_names_stay_names_in_gdf() {
    let answer = honeyglow(["afterglow", "-k"]).stdin(HOSTILE).run();
    let stdout = answer.stdout();
    assert!(stdout.contains("\"q\\\";}\",\"q\\\";}\",1,1,'250,235,215'\n"), "{stdout}");
    assert!(stdout.contains("\"'r','s\",\"'r','s\",1,1,"), "{stdout}");
    assert!(stdout.contains("\"\\\\\\\\N\","), "{stdout}");
    let (nodes, edges) = stdout.split_once("edgedef>").unwrap();
    // Two of four rows are none, and make one node with an empty name.
    assert_eq!((nodes.lines().count(), edges.lines().count()), (1 + 7 + 2, 1 + 6), "{stdout}");
}

#[test]
fn hostile_names_are_exact_in_graphson_and_edges_join_nodes() {
    let rows = "\"a\"\"\",\"{\"\"x\"\":\\\",\t\n\"a\"\"\",e,z\n";
    for flags in [&["-j"][..], &["-j", "-n"], &["-j", "-s", "-p", "2"], &["-j", "-d"]] {
        let answer = honeyglow(["afterglow"].iter().chain(flags)).stdin(rows).run();
        let graph: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
        let all = |list: &str, member: &str| -> Vec<String> {
            let list = graph["graph"][list].as_array().unwrap();
            list.iter().map(|each| each[member].as_str().unwrap().to_owned()).collect()
        };
        let mut ids = all("vertices", "_id");
        for end in all("edges", "_outV").iter().chain(&all("edges", "_inV")) {
            assert!(ids.contains(end), "{flags:?}");
        }
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "{flags:?}");
        if !flags.contains(&"-n") {
            assert_eq!(all("vertices", "_label"), ["a\"", "{\"x\":\\", "e", "\t", "z"]);
        }
        assert_eq!(all("edges", "_label").len(), 4);
        assert_eq!(graph["graph"]["vertices"][0]["occurrences"].is_string(), flags[1..] == ["-d"]);
    }
}

#[test]
fn lists_are_read_only_from_beside_the_file_and_only_if_allowed() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("conf")).unwrap();
    fs::write(at("conf/l.csv"), "a\n").unwrap();
    fs::write(at("l.csv"), "b\n").unwrap();
    let run = |list: &str, flags: &[&str]| {
        let rule = "color=\"red\" if (grep(/^\\Q$fields[0]\\E$/,@l))";
        let file = format!("variable=open(F,\"{list}\"); @l=<F>; close(F)\n{rule}\n");
        fs::write(at("conf/p"), file).unwrap();
        let flags = ["afterglow", "-c", "conf/p"].iter().chain(flags);
        honeyglow(flags).within(directory.path()).stdin(ROWS).run()
    };
    let allowed = run("l.csv", &["--allow-lists"]);
    assert_eq!(allowed.exit, Some(0), "{}", allowed.stderr());
    assert!(statements(&allowed)[0].contains("fillcolor=red"), "{}", allowed.stdout());
    assert!(!statements(&allowed)[1].contains("fillcolor=red"), "{}", allowed.stdout());
    assert!(run("l.csv", &[]).stderr().contains("--allow-lists"));
    for list in ["../l.csv", "/etc/passwd", "none.csv", "ls |", ">l.csv"] {
        let answer = run(list, &["--allow-lists"]);
        assert_eq!((answer.exit, answer.stdout()), (Some(2), String::new()), "{list}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_of_afterglows_name_takes_its_place() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["afterglow.pl", "afterglow"] {
        let link = directory.path().join(name);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_honeyglow"), &link).unwrap();
        let output = Command::new(&link).args(["-h"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8(output.stderr).unwrap().contains("-p MODE"));
    }
}

#[test]
fn the_shared_cases_give_what_afterglow_gave() {
    let (Some(runner), Some(cases)) =
        (shared("afterglow/run_golden.sh"), shared("afterglow/golden"))
    else {
        return;
    };
    if !Path::new("/usr/bin/python3").exists() {
        println!("skipped: python3 is not there");
        return;
    }
    let command = format!("{} afterglow", env!("CARGO_BIN_EXE_honeyglow"));
    let output = Command::new("bash").arg(runner).arg(command).arg(&cases).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.trim_end().lines().last().unwrap().contains(", 0 failed"), "{told}");
}
