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

/** Checks several files together. Throws one ConfigError with the problems of all of them. */
export function checkTexts(
  texts: ReadonlyMap<ConfigName, ConfigText>,
  overrides: readonly Override[],
): Partial<Config> {
  const problems: string[] = [];
  const values: Partial<Record<ConfigName, unknown>> = {};
  for (const [name, text] of texts) {
    const ownOverrides = overrides.filter((override) => override.name === name);
    const checked = checkText(name, text, ownOverrides);
    problems.push(...checked.problems);
    values[name] = checked.values;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Partial<Config>;
}

/**
 * Reads and checks a configuration directory. A missing file means its defaults, a missing directory is refused.
 * `settings` are the texts after each `--set`, as in `server.network.port=9000`.
 * Throws ConfigError listing every problem with file and line, what was found and what is allowed.
 */
export function loadConfig(directory: string, settings: readonly string[] = []): Config {
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
    const config = checkTexts(texts, overrides) as Config;
    if (problems.length === 0) return config;
  } catch (error) {
    problems.push(...(error as ConfigError).problems);
  }
  throw new ConfigError(problems);
}
