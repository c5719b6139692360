//! Owns the question whether an image has a shell, which several rules ask before they say that something cannot start.

use super::Context;
use super::bases::certain_word;
use super::copies::{file_copy, file_name, is_pattern};
use crate::knowledge::images;
use crate::model::stage::{Base, Stage};
use crate::syntax::Keyword;

/// What a stage without a shell is built on, in words, as an instruction finds it. None when there is a shell, or when one may have been copied in.
/// `program` is what the instruction starts: a file of that name is no shell and no folder that holds one.
pub fn base_without_shell(context: &Context, stage: &Stage, before: usize, program: &str) -> Option<String> {
    let (chain, base) = context.model.base_chain(stage);
    let lowest = chain.last()?;
    let name = match base {
        Base::Scratch => "scratch".to_owned(),
        Base::Image(image) if images::family(image).is_some_and(|family| family.shell.as_deref() == Some("none")) => image.as_str().to_owned(),
        _ => return None,
    };
    certain_word(context, lowest)?;
    let earlier = chain.iter().flat_map(|stage| stage.items.clone().take_while(|index| *index < before).map(|index| (stage.index, index)));
    (!earlier.into_iter().any(|(stage, index)| may_bring_shell(context, stage, index, program))).then_some(name)
}

fn may_bring_shell(context: &Context, stage: usize, index: usize, program: &str) -> bool {
    let item = &context.file.items()[index];
    match item.keyword {
        // What runs in exec form can unpack or link whatever it likes.
        Keyword::Run => item.instruction.is_json(),
        Keyword::Shell | Keyword::Add | Keyword::Unknown => true,
        Keyword::Copy => copies_shell(context, stage, index, program),
        _ => false,
    }
}

fn copies_shell(context: &Context, stage: usize, index: usize, program: &str) -> bool {
    const SHELLS: [&str; 5] = ["sh", "bash", "ash", "dash", "busybox"];
    let item = &context.file.items()[index];
    let Some(copy) = file_copy(index, item, stage) else { return true };
    let Some(target) = copy.target(context) else { return true };
    if SHELLS.contains(&file_name(&target)) || copy.paths().any(|source| SHELLS.contains(&file_name(&source.text))) {
        return true;
    }
    let holds_programs = matches!(&*target, "/" | "/bin" | "/usr" | "/usr/bin" | "/busybox");
    // Only a file that is named cannot be a folder with a shell in it.
    let is_file = |name: &str| !is_pattern(name) && !name.is_empty() && (name == file_name(program) || name.trim_start_matches('.').contains('.'));
    holds_programs && !copy.paths().all(|source| is_file(file_name(&source.text)))
}
