//! Owns the step from a node of the tree to an `Instruction`.

use std::ops::Range;

use super::heredoc::read_marker;
use super::instruction::{Arguments, Flag, Heredoc, Instruction, Pair, SyntaxError, Word};
use super::json::{JsonForm, json_form};
use super::keyword::Keyword;
use super::lazily::Lazily;
use super::logical_line::LogicalLine;
use super::tree::InstructionParts;
use super::words::{RawWord, is_blank, leading_flags, split_at_blanks, split_quoted};
use crate::text::Span;

/// BuildKit reads physical lines of at most this many bytes (bufio.Scanner's limit, parser.go).
pub const LONGEST_LINE: usize = 65_535;

/// Lowers one instruction: its parts, and its source.
pub fn lower(node: &InstructionParts, text: String, escape: char) -> Instruction {
    let (gaps, empty_lines) = whole_gaps(&text, &node.gaps, node.bodies.first().map(|(body, _)| body.start));
    let header_end = header_end(&text, node);
    let line = LogicalLine::join(&text, header_end, &gaps);
    let heredocs = heredocs(&text, &line, node);
    let length = line.text().len();
    let mut instruction = command(&text, &line, 0..length, escape, &heredocs);
    instruction.empty_lines = empty_lines;
    if let Some(heredoc) = instruction.heredocs.iter().find(|heredoc| heredoc.end.is_none()) {
        instruction.error.get_or_insert(SyntaxError::UnterminatedHeredoc(heredoc.marker));
    }
    if let Some(span) = too_long_line(&text) {
        instruction.error.get_or_insert(SyntaxError::LineTooLong(span));
    }
    instruction.text = text.into_boxed_str();
    instruction
}

/// Widens each gap to what BuildKit drops: a continuation from the escape character to the newline, a comment or blank line as a whole.
/// Gives the blank lines as well.
fn whole_gaps(text: &str, nodes: &[Range<usize>], end: Option<usize>) -> (Vec<Range<usize>>, Vec<Span>) {
    let bytes = text.as_bytes();
    let mut gaps: Vec<Range<usize>> = Vec::with_capacity(nodes.len());
    let mut empty_lines = Vec::new();
    for node in nodes.iter().filter(|node| end.is_none_or(|end| node.start < end)) {
        let mut start = node.start;
        if bytes[start] == b'#' {
            while start > 0 && bytes[start - 1] != b'\n' {
                start -= 1;
            }
        }
        let mut stop = node.end;
        if stop == 0 || bytes[stop - 1] != b'\n' {
            stop = memchr::memchr(b'\n', &bytes[stop..]).map_or(bytes.len(), |at| stop + at + 1);
        }
        // Blank lines may be part of the continuation's node.
        let mut line = memchr::memchr(b'\n', &bytes[start..stop]).map_or(stop, |at| start + at + 1);
        let at_line_start = start == 0 || bytes[start - 1] == b'\n';
        if at_line_start && text[start..line].trim().is_empty() && line > start {
            line = start;
        }
        while line < stop {
            let next = memchr::memchr(b'\n', &bytes[line..stop]).map_or(stop, |at| line + at + 1);
            if text[line..next].trim().is_empty() {
                empty_lines.push(Span::new(line, next));
            }
            line = next;
        }
        match gaps.last_mut() {
            Some(last) if last.end >= start => last.end = last.end.max(stop),
            _ => gaps.push(start..stop),
        }
    }
    (gaps, empty_lines)
}

fn header_end(text: &str, node: &InstructionParts) -> usize {
    let end = node.bodies.first().map_or(text.len(), |(body, _)| body_start(text, body.start));
    text[..end].trim_end_matches(['\r', '\n']).len()
}

fn body_start(text: &str, block: usize) -> usize {
    if block == 0 || text.as_bytes()[block - 1] == b'\n' {
        return block;
    }
    memchr::memchr(b'\n', &text.as_bytes()[block..]).map_or(text.len(), |at| block + at + 1)
}

