//! A real `sshd` on the loopback, with keys and a configuration of its own, and a client's
//! configuration that knows it as `sensor`. The tests of the module that calls `ssh` use it too.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

pub(crate) struct Server {
    directory: tempfile::TempDir,
    child: Child,
}

/// The program, which stands outside of the path of users.
fn sshd() -> Option<PathBuf> {
    let found = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/lib/ssh/sshd"];
    found.iter().map(PathBuf::from).find(|path| path.exists())
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).any(|directory| directory.join(program).exists())
}

/// A port nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn new_key(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

impl Server {
    /// None, with a message, where there is no `sshd`. `settings` are further lines for it; `{}` in
    /// them is the directory of the server.
    pub(crate) fn start(settings: &str) -> Option<Self> {
        let Some(sshd) = sshd().filter(|_| is_there("ssh") && is_there("ssh-keygen")) else {
            println!("skipped: openssh-server and openssh-client are not installed");
            return None;
        };
        // Where sshd wants to lock itself up; only root can make it, and only root's needs it.
        let _ = fs::create_dir("/run/sshd");
        let directory = tempfile::tempdir().unwrap();
        let here = directory.path().display().to_string();
        for name in ["host", "user", "stranger"] {
            new_key(&directory.path().join(name));
        }
        for name in ["home", "logs"] {
            fs::create_dir(directory.path().join(name)).unwrap();
        }
        fs::write(directory.path().join("home/.bashrc"), "echo hello; printf 'no newline'\n")
            .unwrap();
        let port = free_port();
        let settings = settings.replace("{}", &here);
        let server = format!(
            "{settings}\nPort {port}\nListenAddress 127.0.0.1\nHostKey {here}/host\nPidFile none\n\
             AuthorizedKeysFile {here}/user.pub\nStrictModes no\nUsePAM no\nSetEnv HOME={here}/home\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n"
        );
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let client = format!(
            "Host sensor\nHostName 127.0.0.1\nPort {port}\nUser {}IdentityFile {here}/user\n\
             IdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {here}/known\n\
             GlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n",
            String::from_utf8(user).unwrap()
        );
        fs::write(directory.path().join("server"), server).unwrap();
        fs::write(directory.path().join("client"), client).unwrap();
        let child = Command::new(sshd)
            .args(["-D", "-e", "-f"])
            .arg(directory.path().join("server"))
            .stdin(Stdio::null())
            .stderr(fs::File::create(directory.path().join("said")).unwrap())
            .spawn()
            .unwrap();
        let server = Self { directory, child };
        let key = fs::read_to_string(server.path("host.pub")).unwrap();
        fs::write(server.path("known"), format!("[127.0.0.1]:{port} {key}")).unwrap();
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            thread::sleep(Duration::from_millis(20));
        }
        let said = fs::read_to_string(server.path("said")).unwrap();
        unreachable!("sshd does not listen: {said}");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a log.
    pub(crate) fn log(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path("logs").join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
