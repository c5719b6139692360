-- Neovim finds Dockerfile, Dockerfile.*, *.dockerfile, Containerfile and Containerfile.* by itself, but not these.
vim.filetype.add({
  extension = {
    containerfile = 'dockerfile',
    Containerfile = 'dockerfile',
  },
  filename = {
    containerfile = 'dockerfile',
  },
  pattern = {
    -- Last of all, so that what follows the dot decides where it means something: dockerfile.md stays Markdown.
    ['dockerfile%..+'] = { 'dockerfile', { priority = -1 } },
    ['containerfile%..+'] = { 'dockerfile', { priority = -1 } },
  },
})
