import { destination, type Logger, pino } from 'pino';
import type { ServerConfig } from '../config/schema.ts';

export type LogLevel = Exclude<ServerConfig['log']['level'], 'silent'>;

/** What another thread sends to main by `postMessage`, to be written there. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where finished lines go. */
export interface LogTarget {
  write(line: string): unknown;
}

const LEVEL_WIDTH = 5;
const PLAIN_WORD = /^[\w.:/@+%-]+$/;

/** Line ends and terminal codes in a client's words must not become lines or colors of the log. */
function harmless(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return PLAIN_WORD.test(value) ? value : harmless(JSON.stringify(value));
  return harmless(JSON.stringify(value) ?? 'undefined');
}

/** One record of pino as `time level text key=value …`. */
export function plainLine(json: string): string {
  const { time, level, text, fields = {}, ...bound } = JSON.parse(json);
  const pairs = Object.entries({ ...bound, ...fields }).map(
    ([key, value]) => `${harmless(key)}=${valueText(value)}`,
  );
  return `${[time, level.padEnd(LEVEL_WIDTH), harmless(text ?? ''), ...pairs].join(' ')}\n`;
}

/**
 * The log of the main thread: one plain line per entry. It writes at once, so that the last words before a crash are
 * not lost in a buffer. `target` is stdout when left out.
 */
export function createLog(level: ServerConfig['log']['level'], target?: LogTarget): Logger {
  const out: LogTarget = target ?? destination({ fd: 1, sync: true });
  return pino(
    {
      level,
      base: null,
      messageKey: 'text',
      // Fields have a place of their own: a field named `time` or `level` would replace the real one.
      nestedKey: 'fields',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (json: string) => out.write(plainLine(json)) },
  );
}

/** Writes what another thread has sent. */
export function writeEntry(log: Logger, { level, text, fields = {} }: LogEntry): void {
  log[level](fields, text);
}
