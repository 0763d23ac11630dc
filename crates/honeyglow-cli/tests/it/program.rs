//! A small builder over the binary, and the log lines that the cases are made of.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

/// A call of the program.
pub(crate) struct Call {
    command: Command,
    stdin: Vec<u8>,
}

/// What a call gave.
pub(crate) struct Answer {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// A call of `honeyglow` with these arguments.
pub(crate) fn honeyglow<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Call {
    let mut command = command();
    command.args(args);
    Call { command, stdin: Vec::new() }
}

/// The program, with nothing of the surroundings that could change its answers.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_honeyglow"));
    command.env("TZ", "UTC").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A script of bash in a directory, with our program in the path.
pub(crate) fn shell(script: &str, directory: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_honeyglow")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The same, expected to end well.
#[track_caller]
pub(crate) fn shell_succeeds(script: &str, directory: &Path) {
    let output = shell(script, directory);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{stderr}");
}

impl Call {
    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self.command.stdin(Stdio::piped());
        self
    }

    pub(crate) fn within(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    pub(crate) fn stdout_to(mut self, stdout: impl Into<Stdio>) -> Self {
        self.command.stdout(stdout);
        self
    }

    pub(crate) fn run(mut self) -> Answer {
        let mut child = self.command.spawn().unwrap();
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                let bytes = &self.stdin;
                // The program may end before it has read all.
                scope.spawn(move || stdin.write_all(bytes).ok());
            }
            child.wait_with_output().unwrap()
        });
        Answer { exit: output.status.code(), stdout: output.stdout, stderr: output.stderr }
    }

    /// Runs and expects all three.
    #[track_caller]
    pub(crate) fn gives(self, exit: i32, stdout: &str, stderr: &str) {
        let answer = self.run();
        let texts = (answer.stdout(), answer.stderr());
        assert_eq!((answer.exit, texts), (Some(exit), (stdout.to_owned(), stderr.to_owned())));
    }

    /// Runs and expects rows and silence.
    #[track_caller]
    pub(crate) fn gives_rows(self, rows: &str) {
        self.gives(0, rows, "");
    }

    /// Runs and expects an exit status, no data, and one line on stderr that says all of these.
    #[track_caller]
    pub(crate) fn refuses(self, exit: i32, said: &[&str]) {
        let answer = self.run();
        let stderr = answer.stderr();
        assert_eq!(answer.exit, Some(exit), "{stderr}");
        assert_eq!(answer.stdout(), "");
        assert_one_line(&stderr);
        for part in said {
            assert!(stderr.contains(part), "`{part}` is not in: {stderr}");
        }
    }
}

impl Answer {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.stderr.clone()).unwrap()
    }
}

#[track_caller]
pub(crate) fn assert_one_line(stderr: &str) {
    assert!(stderr.starts_with("honeyglow: ") && stderr.ends_with('\n'), "{stderr}");
    assert_eq!(stderr.matches('\n').count(), 1, "{stderr}");
}

/// A line of `cowrie.json` that asks for a tunnel.
pub(crate) fn tunnel(time: &str, source: &str, port: &str, host: &str) -> String {
    let line = serde_json::json!({
        "eventid": "cowrie.direct-tcpip.request",
        "timestamp": time,
        "session": "0123456789ab",
        "src_ip": source,
        "dst_ip": host,
        "dst_port": port.parse::<u64>().unwrap(),
        "sensor": "pot",
        "message": "direct-tcp connection request",
    });
    format!("{line}\n")
}

/// The same as a line of `cowrie.log`.
pub(crate) fn text_tunnel(time: &str, source: &str, port: &str, host: &str) -> String {
    format!(
        "{time} [ssh,0123456789ab,{source}] direct-tcp connection request to {host}:{port} \
         from 127.0.0.1:4711\n"
    )
}

/// The real logs, which are not a part of the project; says so where they are not at hand.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HONEYGLOW_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: {} is not there", found.display());
    None
}
