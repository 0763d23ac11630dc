//! The fast reader and the plain one say the same, of logs put together at random.

use proptest::prelude::*;

use super::input_gather::assert_agreement;

/// Pieces of lines, the true ones and what an attacker or a full disk makes of them.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "\n",
        "\r\n",
        "\n\t",
        "\t",
        " ",
        "\0",
        ":80",
        " from ",
        "localhost:5556",
        "] ",
        "[",
        "]",
        "2026-11-24T05:06:31.564481Z ",
        "2017-03-16 23:18:02+0000 ",
        "[ssh,11d0c80dc672,192.0.2.6] ",
        "[SSHService 'ssh-connection' on HoneyPotSSHTransport,4,::ffff:192.0.2.7] ",
        "[-] ",
        "direct-tcp connection request to ",
        "login attempt [root/x] failed",
        "login attempt [b'a'/b'c",
        "CMD: ",
        "New connection: 192.0.2.1:1 (10.0.0.1:22) [session: ab]",
        "] succeeded",
        "discarded direct-tcp forward request 0 to h:1 with data b'x'",
        "Connection lost after 3 seconds",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\"eventid\"",
        "\"cowrie.direct-tcpip.request\"",
        "\"COW0014\"",
        "\"eventid\":\"cowrie.command.input\",\"src_ip\":\"192.0.2.1\",\"input\":\"id\"",
        "\"dst_ip\":\"h\"",
        "\"dst_port\":80",
        "\"src_ip\":\"192.0.2.1\"",
        "\"log\":\"",
        "\\n\"",
        "\"timestamp\":\"2026-11-24T05:06:31Z\"",
        "[1,{\"a\":[]}]",
        "null",
        "1e5",
        "\\u00e9",
        "é",
    ];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

fn log() -> impl Strategy<Value = String> {
    let starts = [
        "{\"eventid\":\"x\"}\n",
        "2026-11-24T05:06:31.564481Z [-] x\n",
        "{\"log\":\"2026-11-24T05:06:31.564481Z [-] x\\n\"}\n",
        "a,b,c\n",
        "",
    ];
    (prop::sample::select(starts.to_vec()), prop::collection::vec(piece(), 0..40))
        .prop_map(|(start, pieces)| format!("{start}{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn both_readers_say_the_same_of_any_log(log in log()) {
        assert_agreement(log.as_bytes());
    }

    #[test]
    fn both_readers_say_the_same_of_broken_bytes(
        log in log(), at in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let mut bytes = log.into_bytes();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        assert_agreement(&bytes);
    }
}
