// What of our settings the server gets to see.

/** The part of `vscode.WorkspaceConfiguration` that is needed here. */
export interface Section {
  get<T>(key: string): T | undefined;
}

export interface ServerSettings {
  readonly profile: string | null;
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
  readonly noImageFacts: boolean;
  readonly trustedRegistries: readonly string[];
  readonly devImages: readonly string[];
  readonly shellcheck: boolean;
}

/** The settings that say what is reported. Only these: what the user puts into the server's environment may well be secret. */
export function serverSettings(section: Section): ServerSettings {
  return {
    profile: section.get<string>("profile") ?? null,
    select: section.get<string[]>("select") ?? [],
    ignore: section.get<string[]>("ignore") ?? [],
    rules: section.get<Record<string, string>>("rules") ?? {},
    noImageFacts: section.get<boolean>("noImageFacts") ?? false,
    trustedRegistries: section.get<string[]>("trustedRegistries") ?? [],
    devImages: section.get<string[]>("devImages") ?? [],
    shellcheck: section.get<boolean>("shellcheck") ?? false,
  };
}

/** The server's environment: the editor's, with what the user adds. */
export function serverEnvironment(section: Section, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...inherited, ...section.get<Record<string, string>>("server.extraEnv") };
}
