//! Debian's Munin with our plugin, from the node to the picture, in a directory of its own.
//!
//! `munin-node` listens on a port of the loopback interface; the master's clock is set back by
//! `faketime`, so that minutes need not pass. Where Munin is not installed the tests say so and pass.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::numbers::{now, numbers, site, write};
use crate::readback::foreign;

/// Longer than Perl needs to start on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// A node and its master.
struct Munin {
    directory: tempfile::TempDir,
    port: u16,
}

/// A server that ends with its test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn output(mut command: Command) -> String {
    let output: Output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{command:?}: {told}{said}");
    assert_eq!(said, "", "{command:?}");
    told.into_owned()
}

impl Munin {
    /// All that is configured; nothing where Munin is missing.
    fn new() -> Option<Self> {
        for program in ["/usr/sbin/munin-run", "/usr/share/munin/munin-update", "faketime"] {
            foreign(program)?;
        }
        let directory = tempfile::tempdir().unwrap();
        // The master is another user.
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let munin = Self { directory, port };
        for part in ["lib", "state", "perl", "etc/plugins", "etc/plugin-conf.d", "m/db", "m/html"] {
            fs::create_dir_all(munin.path(part)).unwrap();
        }
        for view in ["tunnels", "logins", "sources"] {
            let link = munin.path(&format!("etc/plugins/honeyglow_{view}"));
            symlink(munin.path("lib/honeyglow_"), link).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_honeyglow"), munin.path("lib/honeyglow_")).unwrap();
        munin.configure();
        Some(munin)
    }

    fn configure(&self) {
        let user = if is_root() { "user root\n" } else { "" };
        let write = |file: &str, text: String| fs::write(self.path(file), text).unwrap();
        write(
            "etc/plugin-conf.d/honeyglow",
            format!(
                "[honeyglow_*]\n{user}env.HONEYGLOW_STATE {}\nenv.mail_warning :0.5\n",
                self.path("state").display()
            ),
        );
        let (root, port) = (self.directory.path().display(), self.port);
        write(
            "etc/munin-node.conf",
            format!(
                "pid_file {root}/node.pid\nbackground 0\nsetsid 0\nhost_name pot.example\n\
                 allow ^127\\.0\\.0\\.1$\nhost 127.0.0.1\nport {port}\n"
            ),
        );
        write(
            "etc/munin.conf",
            format!(
                "dbdir {root}/m/db\nhtmldir {root}/m/html\nlogdir {root}/m\nrundir {root}/m\n\
                 tmpldir /etc/munin/templates\nstaticdir /etc/munin/static\n\
                 graph_strategy cron\n[pot.example]\naddress 127.0.0.1\nport {port}\n\
                 use_node_name yes\n"
            ),
        );
        // The node has no flag for the directory of its plugins.
        write(
            "perl/Elsewhere.pm",
            format!(
                "package Elsewhere;\nuse Munin::Common::Defaults;\n\
                 $Munin::Common::Defaults::MUNIN_CONFDIR = '{root}/etc';\n\
                 $Munin::Common::Defaults::MUNIN_PLUGSTATE = '{root}/state';\n1;\n"
            ),
        );
        if is_root() {
            let mut chown = Command::new("chown");
            chown.args(["-R", "munin"]).arg(self.path("m"));
            output(chown);
        }
    }

    fn path(&self, part: &str) -> PathBuf {
        self.directory.path().join(part)
    }

    /// Tunnels and logins as they are after some steps of five minutes.
    fn count(&self, steps: u64) {
        let counters = [
            ("north", "login", "", "failure", 30 * steps),
            ("north", "tunnel_request", "mail", "", 200 * steps),
            ("north", "tunnel_request", "web", "", 150 * steps),
            ("south", "tunnel_request", "mail", "", 100 * steps),
        ];
        write(&self.path("state"), &numbers(now(), &json!({"home": site(&counters)})));
    }

    /// One of the programs that know the directories of plugins by flags.
    fn tool(&self, program: &str, args: &[&str]) -> String {
        let mut command = Command::new(program);
        command
            .arg("--servicedir")
            .arg(self.path("etc/plugins"))
            .arg("--sconfdir")
            .arg(self.path("etc/plugin-conf.d"))
            .args(args);
        output(command)
    }

    fn start_node(&self) -> Server {
        let log = fs::File::create(self.path("node.log")).unwrap();
        let child = Command::new("perl")
            .arg("-T")
            .arg(format!("-I{}", self.path("perl").display()))
            .args(["-MElsewhere", "/usr/sbin/munin-node", "--config"])
            .arg(self.path("etc/munin-node.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Server(child);
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = || fs::read_to_string(self.path("node.log")).unwrap();
            assert!(started.elapsed() < PATIENCE, "munin-node does not answer: {}", log());
            thread::yield_now();
        }
        server
    }

    /// Runs a part of the master, at a time if one is given.
    fn master(&self, program: &str, time: Option<i64>, flags: &[&str]) {
        let mut words: Vec<String> = Vec::new();
        if is_root() {
            words.extend(
                ["setpriv", "--reuid=munin", "--regid=munin", "--clear-groups"].map(str::to_owned),
            );
        }
        if let Some(time) = time {
            words.extend(["faketime".to_owned(), format!("@{time}")]);
        }
        words.extend(["perl".to_owned(), format!("/usr/share/munin/{program}")]);
        words.extend(flags.iter().map(|flag| (*flag).to_owned()));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).arg("--config").arg(self.path("etc/munin.conf"));
        output(command);
    }

    fn rrd(&self, field: &str) -> PathBuf {
        self.path(&format!("m/db/example/pot.example-honeyglow_{field}.rrd"))
    }
}

/// The rates that an RRD holds between two times.
fn rates(rrd: &Path, from: i64, until: i64) -> Vec<f64> {
    let mut rrdtool = Command::new("rrdtool");
    rrdtool.arg("fetch").arg(rrd).args(["AVERAGE", "--resolution", "300"]).args([
        "--start",
        &from.to_string(),
        "--end",
        &until.to_string(),
    ]);
    let rows = output(rrdtool);
    let values = rows.lines().filter_map(|row| row.split_once(": ")?.1.trim().parse::<f64>().ok());
    values.filter(|value| value.is_finite()).collect()
}

/// How many pixels of a picture have a colour.
fn pixels(picture: &Path, colour: [u8; 3]) -> usize {
    let file = std::io::BufReader::new(fs::File::open(picture).unwrap());
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    let samples = frame.color_type.samples();
    bytes[..frame.buffer_size()].chunks(samples).filter(|pixel| pixel[..3] == colour).count()
}

#[test]
fn munin_node_configure_suggests_our_links() {
    let Some(munin) = Munin::new() else { return };
    fs::remove_file(munin.path("etc/plugins/honeyglow_logins")).unwrap();
    let library = munin.path("lib").display().to_string();
    let program = "/usr/sbin/munin-node-configure";
    let suggested = munin.tool(program, &["--suggest", "--libdir", &library]);
    let row = suggested.lines().find(|row| row.starts_with("honeyglow_")).unwrap();
    assert!(row.contains("| no ") && row.contains("no [cannot read"), "{row}");
    munin.count(1);
    let suggested = munin.tool(program, &["--suggest", "--libdir", &library]);
    let row = suggested.lines().find(|row| row.starts_with("honeyglow_")).unwrap();
    assert!(row.contains("yes (") && row.contains("+logins"), "{row}");
    let shell = munin.tool(program, &["--shell", "--libdir", &library]);
    let links = ["lib/honeyglow_", "etc/plugins/honeyglow_logins"]
        .map(|path| format!("'{}'", munin.path(path).display()));
    assert_eq!(shell, format!("ln -s {}\n", links.join(" ")));
}

#[test]
fn munin_run_gets_graphs_and_values() {
    let Some(munin) = Munin::new() else { return };
    munin.count(2);
    let config = munin.tool("/usr/sbin/munin-run", &["honeyglow_tunnels", "config"]);
    assert!(config.contains("graph_title SSH tunnelling attempts\n"), "{config}");
    assert!(config.contains("mail.warning :0.5\n"), "{config}");
    let values = munin.tool("/usr/sbin/munin-run", &["honeyglow_tunnels"]);
    assert!(values.contains("mail.value 600\nweb.value 300\nother.value 0\n"), "{values}");
}

#[test]
fn what_the_plugin_counts_is_in_munins_pictures() {
    let Some(munin) = Munin::new() else { return };
    let node = munin.start_node();
    let last = now() / 300 * 300;
    for step in 0..6 {
        munin.count(step);
        let ago = 300 * (5 - i64::try_from(step).unwrap());
        munin.master("munin-update", Some(last - ago), &["--nofork"]);
    }
    drop(node);
    for (field, rate) in [
        ("tunnels-mail-d", 1.0),
        ("tunnels-web-d", 0.5),
        ("tunnels-other-d", 0.0),
        ("tunnels-home_south-mail-d", 1.0 / 3.0),
        ("logins-failure-d", 0.1),
        ("sources-home-g", 41.0),
    ] {
        let rates = rates(&munin.rrd(field), last - 1500, last);
        assert!(rates.len() >= 3, "{field}: {rates:?}");
        // The master's seconds are not exactly five minutes apart.
        assert!(rates.iter().all(|own| (own - rate).abs() <= rate / 20.0), "{field}: {rates:?}");
    }
    munin.master("munin-limits", None, &[]);
    let limits = fs::read_to_string(munin.path("m/db/limits")).unwrap();
    assert!(limits.contains(";honeyglow_tunnels;mail;state warning"), "{limits}");
    munin.master("munin-html", None, &[]);
    munin.master("munin-graph", None, &[]);
    let pictures = munin.path("m/html/example/pot.example");
    let whole = pictures.join("honeyglow_tunnels-day.png");
    let (orange, blue) = ([0xe6, 0x9f, 0x00], [0x00, 0x72, 0xb2]);
    assert!(pixels(&whole, orange) > 100 && pixels(&whole, blue) > 100, "{}", whole.display());
    let south = pictures.join("honeyglow_tunnels/home_south-day.png");
    assert!(pixels(&south, orange) > pixels(&south, blue), "{}", south.display());
}
