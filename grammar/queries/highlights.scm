; Keywords. The anonymous nodes are upper case whatever the file says.

[
  "FROM" "AS" "RUN" "CMD" "LABEL" "EXPOSE" "ENV" "ADD" "COPY" "ENTRYPOINT"
  "VOLUME" "USER" "WORKDIR" "ARG" "ONBUILD" "STOPSIGNAL" "HEALTHCHECK" "NONE"
  "SHELL" "MAINTAINER" "CROSS_BUILD"
] @keyword

(unknown_keyword) @keyword.invalid

; Comments and directives.

(comment) @comment
(directive_name) @keyword.directive
(directive_value) @string.special

; Stages and images.

(image_name) @type
(image_alias) @label
(image_tag ":" @punctuation.delimiter) @constant
(image_digest "@" @punctuation.delimiter) @constant

; Flags.

(param "--" @punctuation.special)
(mount_param "--" @punctuation.special)
(param_name) @attribute
(mount_key) @attribute
(param_value) @string.special
(mount_value) @string.special

; Names and values.

(env_pair name: (_) @property)
(label_pair key: (_) @property)
(arg_instruction name: (_) @property)
(user_instruction user: (_) @constant)
(user_instruction group: (_) @constant)
(expose_port) @number
(stopsignal_instruction (unquoted_string) @constant)
(path) @string.special.path

; Strings and expansions.

[
  (double_quoted_string)
  (single_quoted_string)
  (json_string)
  (heredoc_line)
] @string

(escape_sequence) @string.escape
(expansion ["$" "{" "}"] @punctuation.special)
(expansion_operator) @operator
(variable) @variable

; Heredocs and structure.

[(heredoc_marker) (heredoc_end)] @label
(line_continuation) @punctuation.special
["=" "," "[" "]"] @punctuation.delimiter