fn heredocs(text: &str, line: &LogicalLine, node: &InstructionParts) -> Vec<Heredoc> {
    let mut bodies = node.bodies.iter();
    let whole = |marker: &Range<usize>| {
        let word = read_marker(&line.text()[line.joined_offset(marker.start)..line.joined_offset(marker.end)]);
        let (block, end) = bodies.next().cloned().unwrap_or((text.len()..text.len(), None));
        let start = body_start(text, block.start);
        let stop = end.as_ref().map_or(block.end.max(start), |end| text[..end.start].rfind('\n').map_or(0, |at| at + 1).max(start));
        Heredoc {
            name: word.name.into(),
            marker: Span::new(marker.start, marker.end),
            expand: word.expand,
            chomp: word.chomp,
            body: Span::new(start, stop),
            end: end.map(|end| Span::new(end.start, end.end)),
        }
    };
    node.markers.iter().map(whole).collect()
}

fn too_long_line(text: &str) -> Option<Span> {
    if text.len() <= LONGEST_LINE {
        return None;
    }
    let mut start = 0;
    for line in text.split('\n') {
        if line.trim_end_matches('\r').len() > LONGEST_LINE {
            return Some(Span::new(start, start + line.len()));
        }
        start += line.len() + 1;
    }
    None
}

/// Lowers the command in `range` of the joined line: a whole instruction, or what stands behind ONBUILD.
fn command(text: &str, line: &LogicalLine, range: Range<usize>, escape: char, heredocs: &[Heredoc]) -> Instruction {
    let joined = line.text();
    let range = trim(joined, range);
    let keyword_end = joined[range.clone()].find(is_blank).map_or(range.end, |at| range.start + at);
    let keyword = Keyword::parse(&joined[range.start..keyword_end]);
    let (raw_flags, rest) = leading_flags(joined, keyword_end..range.end);
    let rest = trim(joined, rest..range.end);
    let mut instruction = Instruction {
        text: Box::default(),
        keyword,
        keyword_span: line.source_span(range.start..keyword_end),
        keyword_range: range.start..keyword_end,
        line: line.clone(),
        flags: raw_flags.into_iter().map(|raw| flag(line, raw)).collect(),
        arguments: Arguments::None,
        rest: rest.clone(),
        heredocs: heredocs.to_vec(),
        error: None,
        empty_lines: Vec::new(),
        trigger: None,
        escape,
        shell: Lazily::new(),
        script: Lazily::new(),
        reads: Lazily::new(),
        bashisms: Lazily::new(),
        mounts: Lazily::new(),
    };
    if keyword == Keyword::Onbuild {
        instruction.trigger = trigger(text, line, rest, escape, heredocs);
        if let Some(trigger) = &instruction.trigger {
            instruction.error.clone_from(&trigger.error);
        }
        return instruction;
    }
    let (arguments, error) = arguments(line, keyword, rest, escape);
    instruction.arguments = arguments;
    instruction.error = error;
    instruction
}

/// ONBUILD inside ONBUILD is refused by BuildKit, so the nesting ends at one level; deeper text stays opaque.
fn trigger(text: &str, line: &LogicalLine, rest: Range<usize>, escape: char, heredocs: &[Heredoc]) -> Option<Box<Instruction>> {
    let joined = &line.text()[rest.clone()];
    let word = joined.split(is_blank).next().filter(|word| !word.is_empty())?;
    if Keyword::parse(word) == Keyword::Onbuild {
        return None;
    }
    let mut trigger = command(text, line, rest, escape, heredocs);
    trigger.text = text.into();
    Some(Box::new(trigger))
}

fn arguments(line: &LogicalLine, keyword: Keyword, rest: Range<usize>, escape: char) -> (Arguments, Option<SyntaxError>) {
    let joined = line.text();
    if rest.is_empty() {
        return (Arguments::None, None);
    }
    match keyword {
        Keyword::From | Keyword::Expose => (Arguments::Words(words(line, split_at_blanks(joined, rest))), None),
        Keyword::Copy | Keyword::Add | Keyword::Volume => {
            json_or(line, rest.clone(), || Arguments::Words(words(line, split_at_blanks(joined, rest.clone()))))
        }
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => json_or(line, rest.clone(), || text_argument(line, rest.clone())),
        Keyword::Arg => (Arguments::Words(words(line, split_quoted(joined, rest, escape))), None),
        Keyword::Env | Keyword::Label => pairs(line, rest, escape),
        Keyword::Healthcheck => {
            let kind_end = joined[rest.clone()].find(char::is_whitespace).map_or(rest.end, |at| rest.start + at);
            let kind = word(line, rest.start..kind_end);
            let command = trim(joined, kind_end..rest.end);
            if command.is_empty() {
                return (Arguments::Check(kind, Box::new(Arguments::None)), None);
            }
            let (command, error) = json_or(line, command.clone(), || text_argument(line, command.clone()));
            (Arguments::Check(kind, Box::new(command)), error)
        }
        Keyword::User | Keyword::Workdir | Keyword::Stopsignal | Keyword::Maintainer | Keyword::Onbuild | Keyword::Unknown => {
            (text_argument(line, rest), None)
        }
    }
}

