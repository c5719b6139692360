// Entry point: wires commands and events to the supervisor.

import * as vscode from "vscode";

import { SECTION } from "./client";
import { Status } from "./status";
import { Supervisor } from "./supervisor";

let supervisor: Supervisor | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("stagewright", { log: true });
  const status = new Status();
  const own = new Supervisor(context.extensionPath, log, status);
  supervisor = own;
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand("stagewright.restartServer", () => own.restart()),
    vscode.commands.registerCommand("stagewright.showLog", () => log.show()),
    vscode.commands.registerCommand("stagewright.showVersion", () => {
      void vscode.window.showInformationMessage(`stagewright ${own.version}`);
      return own.version;
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      // The other settings reach the running server.
      if (event.affectsConfiguration(`${SECTION}.server`)) {
        await own.restart();
      }
    }),
    // Settings of the workspace that were left out so far count from now on.
    vscode.workspace.onDidGrantWorkspaceTrust(() => own.restart()),
  );
  await own.restart();
}

export async function deactivate(): Promise<void> {
  await supervisor?.stop();
}
