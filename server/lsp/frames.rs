//! Owns the reading of frames: headers, bodies, and how to go on after something that is neither.

use std::borrow::Cow;
use std::io::{self, Read};

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Response};

const LENGTH: &[u8] = b"content-length:";

/// A header that is longer than this is not one.
const LONGEST_HEADER: usize = 16 * 1024;

/// A body that is longer than this is a broken length.
const LONGEST_BODY: usize = 1 << 30;

/// What the input holds next.
#[derive(Debug)]
pub enum Frame {
    /// A JSON-RPC message that the service will be able to read.
    Message {
        /// The JSON text.
        body: Vec<u8>,
        /// Whether it is the `exit` notification, after which nothing follows.
        is_exit: bool,
    },
    /// Something else.
    Malformed {
        /// What is wrong, for the log.
        reason: String,
        /// What to answer, unless it was itself an answer.
        answer: Option<(Id, Fault)>,
    },
}

/// The two kinds of answer to something malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No JSON at all.
    Parse,
    /// JSON, but no JSON-RPC message.
    Request,
}

/// Reads frames from an input.
pub struct Frames<R> {
    input: R,
    buffer: Vec<u8>,
}

impl<R: Read> Frames<R> {
    /// Frames of the given input.
    pub fn new(input: R) -> Self {
        Self { input, buffer: Vec::new() }
    }

