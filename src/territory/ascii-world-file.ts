import { type AsciiWorldOptions, worldFromAscii } from './ascii-world.ts';
import { describeFound } from './record-check.ts';
import { RESOURCES, type Resource, type WorldFile, WorldFileError } from './world-schema.ts';

const KEYS = ['name: TEXT', 'title: TEXT', 'cell: METERS', 'region NAME: LETTERS', 'owner FACTION: LETTERS'];
const LETTER_KEYS = ['value NUMBER: LETTERS', 'resource KIND: LETTERS'];
const ALLOWED = [...KEYS, ...LETTER_KEYS, 'or an empty line before the drawing'].join('; ');

/**
 * Reads a drawn world: header lines `key: value`, an empty line, then the drawing of worldFromAscii.
 * Lines starting with `#` in the header are remarks. Throws WorldFileError with the line.
 */
export function worldFromAsciiFile(text: string, file: string): WorldFile {
  const lines = text.split(/\r?\n/);
  const empty = lines.findIndex((line) => line.trim() === '');
  if (empty < 0)
    throw new WorldFileError(file, 'file', 'no empty line', 'a header, an empty line, a drawing');
  const options: AsciiWorldOptions = { file, firstLine: empty + 2 };
  lines.slice(0, empty).forEach((line, i) => {
    if (!line.startsWith('#')) readHeaderLine(line, `line ${i + 1}`, options);
  });
  return worldFromAscii(lines.slice(empty + 1), options);
}

function readHeaderLine(line: string, where: string, options: AsciiWorldOptions): void {
  const file = options.file ?? '';
  const match = /^(\w+)(?: ([^:]+))?:\s*(.+?)\s*$/.exec(line);
  const [key, argument, value] = match === null ? ['', '', ''] : match.slice(1);
  const letters = value.split(/\s+/);
  if (key === 'name' && !argument) options.name = value;
  else if (key === 'title' && !argument) options.title = value;
  else if (key === 'cell' && !argument) options.cellMeters = readInteger(value, where, file, 200, 100_000);
  else if (key === 'region' && argument) options.regions = { ...options.regions, [argument]: letters };
  else if (key === 'owner' && argument) {
    options.owners = { ...options.owners, [readInteger(argument, where, file, 1, 7)]: letters };
  } else if (key === 'value' && argument) {
    const strategicValue = readInteger(argument, where, file, 1, 100);
    options.values = { ...options.values, ...perLetter(letters, strategicValue) };
  } else if (key === 'resource' && RESOURCES.includes(argument as Resource)) {
    options.resources = { ...options.resources, ...perLetter(letters, argument as Resource) };
  } else if (key === 'resource') {
    throw new WorldFileError(file, where, describeFound(argument), RESOURCES.join(', '));
  } else throw new WorldFileError(file, where, describeFound(line), ALLOWED);
}

function perLetter<T>(letters: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(letters.map((letter) => [letter, value]));
}

function readInteger(text: string, where: string, file: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new WorldFileError(file, where, describeFound(text), `an integer from ${min} to ${max}`);
}
