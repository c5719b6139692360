//! Notices, without the tree-sitter command line tool, that the parser was not regenerated.

/// The checksum of the POSIX utility `cksum`.
fn cksum(data: &[u8]) -> u32 {
    let mut crc = 0u32;
    let mut add = |byte: u8| {
        crc ^= u32::from(byte) << 24;
        for _ in 0..8 {
            crc = if crc & 0x8000_0000 == 0 { crc << 1 } else { crc << 1 ^ 0x04c1_1db7 };
        }
    };
    data.iter().copied().for_each(&mut add);
    let mut length = data.len();
    while length > 0 {
        add(length as u8);
        length >>= 8;
    }
    !crc
}

#[test]
fn the_parser_was_generated_from_this_grammar() {
    let grammar: Vec<u8> = include_bytes!("../grammar.js").iter().copied().filter(|byte| *byte != b'\r').collect();
    let expected = format!("grammar.js {} {}", cksum(&grammar), grammar.len());
    let noted = include_str!("../src/generated-from.txt").lines().next();
    assert_eq!(noted, Some(expected.as_str()), "grammar.js has changed: run grammar/generate.sh");
}

#[test]
fn the_scanner_and_the_grammar_agree_on_the_tokens() {
    let grammar = include_str!("../src/grammar.json");
    let externals = grammar.split("\"externals\": [").nth(1).and_then(|rest| rest.split("\n  ]").next()).unwrap();
    let in_grammar = externals.matches("\"type\"").count();
    let scanner = include_str!("../src/scanner.c");
    let tokens = scanner.split("enum Token {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    let in_scanner = tokens.matches(',').count();
    assert_eq!(in_scanner, in_grammar);
}
