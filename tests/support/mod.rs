//! Reading of the corpus, which is not part of the project. `STAGEWRIGHT_CORPUS` names the folder that holds it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde_json::Value;

/// The records of one file of the corpus; none when there is no corpus.
pub fn records(name: &str) -> Option<Vec<Value>> {
    let folder = PathBuf::from(std::env::var_os("STAGEWRIGHT_CORPUS")?);
    let file = std::fs::File::open(folder.join(name)).expect("the corpus has this file");
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    Some(lines.map(|line| serde_json::from_str(&line.expect("readable")).expect("JSON")).collect())
}
