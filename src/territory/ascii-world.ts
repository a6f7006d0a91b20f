import { validateWorld } from './validate-world.ts';
import {
  BORDER_LAND,
  BORDER_SEA,
  FACTION_MAX,
  RESOURCES,
  type Resource,
  type WorldDistrict,
  type WorldFile,
  WorldFileError,
} from './world-schema.ts';

/** What a drawn world says besides the drawing. Districts are named by their letter. */
export interface AsciiWorldOptions {
  name?: string;
  title?: string;
  /** Side of the square district drawn by one letter, in meters. */
  cellMeters?: number;
  /** Region name to its letters; without it all districts share one region. */
  regions?: Record<string, string[]>;
  /** Faction 1..7 to its letters; the first is its hub, letters in no list are neutral. */
  owners?: Record<number, string[]>;
  /** Strategic value per letter; 50 where nothing is said. */
  values?: Record<string, number>;
  /** Resource per letter; dealt out in order where nothing is said. */
  resources?: Record<string, Resource>;
  /** Named in errors. */
  file?: string;
  /** Line of the file that the drawing starts at, for errors. */
  firstLine?: number;
}

interface Letter {
  letter: string;
  row: number;
  column: number;
}

const METERS_PER_DIGIT = 1000;
const LETTER = /[A-Za-z]/;
const ACROSS = { step: [0, 1], land: '-', sea: '~', allowed: /[-~0-9]/ } as const;
const DOWN = { step: [1, 0], land: '|', sea: ':', allowed: /[|:0-9]/ } as const;

/**
 * Builds a world from a drawing: letters are square districts, `-` and `|` land borders, `~` and `:` sea
 * links, and a number on a link is its length in kilometers, otherwise the distance between the centers.
 *
 *     A--3--B
 *     |     |
 *     C--1--D
 *
 * Letters in the same text column stand in the same column of the world. Throws WorldFileError.
 */
export function worldFromAscii(lines: readonly string[], options: AsciiWorldOptions = {}): WorldFile {
  const file = options.file ?? 'drawing';
  const cell = options.cellMeters ?? METERS_PER_DIGIT;
  const drawing = new Drawing(lines, file, options.firstLine ?? 1);
  const letters = drawing.letters();
  const columns = [...new Set(letters.map((letter) => letter.column))].sort((a, b) => a - b);
  const rows = [...new Set(letters.map((letter) => letter.row))].sort((a, b) => a - b);
  const corner = (at: Letter) => [columns.indexOf(at.column) * cell, rows.indexOf(at.row) * cell] as const;
  const regions = options.regions ?? {
    [options.title ?? options.name ?? 'Drawn']: letters.map((at) => at.letter),
  };
  checkLetters(letters, options, regions, file);
  const world = {
    format: 'marchland-world',
    version: 1,
    name: options.name ?? 'drawn',
    title: options.title ?? options.name ?? 'Drawn world',
    provenance: { source: 'drawn by hand', licence: 'MIT', object: file, seed: 0, notes: [] },
    widthMeters: Math.max(1, columns.length) * cell,
    heightMeters: Math.max(1, rows.length) * cell,
    regions: Object.keys(regions).map((name) => ({ id: name, name })),
    districts: letters.map((at, i): WorldDistrict => {
      const [x, y] = corner(at);
      return {
        id: at.letter,
        name: at.letter,
        region: groupOf(Object.values(regions), at.letter),
        center: [x + Math.floor(cell / 2), y + Math.floor(cell / 2)],
        areaSquareMeters: cell * cell,
        strategicValue: options.values?.[at.letter] ?? 50,
        resource: options.resources?.[at.letter] ?? RESOURCES[i % RESOURCES.length],
        owner: ownerOf(options.owners ?? {}, at.letter),
        polygons: [[[i]]],
      };
    }),
    arcs: letters.map((at) => [...corner(at), cell, 0, 0, cell, -cell, 0, 0, -cell]),
    borders: drawing.links(letters).flatMap(({ a, b, meters, kind }) => {
      const [ax, ay] = corner(letters[a]);
      const [bx, by] = corner(letters[b]);
      return [a, b, meters || Math.abs(bx - ax) + Math.abs(by - ay), kind];
    }),
    controlPoints: letters.flatMap((at, district) => {
      const [x, y] = corner(at);
      const middle = y + Math.floor(cell / 2);
      const at1 = x + Math.floor(cell / 4);
      const at2 = x + Math.floor((cell * 3) / 4);
      return [
        { district, type: 'command_post', position: [at1, middle], radiusMeters: 50 },
        { district, type: 'supply_depot', position: [at2, middle], radiusMeters: 50 },
      ];
    }),
    hubs: Object.entries(options.owners ?? {}).map(([faction, [letter]]) => ({
      faction: Number(faction),
      district: letters.findIndex((at) => at.letter === letter),
    })),
  };
  return validateWorld(world, file);
}

