//! Sensors that do not answer, or answer something else: each has its error, in one line, soon.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Instant;

use super::*;

#[track_caller]
fn failure(server: &Server, ssh: &Ssh) -> RemoteError {
    let error = list(&server.logs("*"), ssh, &BTreeSet::new()).unwrap_err();
    let text = error.to_string();
    assert!(!text.contains('\n') && text.len() < 1500, "{text}");
    let mut kept = Kept::default();
    let wants = [want(b"/x", 0, &[])];
    let other = fetch(&server.logs("*"), ssh, &wants, &mut kept).unwrap_err();
    assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&other), "{other}");
    error
}

#[test]
fn a_sensor_that_is_down_is_unreachable() {
    let Some(server) = Server::start("") else { return };
    let mut ssh = server.ssh();
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    ssh.options.extend(["-p".to_owned(), port.to_string()]);
    let error = failure(&server, &ssh);
    assert!(matches!(error, RemoteError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[test]
fn a_name_that_leads_nowhere_is_unreachable() {
    let Some(server) = Server::start("") else { return };
    let mut ssh = server.ssh();
    // Not even the resolver is asked.
    ssh.options.extend(["-o".to_owned(), "ProxyCommand=false".to_owned()]);
    let error = failure(&server, &ssh);
    assert!(matches!(error, RemoteError::Unreachable(_)), "{error:?}");
}

#[test]
fn another_host_key_is_refused() {
    let Some(server) = Server::start("") else { return };
    let known = fs::read_to_string(server.path("known")).unwrap();
    let place = known.split_once(' ').unwrap().0;
    let stranger = fs::read_to_string(server.path("stranger.pub")).unwrap();
    fs::write(server.path("known"), format!("{place} {stranger}")).unwrap();
    let error = failure(&server, &server.ssh());
    assert!(matches!(error, RemoteError::Refused(_)), "{error:?}");
    assert!(error.to_string().contains("Host key verification failed"), "{error}");
}

#[test]
fn a_key_that_is_not_welcome_is_refused() {
    let Some(server) = Server::start("AuthorizedKeysFile {}/stranger.pub") else { return };
    let error = failure(&server, &server.ssh());
    assert!(matches!(error, RemoteError::Refused(_)), "{error:?}");
    assert!(error.to_string().contains("Permission denied"), "{error}");
}

#[test]
fn a_host_that_never_answers_is_given_up() {
    let Some(server) = Server::start("") else { return };
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut ssh = server.ssh();
    let port = silent.local_addr().unwrap().port();
    ssh.options.extend(["-p".to_owned(), port.to_string()]);
    ssh.silence_timeout = Duration::from_secs(1);
    let started = Instant::now();
    let error = list(&server.logs("*"), &ssh, &BTreeSet::new()).unwrap_err();
    assert!(matches!(error, RemoteError::Silent(_)), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_shell_that_hangs_is_given_up() {
    let Some(server) = Server::start("ForceCommand sleep 15") else { return };
    let ssh = Ssh { silence_timeout: Duration::from_secs(1), ..server.ssh() };
    let error = failure(&server, &ssh);
    assert!(matches!(error, RemoteError::Silent(_)), "{error:?}");
}

#[test]
fn a_filter_that_finds_nothing_for_long_is_not_silence() {
    let settings = "ForceCommand PATH={}/bin:$PATH exec sh -s";
    let Some(server) = Server::start(settings) else { return };
    // Reads as slowly as a large log would be read.
    server.program("grep", "#!/bin/sh\nsleep 4\nPATH=/usr/bin:/bin\nexec grep \"$@\"\n");
    let log = server.log("a.json", "one\ntwo\n");
    let ssh = Ssh { silence_timeout: Duration::from_secs(2), ..server.ssh() };
    let mut kept = Kept::default();
    let wants = [want(log.as_os_str().as_bytes(), 0, &["three"])];
    fetch(&server.logs("*"), &ssh, &wants, &mut kept).unwrap();
    assert_eq!(kept.parts, [part("", 8, Cut::Whole)]);
}

#[test]
fn signs_of_life_alone_do_not_hold_us_for_ever() {
    let settings = "ForceCommand while sleep 0.02; do echo still here >&2; done";
    let Some(server) = Server::start(settings) else { return };
    let ssh = Ssh { silence_timeout: Duration::from_millis(100), ..server.ssh() };
    let error = list(&server.logs("*"), &ssh, &BTreeSet::new()).unwrap_err();
    assert!(matches!(error, RemoteError::Silent(_)), "{error:?}");
}

#[test]
fn something_else_than_a_shell_is_told_by_its_own_words() {
    let Some(server) = Server::start("ForceCommand echo This account is closed.; exit 1") else {
        return;
    };
    let error = failure(&server, &server.ssh());
    assert!(matches!(error, RemoteError::Broken(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("status 1: ") && text.ends_with("This account is closed."), "{text}");
    let Some(server) = Server::start("ForceCommand yes") else { return };
    let error = failure(&server, &server.ssh());
    assert!(error.to_string().contains("talks without end"), "{error}");
}

#[test]
fn a_connection_that_is_cut_leaves_what_was_complete() {
    let Some(server) = Server::start("ForceCommand sh -s | head -c 60000") else { return };
    let text: String = (0..50_000_u64).map(|n| format!("{:x}\n", n * n * 7919)).collect();
    let wants =
        [server.log("a.json", "a\n"), server.log("b.json", text)].map(|log| want_path(&log, 0));
    let mut kept = Kept::default();
    let error = fetch(&server.logs("*"), &server.ssh(), &wants, &mut kept).unwrap_err();
    assert!(matches!(error, RemoteError::Broken(_)), "{error:?}");
    assert_eq!(kept.parts, [part("a\n", 2, Cut::Whole)]);
}

#[test]
fn a_file_that_may_not_be_read_does_not_stop_the_others() {
    // Root may read everything: there, somebody else reads.
    let settings = "ForceCommand if [ $(id -u) = 0 ]; \
                    then exec setpriv --reuid=65534 --clear-groups sh -s; fi; exec sh -s";
    let Some(server) = Server::start(settings) else { return };
    fs::set_permissions(server.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let logs = [server.log("a.json", "a\n"), server.log("b.json", "b\n")];
    fs::set_permissions(&logs[0], fs::Permissions::from_mode(0o000)).unwrap();
    let found = list_all(&server, "*").unwrap();
    let heads: Vec<_> = found.iter().map(|file| file.head.as_deref().unwrap()).collect();
    assert_eq!(heads, [&b""[..], b"b\n"]);
    let parts = brought(&server, &logs.map(|log| want_path(&log, 0)));
    assert_eq!(parts, [part("", 0, Cut::Unreadable), part("b\n", 2, Cut::Whole)]);
}

#[test]
fn a_file_that_is_cut_while_it_is_read_says_so() {
    let settings = "ForceCommand PATH={}/bin:$PATH exec sh -s";
    let Some(server) = Server::start(settings) else { return };
    let log = server.log("a.json", "one\ntwo\n");
    let cut = format!("PATH=/usr/bin:/bin\ntail \"$@\"\necho new >'{}'\n", log.display());
    // Before it reads any file, the sensor tries whether `tail` knows `-c +2`.
    server.program("tail", &format!("#!/bin/sh\n[ $2 = +2 ] && echo b && exit\n{cut}"));
    let (_, consumed, how) = brought(&server, &[want_path(&log, 0)]).remove(0);
    assert_eq!((consumed, how), (0, Cut::Changed));
}

#[test]
fn what_cannot_be_kept_ends_the_run() {
    struct Full;
    impl Take for Full {
        fn chunk(&mut self, _file: usize, _bytes: &[u8]) -> io::Result<()> {
            Err(io::Error::from_raw_os_error(28))
        }
        fn end(&mut self, _file: usize, _consumed: u64, _cut: Cut) {}
    }
    let Some(server) = Server::start("") else { return };
    let wants = [want_path(&server.log("a.json", "a\n"), 0)];
    let error = fetch(&server.logs("*"), &server.ssh(), &wants, &mut Full).unwrap_err();
    assert_eq!(error.to_string(), "what the sensor sent cannot be kept: no space left on device");
}

#[test]
fn nothing_that_matches_and_no_ssh_are_told() {
    let Some(server) = Server::start("") else { return };
    let error = list_all(&server, "*.json").unwrap_err();
    assert!(matches!(error, RemoteError::NoFile { .. }), "{error:?}");
    let ssh = Ssh { program: server.path("no-ssh"), ..server.ssh() };
    let error = failure(&server, &ssh);
    let expected = "the program ssh cannot be run: no such file or directory";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_the_other_side_says_moves_no_cursor() {
    let Some(server) = Server::start("ForceCommand printf '\\033[2J\\n' >&2; exit 3") else {
        return;
    };
    let text = failure(&server, &server.ssh()).to_string();
    assert!(text.contains("status 3: \\x1b[2J"), "{text:?}");
}
