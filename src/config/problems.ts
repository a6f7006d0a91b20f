import type { z } from 'zod';
import { allowedText, keysOf, knobRows, schemaAt } from './describe.ts';
import { type ConfigName, configFiles } from './schema.ts';

export type Path = readonly PropertyKey[];

/** A configuration that cannot be used. The message lists every problem, one per line. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A path as people write it: `factions[2].color`. */
export function pathText(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

/** Single-character changes (insert, delete, replace) that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[to.length];
}

/** The known name most like `word`, or undefined where none comes close enough to be what was meant. */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const distanceTo = (name: string) => editDistance(word.toLowerCase(), name.toLowerCase());
  const [nearest] = [...known].sort((a, b) => distanceTo(a) - distanceTo(b));
  const distanceMax = Math.max(2, Math.floor(word.length / 2));
  return nearest !== undefined && distanceTo(nearest) <= distanceMax ? nearest : undefined;
}

/** `unknown KIND "word"`, with the name that was probably meant or else the names there are. */
export function unknownName(
  kind: string,
  word: string,
  known: readonly string[],
  elsewhere?: string,
): string {
  const meant = elsewhere ?? nearestName(word, known);
  const hint = meant === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown ${kind} "${word}"; ${hint}`;
}

function unknownKey(name: ConfigName, path: Path, key: string): string {
  const { fileName } = configFiles[name];
  // A key right in itself but in the wrong section is told where it belongs.
  const elsewhere = knobRows().find((row) => row.file === fileName && row.path.split('.').at(-1) === key);
  return unknownName('key', key, keysOf(schemaAt(name, path)!), elsewhere?.path);
}

function foundText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length} entries`;
  if (typeof value === 'object') return 'a section';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}

/** One refusal: the path it is about and the words for it. */
export interface Problem {
  path: Path;
  text: string;
}

/** Words for what zod refused in one file; an issue with several unknown keys becomes several problems. */
export function problemsOf(name: ConfigName, raw: unknown, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      text: unknownKey(name, issue.path, key),
    }));
  }
  if (issue.code === 'custom') return [{ path: issue.path, text: issue.message }];
  const allowed = allowedText(schemaAt(name, issue.path)!);
  return [{ path: issue.path, text: `found ${foundText(valueAt(raw, issue.path))}, allowed: ${allowed}` }];
}
