import { watch } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import {
  checkTexts,
  type LoadedConfig,
  type ReloadableConfig,
  readConfigText,
  reloadableNames,
} from './load.ts';
import { parseOverrides } from './override.ts';
import { ConfigError } from './problems.ts';
import type { ConfigName } from './schema.ts';
import type { ConfigText } from './source.ts';

const SETTLE_MILLISECONDS = 100;

export interface WatchOptions {
  /** The `--set` texts the server was started with; they keep winning over the files. */
  settings?: readonly string[];
  /** What the server has begun with. Without it, what the files hold now counts as in force. */
  running?: LoadedConfig;
}

export interface ConfigWatch {
  close(): void;
}

/**
 * Watches balance.yaml and factions.yaml. After a change both are checked whole: valid values that differ from those
 * in force go to `onChange`, anything else to `onRefused` and the values in force stay.
 * Does not keep the process alive. Throws what fs.watch throws when the directory cannot be watched.
 */
export function watchConfig(
  directory: string,
  onChange: (config: ReloadableConfig) => void,
  onRefused: (error: ConfigError) => void,
  { settings = [], running }: WatchOptions = {},
): ConfigWatch {
  const { overrides } = parseOverrides(settings);
  let texts = new Map<ConfigName, ConfigText>();
  let inForce: ReloadableConfig | undefined = running && reloadable(running.config);
  let settleTimer: NodeJS.Timeout | undefined;

  const readTexts = () => new Map(reloadableNames.map((name) => [name, readConfigText(directory, name)]));

  /** Whether the files are those that the running server has begun with, whatever it was told to be wrong in them. */
  const isAsBegun = (changed: Map<ConfigName, ConfigText>): boolean =>
    running !== undefined &&
    reloadableNames.every((name) => isDeepStrictEqual(changed.get(name), running.texts.get(name)));

  const check = (changed: Map<ConfigName, ConfigText>): ReloadableConfig => {
    for (const [name, { file, text }] of changed) {
      // A file moved away for a moment would otherwise put the defaults in force in a running world.
      if (text === undefined && texts.get(name)?.text !== undefined) {
        throw new ConfigError([`${file}: the file is gone; the values in force are kept until it is back`]);
      }
    }
    const config = checkTexts(changed, overrides) as ReloadableConfig;
    texts = changed;
    return config;
  };

  let lastSeen: Map<ConfigName, ConfigText> | undefined;
  const reload = (isStart: boolean) => {
    let config: ReloadableConfig;
    try {
      const changed = readTexts();
      // Other files of the directory wake the watch too: a refusal is told once per change of these two.
      if (isDeepStrictEqual(changed, lastSeen)) return;
      lastSeen = changed;
      if (isStart && isAsBegun(changed)) {
        texts = changed;
        return;
      }
      config = check(changed);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      onRefused(error);
      return;
    }
    const isNews = !isDeepStrictEqual(config, inForce) && !(isStart && running === undefined);
    inForce = config;
    if (isNews) onChange(config);
  };

  // The directory and not the files: an editor that renames a new file into place would end a watch on the old one.
  const watcher = watch(directory, { persistent: false }, () => {
    clearTimeout(settleTimer);
    settleTimer = setTimeout(reload, SETTLE_MILLISECONDS, false).unref();
  });
  watcher.on('error', (error) => {
    onRefused(new ConfigError([`${directory}: no longer watched for changes (${error.message})`]));
  });
  reload(true);

  return {
    close() {
      clearTimeout(settleTimer);
      watcher.close();
    },
  };
}

function reloadable({ balance, factions }: ReloadableConfig): ReloadableConfig {
  return { balance, factions };
}
