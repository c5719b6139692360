//! After any sequence of edits, tree, instructions, model and findings equal those of a fresh parse.
//!
//! `STAGEWRIGHT_EDITS` sets the number of edits; without it a few thousand run.

#[path = "support/pieces.rs"]
mod pieces;

use std::sync::Arc;

use pieces::PIECES;
use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::syntax::ParsedFile;
use stagewright::text::{Edit, Source, Span};
use stagewright::workspace::NoWorkspace;

/// Texts to begin with: one for each construct whose state reaches beyond its own line.
const SEEDS: [&str; 9] = [
    "# syntax=docker/dockerfile:1\nARG V=1\nFROM golang:1.24 AS Build\nARG V\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nCOPY . .\nRUN go build \\\n    # a comment\n    -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n",
    "FROM alpine\nRUN <<EOF\napk add git\nRUN not an instruction\nEOF\nCOPY <<-\"A B\" <<C /x/\n\ta\n\tA B\n$V\nC\nENV A=1 B=$A C=${D:-x}\nCMD echo hi\n",
    "# escape=`\r\nFROM mcr.microsoft.com/windows/servercore\r\nSHELL [\"powershell\", \"-command\"]\r\nRUN dir `\r\n  c:\\\r\nCOPY a c:\\\r\n",
    "FROM a\nONBUILD RUN <<E\nx\nE\nHEALTHCHECK --interval=5s CMD curl -f http://localhost || exit 1\nLABEL a=b \"c d\"='e f' g=\"h\\\n i\"\nEXPOSE 80/TCP 127.0.0.1:90:90\n",
    "\u{feff}FROM a\n# check=skip=all\nMAINTAINER 作者 <a@b>\nENV 🐳 x\nRUN echo \"日本語 🐳\" \\\n\n  && true\nVOLUME [\"/a\", \"/b\"]\nUSER a:b\nSTOPSIGNAL SIGTERM",
    "from a as b\nfrom b\nCOPY --from=c / /\nFROM x AS c\nCOPY --from=1 / /\nFROM c AS c\nADD --checksum=sha256:0 https://x/y /z\n",
    "FROM a\nRUN \\\n\\\n\\\nEN\\\nV A=\"\nCMD [\"a\", 'b']\n{{ template }}\nRUN cat <<EOF <<X\n",
    "",
    "# escape=x\n# escape=`\nFROM a\nRUN a `\n  b\nRUN c \\\n  d\n",
];

/// A small generator of its own, so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn config() -> Arc<Config> {
    let select = ["strict", "buildkit"].map(|name| Selector::parse(name).expect("a profile")).to_vec();
    Arc::new(Config { select, ..Config::default() })
}

fn fresh(text: &str, config: &Arc<Config>) -> Analysis {
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::clone(config), Arc::new(NoWorkspace))
}

/// Everything that must be equal, as text.
fn picture(analysis: &Analysis) -> String {
    let mut text = analysis.file().tree().outline();
    for item in analysis.file().items() {
        text += &format!("{} {:?}\n", item.start, item.instruction);
    }
    text += &format!("{:?}\n{:?}\n", analysis.file().comments(), analysis.model());
    for finding in analysis.findings() {
        text += &format!("{} {:?} {} {:?} {:?}\n", finding.rule.id, finding.span, finding.message, finding.related, finding.fixes);
    }
    text
}

#[test]
fn an_edited_file_equals_a_fresh_one() {
    let edits: usize = std::env::var("STAGEWRIGHT_EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(4_000);
    let config = config();
    let mut random = Random(0x5eed_cafe);
    let mut done = 0;
    while done < edits {
        let mut analysis = fresh(SEEDS[random.below(SEEDS.len())], &config);
        for _ in 0..25 {
            // Several edits at once take the path of a burst.
            let mut text = analysis.file().source().to_string();
            let burst: Vec<Edit> = (0..1 + random.below(3)).map(|_| step(&mut text, &mut random)).collect();
            done += burst.len();
            let edited = analysis.edited_many(&burst);
            assert_eq!(edited.file().source().to_string(), text);
            let (have, want) = (picture(&edited), picture(&fresh(&text, &config)));
            if have != want {
                let before = analysis.file().source().to_string();
                let (have, want) = have.lines().zip(want.lines()).find(|(a, b)| a != b).unwrap_or((&have, &want));
                panic!("after {burst:?} on {before:?}:\n have {have}\n want {want}");
            }
            analysis = edited;
        }
    }
}

/// Makes one random edit of the text and says what it was.
fn step(text: &mut String, random: &mut Random) -> Edit {
    let boundary = |text: &str, at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = boundary(text, random.below(text.len() + 1));
    let longest = [0, 0, 1, 3, 40][random.below(5)];
    let end = boundary(text, (start + random.below(longest + 1)).min(text.len())).max(start);
    let mut piece = String::new();
    for _ in 0..random.below(3) {
        piece += PIECES[random.below(PIECES.len())];
    }
    text.replace_range(start..end, &piece);
    Edit { span: Span::new(start, end), text: piece }
}
