// The entry in the language status of a Dockerfile: `{}` at the right of the status bar.

import * as vscode from "vscode";

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem("stagewright", { language: "dockerfile" });

  constructor() {
    this.#item.name = "stagewright";
  }

  starting(): void {
    this.#show("stagewright starts", vscode.LanguageStatusSeverity.Information);
    this.#item.busy = true;
  }

  running(version: string, path: string): void {
    this.#show(`stagewright ${version}`, vscode.LanguageStatusSeverity.Information);
    this.#item.detail = path;
    this.#item.command = { command: "stagewright.showLog", title: "Log" };
  }

  stopped(reason: string): void {
    this.#show("stagewright is not running", vscode.LanguageStatusSeverity.Error);
    this.#item.detail = reason;
    this.#item.command = { command: "stagewright.restartServer", title: "Restart" };
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(text: string, severity: vscode.LanguageStatusSeverity): void {
    this.#item.text = text;
    this.#item.severity = severity;
    this.#item.busy = false;
    this.#item.detail = "";
    this.#item.command = undefined;
  }
}
