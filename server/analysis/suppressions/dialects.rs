//! Owns the forms of comments that silence findings, as each tool reads its own.

/// What of a file a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The next instruction, whatever stands between.
    Next,
    /// The stage of the next instruction.
    Stage,
    /// The whole file.
    File,
}

/// Which findings it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// Ids of rules, and of any tool.
    List(Vec<String>),
    /// All findings.
    All,
    /// All findings that Trivy has as well.
    Trivy,
}

/// Reads the body of a comment that is about instructions, stages or files, and no check of BuildKit.
pub fn read(body: &str) -> Option<(Reach, Names)> {
    let tool = body.split(char::is_whitespace).next().unwrap_or_default();
    let rest = body[tool.len()..].trim_start();
    match tool {
        "stagewright" => stagewright(rest),
        "hadolint" => hadolint(rest),
        _ if tool.eq_ignore_ascii_case("tally") => tally(rest),
        _ => checkov(body),
    }
}

/// Whether a comment is one of hadolint's.
pub fn is_hadolint(body: &str) -> bool {
    body.split_whitespace().next() == Some("hadolint")
}

/// `stagewright ignore=rule,rule -- reason`, `ignore-stage` and `ignore-file`.
fn stagewright(rest: &str) -> Option<(Reach, Names)> {
    let (key, names) = rest.split_once('=')?;
    let reach = match key.trim() {
        "ignore" => Reach::Next,
        "ignore-stage" => Reach::Stage,
        "ignore-file" => Reach::File,
        _ => return None,
    };
    list(name_list(names).0).map(|names| (reach, names))
}

/// `hadolint ignore=DL3006,SC2086`, `hadolint stage ignore=` and `hadolint global ignore=`.
fn hadolint(rest: &str) -> Option<(Reach, Names)> {
    let word = rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
    let (reach, rest) = match word {
        "global" => (Reach::File, rest[word.len()..].trim_start()),
        "stage" => (Reach::Stage, rest[word.len()..].trim_start()),
        _ => (Reach::Next, rest),
    };
    let names = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    list(name_list(names).0).map(|names| (reach, names))
}

/// `tally ignore=rule,rule;reason=text` and `tally global ignore=`, in any case. `all` stands for every rule, and a rule may have its tool before it.
fn tally(rest: &str) -> Option<(Reach, Names)> {
    let (key, names) = rest.split_once('=')?;
    let key = key.to_ascii_lowercase();
    let reach = match key.split_whitespace().collect::<Vec<_>>()[..] {
        ["ignore"] => Reach::Next,
        ["global", "ignore"] => Reach::File,
        _ => return None,
    };
    let (names, _) = name_list(names.split(';').next().unwrap_or_default());
    if names.iter().any(|name| name == "all") {
        return Some((reach, Names::All));
    }
    let plain = |name: String| ["hadolint/", "tally/"].iter().find_map(|tool| name.strip_prefix(tool)).unwrap_or(&name).to_owned();
    list(names.into_iter().map(plain).collect()).map(|names| (reach, names))
}

/// `checkov:skip=CKV_DOCKER_3,CKV_DOCKER_2:reason`, also under the tool's other names and behind other words. Wherever it stands, Checkov takes it
/// for the whole file.
fn checkov(body: &str) -> Option<(Reach, Names)> {
    let key = ["checkov:skip=", "bridgecrew:skip=", "cortex:skip="].iter().find_map(|key| Some(body.find(key)? + key.len()))?;
    let ids = body[key..].trim_start_matches(' ').split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ',').next().unwrap_or_default();
    list(ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()).map(|names| (Reach::File, names))
}

/// `trivy:ignore:DS-0002`, once or more, among other words; `DS002` and `AVD-DS-0002` are older forms of the same id. What is behind the id, such as a
/// date of expiry, is passed over: what a file means must not depend on the day.
pub fn trivy(body: &str) -> Option<Names> {
    let words = body.split(' ').map(|word| word.trim_start_matches(['#', '/', '*']));
    let mut names = Vec::new();
    for word in words {
        let Some(rest) = ["trivy:ignore:", "tfsec:ignore:"].iter().find_map(|key| word.strip_prefix(key)) else { continue };
        let id = rest.split([':', '[']).next().unwrap_or_default().to_ascii_uppercase();
        let id = id.strip_prefix("AVD-").unwrap_or(&id);
        let number = id.strip_prefix("DS").map(|number| number.trim_start_matches('-')).unwrap_or_default();
        if id == "*" || number == "*" {
            return Some(Names::Trivy);
        }
        if let Ok(number) = number.parse::<u16>() {
            names.push(format!("DS-{number:04}"));
        }
    }
    list(names)
}

fn list(names: Vec<String>) -> Option<Names> {
    (!names.is_empty()).then_some(Names::List(names))
}

/// The names of a list and the length of its text. Blanks behind commas are fine; the list ends behind the first word that no comma follows.
pub fn name_list(text: &str) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let mut end = 0;
    let mut at = 0;
    for part in text.split(',') {
        let word = part.split_whitespace().next().unwrap_or_default();
        if !word.is_empty() {
            end = at + part.find(word).unwrap_or_default() + word.len();
            names.push(word.to_owned());
        }
        if part.split_whitespace().nth(1).is_some() {
            break;
        }
        at += part.len() + 1;
    }
    (names, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(reach: Reach, names: &[&str]) -> Option<(Reach, Names)> {
        Some((reach, Names::List(names.iter().map(|name| (*name).to_owned()).collect())))
    }

    #[test]
    fn each_tool_has_its_own_form() {
        assert_eq!(read("stagewright ignore=a, b -- why"), some(Reach::Next, &["a", "b"]));
        assert_eq!(read("hadolint stage ignore=DL3006"), some(Reach::Stage, &["DL3006"]));
        assert_eq!(read("hadolint global  ignore = DL3006 # why"), some(Reach::File, &["DL3006"]));
        assert_eq!(read("hadolint shell=bash"), None);
        assert_eq!(
            read("TALLY ignore = hadolint/DL3006, buildkit/StageNameCasing;reason=a, b"),
            some(Reach::Next, &["DL3006", "buildkit/StageNameCasing"])
        );
        assert_eq!(read("tally global ignore=all"), Some((Reach::File, Names::All)));
        assert_eq!(read("tally shell=bash"), None);
        assert_eq!(read("checkov:skip=CKV_DOCKER_3,CKV_DOCKER_2: why, x"), some(Reach::File, &["CKV_DOCKER_3", "CKV_DOCKER_2"]));
        assert_eq!(read("why: bridgecrew:skip= CKV_DOCKER_7"), some(Reach::File, &["CKV_DOCKER_7"]));
        assert_eq!(read("checkov:skip=:why"), None);
    }

    #[test]
    fn trivys_ids_have_three_forms() {
        let expected = Some(Names::List(vec!["DS-0002".to_owned()]));
        for form in ["trivy:ignore:DS-0002", "trivy:ignore:ds002 why", "x #trivy:ignore:AVD-DS-0002:exp:2030-01-01", "tfsec:ignore:avd-ds-0002[a=b]"]
        {
            assert_eq!(trivy(form), expected, "{form}");
        }
        assert_eq!(trivy("trivy:ignore:DS-0002 trivy:ignore:DS-0026").map(|names| names != Names::Trivy), Some(true));
        assert_eq!(trivy("trivy:ignore:*"), Some(Names::Trivy));
        assert_eq!(trivy("trivy:ignore:AVD-AWS-0001"), None);
    }
}
