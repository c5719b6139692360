// One run of the server: from its start to its end.

import * as vscode from "vscode";
import { DidChangeConfigurationNotification, LanguageClient, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";

import type { Server } from "./lookup";
import { serverSettings } from "./settings";

/** The section of the settings, and the name under which the trace setting is looked up. */
export const SECTION = "stagewright";

/** How often a server that crashes is started again within three minutes. */
const MOST_RESTARTS = 4;

// Not the schemes of the left side of a diff and the like, which would list each finding twice.
const SCHEMES = ["file", "untitled", "vscode-vfs"];

/** Makes the client of a server; it is not started yet. */
export function createClient(server: Server, environment: NodeJS.ProcessEnv, log: vscode.LogOutputChannel): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: SCHEMES.map((scheme) => ({ scheme, language: "dockerfile" })),
    initializationOptions: settings(),
    outputChannel: log,
    traceOutputChannel: log,
    connectionOptions: { maxRestartCount: MOST_RESTARTS },
    // Who calls `start` shows what went wrong; without this the client would show it too.
    initializationFailedHandler: () => false,
    middleware: middleware(() => client),
  };
  const run = { command: server.path, args: ["lsp"], options: { env: environment } };
  const client = new LanguageClient(SECTION, SECTION, run, options);
  return client;
}

/** Ends a client, whatever state it is in. */
export async function endClient(client: LanguageClient, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await client.dispose();
  } catch (error) {
    // It had not started, or the process was gone already: there is nothing to end.
    log.debug(`The client ended with: ${String(error)}`);
  }
}

// By itself the client would send the whole section, with the server's path and environment in it.
function middleware(client: () => LanguageClient): Middleware {
  return {
    workspace: {
      configuration: (request) => request.items.map((item) => (item.section === SECTION ? settings() : null)),
      didChangeConfiguration: () => client().sendNotification(DidChangeConfigurationNotification.type, { settings: { [SECTION]: settings() } }),
    },
  };
}

function settings(): ReturnType<typeof serverSettings> {
  return serverSettings(vscode.workspace.getConfiguration(SECTION));
}
