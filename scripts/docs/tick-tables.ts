import { PART, RUNG_NAMES, RUNG_PRESSURE, RUNGS } from '../../components/overload.ts';
import { ROWS, type StoreSpec } from '../../components/store.ts';
import { STORES } from '../../components/tables.ts';
import * as limits from '../../src/limits.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { type Printers, table } from './marks.ts';

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function schedule(): string {
  return table(
    ['', 'Phase', 'System', 'Reads', 'Writes', 'Why here'],
    SCHEDULE.map(({ phase, name, reads, writes, because }, i) => [
      i + 1,
      phase,
      `[${name}](../systems/${kebab(name)}.ts)`,
      reads.join(', '),
      writes.join(', '),
      because,
    ]),
  );
}

/** The tick for people in a hurry: README.md. */
function scheduleInShort(): string {
  return table(
    ['Phase', 'System', 'Why here'],
    SCHEDULE.map(({ phase, name, because }) => [phase, `[${name}](systems/${kebab(name)}.ts)`, because]),
  );
}

function stores(): string {
  return table(
    ['Store', 'Rows', 'Column', 'Type', 'Unit and range'],
    Object.entries(STORES as Record<string, StoreSpec>).flatMap(([store, { rows, columns }]) =>
      Object.entries(columns).map(([column, { type, unit }]) => [
        store,
        `${rows} (${ROWS[rows]})`,
        `\`${column}\``,
        type,
        unit,
      ]),
    ),
  );
}

/** The overload ladder, with what each rung adds to those below it. */
function overloadLadder(): string {
  return table(
    ['Rung', 'Name', 'What the server does', 'Helps', 'Windows of overload', 'Pressure'],
    RUNGS.map(({ effect, helps, windows }, rung) => [
      rung,
      `\`${RUNG_NAMES[rung]}\``,
      effect,
      partsOf(helps),
      rung === 0 ? '' : windows,
      RUNG_PRESSURE[rung],
    ]),
  );
}

function partsOf(bits: number): string {
  return (Object.keys(PART) as (keyof typeof PART)[]).filter((name) => (bits & PART[name]) !== 0).join(', ');
}

/** Every limit with the words above it in `source`, the text of src/limits.ts. Throws when one has no words. */
export function limitsTable(source: string): string {
  const rows = Object.entries(limits).map(([name, value]) => {
    const words = source.match(new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport const ${name} `));
    if (!words) throw new Error(`src/limits.ts: found no comment above ${name}, which docs/TICK.md prints`);
    const text = words[1].replace(/\s*\n \* ?/g, ' ').trim();
    return [`\`${name}\``, value.toLocaleString('en-US'), text];
  });
  rows.sort((a, b) => source.indexOf(a[0].slice(1, -1)) - source.indexOf(b[0].slice(1, -1)));
  return table(['Limit', 'Value', 'Why'], rows);
}

export const TICK_TABLES: Printers = {
  schedule,
  'schedule-in-short': scheduleInShort,
  'overload-ladder': overloadLadder,
  stores,
};
