import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { worldFromAsciiFile } from './ascii-world-file.ts';
import { jsonErrorPosition } from './json-error-position.ts';
import { validateWorld } from './validate-world.ts';
import { type WorldFile, WorldFileError } from './world-schema.ts';

export type { WorldFile } from './world-schema.ts';
export { WorldFileError } from './world-schema.ts';

/**
 * Reads and checks a world: JSON, or a drawn map when the name ends in `.txt`.
 * Throws WorldFileError naming the file, the place in it, what was found and what is allowed.
 */
export function readWorldFile(path: string): WorldFile {
  const text = readText(path);
  if (path.endsWith('.txt')) return worldFromAsciiFile(text, path);
  return validateWorld(parseJson(text, path), path);
}

/**
 * Checks a world and writes it, one district, arc and control point per line so that a change of the world
 * is a readable diff. The file appears whole or not at all.
 */
export function writeWorldFile(path: string, world: WorldFile): void {
  validateWorld(world, path);
  // Renaming is atomic within a directory: a full disk or a kill never leaves half a world under the name.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, formatWorld(world));
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new WorldFileError(path, 'file', (cause as Error).message, 'a path that can be written');
  }
}

/** Reads a text file; throws WorldFileError when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WorldFileError(path, 'file', (cause as Error).message, 'a file that can be read');
  }
}

/** Parses JSON; throws WorldFileError with the line and column where it stops being JSON. */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const at = jsonErrorPosition(text) ?? { line: 1, column: 1 };
    const rest = text
      .split('\n')
      [at.line - 1].slice(at.column - 1, at.column + 19)
      .trimEnd();
    const found = rest === '' ? 'the end of the line' : `"${rest}"`;
    throw new WorldFileError(path, `line ${at.line}, column ${at.column}`, found, 'valid JSON');
  }
}

function formatWorld(world: WorldFile): string {
  const entries = Object.entries(world).map(([key, value]) => {
    if (key === 'borders')
      return `"borders":${formatLines(groupsOfFour(world.borders), (row) => row.join(','))}`;
    if (Array.isArray(value)) return `"${key}":${formatLines(value, (item) => JSON.stringify(item))}`;
    return `"${key}":${JSON.stringify(value)}`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

function formatLines<T>(items: readonly T[], format: (item: T) => string): string {
  return items.length === 0 ? '[]' : `[\n${items.map(format).join(',\n')}\n]`;
}

function groupsOfFour(numbers: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (let i = 0; i < numbers.length; i += 4) groups.push(numbers.slice(i, i + 4));
  return groups;
}
