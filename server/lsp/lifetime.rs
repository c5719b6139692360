//! Owns when the process ends and with which code.
//!
//! Everything here is plain threads and channels: the end must come even if the runtime is stuck in a handler that never yields.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::{lock, log};

/// How long handlers, and later the writer, may still take once the end is decided.
pub const GRACE: Duration = Duration::from_millis(200);

/// How often the client's process is looked for.
const PARENT_CHECK: Duration = Duration::from_secs(1);

enum Event {
    /// No further message will come.
    EndOfInput,
    /// The service has answered everything.
    Served,
    /// The client told its process id.
    Parent(u32),
}

/// What the parts of the server report about the end.
pub struct Lifetime {
    shut_down: AtomicBool,
    events: Sender<Event>,
    receiver: Mutex<Receiver<Event>>,
}

impl Lifetime {
    /// A server that has just started.
    pub fn new() -> Self {
        let (events, receiver) = channel();
        Self { shut_down: AtomicBool::new(false), events, receiver: Mutex::new(receiver) }
    }

    /// The client asked for an orderly end.
    pub fn note_shutdown(&self) {
        self.shut_down.store(true, Ordering::SeqCst);
    }

    /// No further message will come: `exit`, the end of stdin, or a client that hears nothing any more.
    pub fn note_end_of_input(&self) {
        _ = self.events.send(Event::EndOfInput);
    }

    /// The service has answered everything.
    pub fn note_served(&self) {
        _ = self.events.send(Event::Served);
    }

    /// Ends the server when that process is gone. A process that cannot be seen now (the client runs in another container, say) is not watched.
    pub fn watch_parent(&self, process: u32) {
        if is_alive(process) {
            _ = self.events.send(Event::Parent(process));
        }
    }

    /// Blocks until the server has to end.
    pub fn wait(&self) {
        let receiver = lock(&self.receiver);
        let mut parent = None;
        loop {
            let event = match parent {
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(_) => receiver.recv_timeout(PARENT_CHECK),
            };
            match event {
                Ok(Event::Parent(process)) => parent = Some(process),
                Ok(Event::EndOfInput) => break,
                Ok(Event::Served) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) if parent.is_some_and(is_alive) => {}
                Err(RecvTimeoutError::Timeout) => {
                    log("the client's process is gone");
                    return;
                }
            }
        }
        let end = Instant::now() + GRACE;
        while let Ok(event) = receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if matches!(event, Event::Served) {
                return;
            }
        }
    }

    /// 0 if the client said `shutdown` before it left, as the protocol has it.
    pub fn exit_code(&self) -> ExitCode {
        if self.shut_down.load(Ordering::SeqCst) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Only Linux can say this without foreign code. Elsewhere the end of stdin, which comes with the end of the client, has to do.
fn is_alive(process: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    // The name in parentheses may hold anything; the state follows the last one. A zombie is a process that nobody has waited for yet.
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    !matches!(state, Some('Z' | 'X'))
}
