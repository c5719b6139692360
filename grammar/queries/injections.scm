; The fragments of a command make one text once the line continuations are left out.

((run_instruction
  (shell_command (shell_fragment) @injection.content))
  (#set! injection.language "bash")
  (#set! injection.combined))

((cmd_instruction
  (shell_command (shell_fragment) @injection.content))
  (#set! injection.language "bash")
  (#set! injection.combined))

((entrypoint_instruction
  (shell_command (shell_fragment) @injection.content))
  (#set! injection.language "bash")
  (#set! injection.combined))

((run_instruction
  (heredoc_block) @injection.content)
  (#set! injection.language "bash")
  (#set! injection.include-children))

((comment) @injection.content
  (#set! injection.language "comment"))
