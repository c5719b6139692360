//! Owns stdin and stdout: one thread reads, one writes, and neither ever makes the service wait.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Response};
use tower_lsp::lsp_types::Url;

use super::frames::{Fault, Frame, Frames};
use super::lifetime::Lifetime;
use super::{lock, log};

/// Messages that are read ahead. The service takes them as fast as they come, so this is only a bound.
const READ_AHEAD: usize = 256;

/// Reads frames on a thread of its own until `exit`, the end of the input, or an error.
pub fn read(input: impl Read + Send + 'static, outbox: Arc<Outbox>, lifetime: Arc<Lifetime>) -> Input {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    std::thread::spawn(move || {
        let mut frames = Frames::new(input);
        loop {
            match frames.next() {
                Ok(Some(Frame::Message { body, is_exit })) => {
                    if sender.blocking_send(framed(&body)).is_err() || is_exit {
                        break;
                    }
                }
                Ok(Some(Frame::Malformed { reason, answer })) => {
                    log(&format!("left out {reason}"));
                    if let Some((id, fault)) = answer {
                        let error = if fault == Fault::Parse { Error::parse_error() } else { Error::invalid_request() };
                        if let Ok(body) = serde_json::to_vec(&Response::from_error(id, error)) {
                            outbox.send(framed(&body));
                        }
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    log(&format!("stdin cannot be read: {error}"));
                    break;
                }
            }
        }
        drop(sender);
        lifetime.note_end_of_input();
    });
    Input { receiver, frame: Vec::new(), taken: 0 }
}

/// A message with its header.
pub fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    frame
}

/// The messages that the reading thread has accepted, as a stream of bytes.
pub struct Input {
    receiver: mpsc::Receiver<Vec<u8>>,
    frame: Vec<u8>,
    taken: usize,
}

impl AsyncRead for Input {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.taken == self.frame.len() {
            match self.receiver.poll_recv(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(frame)) => (self.frame, self.taken) = (frame, 0),
            }
        }
        let count = buffer.remaining().min(self.frame.len() - self.taken);
        buffer.put_slice(&self.frame[self.taken..self.taken + count]);
        self.taken += count;
        Poll::Ready(Ok(()))
    }
}

/// What waits to be written.
#[derive(Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// The newest diagnostics of each document that has any waiting: a client that reads nothing costs one message per document.
    diagnostics: HashMap<Url, Vec<u8>>,
    closed: bool,
    /// True when the writer has nothing left to do.
    finished: bool,
}

enum Waiting {
    Bytes(Vec<u8>),
    Diagnostics(Url),
}

impl Outbox {
    /// Queues whole frames.
    pub fn send(&self, frames: Vec<u8>) {
        lock(&self.queue).waiting.push_back(Waiting::Bytes(frames));
        self.changed.notify_all();
    }

    /// Queues the diagnostics of a document, in the place of any that still wait.
    pub fn publish(&self, uri: &Url, frame: Vec<u8>) {
        let mut queue = lock(&self.queue);
        if queue.diagnostics.insert(uri.clone(), frame).is_none() {
            queue.waiting.push_back(Waiting::Diagnostics(uri.clone()));
        }
        self.changed.notify_all();
    }

    /// Lets the writer finish what is queued, for at most so long.
    pub fn close(&self, patience: Duration) {
        let mut queue = lock(&self.queue);
        queue.closed = true;
        self.changed.notify_all();
        // A writer that is stuck in a full pipe ends with the process.
        _ = self.changed.wait_timeout_while(queue, patience, |queue| !queue.finished);
    }

    fn next(&self) -> Option<Vec<u8>> {
        let mut queue = lock(&self.queue);
        loop {
            match queue.waiting.pop_front() {
                Some(Waiting::Bytes(bytes)) => return Some(bytes),
                Some(Waiting::Diagnostics(uri)) => return queue.diagnostics.remove(&uri),
                None if queue.closed => return None,
                None => queue = self.changed.wait(queue).unwrap_or_else(std::sync::PoisonError::into_inner),
            }
        }
    }
}

/// Writes what the outbox holds on a thread of its own.
pub fn write(mut output: impl Write + Send + 'static, outbox: Arc<Outbox>, lifetime: Arc<Lifetime>) {
    std::thread::spawn(move || {
        let mut broken = false;
        while let Some(bytes) = outbox.next() {
            // A client that can never hear anything again has gone, even if its end of stdin is still open somewhere. What is left is taken
            // all the same, so that nothing piles up.
            if !broken && let Err(error) = output.write_all(&bytes).and_then(|()| output.flush()) {
                log(&format!("stdout cannot be written: {error}"));
                lifetime.note_end_of_input();
                broken = true;
            }
        }
        lock(&outbox.queue).finished = true;
        outbox.changed.notify_all();
    });
}

/// The service's side of the outbox. Its writer hands over whole frames at once, as nothing is ever refused.
pub struct Output(pub Arc<Outbox>);

impl AsyncWrite for Output {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.send(bytes.to_vec());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_one_publish_per_document_waits_and_it_is_the_newest() {
        let outbox = Outbox::default();
        let uris = ["untitled:a", "untitled:b"].map(|uri| Url::parse(uri).expect("an address"));
        outbox.send(b"first".to_vec());
        for version in 0..3000 {
            outbox.publish(&uris[version % 2], version.to_string().into_bytes());
        }
        outbox.send(b"last".to_vec());
        let waiting = lock(&outbox.queue).waiting.len();
        let written: Vec<Vec<u8>> = (0..waiting).filter_map(|_| outbox.next()).collect();
        assert_eq!(written, [&b"first"[..], b"2998", b"2999", b"last"]);
        outbox.publish(&uris[0], b"again".to_vec());
        assert_eq!(outbox.next().as_deref(), Some(&b"again"[..]));
    }
}
