//! Extreme input is parsed to the end, without a crash and without losing the instructions after it.

mod common;

use common::{nodes, parse};

fn kinds(text: impl AsRef<[u8]>) -> Vec<String> {
    let tree = parse(text);
    let mut cursor = tree.walk();
    tree.root_node().named_children(&mut cursor).map(|n| n.kind().to_string()).collect()
}

fn last(text: impl AsRef<[u8]>) -> String {
    kinds(text).last().cloned().unwrap_or_default()
}

#[test]
fn long_lines() {
    for start in ["RUN ", "ENV A=", "COPY ", "FROM ", "FROM a:", "LABEL ", "# ", "CMD [\"", "FOO ", "", "USER ", "EXPOSE ", "RUN --mount=", "ARG "] {
        for unit in ["a", "a ", "\"", "'", "$", "${", "\\", ":", "a:/", "<<E ", "=", ",", "\r", "\\ ", "`", "[", "\"\",", "@"] {
            let size = if unit == "a" { 2_000_000 } else { 100_000 };
            let text = format!("{start}{}z\nUSER x\n", unit.repeat(size / unit.len()));
            let last = last(&text);
            // Heredocs in the line may swallow the rest; anything else must not.
            if !(unit.contains("<<") && (start.starts_with("RUN") || start == "COPY ")) {
                assert_eq!(last, "user_instruction", "{start:?} {unit:?}");
            }
        }
    }
}

#[test]
fn many_instructions() {
    assert_eq!(kinds("RUN a\n".repeat(50_000)).len(), 50_000);
}

#[test]
fn many_onbuilds() {
    assert_eq!(kinds("ONBUILD RUN a\n".repeat(20_000)).len(), 20_000);
    assert_eq!(kinds(format!("{}RUN a\nUSER b\n", "ONBUILD ".repeat(20_000))), ["onbuild_instruction", "user_instruction"]);
}

#[test]
fn many_continuations() {
    for line in ["a \\\n", "\\\n", " \\\n", "# c\n", "\n", "a \\\n# c\n\n", "'\\\n", "\"\\\n", "--a=b \\\n", "<<E \\\n"] {
        for start in ["RUN a \\\n", "ENV A=b \\\n", "COPY a \\\n", "FROM \\\n", "FOO \\\n", "R\\\n", "\\\n", "CMD [ \\\n"] {
            let text = format!("{start}{}x\nUSER b\n", line.repeat(100_000));
            let found = kinds(&text);
            assert!(!found.is_empty() && found.len() <= 2, "{start:?} {line:?} {}", found.len());
        }
    }
}

#[test]
fn nested_expansions() {
    for start in ["ENV A=", "ENV A=\"", "RUN ", "FROM ", "WORKDIR ", "RUN <<"] {
        for unit in ["${a:-", "${a:-\"", "${a/", "$"] {
            let text = format!("{start}{}\nUSER b\n", unit.repeat(5_000));
            let tree = parse(&text);
            assert!(nodes(&tree).len() > 1);
        }
    }
}

#[test]
fn many_heredocs() {
    for count in [1, 75, 150] {
        let words: String = (0..count).map(|i| format!(" <<E{i}")).collect();
        let bodies: String = (0..count).map(|i| format!("x\nE{i}\n")).collect();
        let text = format!("COPY{words} /d/\n{bodies}USER b\n");
        let tree = parse(&text);
        assert!(!tree.root_node().has_error());
        assert_eq!(nodes(&tree).iter().filter(|n| n.kind() == "heredoc_end").count(), count);
        assert_eq!(last(&text), "user_instruction");
    }
    let delimiter = "D".repeat(60_000);
    let text = format!("RUN <<{delimiter}\nx\n{delimiter}X\n{delimiter}\nUSER b\n");
    assert_eq!(kinds(&text), ["run_instruction", "user_instruction"]);
}

#[test]
fn odd_bytes() {
    for bytes in [
        &b"FROM a\nRUN \0\0x\0\nUSER b"[..],
        b"FROM a\n\0\nUSER b",
        b"FROM \0\nENV A=\0 B=\"\0\"\nUSER b\0",
        b"FROM a\nRUN \xff\xfe\xc3\x28 x\nUSER b",
        b"\xef\xbb\xbfFROM a\nUSER b",
        b"FROM a\nRUN <<\xff\n\xff\nUSER b",
        b"FROM a\rb\nUSER b\r",
        b"\r\r\nFROM a\r\r\nUSER b\r\r\n",
        b"FROM a\nUSER b  \t",
        b"FROM a\nUSER b\n  \t",
    ] {
        let tree = parse(bytes);
        assert!(!tree.root_node().has_error(), "{bytes:?} {}", tree.root_node().to_sexp());
        assert_eq!(last(bytes), "user_instruction", "{bytes:?}");
    }
    assert!(kinds("").is_empty());
    assert!(kinds("\n\n  \n").is_empty());
    assert!(kinds("  ").is_empty());
}
