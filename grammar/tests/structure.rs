//! The tree of each construct. Expectations are written by hand: the named nodes with their fields,
//! without the fields `keyword`, which only `unknown_instruction` shows in this form.

mod common;

use common::{SNIPPETS, nodes, parse};

/// Text and the tree of its root's children.
const TABLE: &[(&str, &str)] = &[
    // FROM
    ("FROM alpine", "(from_instruction (image_spec name: (image_name)))"),
    ("from a:1 as b", "(from_instruction (image_spec name: (image_name) tag: (image_tag)) as: (image_alias))"),
    (
        "FROM --platform=$P r:5000/a/b:1@sha256:c AS d",
        "(from_instruction (param name: (param_name) value: (param_value (expansion (variable)))) \
         (image_spec name: (image_name) tag: (image_tag) digest: (image_digest)) as: (image_alias))",
    ),
    ("FROM r:5000/a", "(from_instruction (image_spec name: (image_name)))"),
    (
        "FROM ${A:-x}/b:${C}",
        "(from_instruction (image_spec name: (image_name (expansion (variable) operator: (expansion_operator) word: (expansion_word))) \
         tag: (image_tag (expansion (variable)))))",
    ),
    ("FROM \"a:b\"", "(from_instruction (image_spec name: (image_name) tag: (image_tag)))"),
    ("FROM a AS", "(from_instruction (image_spec name: (image_name)))"),
    ("FROM a IS b", "(from_instruction (image_spec name: (image_name)) (unquoted_string) (unquoted_string))"),
    ("FROM a AS b c", "(from_instruction (image_spec name: (image_name)) as: (image_alias) (unquoted_string))"),
    ("FROM", "(from_instruction)"),
    ("FROM al\\\npine", "(from_instruction (image_spec name: (image_name (line_continuation))))"),
    ("FROM a \\\nAS b", "(from_instruction (image_spec name: (image_name)) (line_continuation) as: (image_alias))"),
    // RUN
    ("RUN a b", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN", "(run_instruction)"),
    ("RUN [\"a\", \"b\\n\"]", "(run_instruction (json_string_array (json_string) (json_string (escape_sequence))))"),
    ("RUN [\"a\",1]", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN [ -e x ] && y", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN ['a']", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN [\"a\"] b", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN []", "(run_instruction (json_string_array))"),
    (
        "RUN a \\\n  [ b ] \\\n# c\n\n d",
        "(run_instruction (shell_command (shell_fragment) (line_continuation) (shell_fragment) (line_continuation) (comment) \
         (line_continuation) (shell_fragment)))",
    ),
    (
        "RUN --mount=type=cache,ro,env=\"A B\" --network=none a",
        "(run_instruction (mount_param name: (param_name) value: (mount_param_param key: (mount_key) value: (mount_value)) \
         value: (mount_param_param key: (mount_key)) \
         value: (mount_param_param key: (mount_key) value: (mount_value (double_quoted_string)))) \
         (param name: (param_name) value: (param_value)) (shell_command (shell_fragment)))",
    ),
    (
        "RUN --mount=type=cache,\\\ntarget=/x y",
        "(run_instruction (mount_param name: (param_name) value: (mount_param_param key: (mount_key) value: (mount_value)) \
         (line_continuation) value: (mount_param_param key: (mount_key) value: (mount_value))) (shell_command (shell_fragment)))",
    ),
    ("RUN --mount=", "(run_instruction (mount_param name: (param_name)))"),
    ("RUN --mount", "(run_instruction (mount_param name: (param_name)))"),
    ("RUN --mount=a,,", "(run_instruction (mount_param name: (param_name) value: (mount_param_param key: (mount_key))))"),
    ("RUN -- --x", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN ls --mount=x", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN a\\\\\\\nUSER b", "(run_instruction (shell_command (shell_fragment))) (user_instruction user: (unquoted_string))"),
    ("RUN a \\\n # c", "(run_instruction (shell_command (shell_fragment)) (line_continuation) (comment))"),
    ("RUN a \\", "(run_instruction (shell_command (shell_fragment)) (line_continuation))"),
    // Heredocs
    (
        "RUN <<EOF\na\n\nEOF",
        "(run_instruction (shell_command (shell_fragment (heredoc_marker))) (heredoc_block (heredoc_line) (heredoc_line) (heredoc_end)))",
    ),
    (
        "RUN cat <<A 3<<-'B C' x\n1\nA\n\t2\n\tB C\nUSER z",
        "(run_instruction (shell_command (shell_fragment (heredoc_marker) (heredoc_marker))) \
         (heredoc_block (heredoc_line) (heredoc_end)) (heredoc_block (heredoc_line) (heredoc_end))) (user_instruction user: (unquoted_string))",
    ),
    ("RUN a << EOF\nEOF", "(run_instruction (shell_command (shell_fragment (heredoc_marker))) (heredoc_block (heredoc_end)))"),
    (
        "RUN a << \\\n  E\"O\"F)\nEOF)",
        "(run_instruction (shell_command (shell_fragment (heredoc_marker (line_continuation)))) (heredoc_block (heredoc_end)))",
    ),
    (
        "RUN <<EOF \\\n # c\n b\nEOF",
        "(run_instruction (shell_command (shell_fragment (heredoc_marker)) (line_continuation) (comment) (line_continuation) \
         (shell_fragment)) (heredoc_block (heredoc_end)))",
    ),
    ("RUN a <<- EOF", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN a <<<b c<<d \"<<e\" '<<f' $((1<<2)) \\<<g ${h^^}", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN a <<b '", "(run_instruction (shell_command (shell_fragment)))"),
    ("RUN <<EOF\na", "(run_instruction (shell_command (shell_fragment (heredoc_marker))) (heredoc_block (heredoc_line)))"),
    ("RUN <<EOF", "(run_instruction (shell_command (shell_fragment (heredoc_marker))) (heredoc_block))"),
    ("CMD <<EOF", "(cmd_instruction (shell_command (shell_fragment)))"),
    (
        "COPY --chmod=1 <<A <<B /c\n1\nA\n2\nB",
        "(copy_instruction (param name: (param_name) value: (param_value)) (path (heredoc_marker)) (path (heredoc_marker)) (path) \
         (heredoc_block (heredoc_line) (heredoc_end)) (heredoc_block (heredoc_line) (heredoc_end)))",
    ),
    ("COPY \"a <<E\" <<B /d\n1\nB", "(copy_instruction (path) (path) (path (heredoc_marker)) (path) (heredoc_block (heredoc_line) (heredoc_end)))"),
    (
        "ONBUILD RUN <<A\n1\nA",
        "(onbuild_instruction (run_instruction (shell_command (shell_fragment (heredoc_marker))) \
         (heredoc_block (heredoc_line) (heredoc_end))))",
    ),
    ("ONBUILD ONBUILD RUN <<A", "(onbuild_instruction (onbuild_instruction (run_instruction (shell_command (shell_fragment)))))"),
    // COPY, ADD, VOLUME
    (
        "COPY --link --from=b a#b $C /d",
        "(copy_instruction (param name: (param_name)) (param name: (param_name) value: (param_value)) (path) \
         (path (expansion (variable))) (path))",
    ),
    ("COPY -- -x y", "(copy_instruction (path) (path))"),
    ("COPY a -", "(copy_instruction (path) (path))"),
    ("COPY [\"a b\", \"/c\"]", "(copy_instruction (json_string_array (json_string) (json_string)))"),
    ("COPY ['a', '/b']", "(copy_instruction (path) (path))"),
    ("ADD https://x/y.git#main \\\n  C:\\\\", "(add_instruction (path) (line_continuation) (path))"),
    ("COPY --fr", "(copy_instruction (param name: (param_name)))"),
    ("VOLUME /a $B", "(volume_instruction (path) (path (expansion (variable))))"),
    ("VOLUME [\"/a\"]", "(volume_instruction (json_string_array (json_string)))"),
    // ENV, LABEL, ARG
    (
        "ENV A=1 B=\"x $C\" D='e' F= \"G H\"=$I",
        "(env_instruction (env_pair name: (unquoted_string) value: (unquoted_string)) \
         (env_pair name: (unquoted_string) value: (double_quoted_string (expansion (variable)))) \
         (env_pair name: (unquoted_string) value: (single_quoted_string)) (env_pair name: (unquoted_string)) \
         (env_pair name: (double_quoted_string) value: (unquoted_string (expansion (variable)))))",
    ),
    (
        "ENV A=a\"b\"'c'\\ d\\\"",
        "(env_instruction (env_pair name: (unquoted_string) \
         value: (unquoted_string (double_quoted_string) (single_quoted_string) (escape_sequence) (escape_sequence))))",
    ),
    (
        "ENV A b \"c\" $D",
        "(env_instruction (env_pair name: (unquoted_string) \
         value: (unquoted_string (double_quoted_string) (expansion (variable)))))",
    ),
    ("ENV A \"c d\"", "(env_instruction (env_pair name: (unquoted_string) value: (double_quoted_string)))"),
    ("ENV A", "(env_instruction (env_pair name: (unquoted_string)))"),
    ("ENV A=1 B", "(env_instruction (env_pair name: (unquoted_string) value: (unquoted_string)) (unquoted_string))"),
    ("ENV A=\"", "(env_instruction (env_pair name: (unquoted_string) value: (double_quoted_string)))"),
    (
        "ENV A=\"b\nUSER c",
        "(env_instruction (env_pair name: (unquoted_string) value: (double_quoted_string))) (user_instruction user: (unquoted_string))",
    ),
    (
        "ENV A=\"b \\\n# c\n d\" E=f",
        "(env_instruction (env_pair name: (unquoted_string) value: (double_quoted_string (line_continuation) (comment) (line_continuation))) \
         (env_pair name: (unquoted_string) value: (unquoted_string)))",
    ),
    (
        "ENV A=${B:-${C#x}} D=\\$E F=g$",
        "(env_instruction (env_pair name: (unquoted_string) value: (unquoted_string (expansion (variable) operator: (expansion_operator) \
         word: (expansion_word (expansion (variable) operator: (expansion_operator) word: (expansion_word)))))) \
         (env_pair name: (unquoted_string) value: (unquoted_string (escape_sequence))) \
         (env_pair name: (unquoted_string) value: (unquoted_string)))",
    ),
    (
        "ENV A=\"${B:-\"x}y\"}\"",
        "(env_instruction (env_pair name: (unquoted_string) value: (double_quoted_string (expansion (variable) \
         operator: (expansion_operator) word: (expansion_word (double_quoted_string))))))",
    ),
    (
        "ENV A=${B:-c d}",
        "(env_instruction (env_pair name: (unquoted_string) value: (unquoted_string (expansion (variable) \
         operator: (expansion_operator) word: (expansion_word)))) (unquoted_string))",
    ),
    (
        "LABEL a.b/c=\"d\" 'e f'=g#h",
        "(label_instruction (label_pair key: (unquoted_string) value: (double_quoted_string)) \
         (label_pair key: (single_quoted_string) value: (unquoted_string)))",
    ),
    ("LABEL a b c", "(label_instruction (label_pair key: (unquoted_string) value: (unquoted_string)))"),
    (
        "ARG A=1 B C=\"d\"",
        "(arg_instruction name: (unquoted_string) default: (unquoted_string) name: (unquoted_string) \
         name: (unquoted_string) default: (double_quoted_string))",
    ),
    ("ARG A # b", "(arg_instruction name: (unquoted_string) name: (unquoted_string) name: (unquoted_string))"),
    // The rest
    ("EXPOSE 80 1-2/udp $P 8/$T", "(expose_instruction (expose_port) (expose_port) (expansion (variable)) (expose_port (expansion (variable))))"),
    ("USER a b:c:d", "(user_instruction user: (unquoted_string) group: (unquoted_string))"),
    ("USER dom\\\\u", "(user_instruction user: (unquoted_string))"),
    ("USER :", "(user_instruction)"),
    ("WORKDIR /a b/${C:-d e}", "(workdir_instruction (path (expansion (variable) operator: (expansion_operator) word: (expansion_word))))"),
    ("STOPSIGNAL SIGRTMIN+3", "(stopsignal_instruction (unquoted_string))"),
    (
        "HEALTHCHECK --interval=5s \\\n CMD [ -e x ]",
        "(healthcheck_instruction (param name: (param_name) value: (param_value)) (line_continuation) \
         (cmd_instruction (shell_command (shell_fragment))))",
    ),
    ("HEALTHCHECK cmd --x", "(healthcheck_instruction (cmd_instruction (shell_command (shell_fragment))))"),
    ("HEALTHCHECK CMD [\"a\"]", "(healthcheck_instruction (cmd_instruction (json_string_array (json_string))))"),
    ("HEALTHCHECK none", "(healthcheck_instruction)"),
    ("HEALTHCHECK curl -f", "(healthcheck_instruction (unquoted_string) (unquoted_string))"),
    ("SHELL [\"a\"]", "(shell_instruction (json_string_array (json_string)))"),
    ("SHELL /bin/sh", "(shell_instruction (unquoted_string))"),
    ("MAINTAINER A B <c@d>", "(maintainer_instruction (unquoted_string))"),
    ("CROSS_BUILD x", "(cross_build_instruction (unquoted_string))"),
    ("ONBUILD", "(onbuild_instruction)"),
    ("ONBUILD FOO", "(onbuild_instruction (unknown_instruction keyword: (unknown_keyword)))"),
    ("CMD [", "(cmd_instruction (shell_command (shell_fragment)))"),
    // Unknown text and comments
    ("FRO", "(unknown_instruction keyword: (unknown_keyword))"),
    ("{{ template }}", "(unknown_instruction keyword: (unknown_keyword) (unquoted_string))"),
    ("RUNx y", "(unknown_instruction keyword: (unknown_keyword) (unquoted_string))"),
    ("RUN\u{a0}x", "(unknown_instruction keyword: (unknown_keyword))"),
    ("R\\\nUN x", "(run_instruction (line_continuation) (shell_command (shell_fragment)))"),
    ("\\\n RUN x", "(run_instruction (line_continuation) (shell_command (shell_fragment)))"),
    ("FO\\\nO x", "(unknown_instruction keyword: (unknown_keyword (line_continuation)) (unquoted_string))"),
    (
        "# escape=`\n# SYNTAX = a b \n# check=skip=all\n# c\nRUN a `\n b",
        "(comment (parser_directive name: (directive_name) value: (directive_value))) \
         (comment (parser_directive name: (directive_name) value: (directive_value))) \
         (comment (parser_directive name: (directive_name) value: (directive_value))) (comment) \
         (run_instruction (shell_command (shell_fragment) (line_continuation) (shell_fragment)))",
    ),
    ("\n# escape=`\nRUN a `", "(comment) (run_instruction (shell_command (shell_fragment)))"),
    ("# c\n# escape=`\nRUN a `", "(comment) (comment) (run_instruction (shell_command (shell_fragment)))"),
    ("# a=b\n# escape=`\nRUN a `", "(comment) (comment) (run_instruction (shell_command (shell_fragment)))"),
    ("# escape=\n", "(comment)"),
    (
        "# escape=`\nRUN C:\\ \\\n# escape=x\nCOPY a C:\\",
        "(comment (parser_directive name: (directive_name) value: (directive_value))) \
         (run_instruction (shell_command (shell_fragment))) (comment) (copy_instruction (path) (path))",
    ),
];

fn tree_of(text: &str) -> String {
    let tree = parse(text);
    let root = tree.root_node();
    let mut cursor = root.walk();
    let parts: Vec<String> = root.named_children(&mut cursor).map(|node| node.to_sexp()).collect();
    assert!(!root.has_error(), "{text:?} {}", root.to_sexp());
    parts.join(" ")
}

#[test]
fn trees() {
    for (text, expected) in TABLE {
        for newline in ["\n", "\r\n"] {
            let text = text.replace('\n', newline);
            assert_eq!(tree_of(&text), *expected, "{text:?}");
            assert_eq!(tree_of(&format!("{text}{newline}")), *expected, "{text:?} with a final newline");
            assert_eq!(tree_of(&format!("{text}{newline}{newline}")).is_empty(), expected.is_empty());
        }
    }
}

#[test]
fn every_snippet_is_free_of_errors() {
    for text in SNIPPETS {
        let tree = parse(text);
        for node in nodes(&tree) {
            assert!(!node.is_error() && !node.is_missing(), "{text:?} {node:?}");
        }
    }
}

/// The instruction's text without continuations and comments is what BuildKit joins.
fn joined(text: &str) -> Vec<String> {
    let tree = parse(text);
    let mut cursor = tree.walk();
    let mut lines = Vec::new();
    for instruction in tree.root_node().named_children(&mut cursor).filter(|n| n.kind() != "comment") {
        let mut line = String::new();
        let mut at = instruction.start_byte();
        for node in nodes(&tree) {
            let inside = node.start_byte() >= at && node.end_byte() <= instruction.end_byte();
            if inside && matches!(node.kind(), "line_continuation" | "comment") {
                let piece = &text[at..node.start_byte()];
                line += if node.kind() == "comment" { piece.trim_end() } else { piece };
                at = node.end_byte();
            }
        }
        lines.push(line + &text[at..instruction.end_byte()]);
    }
    lines
}

#[test]
fn joined_lines() {
    for (text, expected) in [
        ("RUN a\\\nb", &["RUN ab"][..]),
        ("RUN a \\\n  # c \\\n\n \n  b \\ \n c\nUSER d", &["RUN a   b  c", "USER d"]),
        ("  ENV A=\"b\\\n c\\\n# d\n e\" \\\n", &["ENV A=\"b c e\" "]),
        ("R\\\nUN x\\\n", &["RUN x"]),
        ("CMD [\"a\\\n b\", \\\n # x\n \"c\"]", &["CMD [\"a b\",  \"c\"]"]),
        ("COPY --fr\\\nom=a\\\n b \\\n\n\n/c", &["COPY --from=a b /c"]),
        ("USER a\\\n:\\\nb", &["USER a:b"]),
        ("RUN a \\\r\n  b\r\nUSER c\r\n", &["RUN a   b", "USER c"]),
    ] {
        assert_eq!(joined(text), expected, "{text:?}");
    }
}

#[test]
fn rows_of_instructions() {
    for (text, expected) in [
        ("RUN a \\\n\n\nUSER b\n", &[(0, 3)][..]),
        ("RUN a \\\n\n\n", &[(0, 2)]),
        ("RUN a \\\n# c\n", &[(0, 1)]),
        ("RUN a \\\n# c\n\n", &[(0, 2)]),
        ("RUN a \\\n", &[(0, 0)]),
        ("\n  RUN <<E\nx\nE\nUSER b\n", &[(1, 3), (4, 4)]),
        ("\\\nRUN a\n", &[(0, 1)]),
    ] {
        let tree = parse(text);
        let mut cursor = tree.walk();
        let rows: Vec<_> = tree.root_node().named_children(&mut cursor).map(|n| (n.start_position().row, n.end_position().row)).collect();
        assert_eq!(rows, expected, "{text:?}");
    }
}
