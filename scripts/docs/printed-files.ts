import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configPage, jsonSchemas } from '../../src/config/describe.ts';
import { withMetricsTable } from '../../src/ops/metric-families.ts';
import { type Figures, figuresTable } from './figures-table.ts';
import { exampleText } from './hacking-examples.ts';
import { fillMarks, type Printers } from './marks.ts';
import { peersSection } from './peers-section.ts';
import { limitsTable, TICK_TABLES } from './tick-tables.ts';
import { WIRE_EXAMPLES } from './wire-examples.ts';
import { WIRE_TABLES } from './wire-tables.ts';

/** A file that is printed, wholly or between marks, as it has to be. */
export interface PrintedFile {
  readonly path: string;
  readonly text: string;
}

/** Pages of prose with printed parts. */
const MARKED_PAGES = ['README.md', 'docs/WIRE.md', 'docs/TICK.md', 'docs/HACKING.md', 'docs/BENCHMARKS.md'];

/** Everything that is printed from the code in `root`. Throws when a page lacks a mark, or has one that is unknown. */
export function printedFiles(root: string): PrintedFile[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const printers: Printers = {
    ...WIRE_TABLES,
    ...WIRE_EXAMPLES,
    ...TICK_TABLES,
    limits: () => limitsTable(read('src/limits.ts')),
    figures: () => figuresTable(JSON.parse(read('docs/figures.json')) as Figures),
    peers: () => peersSection(readOrEmpty(join(root, 'docs/peers/results.json'))),
    component: () => exampleText(root, 'component'),
    system: () => exampleText(root, 'system'),
    message: () => exampleText(root, 'message'),
    knob: () => exampleText(root, 'knob'),
  };
  return [
    ...MARKED_PAGES.map((path) => ({ path, text: fillMarks(path, read(path), printers) })),
    { path: 'docs/OPERATIONS.md', text: withMetricsTable(read('docs/OPERATIONS.md')) },
    { path: 'docs/CONFIG.md', text: configPage() },
    ...Object.entries(jsonSchemas()).map(([name, schema]) => ({
      path: `config/schema/${name}`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    })),
  ];
}

/** Paths of the printed files whose text on disk is not what the code says. */
export function staleFiles(root: string): string[] {
  return printedFiles(root)
    .filter(({ path, text }) => readOrEmpty(join(root, path)) !== text)
    .map(({ path }) => path);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
