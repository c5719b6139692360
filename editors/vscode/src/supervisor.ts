// Keeps at most one server running.

import { statSync } from "node:fs";
import { homedir } from "node:os";

import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";

import { createClient, endClient, SECTION } from "./client";
import { findServer, type Server, type Surroundings } from "./lookup";
import { serverEnvironment } from "./settings";
import type { Status } from "./status";
import { askVersion, explain } from "./version";

const INSTALL_PAGE = "https://github.com/stagewright/stagewright/blob/main/docs/editors.md";

export class Supervisor {
  readonly #extension: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #status: Status;
  #client: LanguageClient | undefined;
  #version: string | undefined;
  // Starts and stops wait for each other: two restarts in a row must not leave two servers behind.
  #turn: Promise<void> = Promise.resolve();

  constructor(extension: string, log: vscode.LogOutputChannel, status: Status) {
    this.#extension = extension;
    this.#log = log;
    this.#status = status;
  }

  /** What runs, in words. */
  get version(): string {
    return this.#version ?? "not running";
  }

  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#next(() => this.#stop());
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(step).catch((error: unknown) => this.#log.error(String(error)));
    return this.#turn;
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#version = undefined;
    if (client !== undefined) {
      await endClient(client, this.#log);
    }
  }

  async #start(): Promise<void> {
    this.#status.starting();
    const section = vscode.workspace.getConfiguration(SECTION);
    const server = findServer(section.get("server.path", ""), surroundings(this.#extension));
    if (server === undefined) {
      return this.#fail(explain(undefined, ""));
    }
    const environment = serverEnvironment(section, process.env);
    const answer = await askVersion(server, environment);
    if ("problem" in answer) {
      return this.#fail(explain(server, answer.problem));
    }
    this.#log.info(`Server ${answer.version}, ${server.origin}: ${server.path}`);
    const client = createClient(server, environment, this.#log);
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#follow(client, newState, answer.version, server));
    try {
      await client.start();
    } catch (error) {
      await this.#stop();
      this.#fail(explain(server, error instanceof Error ? error.message : String(error)));
    }
  }

  #follow(client: LanguageClient, state: State, version: string, server: Server): void {
    // A client that was replaced still reports its own end.
    if (client !== this.#client) {
      return;
    }
    switch (state) {
      case State.Starting:
        return this.#status.starting();
      case State.Running:
        this.#version = `${version} (${server.path})`;
        return this.#status.running(version, server.path);
      default:
        this.#version = undefined;
        // The client starts a crashed server again by itself, some times; then this is what stays.
        return this.#status.stopped("It ended unexpectedly; the log may say why.");
    }
  }

  #fail(message: string): void {
    this.#log.error(message);
    this.#status.stopped(message);
    // Not awaited: the message may stay open for hours.
    void this.#offerHelp(message);
  }

  async #offerHelp(message: string): Promise<void> {
    const [settings, log, install] = ["Open settings", "Show log", "How to install"];
    const choice = await vscode.window.showErrorMessage(message, settings, log, install);
    switch (choice) {
      case settings:
        await vscode.commands.executeCommand("workbench.action.openSettings", "stagewright.server");
        break;
      case log:
        this.#log.show();
        break;
      case install:
        await vscode.env.openExternal(vscode.Uri.parse(INSTALL_PAGE));
        break;
    }
  }
}

function surroundings(extension: string): Surroundings {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return {
    environment: process.env,
    platform: process.platform,
    home: homedir(),
    extension,
    workspace: folder?.uri.fsPath,
    isFile,
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Missing, or in a folder that may not be read: not usable either way.
    return false;
  }
}
