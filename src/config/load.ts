import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Override, parseOverrides } from './override.ts';
import { ConfigError } from './problems.ts';
import { type Config, type ConfigName, configFiles, configNames } from './schema.ts';
import { type ConfigText, checkText } from './source.ts';

export { ConfigError };

/** The part of the configuration a running world takes changes of. */
export type ReloadableConfig = Pick<Config, 'balance' | 'factions'>;

export const reloadableNames = configNames.filter((name) => configFiles[name].reloads);

function shownPath(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return (fromHere.startsWith('..') ? file : fromHere).replaceAll('\\', '/');
}

/** Reads one file of a configuration directory. A missing file is no error. Throws ConfigError when unreadable. */
export function readConfigText(directory: string, name: ConfigName): ConfigText {
  const path = join(directory, configFiles[name].fileName);
  const file = shownPath(path);
  try {
    return { file, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { file, text: undefined };
    throw new ConfigError([`${file}: cannot be read (${code})`]);
  }
}

/** Told of what is wrong with a part that the program can do without, once it has been replaced. */
export type Warn = (warning: string) => void;

/**
 * Checks several files together. Throws one ConfigError with the problems of all of them. With `warn`, what a server
 * can start without is no problem but a warning.
 */
export function checkTexts(
  texts: ReadonlyMap<ConfigName, ConfigText>,
  overrides: readonly Override[],
  warn?: Warn,
): Partial<Config> {
  const problems: string[] = [];
  const warnings: string[] = [];
  const values: Partial<Record<ConfigName, unknown>> = {};
  for (const [name, text] of texts) {
    const ownOverrides = overrides.filter((override) => override.name === name);
    const checked = checkText(name, text, ownOverrides, warn !== undefined);
    problems.push(...checked.problems);
    warnings.push(...checked.warnings);
    values[name] = checked.values;
  }
  if (problems.length > 0) throw new ConfigError([...problems, ...warnings]);
  for (const warning of warnings) warn?.(warning);
  return values as Partial<Config>;
}

/** A configuration, and the texts that it was read from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly texts: ReadonlyMap<ConfigName, ConfigText>;
}

/**
 * Reads and checks a configuration directory. A missing file means its defaults, a missing directory is refused.
 * `settings` are the texts after each `--set`, as in `server.network.port=9000`.
 * Throws ConfigError listing every problem with file and line, what was found and what is allowed. With `warn`, a
 * faction whose mind cannot be read is led by plain rules, and `warn` is told instead.
 */
export function readConfig(directory: string, settings: readonly string[] = [], warn?: Warn): LoadedConfig {
  // A mistyped directory would otherwise start a server on the defaults, with nobody told.
  if (!existsSync(directory))
    throw new ConfigError([`${shownPath(directory)}: no such configuration directory`]);
  const { overrides, problems } = parseOverrides(settings);
  const texts = new Map<ConfigName, ConfigText>();
  for (const name of configNames) {
    try {
      texts.set(name, readConfigText(directory, name));
    } catch (error) {
      problems.push(...(error as ConfigError).problems);
    }
  }
  try {
    const config = checkTexts(texts, overrides, warn) as Config;
    if (problems.length === 0) return { config, texts };
  } catch (error) {
    problems.push(...(error as ConfigError).problems);
  }
  throw new ConfigError(problems);
}

/** The same for those who do not ask again. */
export function loadConfig(directory: string, settings: readonly string[] = [], warn?: Warn): Config {
  return readConfig(directory, settings, warn).config;
}