fn json_or(line: &LogicalLine, rest: Range<usize>, otherwise: impl Fn() -> Arguments) -> (Arguments, Option<SyntaxError>) {
    match json_form(line.text(), rest.clone()) {
        JsonForm::Strings(raw) => (Arguments::Json(words(line, raw)), None),
        JsonForm::OtherElements => (otherwise(), Some(SyntaxError::JsonNotStrings(line.source_span(rest)))),
        JsonForm::No => (otherwise(), None),
    }
}

/// ENV and LABEL: `key=value ...` when the first word holds an equals sign, else one key and the rest of the line (parseNameVal in line_parsers.go).
fn pairs(line: &LogicalLine, rest: Range<usize>, escape: char) -> (Arguments, Option<SyntaxError>) {
    let joined = line.text();
    let raw = split_quoted(joined, rest.clone(), escape);
    let Some(first) = raw.first() else { return (Arguments::None, None) };
    if !first.text.contains('=') {
        let Some(key_end) = joined[rest.clone()].find(is_blank).map(|at| rest.start + at) else {
            return (text_argument(line, rest.clone()), Some(SyntaxError::MissingValue(line.source_span(rest))));
        };
        let value_start = joined[key_end..rest.end].find(|c| !is_blank(c)).map_or(rest.end, |at| key_end + at);
        let pair = Pair { key: word(line, rest.start..key_end), value: word(line, value_start..rest.end), legacy: true };
        return (Arguments::Pairs(vec![pair]), None);
    }
    let mut pairs = Vec::with_capacity(raw.len());
    let mut error = None;
    for raw in raw {
        let Some((key, value)) = raw.text.split_once('=') else {
            error.get_or_insert(SyntaxError::MissingEquals(line.source_span(raw.range)));
            continue;
        };
        let verbatim = joined[raw.range.clone()] == *raw.text;
        let equals = raw.range.start + key.len();
        let part = |text: &str, joined: Range<usize>| Word { text: text.into(), span: line.source_span(joined.clone()), joined, verbatim };
        // A word whose last escape character was dropped is still a prefix of the joined text.
        pairs.push(Pair { key: part(key, raw.range.start..equals), value: part(value, equals + 1..raw.range.end), legacy: false });
    }
    (Arguments::Pairs(pairs), error)
}

fn flag(line: &LogicalLine, raw: RawWord) -> Flag {
    let whole = from_raw(line, raw);
    let body = whole.text.strip_prefix("--").unwrap_or(&whole.text);
    let (name, value) = body.split_once('=').map_or((body, None), |(name, value)| (name, Some(value)));
    let name_end = if whole.verbatim { whole.joined.start + 2 + name.len() } else { whole.joined.end };
    let value = value.map(|text| {
        let joined = if whole.verbatim { name_end + 1..whole.joined.end } else { whole.joined.clone() };
        Word { text: text.into(), span: line.source_span(joined.clone()), joined, verbatim: whole.verbatim }
    });
    Flag { name: name.into(), name_span: line.source_span(whole.joined.start..name_end), value, word: whole }
}

fn words(line: &LogicalLine, raw: Vec<RawWord>) -> Vec<Word> {
    raw.into_iter().map(|raw| from_raw(line, raw)).collect()
}

fn from_raw(line: &LogicalLine, raw: RawWord) -> Word {
    let verbatim = line.text()[raw.range.clone()] == *raw.text;
    Word { text: raw.text.into(), span: line.source_span(raw.range.clone()), joined: raw.range, verbatim }
}

fn word(line: &LogicalLine, range: Range<usize>) -> Word {
    Word { text: line.text()[range.clone()].into(), span: line.source_span(range.clone()), joined: range, verbatim: true }
}

fn text_argument(line: &LogicalLine, range: Range<usize>) -> Arguments {
    Arguments::Text(word(line, range))
}

/// BuildKit trims with Unicode's idea of a blank (strings.TrimSpace).
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..(range.start + part.trim_end().len()).max(start)
}
