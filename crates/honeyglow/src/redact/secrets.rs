//! Passwords inside of commands, in the forms that botnets use.
//!
//! Found: what is piped, or given by `<<<` or a here-document, to `chpasswd` (behind `user:`) and
//! `passwd` (every line); what is written to a file `up.txt` for them; the operands of `openssl
//! passwd`, `mkpasswd`, `useradd -p`, `usermod -p`, `sshpass -p`, `mysql -p`, `ftpget -p`, `curl
//! -u`, `net user`; `--password=x`; variables whose name has `pass` in it; `user:password@` in a
//! URL; the same inside of `sh -c '...'`.
//!
//! Not found: a password that was typed at a prompt, which stands in the log as a command of its
//! own; one that is put together by variables or encoded; scripts that are written to a file;
//! programs that are not in the list.

use std::ops::Range;

use super::shell::{Quoting, Token, Word, tokens};

/// How deep commands in quotes are looked into. Botnets use one level.
const DEPTH: u32 = 3;

/// Where passwords stand in a command.
pub(super) fn of_command(command: &str) -> Vec<Range<usize>> {
    let mut found = of_urls(command);
    in_command(command, 0, DEPTH, &mut found);
    found
}

/// Where passwords stand in the URLs of a text: `scheme://user:password@`.
pub(super) fn of_urls(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + 3;
        let Some(rest) = text.get(start..) else { continue };
        let length = rest.find(|c: char| "/?#\"'<>|;`".contains(c) || c.is_whitespace());
        let authority = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        if let Some((user, _)) = authority.rsplit_once('@')
            && let Some(colon) = user.find(':')
        {
            found.push(start + colon + 1..start + user.len());
        }
    }
    found
}

/// A program and its operands.
struct Call<'t> {
    program: &'t str,
    words: Vec<&'t Word>,
}

fn in_command(line: &str, offset: usize, depth: u32, found: &mut Vec<Range<usize>>) {
    let tokens = tokens(line);
    let text = |word: &Word| line.get(word.inner.clone()).unwrap_or_default();
    let mut secrets = Vec::new();
    let calls = calls(line, &tokens);
    let reader = reader(line, &calls);
    for call in &calls {
        match (call.program, reader) {
            ("echo" | "printf", Some(reader)) => {
                for word in call.words.iter().skip(1).filter(|word| !is_echo_flag(text(word))) {
                    of_lines(line, &word.inner, reader, &mut secrets);
                }
            }
            _ => of_operands(line, call, &mut secrets),
        }
        // A line of a here-document stands where a program does.
        if let (Some(Reader::Chpasswd | Reader::Both), Some(first)) = (reader, call.words.first()) {
            of_lines(line, &first.inner, Reader::Chpasswd, &mut secrets);
        }
    }
    if let Some(reader) = reader {
        of_redirection(line, &tokens, reader, &mut secrets);
    }
    for token in &tokens {
        let Token::Word(word) = token else { continue };
        of_word(line, word, &mut secrets);
        let inner = text(word);
        if depth > 0 && word.quoting == Quoting::Quoted && inner.contains(' ') {
            in_command(inner, offset + word.inner.start, depth - 1, found);
        }
    }
    found.extend(secrets.into_iter().map(|range| range.start + offset..range.end + offset));
}

/// The calls of a line: words up to an operator. What only starts another program is left out.
fn calls<'t>(line: &'t str, tokens: &'t [Token]) -> Vec<Call<'t>> {
    const STARTERS: [&str; 12] = [
        "sudo", "busybox", "nohup", "exec", "env", "command", "then", "do", "else", "if", "while",
        "{",
    ];
    let mut calls = Vec::new();
    for words in tokens.split(|token| matches!(token, Token::Operator(_))) {
        let words: Vec<&Word> = words
            .iter()
            .filter_map(|token| match token {
                Token::Word(word) => Some(word),
                Token::Operator(_) => None,
            })
            .collect();
        let name = |word: &Word| -> &'t str {
            let path = line.get(word.inner.clone()).unwrap_or_default();
            path.rsplit('/').next().unwrap_or(path)
        };
        let first = words
            .iter()
            .position(|word| !STARTERS.contains(&name(word)) && !name(word).contains('='))
            .unwrap_or(0);
        let words = words.get(first..).unwrap_or_default().to_vec();
        if let Some(first) = words.first() {
            calls.push(Call { program: name(first), words });
        }
    }
    calls
}

/// Who reads passwords in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// `user:password` in each line.
    Chpasswd,
    /// A password in each line.
    Passwd,
    /// One of them; which of the two reads what is not looked into.
    Both,
}

