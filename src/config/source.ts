import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { schemaAt } from './describe.ts';
import { type Override, overridePlace } from './override.ts';
import { type Path, type Problem, pathText, problemsOf } from './problems.ts';
import { type Config, type ConfigName, configFiles } from './schema.ts';

/** The text of one configuration file; undefined when there is no such file. */
export interface ConfigText {
  /** The file as named in messages. */
  file: string;
  text: string | undefined;
}

/** The values of one file, or every reason why they cannot be used. */
export interface Checked<Name extends ConfigName> {
  values?: Config[Name];
  problems: string[];
  /** What is wrong in parts that were spared. */
  warnings: string[];
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** Where the deepest part of `path` present in the file begins: a key, or an entry of a list. */
function offsetOf(document: Document, path: Path): { offset: number; depth: number } {
  let node = resolved(document, document.contents);
  let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const [depth, key] of path.entries()) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) return { offset, depth };
      offset = (pair.key as Node).range?.[0] ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      if (next === undefined) return { offset, depth };
      offset = (next as Node).range?.[0] ?? offset;
    } else return { offset, depth };
    node = resolved(document, next);
  }
  return { offset, depth: path.length };
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Sets an own property; a plain assignment to `__proto__` would change the prototype and hide the key from the check.
 */
function setOwn(container: object, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Puts one override into the values of its file; answers why not where its path cannot be followed. */
function applyOverride(name: ConfigName, root: object, { path, value }: Override): string | undefined {
  let container: unknown = root;
  for (const [depth, key] of path.entries()) {
    const reached = pathText([name, ...path.slice(0, depth)]);
    if (!isContainer(container)) return `${reached} is a plain value, it has no "${key}"`;
    if (Array.isArray(container) && !Object.keys(container).includes(key)) {
      return `${reached} has ${container.length} entries counted from 0, "${key}" is not one of them`;
    }
    if (depth === path.length - 1) setOwn(container, key, value);
    else {
      // Starting from the default keeps the other entries when one entry of an absent list is set. The copy keeps
      // the change out of the default, and out of other sections that are aliases of this one.
      const preset = schemaAt(name, path.slice(0, depth + 1))?.safeParse(undefined).data ?? {};
      setOwn(container, key, structuredClone(Object.hasOwn(container, key) ? container[key] : preset));
    }
    container = container[key];
  }
  return undefined;
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((key, index) => String(path[index]) === String(key));
}

/**
 * Checks one file whole, overrides included. Never throws on bad text. With `spares`, parts that the program can do
 * without are replaced when they are wrong (see `Spared`), and told as warnings.
 */
export function checkText<Name extends ConfigName>(
  name: Name,
  { file, text }: ConfigText,
  overrides: readonly Override[],
  spares = false,
): Checked<Name> {
  const lines = new LineCounter();
  const document = parseDocument(text ?? '', { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const faults = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message,
  }));
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      faults.push({
        offset: node.range?.[0] ?? 0,
        message: `nothing before this is anchored as &${node.source}`,
      });
    },
  });
  if (faults.length > 0) {
    return {
      problems: faults.map(({ offset, message }) => `${file}:${lineOf(offset)}: not valid YAML: ${message}`),
      warnings: [],
    };
  }
  let raw: unknown;
  try {
    raw = document.toJS() ?? {};
  } catch (error) {
    return { problems: [`${file}: not valid YAML: ${(error as Error).message}`], warnings: [] };
  }
  const problems: string[] = [];
  for (const override of overrides) {
    const refusal = isContainer(raw) ? applyOverride(name, raw, override) : undefined;
    if (refusal !== undefined) problems.push(`${overridePlace(override)}: ${refusal}`);
  }

  const placed = ({ path, text: words }: Problem): { offset: number; line: string } => {
    const exact = overrides.find((override) => startsWith(path, override.path));
    const { offset, depth } = offsetOf(document, path);
    const below = overrides.find((override) => startsWith(override.path, path));
    const override = exact ?? (depth < path.length ? below : undefined);
    if (override !== undefined) {
      const rest = path.length > override.path.length ? ` ${pathText(path)}:` : '';
      return { offset: 0, line: `${overridePlace(override)}:${rest} ${words}` };
    }
    const place = text === undefined ? file : `${file}:${lineOf(offset)}`;
    const about = path.length === 0 ? '' : ` ${pathText(path)}:`;
    return { offset, line: `${place}:${about} ${words}` };
  };
  const { complete, schema, spares: spared } = configFiles[name];
  const told = (issues: readonly z.core.$ZodIssue[]): string[] => {
    const refused = issues.flatMap((issue) => problemsOf(name, raw, issue)).map(placed);
    const words = refused.sort((a, b) => a.offset - b.offset).map(({ line }) => line);
    // One wrong number can fail two checks that read the same to people.
    return [...new Set(words)];
  };
  const warnings: string[] = [];
  let result = schema.safeParse(raw);
  // Checks of parts against each other are made only when each is right by itself, hence again and again.
  while (spares && spared !== undefined && !result.success) {
    const parts = result.error.issues.map(({ path }) => spared.partAt(path));
    // Whoever gives a setting at a start is there to mend it.
    const isSet = ({ path }: z.core.$ZodIssue) =>
      overrides.some((override) => startsWith(path, override.path));
    if (parts.includes(undefined) || result.error.issues.some(isSet)) break;
    warnings.push(...told(result.error.issues).map((words) => `${words}; ${spared.effect}`));
    for (const part of parts) replaceAt(raw, part!, structuredClone(spared.instead));
    result = schema.safeParse(raw);
  }
  if (!result.success) problems.push(...told(result.error.issues));
  if (problems.length > 0) return { problems: [...new Set(problems)], warnings };
  const values = complete === undefined ? result.data : complete(result.data as never);
  return { values: values as Config[Name], problems, warnings };
}

/** Puts `value` in the place of what is at `path`. */
function replaceAt(root: unknown, path: Path, value: unknown): void {
  let container = root;
  for (const key of path.slice(0, -1)) container = (container as Record<PropertyKey, unknown>)[key];
  setOwn(container as object, String(path.at(-1)), value);
}
