//! Owns the language server: the only code that names tower-lsp and lsp-types. It builds service, guard, transport and runtime.
//!
//! tower-lsp polls everything on one task and gives up at the first broken frame or panic. The guard and the transport round it see to order, panics,
//! broken frames and the end of the process; the handlers turn one message into one question to `analysis`.

mod backend;
mod capabilities;
mod convert;
mod diagnostics;
#[cfg(test)]
mod dice;
mod documents;
mod due;
mod frames;
mod guard;
mod handlers;
mod lifetime;
mod log;
mod pending;
mod session;
mod settings;
mod shell;
mod transport;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::{Client, LanguageServer, LspService, Server};

use self::backend::Backend;
use self::guard::Guard;
use self::lifetime::{GRACE, Lifetime};
use self::log::log;
use self::session::Session;
use self::transport::{Outbox, Output};

/// With a low limit a few requests that wait would keep `$/cancelRequest` from being read; with 1 nothing could be cancelled at all.
const MOST_REQUESTS: usize = 256;

/// Serves one client over stdin and stdout, and returns the exit code of the process.
///
/// # Errors
/// When stdout or the runtime cannot be set up.
pub fn serve_stdio() -> io::Result<ExitCode> {
    let make = |client, outbox, lifetime| Backend::new(Session::new(client, outbox, lifetime));
    serve(make, io::stdin(), stdout()?)
}

/// stdout without the buffer of the standard library, which would write each frame in two pieces.
fn stdout() -> io::Result<File> {
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(own))
}

fn serve<S: LanguageServer>(
    make: impl FnOnce(Client, Arc<Outbox>, Arc<Lifetime>) -> S,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<ExitCode> {
    let (outbox, lifetime) = (Arc::new(Outbox::default()), Arc::new(Lifetime::new()));
    // One worker: the service is one task anyway, and what takes long goes to the threads for blocking work.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("stagewright").build()?;
    let (service, socket) = LspService::new(|client| make(client, Arc::clone(&outbox), Arc::clone(&lifetime)));
    let guard = Guard::new(service, Arc::clone(&lifetime));
    transport::write(output, Arc::clone(&outbox), Arc::clone(&lifetime));
    let input = transport::read(input, Arc::clone(&outbox), Arc::clone(&lifetime));
    let server = Server::new(input, Output(Arc::clone(&outbox)), socket).concurrency_level(MOST_REQUESTS);
    let served = Arc::clone(&lifetime);
    runtime.spawn(async move {
        server.serve(guard).await;
        served.note_served();
    });
    lifetime.wait();
    outbox.close(GRACE);
    // Handlers that are still busy end with the process.
    runtime.shutdown_background();
    Ok(lifetime.exit_code())
}

/// Locks, whether or not a panic has happened under the lock before: all that is kept under locks here is valid after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
