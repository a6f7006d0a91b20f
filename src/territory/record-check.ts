import { WorldFileError } from './world-schema.ts';

type JsonObject = Record<string, unknown>;

/** Shows a found value in at most one short line. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * Typed reads from parsed JSON for one file. Every refusal is a WorldFileError with the place it happened.
 * The checker is told once which item it is in and puts the place together only to refuse: writing out the
 * place of every value of a 3,106 district world would cost more than the checks themselves.
 */
export class RecordCheck {
  private readonly file: string;
  private list = '';
  private index = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** From here on places lie in item `index` of a list. */
  enter(list: string, index: number): void {
    this.list = list;
    this.index = index;
  }

  /** From here on places lie at the top of the file. */
  leave(): void {
    this.list = '';
  }

  /** Refuses the file; `path` leads from the current item and `found` is shown as it is. */
  fail(path: string, found: string, allowed: string): never {
    const item = this.list === '' ? '' : `${this.list}[${this.index}]`;
    const dot = item === '' || path === '' || path.startsWith('[') ? '' : '.';
    throw new WorldFileError(this.file, `${item}${dot}${path}` || 'world', found, allowed);
  }

  object(value: unknown, path: string, keys: readonly string[]): JsonObject {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(path, describeFound(value), `an object with ${keys.join(', ')}`);
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue;
      this.fail(path === '' ? key : `${path}.${key}`, `unknown key "${key}"`, keys.join(', '));
    }
    return value as JsonObject;
  }

  array(value: unknown, path: string): unknown[] {
    if (!Array.isArray(value)) this.fail(path, describeFound(value), 'a list');
    return value;
  }

  text(value: unknown, path: string): string {
    if (typeof value !== 'string' || value.length === 0) {
      this.fail(path, describeFound(value), 'a non-empty text');
    }
    return value;
  }

  integer(value: unknown, path: string, min: number, max: number): number {
    if (!isIntegerBetween(value, min, max)) {
      this.fail(path, describeFound(value), `an integer from ${min} to ${max}`);
    }
    return value;
  }

  oneOf<T extends string | number>(value: unknown, path: string, allowed: readonly T[]): T {
    if (!allowed.includes(value as T)) this.fail(path, describeFound(value), allowed.join(', '));
    return value as T;
  }
}

export function isIntegerBetween(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
