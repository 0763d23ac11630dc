//! `honeyglow munin`, and the program as a plugin of Munin under the name of a link.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::numbers::{now, numbers, site, two_sites, write};
use crate::program::{assert_one_line, command};

/// What a plugin gave.
struct Answer {
    exit: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(mut command: Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        exit: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A directory of plugins and of state.
struct Node(tempfile::TempDir);

impl Node {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with_numbers() -> Self {
        let node = Self::new();
        write(node.state(), &numbers(now(), &two_sites()));
        node
    }

    fn state(&self) -> &Path {
        self.0.path()
    }

    fn link(&self, name: &str) -> PathBuf {
        let link = self.0.path().join(name);
        if !link.exists() {
            symlink(env!("CARGO_BIN_EXE_honeyglow"), &link).unwrap();
        }
        link
    }

    /// A call of the plugin with this name in an environment.
    #[track_caller]
    fn call(&self, plugin: &str, word: &str, variables: &[(&str, &str)]) -> Answer {
        let mut command = Command::new(self.link(plugin));
        command.env_clear().env("HONEYGLOW_STATE", self.state()).envs(variables.iter().copied());
        if !word.is_empty() {
            command.arg(word);
        }
        run(command)
    }

    /// The same, expected to end well and in silence.
    #[track_caller]
    fn gives(&self, plugin: &str, word: &str, variables: &[(&str, &str)]) -> String {
        let answer = self.call(plugin, word, variables);
        assert_eq!((answer.exit, answer.stderr.as_str()), (Some(0), ""), "{}", answer.stdout);
        answer.stdout
    }
}

const MULTIGRAPH: (&str, &str) = ("MUNIN_CAP_MULTIGRAPH", "1");
const DIRTY: (&str, &str) = ("MUNIN_CAP_DIRTYCONFIG", "1");

const TUNNELS_CONFIG: &str = "\
graph_title SSH tunnelling attempts
graph_args --base 1000 -l 0
graph_vlabel attempts per ${graph_period}
graph_category security
graph_info Connections that intruders asked honeypots to make for them (direct-tcpip), by port.
graph_scale no
graph_period hour
graph_total total
mail.label mail
mail.type DERIVE
mail.min 0
mail.draw AREASTACK
mail.colour e69f00
mail.info To ports of mail: spam, or mailboxes that are tried.
web.label web
web.type DERIVE
web.min 0
web.draw AREASTACK
web.colour 0072b2
web.info To ports of the web: clicks, logins and comments in the honeypot's name.
other.label other
other.type DERIVE
other.min 0
other.draw AREASTACK
other.colour 999999
other.info To any other port.
";

#[test]
fn a_link_answers_as_the_plugin_of_its_name() {
    let node = Node::with_numbers();
    assert_eq!(node.gives("honeyglow_tunnels", "config", &[]), TUNNELS_CONFIG);
    let values = "mail.value 110\nweb.value 57\nother.value 5\n";
    assert_eq!(node.gives("honeyglow_tunnels", "", &[]), values);
    assert_eq!(node.gives("honeyglow_tunnels", "fetch", &[]), values);
    assert_eq!(node.gives("honeyglow_logins", "", &[]), "failure.value 900\nsuccess.value 90\n");
    assert_eq!(node.gives("honeyglow_sources", "", &[]), "barn.value 41\nhome.value 41\n");
}

#[test]
fn the_command_answers_the_same() {
    let node = Node::with_numbers();
    let mut typed = command();
    typed.args(["munin", "tunnels", "config", "cap", "--state"]).arg(node.state());
    assert_eq!(run(typed).stdout, TUNNELS_CONFIG);
    let mut typed = command();
    typed.args(["munin", "logins", ""]).env("HONEYGLOW_STATE", node.state());
    assert_eq!(run(typed).stdout, node.gives("honeyglow_logins", "", &[]));
}

#[test]
fn a_master_that_can_gets_a_graph_for_each_sensor() {
    let node = Node::with_numbers();
    let values = node.gives("honeyglow_tunnels", "", &[MULTIGRAPH]);
    let expected = "\
multigraph honeyglow_tunnels
mail.value 110
web.value 57
other.value 5
multigraph honeyglow_tunnels.barn_north
mail.value 0
web.value 7
other.value 0
multigraph honeyglow_tunnels.home_north
mail.value 100
web.value 50
other.value 5
multigraph honeyglow_tunnels.home_south_1
mail.value 10
web.value 0
other.value 0
";
    assert_eq!(values, expected);
    let config = node.gives("honeyglow_tunnels", "config", &[MULTIGRAPH]);
    assert!(config.starts_with(&format!("multigraph honeyglow_tunnels\n{TUNNELS_CONFIG}")));
    let title = "graph_title SSH tunnelling attempts: south-1 (home)\n";
    assert!(config.contains(&format!("multigraph honeyglow_tunnels.home_south_1\n{title}")));
    assert!(!config.contains(".value"), "{config}");
}

#[test]
fn a_master_that_can_gets_values_with_the_configuration() {
    let node = Node::with_numbers();
    let config = node.gives("honeyglow_tunnels", "config", &[DIRTY]);
    let values = node.gives("honeyglow_tunnels", "", &[]);
    assert_eq!(config, format!("{TUNNELS_CONFIG}{values}"));
    let blocks = node.gives("honeyglow_logins", "config", &[DIRTY, MULTIGRAPH]);
    for block in blocks.split("multigraph ").skip(1) {
        assert!(block.contains("failure.label") && block.contains("failure.value"), "{block}");
    }
}

#[test]
fn numbers_that_nobody_counts_any_more_are_unknown() {
    let node = Node::new();
    let hours = |hours: i64| now() - hours * 3600;
    write(node.state(), &numbers(hours(2), &two_sites()));
    assert!(!node.gives("honeyglow_logins", "", &[]).contains('U'));
    write(node.state(), &numbers(hours(4), &two_sites()));
    assert_eq!(node.gives("honeyglow_logins", "", &[]), "failure.value U\nsuccess.value U\n");
    assert_eq!(node.gives("honeyglow_sources", "", &[]), "barn.value U\nhome.value U\n");
}

#[test]
fn without_numbers_autoconf_says_no_and_nothing_else() {
    let node = Node::new();
    let no = node.gives("honeyglow_", "autoconf", &[]);
    assert!(no.starts_with("no (cannot read `") && no.ends_with(")\n"), "{no}");
    assert_eq!(no.matches('\n').count(), 1, "{no}");
    assert_eq!(node.gives("honeyglow_", "suggest", &[]), "tunnels\nlogins\nsources\n");
    for word in ["", "config"] {
        let answer = node.call("honeyglow_tunnels", word, &[]);
        assert_eq!((answer.exit, answer.stdout.as_str()), (Some(1), ""));
        assert_one_line(&answer.stderr);
        assert!(answer.stderr.contains("numbers.json"), "{}", answer.stderr);
    }
    write(node.state(), &numbers(0, &json!({})));
    assert_eq!(node.gives("honeyglow_", "autoconf", &[]), "yes\n");
    assert_eq!(node.gives("honeyglow_logins", "autoconf", &[]), "yes\n");
}

#[test]
fn a_damaged_or_endless_file_is_refused() {
    let node = Node::new();
    let file = node.state().join("numbers.json");
    let cases: [(&[u8], &str); 4] = [
        (b"", "EOF"),
        (b"{\"version\":1,\"updated\":", "EOF"),
        (b"{\"version\":2,\"updated\":0,\"sites\":{}}", "version 2"),
        (&vec![b' '; (4 << 20) + 1], "more than"),
    ];
    for (bytes, said) in cases {
        fs::write(&file, bytes).unwrap();
        let answer = node.call("honeyglow_tunnels", "", &[]);
        assert_eq!(answer.exit, Some(1));
        assert_one_line(&answer.stderr);
        assert!(answer.stderr.to_lowercase().contains(&said.to_lowercase()), "{}", answer.stderr);
        assert!(node.gives("honeyglow_", "autoconf", &[]).starts_with("no ("));
    }
}

#[test]
fn a_name_or_call_that_is_none_is_told() {
    let node = Node::with_numbers();
    let cases = [("honeyglow_", "config"), ("honeyglow_cats", ""), ("honeyglow_logins", "dance")];
    for (plugin, word) in cases {
        let answer = node.call(plugin, word, &[]);
        assert_eq!((answer.exit, answer.stdout.as_str()), (Some(1), ""), "{plugin} {word}");
        assert_one_line(&answer.stderr);
    }
    let answer = node.call("honeyglow_tunnels", "", &[("site", "attic")]);
    assert_eq!(answer.exit, Some(1));
    assert!(answer.stderr.contains("attic"), "{}", answer.stderr);
}

#[test]
fn the_operator_sets_ranges_and_chooses_a_site() {
    let node = Node::with_numbers();
    let ranges = [("mail_warning", ":0.5"), ("warning", "0:2"), ("web_critical", "9"), MULTIGRAPH];
    let config = node.gives("honeyglow_tunnels", "config", &ranges);
    let set: Vec<&str> =
        config.lines().filter(|line| line.contains(".warning") || line.contains(".crit")).collect();
    let expected = ["mail.warning :0.5", "web.warning 0:2", "web.critical 9", "other.warning 0:2"];
    assert_eq!(set, expected, "of the whole only");
    let answer = node.call("honeyglow_tunnels", "config", &[("warning", "1\nmail.label x")]);
    assert_eq!((answer.exit, answer.stdout.as_str()), (Some(0), TUNNELS_CONFIG));
    assert_one_line(&answer.stderr);
    let barn = node.gives("honeyglow_tunnels", "", &[("site", "barn")]);
    assert_eq!(barn, "mail.value 0\nweb.value 7\nother.value 0\n");
}

#[test]
fn names_of_sensors_cannot_write_lines_of_their_own() {
    let node = Node::new();
    let hostile = [
        "x\nmail.value 99999",
        "<script>alert(1)</script>",
        "a\u{202e}b",
        "root",
        "",
        "\\#:|'\"",
        "x\u{200b}",
        "x x",
    ];
    let counters: Vec<_> =
        hostile.iter().map(|sensor| (*sensor, "tunnel_request", "mail", "", 1)).collect();
    write(node.state(), &numbers(now(), &json!({"root": site(&counters)})));
    let config = node.gives("honeyglow_tunnels", "config", &[MULTIGRAPH, DIRTY]);
    let names: Vec<&str> =
        config.lines().filter_map(|line| line.strip_prefix("multigraph ")).collect();
    assert_eq!(names.len(), 1 + hostile.len());
    let mut different = names.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), names.len(), "{names:?}");
    for name in &names[1..] {
        let own = name.strip_prefix("honeyglow_tunnels.").unwrap();
        assert!(own != "root" && !own.starts_with(|c: char| c.is_ascii_digit()), "{own}");
        assert!(own.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{own}");
    }
    let values = config.lines().filter(|line| line.starts_with("mail.value ")).count();
    assert_eq!(values, names.len());
    for line in config.lines().filter(|line| line.starts_with("graph_title")) {
        assert!(!line.contains(['<', '>', '\\', '#', '"', '\u{202e}', '\u{200b}']), "{line}");
    }
    let sources = node.gives("honeyglow_sources", "", &[]);
    assert_eq!(sources, "_root.value 41\n");
}

#[test]
fn totals_of_any_size_are_added_without_turning_over() {
    let node = Node::new();
    let counters = [("a", "login", "", "failure", u64::MAX), ("b", "login", "", "failure", 5)];
    write(node.state(), &numbers(now(), &json!({"home": site(&counters)})));
    let values = node.gives("honeyglow_logins", "", &[]);
    assert_eq!(values, format!("failure.value {}\nsuccess.value 0\n", u64::MAX));
}

#[test]
fn more_sensors_than_graphs_are_in_the_whole() {
    let node = Node::new();
    let names: Vec<String> = (0..250).map(|index| format!("s{index}")).collect();
    let counters: Vec<_> =
        names.iter().map(|sensor| (sensor.as_str(), "login", "", "failure", 2)).collect();
    write(node.state(), &numbers(now(), &json!({"home": site(&counters)})));
    let values = node.gives("honeyglow_logins", "", &[MULTIGRAPH]);
    assert!(values.starts_with("multigraph honeyglow_logins\nfailure.value 500\n"), "{values}");
    assert_eq!(values.matches("multigraph ").count(), 101);
}

#[test]
fn the_magic_markers_are_lines_of_the_program() {
    let program = fs::read(env!("CARGO_BIN_EXE_honeyglow")).unwrap();
    let lines: Vec<&[u8]> = program.split(|byte| *byte == b'\n').collect();
    for marker in ["#%# family=auto", "#%# capabilities=autoconf suggest"] {
        assert_eq!(lines.iter().filter(|line| **line == marker.as_bytes()).count(), 1, "{marker}");
    }
}

#[test]
fn an_answer_takes_less_than_fifty_milliseconds() {
    let node = Node::with_numbers();
    // The best of some: other tests have the processor too.
    let took = (0..10).map(|_| {
        let started = Instant::now();
        node.gives("honeyglow_tunnels", "config", &[MULTIGRAPH, DIRTY]);
        started.elapsed()
    });
    assert!(took.min().unwrap() < Duration::from_millis(50));
}

#[test]
fn the_state_directory_is_that_of_the_configuration() {
    let node = Node::with_numbers();
    let config = node.state().join("config.toml");
    fs::write(&config, format!("state = {:?}\n[[site]]\nname = 3\n", node.state())).unwrap();
    let mut plugin = Command::new(node.link("honeyglow_sources"));
    plugin.env_clear().env("HONEYGLOW_CONFIG", &config);
    assert_eq!(run(plugin).stdout, "barn.value 41\nhome.value 41\n");
}