fn reader(line: &str, calls: &[Call<'_>]) -> Option<Reader> {
    let has = |program: &str| calls.iter().any(|call| call.program == program);
    match (has("chpasswd") || line.contains("up.txt"), has("passwd")) {
        (true, true) => Some(Reader::Both),
        (true, false) => Some(Reader::Chpasswd),
        (false, true) => Some(Reader::Passwd),
        (false, false) => None,
    }
}

fn is_echo_flag(word: &str) -> bool {
    matches!(word, "-e" | "-n" | "-E" | "-ne" | "-en")
}

/// The passwords in the lines of an operand, which may be parted by `\n` as `echo -e` has it.
fn of_lines(line: &str, operand: &Range<usize>, reader: Reader, secrets: &mut Vec<Range<usize>>) {
    let text = line.get(operand.clone()).unwrap_or_default();
    let mut start = 0;
    while start <= text.len() {
        let rest = text.get(start..).unwrap_or_default();
        let (length, gap) = line_end(rest);
        let piece = rest.get(..length).unwrap_or_default();
        let from = match reader {
            Reader::Passwd => Some(0),
            Reader::Chpasswd => user_end(piece),
            Reader::Both => user_end(piece).or(Some(0)),
        };
        if let Some(from) = from {
            let start = operand.start + start;
            let closing = piece.len() - piece.trim_end_matches(['\\', '"', '\'']).len();
            secrets.push(start + from..start + length.saturating_sub(closing).max(from));
        }
        start += length + gap;
    }
}

/// The length of the first line of a text, and of what ends it.
fn line_end(text: &str) -> (usize, usize) {
    let escape = text.find("\\n");
    let newline = text.find('\n');
    match (escape, newline) {
        (Some(escape), newline) if newline.is_none_or(|newline| escape < newline) => {
            // In quotes within quotes the backslash is doubled.
            let before = text.get(..escape).unwrap_or_default();
            let length = before.trim_end_matches('\\').len();
            (length, escape - length + 2)
        }
        (_, Some(newline)) => (newline, 1),
        _ => (text.len(), 1),
    }
}

/// Past `user:`, if the line begins so.
fn user_end(line: &str) -> Option<usize> {
    let (user, password) = line.split_once(':')?;
    let name = user.trim_start_matches(['\\', '"', '\'']);
    let is_user = !name.is_empty()
        && !name.contains(|c: char| !c.is_ascii_alphanumeric() && !"_-.$".contains(c));
    (is_user && !password.starts_with("//")).then_some(user.len() + 1)
}

/// `passwd <<< x`.
fn of_redirection(line: &str, tokens: &[Token], reader: Reader, secrets: &mut Vec<Range<usize>>) {
    for pair in tokens.windows(2) {
        if let [Token::Operator(operator), Token::Word(word)] = pair
            && line.get(operator.clone()) == Some("<<<")
        {
            of_lines(line, &word.inner, reader, secrets);
        }
    }
}

/// The password among the operands of a program that takes one.
fn of_operands(line: &str, call: &Call<'_>, secrets: &mut Vec<Range<usize>>) {
    let words = &call.words;
    let text = |index: usize| {
        words.get(index).and_then(|word| line.get(word.inner.clone())).unwrap_or_default()
    };
    let mut take = |index: usize, from: usize| {
        let is_variable =
            |word: &Word| word.quoting == Quoting::Bare && text(index).starts_with('$');
        if let Some(word) = words.get(index).filter(|word| !is_variable(word)) {
            secrets.push(word.inner.start + from..word.inner.end);
        }
    };
    let flag = match (call.program, text(1)) {
        ("openssl", "passwd") => {
            let with_value = ["-salt", "-in"];
            for index in 2..words.len() {
                if !text(index).starts_with('-') && !with_value.contains(&text(index - 1)) {
                    take(index, 0);
                }
            }
            return;
        }
        ("net" | "net.exe" | "net1", "user") => {
            if !text(3).starts_with('/') {
                take(3, 0);
            }
            return;
        }
        ("mkpasswd", _) => {
            if words.len() > 1 && !text(words.len() - 1).starts_with('-') {
                take(words.len() - 1, 0);
            }
            return;
        }
        ("useradd" | "usermod" | "adduser" | "sshpass" | "ftpget" | "ftpput" | "mysql", _) => "-p",
        ("curl", _) => "-u",
        _ => return,
    };
    for index in 1..words.len() {
        let is_mysql = call.program == "mysql";
        let (operand, from) = match text(index).strip_prefix(flag) {
            Some("") if !is_mysql => (index + 1, 0),
            Some(joined) if !joined.is_empty() && call.program != "curl" => (index, flag.len()),
            _ => continue,
        };
        // `user:password`
        let from = if flag == "-u" { text(operand).find(':').map(|at| at + 1) } else { Some(from) };
        if let Some(from) = from {
            take(operand, from);
        }
    }
}

/// `--password=x` and `PASSWORD=x`.
fn of_word(line: &str, word: &Word, secrets: &mut Vec<Range<usize>>) {
    let text = line.get(word.inner.clone()).unwrap_or_default();
    let Some((name, value)) = text.split_once('=') else { return };
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_name && name.to_ascii_lowercase().contains("pass") && !value.starts_with('$') {
        let quotes = value.len() - value.trim_start_matches(['"', '\'']).len();
        let end = value.trim_end_matches(['"', '\'']).len().max(quotes);
        let start = word.inner.start + name.len() + 1;
        secrets.push(start + quotes..start + end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn masked(command: &str) -> String {
        let mut masked = command.to_owned();
        let mut found = of_command(command);
        found.sort_by_key(|range| range.start);
        found.dedup();
        for range in found.into_iter().rev().filter(|range| !range.is_empty()) {
            masked.replace_range(range, "*");
        }
        masked
    }

    #[test]
    fn passwords_of_well_known_forms_are_found() {
        for (command, shown) in [
            (r#"echo "root:11QJgXTKH3wG"|chpasswd|bash"#, r#"echo "root:*"|chpasswd|bash"#),
            ("echo root:x:y | sudo /usr/sbin/chpasswd", "echo root:* | sudo /usr/sbin/chpasswd"),
            (r#"echo -e "a\nb\nb"|passwd|bash"#, r#"echo -e "*\n*\n*"|passwd|bash"#),
            (r#"echo "a\nb\nb\n"|passwd"#, r#"echo "*\n*\n*\n"|passwd"#),
            ("(echo a; echo b) | passwd root", "(echo *; echo *) | passwd root"),
            (r"printf 'root:a\nuser:b\n' | chpasswd", r"printf 'root:*\nuser:*\n' | chpasswd"),
            ("chpasswd <<< root:x", "chpasswd <<< root:*"),
            ("passwd <<< $'a\\nb'", "passwd <<< $'*\\n*'"),
            ("chpasswd <<EOF\nroot:x\nEOF", "chpasswd <<EOF\nroot:*\nEOF"),
            ("echo a|passwd; echo r:b|chpasswd", "echo *|passwd; echo r:*|chpasswd"),
            (r#"echo "root:x" > /tmp/up.txt"#, r#"echo "root:*" > /tmp/up.txt"#),
            ("openssl passwd -1 vGhVVXXb", "openssl passwd -1 *"),
            ("useradd -m -p $(openssl passwd -1 v) s", "useradd -m -p $(openssl passwd -1 *) s"),
            ("useradd -p '$1$ab' s", "useradd -p '*' s"),
            ("usermod -p hash root", "usermod -p * root"),
            ("sshpass -p x ssh h; sshpass -px ssh h", "sshpass -p * ssh h; sshpass -p* ssh h"),
            ("mysql -u root -px -p db", "mysql -u root -p* -p db"),
            ("curl -u a:b http://c:d@h/", "curl -u a:* http://c:*@h/"),
            ("net user admin P@ss /add", "net user admin * /add"),
            ("wget --http-password=x u", "wget --http-password=* u"),
            ("ROOTPASS=\"x y\" ./a", "ROOTPASS=\"*\" ./a"),
            (r#"sh -c 'echo "root:x"|chpasswd'"#, r#"sh -c 'echo "root:*"|chpasswd'"#),
            (r#"sh -c "echo \"root:x\"|chpasswd""#, r#"sh -c "echo \"root:*\"|chpasswd""#),
        ] {
            assert_eq!(masked(command), shown, "{command}");
        }
    }

    #[test]
    fn what_is_no_password_stays() {
        for command in [
            "cat /etc/passwd",
            "passwd root",
            "chown root:root f",
            "echo hi; wget http://h/x",
            "echo http://h/ | chpasswd",
            "openssl passwd",
            "PATH=/bin:/sbin; cd /",
            "useradd -p",
            "curl -u",
            "",
        ] {
            assert_eq!(masked(command), command);
        }
    }

    proptest! {
        #[test]
        fn any_command_is_looked_through(
            command in r#"(echo |passwd|chpasswd|-p|root:|é|\\n|\\|"|'| |\||;|<<<|\$|=|://|@|up\.txt){0,20}"#
        ) {
            for range in of_command(&command) {
                prop_assert!(command.get(range).is_some());
            }
        }
    }
}
