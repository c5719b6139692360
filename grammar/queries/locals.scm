(source_file) @local.scope

(from_instruction as: (image_alias) @local.definition)
(env_pair name: (unquoted_string) @local.definition)
(arg_instruction name: (unquoted_string) @local.definition)

(variable) @local.reference
(image_name) @local.reference

((copy_instruction
  (param name: (param_name) @_name value: (param_value) @local.reference))
  (#eq? @_name "from"))
