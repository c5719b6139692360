//! Owns what is read from the folder around a Dockerfile. It is the only reader of the file system below the command line and the server.

mod dockerignore;

pub use dockerignore::Dockerignore;

/// Facts from the folder around a file. Everything is optional: without a folder there are none.
pub trait Workspace: Send + Sync {
    /// The ignore file that applies to the build of this Dockerfile.
    fn dockerignore(&self) -> Option<&Dockerignore>;
}

/// No folder: a file that stands alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWorkspace;

impl Workspace for NoWorkspace {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        None
    }
}

/// The folder of a Dockerfile on disk, taken as the build context.
#[derive(Debug, Default)]
pub struct FolderWorkspace {
    dockerignore: Option<Dockerignore>,
}

impl FolderWorkspace {
    /// Reads the facts beside `dockerfile`. A file that is not there, or not readable, is a fact that is not known.
    pub fn beside(dockerfile: &std::path::Path) -> Self {
        // BuildKit prefers <Dockerfile name>.dockerignore beside the Dockerfile to the one of the context.
        let mut own = dockerfile.as_os_str().to_owned();
        own.push(".dockerignore");
        let shared = dockerfile.with_file_name(".dockerignore");
        let text = std::fs::read_to_string(own).or_else(|_| std::fs::read_to_string(shared)).ok();
        Self { dockerignore: text.map(|text| Dockerignore::parse(&text)) }
    }
}

impl Workspace for FolderWorkspace {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        self.dockerignore.as_ref()
    }
}