function groupOf(groups: readonly string[][], letter: string): number {
  return groups.findIndex((group) => group.includes(letter));
}

function ownerOf(owners: Record<number, string[]>, letter: string): number {
  const entry = Object.entries(owners).find(([, group]) => group.includes(letter));
  return entry === undefined ? 0 : Number(entry[0]);
}

function checkLetters(
  letters: readonly Letter[],
  options: AsciiWorldOptions,
  regions: Record<string, string[]>,
  file: string,
): void {
  const drawn = letters.map((at) => at.letter);
  const refuse = (where: string, letter: string) => {
    if (drawn.includes(letter)) return;
    throw new WorldFileError(file, where, `"${letter}"`, `a letter of the drawing: ${drawn.join(' ')}`);
  };
  for (const [name, group] of Object.entries(regions))
    for (const letter of group) refuse(`region ${name}`, letter);
  for (const [faction, group] of Object.entries(options.owners ?? {})) {
    if (!(Number(faction) >= 1 && Number(faction) <= FACTION_MAX)) {
      throw new WorldFileError(
        file,
        `owner ${faction}`,
        `faction ${faction}`,
        `a faction from 1 to ${FACTION_MAX}`,
      );
    }
    for (const letter of group) refuse(`owner ${faction}`, letter);
  }
  for (const letter of Object.keys(options.values ?? {})) refuse('value', letter);
  for (const letter of Object.keys(options.resources ?? {})) refuse('resource', letter);
  for (const letter of drawn) {
    if (groupOf(Object.values(regions), letter) >= 0) continue;
    throw new WorldFileError(file, `district ${letter}`, 'no region', 'every letter in one region');
  }
}

class Drawing {
  private readonly lines: readonly string[];
  private readonly file: string;
  private readonly firstLine: number;
  /** Characters explained by a letter or a link; whatever is left over is a mistake in the drawing. */
  private readonly explained = new Set<string>();

  constructor(lines: readonly string[], file: string, firstLine: number) {
    this.lines = lines;
    this.file = file;
    this.firstLine = firstLine;
  }

  letters(): Letter[] {
    const found: Letter[] = [];
    this.lines.forEach((line, row) => {
      [...line].forEach((letter, column) => {
        if (!LETTER.test(letter)) return;
        if (found.some((at) => at.letter === letter))
          this.fail(row, column, `a second "${letter}"`, 'every letter once');
        found.push({ letter, row, column });
        this.explained.add(`${row},${column}`);
      });
    });
    if (found.length === 0) this.fail(0, 0, 'no letter', 'at least one district, drawn as a letter');
    return found;
  }

  links(letters: readonly Letter[]): { a: number; b: number; meters: number; kind: number }[] {
    const links = letters.flatMap((_, a) => [this.link(letters, a, ACROSS), this.link(letters, a, DOWN)]);
    this.refuseLeftovers();
    return links.filter((link) => link !== undefined);
  }

  private link(letters: readonly Letter[], a: number, direction: typeof ACROSS | typeof DOWN) {
    const [stepRow, stepColumn] = direction.step;
    let row = letters[a].row + stepRow;
    let column = letters[a].column + stepColumn;
    let marks = '';
    while (direction.allowed.test(this.at(row, column))) {
      marks += this.at(row, column);
      this.explained.add(`${row},${column}`);
      row += stepRow;
      column += stepColumn;
    }
    if (marks === '') return undefined;
    const b = letters.findIndex((at) => at.row === row && at.column === column);
    if (b < 0) this.fail(row, column, `"${this.at(row, column)}" at the end of a link`, 'a letter');
    const numbers = marks.match(/\d+/g) ?? [];
    if (numbers.length > 1) this.fail(row, column, `"${marks}"`, 'one number on a link');
    const kind = marks.includes(direction.sea) ? BORDER_SEA : BORDER_LAND;
    return { a, b, meters: Number(numbers[0] ?? 0) * METERS_PER_DIGIT, kind };
  }

  private refuseLeftovers(): void {
    this.lines.forEach((line, row) => {
      [...line].forEach((mark, column) => {
        if (mark === ' ' || this.explained.has(`${row},${column}`)) return;
        this.fail(row, column, `"${mark}" that belongs to no link`, 'letters, and links between two letters');
      });
    });
  }

  private at(row: number, column: number): string {
    return this.lines[row]?.[column] ?? ' ';
  }

  private fail(row: number, column: number, found: string, allowed: string): never {
    const where = `line ${this.firstLine + row}, column ${column + 1}`;
    throw new WorldFileError(this.file, where, found, allowed);
  }
}
