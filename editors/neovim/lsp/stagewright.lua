---@brief
---
--- https://github.com/stagewright/stagewright
---
--- A language server and linter for Dockerfiles that knows stages.
---
--- Install the `stagewright` program so that it is found on your `PATH`, then:
---
--- ```lua
--- vim.lsp.enable('stagewright')
--- ```
---
--- Rules are chosen in a `stagewright.toml` next to your Dockerfiles or above them. Without one, these settings count:
---
--- ```lua
--- vim.lsp.config('stagewright', {
---   settings = {
---     stagewright = {
---       ignore = { 'json-args' },
---       rules = { ['stage-name-casing'] = 'hint' },
---     },
---   },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'stagewright', 'lsp' },
  filetypes = { 'dockerfile' },
  -- The nearest folder that holds any of the first group wins, so that a repository with many images shares one
  -- server. A Dockerfile as a marker would give each of its folders a server of its own; it is only the second choice.
  -- With neither, Neovim starts the server without a root, which is enough for a single file.
  root_markers = {
    {
      'stagewright.toml',
      'docker-bake.hcl',
      'docker-bake.json',
      'compose.yaml',
      'compose.yml',
      'docker-compose.yaml',
      'docker-compose.yml',
      '.git',
    },
    { 'Dockerfile', 'Containerfile' },
  },
}
