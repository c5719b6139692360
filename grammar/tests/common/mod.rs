//! What the tests share.
#![allow(dead_code)]

use tree_sitter::{Language, Node, Parser, Tree};

/// Texts that hold every construct, well formed or not.
pub const SNIPPETS: &[&str] = &[
    "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir `\n  c:\\\\\nCOPY x c:\\\\\n",
    "FROM --platform=$BUILDPLATFORM localhost:5000/a/b:${T:-1}@sha256:aa AS build\r\nRUN x \\\r\n  y\r\n",
    "ARG A=1 B C=\"d e\"\nFROM ${A}\nENV A=1 \\\n  # note\n  B=\"x ${C:-\"y\"}\" \\\n\n  D=a\\ b\nENV legacy some \"value\" $X\n",
    "FROM a\nRUN --mount=type=cache,target=/x,ro --network=none \\\n  set -e; \\\n  [ -z \"$x\" ] || y\nCMD [ \"a\", \\\n  \"b\\\"c\" ]\n",
    "FROM a\nRUN cat <<EOF >f && sh <<-'E F'\nbody \\\n# not a comment\nEOF\n\tx\n\tE F\nRUN z\n",
    "FROM a\nCOPY --link <<A <<\"B\" /d/\n1\nA\n2\nB\nONBUILD RUN <<X\ny\nX\nADD a#b c",
    "FROM a\nLABEL a.b/c=\"d\" 'e f'=g h=\nEXPOSE 80 443/tcp $P ${A}-${B}/udp\nUSER ${U}:g\nWORKDIR /a b/${C}\nVOLUME [\"/x\"]\n",
    "FROM a\nHEALTHCHECK --interval=5s CMD curl || exit 1\nHEALTHCHECK none\nSTOPSIGNAL SIGRTMIN+3\nSHELL [\"sh\", \"-c\"]\nMAINTAINER x <y@z>\nCROSS_BUILD q\nENTRYPOINT x\n",
    "FRO\nCOPY --fr\nENV A=\"\nRUN --mount=\nFROM\nCMD [\n{{ template }}\nR\\\nUN x\nFOO \\\n bar\nHEALTHCHECK curl\n",
    "FROM 日本語\nRUN echo \"héllo 🐳 𝒳\" \\\n # 🐳\n && x\nLABEL a=\"𝒳\"\nRUN <<🐳\nb\n🐳\n",
    "\u{feff}FROM a\n\x0cRUN a\0b\nRUN trailing \\\n  # comment\n",
    "FROM a\nRUN unterminated <<EOF\nbody\nFROM b\n",
];

pub fn language() -> Language {
    tree_sitter_dockerfile::LANGUAGE.into()
}

pub fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&language()).expect("the language fits the runtime");
    parser
}

pub fn parse(text: impl AsRef<[u8]>) -> Tree {
    parser().parse(text, None).expect("nothing stops the parser")
}

/// All nodes, parents first. Not recursive, since some tests make deep trees.
pub fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut all = Vec::new();
    let mut cursor = tree.walk();
    loop {
        all.push(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return all;
            }
        }
    }
}

/// A small generator of pseudo-random numbers (xorshift), so that a failure can be repeated.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
