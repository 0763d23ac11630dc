//! The rows of `links`.

use crate::program::{honeyglow, text_tunnel, tunnel};

const NOON: &str = "2026-03-01T12:00:00.000000Z";
const LATER: &str = "2026-03-01T12:00:01.500000Z";

fn log() -> String {
    [
        tunnel(NOON, "192.0.2.1", "443", "b.example"),
        tunnel(NOON, "192.0.2.2", "25", "a.example"),
        tunnel(LATER, "192.0.2.1", "443", "b.example"),
    ]
    .concat()
}

#[test]
fn each_event_is_a_row_in_the_order_of_the_log() {
    let rows = "192.0.2.1,443,b.example\n192.0.2.2,25,a.example\n192.0.2.1,443,b.example\n";
    honeyglow(["links", "--each"]).stdin(log()).gives_rows(rows);
    honeyglow(["links", "--each", "-o", "-", "-"]).stdin(log()).gives_rows(rows);
}

#[test]
fn equal_events_are_one_link() {
    let rows = "192.0.2.1,443,b.example\n192.0.2.2,25,a.example\n";
    honeyglow(["links"]).stdin(log()).gives_rows(rows);
}

#[test]
fn counts_come_under_a_header_with_times_in_utc() {
    let rows = "source,event,target,count,first,last\n\
        192.0.2.1,443,b.example,2,2026-03-01T12:00:00Z,2026-03-01T12:00:01.5Z\n\
        192.0.2.2,25,a.example,1,2026-03-01T12:00:00Z,2026-03-01T12:00:00Z\n";
    honeyglow(["links", "--counts", "--zone", "Asia/Tokyo"]).stdin(log()).gives_rows(rows);
}

#[test]
fn where_a_connection_reached_the_honeypot_is_a_column() {
    let json = concat!(
        r#"{"eventid":"cowrie.session.connect","src_ip":"192.0.2.1","src_port":4,"#,
        r#""dst_ip":"::ffff:203.0.113.7","dst_port":2222,"session":"a"}"#,
        "\n"
    );
    let text = "2026-03-01T12:00:00.000000Z [cowrie.ssh.factory.CowrieSSHFactory] \
        New connection: 192.0.2.1:4 (203.0.113.7:2222) [session: a]\n";
    for log in [json, text] {
        honeyglow(["links", "--view", "src_ip,sensor_ip"])
            .stdin(log)
            .gives_rows("192.0.2.1,203.0.113.7\n");
    }
}

#[test]
fn a_view_of_two_columns_has_rows_of_two() {
    let rows = "192.0.2.1,b.example\n192.0.2.2,a.example\n";
    honeyglow(["links", "--view", "src_ip,dst_ip"]).stdin(log()).gives_rows(rows);
    let rows = "source,target,count,first,last\n\
        443,b.example,2,2026-03-01T12:00:00Z,2026-03-01T12:00:01.5Z\n\
        25,a.example,1,2026-03-01T12:00:00Z,2026-03-01T12:00:00Z\n";
    honeyglow(["links", "--counts", "--view", "dst_port,dst_host"]).stdin(log()).gives_rows(rows);
}

#[test]
fn a_column_that_an_event_lacks_is_called_the_same_by_each_and_by_links() {
    let log = r#"{"eventid":"cowrie.login.failed","timestamp":"2026-03-01T12:00:00Z","src_ip":"192.0.2.1","username":"root","fingerprint":"aa:bb"}
"#;
    for args in [&["links", "--view", "logins"][..], &["links", "--each", "--view", "logins"]] {
        honeyglow(args).stdin(log).gives_rows("192.0.2.1,root,(no password)\n");
    }
}

#[test]
fn tables_keep_their_columns() {
    let rows = "a,1,x\nb,2,\"y,z\"\n";
    honeyglow(["links"]).stdin(rows).gives_rows(rows);
    honeyglow(["links", "--each"]).stdin(rows).gives_rows(rows);
    honeyglow(["links", "--view", "logins"]).stdin("a,x\nb,y\n").gives_rows("a,x\nb,y\n");
    honeyglow(["links", "--each"]).stdin("a,x\nb,y\n").gives_rows("a,x\nb,y\n");
}

#[test]
fn json_and_text_give_the_same_rows() {
    let text = [
        text_tunnel(NOON, "192.0.2.1", "443", "b.example"),
        text_tunnel(NOON, "192.0.2.2", "25", "a.example"),
        text_tunnel(LATER, "192.0.2.1", "443", "b.example"),
    ];
    let json = honeyglow(["links", "--each"]).stdin(log()).run();
    honeyglow(["links", "--each"]).stdin(text.concat()).gives_rows(&json.stdout());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let many: String = (0..30_000)
        .map(|n| tunnel(NOON, &format!("192.0.2.{}", n % 7), "443", &format!("h{}", n % 1_000)))
        .collect();
    let one = honeyglow(["links", "--counts", "--threads", "1"]).stdin(&many).run().stdout();
    assert_eq!(one.lines().count(), 7_001);
    for threads in ["2", "5"] {
        honeyglow(["links", "--counts", "--threads", threads]).stdin(&many).gives_rows(&one);
    }
}
