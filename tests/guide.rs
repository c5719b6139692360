//! The guide to multi-stage builds, point by point: whoever points at the words of a practice is told its reason.

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::NoWorkspace;

/// The hover at the caret `<|>`.
fn hover(text: &str) -> String {
    let offset = text.find("<|>").expect("a caret");
    let file = ParsedFile::new(Source::new(&text.replacen("<|>", "", 1)));
    let analysis = Analysis::new(file, Arc::new(Config::default()), Arc::new(NoWorkspace));
    analysis.hover(offset).unwrap_or_else(|| panic!("nothing to say in\n{text}")).markdown
}

/// Checks that a hover tells all of some words.
fn tells(text: &str, words: &[&str]) {
    let markdown = hover(text);
    for word in words {
        assert!(markdown.contains(word), "`{word}` is missing in the hover\n{markdown}\nfor\n{text}");
    }
}

const GO: &str = "FROM golang:1.24 AS builder\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nCOPY . .\nRUN CGO_ENABLED=0 go build -trimpath -ldflags=\"-s -w\" -o /app .\nFROM scratch AS final\nCOPY --from=builder /usr/share/zoneinfo /usr/share/zoneinfo\nCOPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCOPY --from=builder /app /app\nENTRYPOINT [\"/app\"]\n";

/// The example with the caret before the n-th place of a word.
fn go(word: &str) -> String {
    let at = GO.find(word).expect("the word is there");
    format!("{}<|>{}", &GO[..at + 1], &GO[at + 1..])
}

#[test]
fn image_bloat() {
    tells(&go("golang"), &["toolchain image", "about 880 MB", "For the run time: scratch"]);
    tells("FROM <|>node:22\nCMD [\"node\", \"a.js\"]\n", &["about 1100 MB", "-slim"]);
}

#[test]
fn leaked_secrets() {
    tells("FROM alpine\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone x\nRUN rm -rf ~/.<|>ssh\n", &["Layers only add", "docker save"]);
    tells("FROM node:22\nARG NPM_<|>TOKEN\n", &["history", "secret"]);
    tells("FROM node:22\nRUN --mount=type=sec<|>ret,id=npmrc npm ci\n", &["in no layer", "docker build --secret"]);
    tells("FROM a\nRUN --mount=type=s<|>sh git clone x\n", &["--ssh default"]);
}

#[test]
fn vulnerable_tools() {
    tells("FROM debian:12\nRUN apt-get update && apt-get install -y g<|>cc\nCMD [\"/app\"]\n", &["Scanners list every hole", "a stage that builds"]);
}

#[test]
fn how_stages_work() {
    tells(&go("FROM golang"), &["Begins a stage", "Only the last stage"]);
    tells(&go("COPY --from"), &["--from"]);
    tells(&go("builder"), &["Used by COPY", "stay here", "`COPY --from`"]);
    tells(&go("scratch"), &["nothing at all", "No shell, no libc, no certificates"]);
}

#[test]
fn a_static_program() {
    tells(&go("CGO_ENABLED"), &["links statically", "scratch"]);
    tells("FROM golang:1.24\nENV CGO_EN<|>ABLED=0\n", &["links statically"]);
    tells(&go("-ldflags"), &["20 to 30 %", "symbol table"]);
    tells(&go("-trimpath"), &["stack traces", "directories of the build"]);
}

#[test]
fn dependencies_before_sources() {
    tells("FROM golang:1.24 AS de<|>ps\nFROM deps\n", &["change of the code does not touch this stage"]);
    tells(&go("go.mod"), &["only when they change"]);
    tells(&go("mod download"), &["each edit fetches everything again"]);
    tells(&go("type=cache"), &["keeps between builds", "in no layer"]);
    tells("FROM node:22 AS b\nCOPY pack<|>age*.json ./\n", &["runs again only when they change"]);
}

#[test]
fn node_and_typescript() {
    tells("FROM node:22 AS b\nRUN npm c<|>i\n", &["exactly what `package-lock.json` says"]);
    tells("FROM node:22-slim\nRUN npm ci --om<|>it=dev\n", &["two thirds of `node_modules`"]);
    tells("FROM node:22-slim\nENV NODE_<|>ENV=production\n", &["leave out development packages"]);
}

#[test]
fn targets_and_cache_export() {
    tells("FROM golang:1.24 AS te<|>st\nRUN go test ./...\nFROM scratch\n", &["docker build --target", "--cache-to type=registry", "mode=max"]);
}

#[test]
fn failure_modes() {
    tells("FROM golang:1.24 AS b\nRUN go build -o /app . && l<|>dd /app\n", &["shared libraries", "not found"]);
    tells("FROM golang:1.24 AS b\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /a<|>pp /app\n", &["CGO_ENABLED=0", "ldd"]);
    tells(&go("/usr/share/zoneinfo"), &["time.LoadLocation"]);
    tells(&go("/etc/ssl/certs/ca-cert"), &["unknown authority"]);
    tells("ARG V=1\nFROM alpine\nRUN echo $<|>V\n", &["before the first FROM", "ARG V"]);
    tells("FROM scratch\nCOPY app pass<|>wd /\n", &["65532"]);
}

#[test]
fn remote_archives_and_pins() {
    tells("FROM alpine\nADD https://example.com/to<|>ol.tar.gz /opt/\n", &["checksum"]);
    tells(
        "FROM alpine\nADD --check<|>sum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/t /t\n",
        &["checksum"],
    );
    tells("FROM alpi<|>ne@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d\n", &["pinned by digest"]);
}

#[test]
fn measuring() {
    tells(&go("final"), &["docker image inspect", "docker history", "scanners"]);
}
