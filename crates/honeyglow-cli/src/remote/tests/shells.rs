//! Sensors with other shells and other tools.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;

/// A file, a packed file and a name with everything in it, listed and brought.
#[track_caller]
fn reads(server: &Server, what: &str) {
    let name = "it's a $(log)\n.json";
    server.log(name, "one\ntwo\nthr");
    server.log("z.gz", gzip(b"packed one\npacked two"));
    let found = list_all(server, "*").map_err(|error| format!("{what}: {error}")).unwrap();
    let heads: Vec<_> = found.iter().map(|file| file.head.as_deref().unwrap()).collect();
    assert_eq!(heads, [&b"one\ntwo\nthr"[..], b"packed one\npacked two"], "{what}");
    let metadata = fs::metadata(server.path("logs").join(name)).unwrap();
    assert_eq!(found[0].key(), (metadata.ino(), metadata.len(), metadata.mtime()), "{what}");
    let wants = [want(&found[0].name, 4, &["t"]), want(&found[1].name, 0, &["two", "x"])];
    let parts = brought(server, &wants);
    assert_eq!(parts[0], part("two\n", 8, Cut::Torn), "{what}");
    assert_eq!((parts[1].0.trim_end(), parts[1].1), ("packed two", 21), "{what}");
}

#[test]
fn any_login_shell_will_do() {
    for shell in ["bash", "dash", "tcsh", "csh", "fish", "zsh", "ksh", "mksh"] {
        if !is_there(shell) {
            println!("skipped: {shell} is not installed");
            continue;
        }
        let settings = format!("ForceCommand exec {shell} -c \"$SSH_ORIGINAL_COMMAND\"");
        let Some(server) = Server::start(&settings) else { return };
        reads(&server, shell);
    }
}

#[test]
fn what_a_login_script_says_is_passed_over() {
    let settings =
        "ForceCommand cat {}/greeting; cat {}/greeting >&2; exec sh -c \"$SSH_ORIGINAL_COMMAND\"";
    let Some(server) = Server::start(settings) else { return };
    fs::write(server.path("greeting"), b"Welcome!\n\n\0\x1b[31m f 0\ndone\nno newline").unwrap();
    reads(&server, "noise");
}

/// Programs of busybox alone, without some.
fn busybox(server: &Server, without: &[&str]) {
    let busybox = Command::new("sh").args(["-c", "command -v busybox"]).output().unwrap().stdout;
    let busybox = String::from_utf8(busybox).unwrap();
    fs::create_dir(server.path("bin")).unwrap();
    let applets = Command::new("busybox").arg("--list").output().unwrap().stdout;
    for applet in String::from_utf8(applets).unwrap().lines() {
        if !without.contains(&applet) {
            symlink(busybox.trim(), server.path("bin").join(applet)).unwrap();
        }
    }
}

const BUSYBOX: &str = "ForceCommand PATH={}/bin exec sh -c \"PATH={}/bin $SSH_ORIGINAL_COMMAND\"";

fn busybox_server(without: &[&str]) -> Option<Server> {
    if !is_there("busybox") {
        println!("skipped: busybox is not installed");
        return None;
    }
    let server = Server::start(BUSYBOX)?;
    busybox(&server, without);
    Some(server)
}

#[test]
fn busybox_is_enough() {
    let Some(server) = busybox_server(&[]) else { return };
    reads(&server, "busybox");
}

#[test]
fn a_sensor_without_stat_is_listed_too() {
    let Some(server) = busybox_server(&["stat"]) else { return };
    reads(&server, "no stat");
    let Some(server) = busybox_server(&["xargs"]) else { return };
    reads(&server, "no xargs");
}

#[test]
fn a_sensor_without_gzip_sends_plainly_and_says_what_it_cannot_unpack() {
    let Some(server) = busybox_server(&["gzip", "zstd"]) else { return };
    let wants = [
        want_path(&server.log("a.json", "one\n"), 0),
        want_path(&server.log("b.gz", gzip(b"x\n")), 0),
        want_path(&server.log("c.zst", zstd::encode_all(&b"x\n"[..], 1).unwrap()), 0),
    ];
    let expected = [
        part("one\n", 4, Cut::Whole),
        part("", 0, Cut::NoTool("gzip".to_owned())),
        part("", 0, Cut::NoTool("zstd".to_owned())),
    ];
    assert_eq!(brought(&server, &wants), expected);
    let found = list_all(&server, "*").unwrap();
    assert_eq!(found[1].head.as_deref(), Some(&b"x\n"[..]));
    // Nothing there unpacks it: the beginning is as it lies there.
    assert!(found[2].head.as_deref().unwrap().starts_with(b"\x28\xb5\x2f\xfd"));
}

#[test]
fn a_sensor_without_the_least_says_what_it_lacks() {
    let Some(server) = busybox_server(&["od"]) else { return };
    server.log("a.json", "x\n");
    let error = list_all(&server, "*").unwrap_err();
    assert!(error.to_string().contains("its shell says: lacks od"), "{error}");
}

#[test]
fn a_grep_of_old_lets_every_line_pass() {
    let settings = "ForceCommand PATH={}/bin:$PATH exec sh -s";
    let Some(server) = Server::start(settings) else { return };
    server.program("grep", "#!/bin/sh\necho 'unknown option -- a' >&2\nexit 2\n");
    let log = server.log("a.json", "one\ntwo\n");
    let parts = brought(&server, &[want(log.as_os_str().as_bytes(), 0, &["two"])]);
    assert_eq!(parts, [part("one\ntwo\n", 8, Cut::Whole)]);
}
