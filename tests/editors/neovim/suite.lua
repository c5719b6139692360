-- Run by run.sh, in a headless Neovim whose working directory is a copy of the workspace and whose PATH has the server.
-- Nothing here sleeps: every wait is for a condition, and gives up after WAIT milliseconds.

local WAIT = 20000
local passed, failed = 0, 0

local function until_true(condition)
  return vim.wait(WAIT, condition, 20)
end

local function test(name, body)
  local ok, message = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
  end
  io.stdout:write((ok and 'ok    ' or 'FAIL  ') .. name .. (ok and '' or '\n' .. tostring(message)) .. '\n')
end

local function equal(actual, expected)
  if not vim.deep_equal(actual, expected) then
    error('expected ' .. vim.inspect(expected) .. ', got ' .. vim.inspect(actual), 2)
  end
end

-- The codes of the buffer's findings, sorted.
local function codes()
  local found = vim.tbl_map(function(diagnostic)
    return diagnostic.code
  end, vim.diagnostic.get(0))
  table.sort(found)
  return found
end

local function has(code)
  return vim.list_contains(codes(), code)
end

-- Puts the cursor on the first occurrence of the text, `offset` characters in.
local function go_to(text, offset)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  local line = vim.fn.search('\\V' .. vim.fn.escape(text, '\\'), 'cW')
  assert(line > 0, 'not in the buffer: ' .. text)
  local at = vim.api.nvim_win_get_cursor(0)
  vim.api.nvim_win_set_cursor(0, { at[1], at[2] + (offset or 0) })
end

local function line(number)
  return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1]
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

-- Applies the only action at the cursor with that title or of that kind.
local function apply(wanted)
  vim.lsp.buf.code_action({
    apply = true,
    context = wanted.kind and { only = { wanted.kind }, diagnostics = {} } or nil,
    filter = function(action)
      return wanted.title == nil or action.title == wanted.title
    end,
  })
end

vim.cmd('filetype on')
vim.lsp.enable('stagewright')

test('file types that Neovim does not know itself', function()
  for name, wanted in pairs({
    ['web.containerfile'] = 'dockerfile',
    containerfile = 'dockerfile',
    ['dockerfile.dev'] = 'dockerfile',
    ['dockerfile.md'] = 'markdown',
  }) do
    equal({ name, (vim.filetype.match({ filename = name })) }, { name, wanted })
  end
end)

vim.cmd.edit('services/web/Dockerfile')

local client
test('attaches to a Dockerfile', function()
  equal(vim.bo.filetype, 'dockerfile')
  assert(until_true(function()
    client = vim.lsp.get_clients({ bufnr = 0, name = 'stagewright' })[1]
    return client ~= nil and client.initialized
  end), 'no client')
  equal(client.server_info and client.server_info.name, 'stagewright')
end)

if client == nil then
  -- Everything below would only repeat that.
  io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
  os.exit(1)
end

test('takes the repository as root, not the folder of the Dockerfile', function()
  equal(vim.uv.fs_realpath(client.root_dir), vim.uv.fs_realpath(vim.fn.getcwd()))
end)

test('shows findings, with the rule as code', function()
  assert(until_true(function()
    return has('stage-name-casing') and has('from-as-casing') and has('legacy-key-value') and has('json-args')
  end), 'only ' .. vim.inspect(codes()))
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    equal(diagnostic.source, 'stagewright')
  end
end)

test('opens a hover', function()
  go_to('APP_MODE')
  vim.lsp.buf.hover()
  local text
  assert(until_true(function()
    text = floating_text()
    return text ~= nil
  end), 'no floating window')
  assert(text:find('APP_MODE') or text:find('ENV'), 'the hover says: ' .. text)
  vim.cmd.fclose()
end)

test('goes from COPY --from to the stage', function()
  go_to('--from=builder', #'--from=b')
  vim.lsp.buf.definition()
  assert(until_true(function()
    return vim.api.nvim_win_get_cursor(0)[1] == 1
  end), 'the cursor is in line ' .. vim.api.nvim_win_get_cursor(0)[1])
end)

test('renames a stage by a quick fix, and the finding goes', function()
  go_to('Builder')
  apply({ title = 'Rename the stage in lower case' })
  assert(until_true(function()
    return line(1) == 'FROM golang:1.24 AS builder'
  end), line(1))
  assert(until_true(function()
    return not has('stage-name-casing')
  end), 'the finding is still there')
  assert(has('legacy-key-value'), 'and took others with it')
end)

test('fixes everything that is safe at once', function()
  go_to('FROM debian')
  apply({ kind = 'source.fixAll.stagewright' })
  assert(until_true(function()
    return line(7) == 'ENV APP_MODE=production' and line(6) == 'FROM debian:bookworm-slim AS runtime'
  end), line(6) .. '\n' .. line(7))
  assert(until_true(function()
    return not has('legacy-key-value') and not has('from-as-casing')
  end), 'still ' .. vim.inspect(codes()))
end)

test('shares one server between two files of a repository', function()
  vim.cmd.edit({ 'services/api/Containerfile', bang = true })
  assert(until_true(function()
    return vim.lsp.get_clients({ bufnr = 0, name = 'stagewright' })[1] ~= nil
  end), 'not attached')
  assert(until_true(function()
    return has('json-args')
  end), 'no finding')
  equal(#vim.lsp.get_clients({ name = 'stagewright' }), 1)
end)

test('ends with the editor', function()
  vim.lsp.stop_client(vim.lsp.get_clients())
  assert(until_true(function()
    return #vim.lsp.get_clients() == 0
  end), 'the server does not stop')
end)

-- After the end of the first client, so that this one starts with settings of its own.
test('serves a single file outside any repository, and takes settings', function()
  vim.lsp.config('stagewright', {
    settings = { stagewright = { ignore = { 'json-args' }, rules = { ['legacy-key-value'] = 'hint' } } },
  })
  vim.cmd.edit({ vim.env.LONELY_FILE, bang = true })
  assert(until_true(function()
    return vim.list_contains(
      vim.tbl_map(function(diagnostic)
        return diagnostic.code .. ' ' .. vim.diagnostic.severity[diagnostic.severity]
      end, vim.diagnostic.get(0)),
      'legacy-key-value HINT'
    )
  end), 'no hint: ' .. vim.inspect(codes()))
  assert(not has('json-args'), 'json-args is not ignored')
  equal(vim.lsp.get_clients({ bufnr = 0 })[1].root_dir, nil)
  vim.lsp.stop_client(vim.lsp.get_clients())
  until_true(function()
    return #vim.lsp.get_clients() == 0
  end)
end)

io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
os.exit(failed == 0 and 0 or 1)
