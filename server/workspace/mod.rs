//! Owns what is read from the folder around a Dockerfile. It is the only reader of the file system below the command line and the server.

pub mod compose;
mod config_file;
mod dockerignore;
mod folder;

use std::sync::Arc;

pub use config_file::{ConfigFile, ConfigKind, slashed};
pub use dockerignore::Dockerignore;
pub use folder::{FolderWorkspace, Folders};

/// Facts from the folder around a file. Everything is optional: without a folder there are none.
pub trait Workspace: Send + Sync {
    /// The ignore file that applies to the build of this Dockerfile.
    fn dockerignore(&self) -> Option<&Dockerignore>;

    /// Paths of the files in the folder, relative to it, with `/` between the parts and sorted. None when the folder is not known or too large to list.
    fn paths(&self) -> Option<&[Box<str>]> {
        None
    }

    /// The text of a file in the folder, by its relative path. None when it is not there, too large or no text.
    fn text(&self, _path: &str) -> Option<Arc<str>> {
        None
    }
}

/// No folder: a file that stands alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWorkspace;

impl Workspace for NoWorkspace {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        None
    }
}