    /// The next frame, or none at the end of the input.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Frame>> {
        let (header, length) = loop {
            if let Some(end) = header_end(&self.buffer) {
                break (end, content_length(&self.buffer[..end]));
            }
            if self.buffer.len() > LONGEST_HEADER {
                // A header may have begun at the very end.
                let end = self.buffer.len() - LENGTH.len();
                self.buffer.drain(..end);
                return Ok(Some(Frame::Malformed { reason: "no header in sight".into(), answer: None }));
            }
            if !self.fill()? {
                return Ok(None);
            }
        };
        self.buffer.drain(..header);
        let Some(length) = length.filter(|&length| length <= LONGEST_BODY) else {
            // Whatever body follows is skipped as the beginning of the next header.
            return Ok(Some(malformed("a header without a usable Content-Length", Id::Null, Fault::Parse)));
        };
        while self.buffer.len() < length {
            if !self.fill()? {
                return Ok(None);
            }
        }
        match read(&self.buffer[..length]) {
            Ok((body, is_exit)) => {
                let body = body.into_owned();
                self.buffer.drain(..length);
                Ok(Some(Frame::Message { body, is_exit }))
            }
            Err(malformed) => {
                // If the length was too long, the next header is in here, or begins here.
                let body = &self.buffer[..length];
                let begins = |at: &usize| body[*at..].iter().zip(LENGTH).all(|(byte, wanted)| byte.eq_ignore_ascii_case(wanted));
                let skipped = (0..length).find(begins).unwrap_or(length);
                self.buffer.drain(..skipped);
                Ok(Some(malformed))
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        loop {
            match self.input.read(&mut chunk) {
                Ok(count) => {
                    self.buffer.extend_from_slice(&chunk[..count]);
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Offset behind the empty line that ends the header.
fn header_end(buffer: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', buffer).find_map(|at| {
        let rest = &buffer[at + 1..];
        if rest.starts_with(b"\n") { Some(at + 2) } else { rest.starts_with(b"\r\n").then_some(at + 3) }
    })
}

/// The length that the header says, in any case of letters, among any other headers, and behind the rest of a broken body.
fn content_length(header: &[u8]) -> Option<usize> {
    let mut at = find_length(header)?;
    while let Some(next) = find_length(&header[at + LENGTH.len()..]) {
        at += LENGTH.len() + next;
    }
    let value = header[at + LENGTH.len()..].split(|&byte| byte == b'\n').next()?;
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

fn find_length(text: &[u8]) -> Option<usize> {
    text.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH))
}

/// A message as strictly as tower-lsp reads it: what it could not read would end its input for good.
#[derive(Deserialize)]
struct Message {
    method: Option<String>,
    #[allow(dead_code, reason = "it has to be readable")]
    #[serde(default)]
    params: Value,
}

fn read(body: &[u8]) -> Result<(Cow<'_, [u8]>, bool), Frame> {
    let no_json = |error: &dyn std::fmt::Display| malformed(&format!("a body that is not JSON: {error}"), Id::Null, Fault::Parse);
    let text = std::str::from_utf8(body).map_err(|error| no_json(&error))?;
    let (text, value) = match serde_json::from_str::<Value>(text) {
        Ok(value) => (Cow::Borrowed(text), value),
        Err(error) => {
            let mended = without_lone_surrogates(text).ok_or_else(|| no_json(&error))?;
            let value = serde_json::from_str::<Value>(&mended).map_err(|error| no_json(&error))?;
            (Cow::Owned(mended), value)
        }
    };
    let id = value.get("id").map(Id::deserialize);
    let answerable = match &id {
        Some(Ok(id)) => id.clone(),
        _ => Id::Null,
    };
    let version = value.get("jsonrpc").and_then(Value::as_str) == Some("2.0");
    let method = value.get("method");
    if method.is_none() && (value.get("result").is_some() || value.get("error").is_some()) {
        // An answer of the client. It is never answered itself, or two sides could go on for ever.
        if let Err(error) = Response::deserialize(&value) {
            return Err(Frame::Malformed { reason: format!("an answer that cannot be read: {error}"), answer: None });
        }
    } else if !version || matches!(id, Some(Err(_))) || !Message::deserialize(&value).is_ok_and(|message| message.method.is_some()) {
        return Err(malformed("JSON that is not a JSON-RPC message", answerable, Fault::Request));
    }
    let is_exit = method.and_then(Value::as_str) == Some("exit") && id.is_none();
    let body = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    Ok((body, is_exit))
}

fn malformed(reason: &str, id: Id, fault: Fault) -> Frame {
    Frame::Malformed { reason: reason.to_owned(), answer: Some((id, fault)) }
}

/// Editors that keep text as UTF-16 can send half a character as `\ud83d`. JSON for Rust refuses it; U+FFFD has the same width.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::with_capacity(text.len());
    let (mut at, mut kept) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\ufffd");
                kept = at + 6;
                6
            }
            _ => 2,
        };
        at = at.min(text.len());
    }
    (kept > 0).then(|| mended + &text[kept..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bodies of the messages, and `!` for each thing that is none.
    fn frames(input: &[u8]) -> Vec<String> {
        let mut frames = Frames::new(input);
        let mut seen = Vec::new();
        while let Ok(Some(frame)) = frames.next() {
            seen.push(match frame {
                Frame::Message { body, .. } => String::from_utf8_lossy(&body).into_owned(),
                Frame::Malformed { .. } => "!".to_owned(),
            });
        }
        seen
    }

    const BODY: &str = r#"{"jsonrpc":"2.0","method":"a"}"#;

    #[test]
    fn headers_come_in_any_case_number_and_order() {
        let length = BODY.len();
        for header in [
            format!("Content-Length: {length}\r\n\r\n"),
            format!("content-length:{length}\r\n\r\n"),
            format!("CONTENT-LENGTH:   {length}  \n\n"),
            format!("X-One: 1\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {length}\r\nX-Two: 2\r\n\r\n"),
        ] {
            assert_eq!(frames(format!("{header}{BODY}{header}{BODY}").as_bytes()), [BODY, BODY], "{header}");
        }
    }

    #[test]
    fn after_a_broken_frame_the_next_one_is_read() {
        let length = BODY.len();
        let good = format!("Content-Length: {length}\r\n\r\n{BODY}");
        for broken in [
            format!("X-Other: 1\r\n\r\n{BODY}"),
            format!("Content-Length: many\r\n\r\n{BODY}"),
            format!("Content-Length: 99999999999999999999\r\n\r\n{BODY}"),
            format!("Content-Length: {}\r\n\r\n{BODY}", length - 5),
            format!("Content-Length: {}\r\n\r\n{BODY}", length + 9),
            "Content-Length: 0\r\n\r\n".to_owned(),
            "Content-Length: 5\r\n\r\n{{{{{".to_owned(),
            "Content-Length: 2\r\n\r\n[]".to_owned(),
            "Content-Length: 2\r\n\r\n{}".to_owned(),
            "x".repeat(3 * LONGEST_HEADER),
        ] {
            let seen = frames(format!("{broken}{good}{good}").as_bytes());
            assert!(seen.len() >= 3 && seen[0] == "!" && seen.ends_with(&[BODY.to_owned(), BODY.to_owned()]), "{broken:.60}: {seen:?}");
        }
        let mut bytes = b"Content-Length: 3\r\n\r\n\"\xff\"".to_vec();
        bytes.extend(good.as_bytes());
        assert_eq!(frames(&bytes), ["!", BODY]);
    }

    #[test]
    fn half_a_character_is_replaced_by_one_of_the_same_width() {
        assert_eq!(without_lone_surrogates(r"\ud83d\ude00 \\ud83d").as_deref(), None);
        assert_eq!(without_lone_surrogates(r"a\ud83d b\ude00\").as_deref(), Some(r"a\ufffd b\ufffd\"));
        assert_eq!(without_lone_surrogates(r"\ud83d\ud83d\ude00").as_deref(), Some(r"\ufffd\ud83d\ude00"));
    }

    #[test]
    fn a_broken_answer_is_not_answered() {
        let body = br#"{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}"#;
        let input = [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
        assert!(matches!(Frames::new(&input[..]).next(), Ok(Some(Frame::Malformed { answer: None, .. }))));
    }
}
