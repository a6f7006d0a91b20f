import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { CHRONICLE, CHRONICLE_WORDS, type Chronicle } from '../../components/chronicle.ts';
import { MIND_KINDS, mindsWritten } from './told-minds.ts';

/** A row of the chronicle with its tick in front. */
export type Told = readonly [tick: number, ...words: number[]];

/** What a tick told. */
export function rowsOf(tick: number, { count, words }: Chronicle): Told[] {
  return Array.from({ length: count }, (_, row) => [
    tick,
    ...words.slice(row * CHRONICLE_WORDS, (row + 1) * CHRONICLE_WORDS),
  ]);
}

/** Rows of the file: first tick, then as told. */
function written(directory: string): { firstTick: number; told: Told }[] {
  const database = new Database(join(directory, 'history.db'), { readonly: true });
  const rows = database
    .prepare(
      'SELECT first_tick, tick, kind, level, territory, faction, cause, actor, a, b FROM change ORDER BY tick, ordinal',
    )
    .raw()
    .all() as [number, ...number[]][];
  database.close();
  return rows.map(([firstTick, tick, ...words]) => ({ firstTick, told: [tick, ...words] as const }));
}

export const KIND = 1;
const DELTA = 7;
export const isInfluence = (told: Told) => told[KIND] === CHRONICLE.influence;

/** Throws unless the history in a directory tells everything in `told` exactly once, and all its sums are right. */
export function expectHistory(directory: string, told: readonly Told[]): void {
  const rows = written(directory);
  const others = (list: readonly Told[]) =>
    list
      .filter((row) => !isInfluence(row))
      .map(String)
      .sort();
  const isOfMinds = (row: Told) => MIND_KINDS.includes(row[KIND]);
  expect(others(rows.map((row) => row.told))).toEqual(others(told.filter((row) => !isOfMinds(row))));
  expect(others(mindsWritten(directory) as unknown as Told[])).toEqual(others(told.filter(isOfMinds)));
  const left = new Map<string, Told[]>();
  const keyOf = (row: Told) => row.slice(KIND, DELTA).join(' ');
  for (const row of told.filter(isInfluence)) {
    left.set(keyOf(row), [...(left.get(keyOf(row)) ?? []), row]);
  }
  for (const { firstTick, told: sum } of rows.filter((row) => isInfluence(row.told))) {
    const own = left.get(keyOf(sum)) ?? [];
    const parts = own.filter(([tick]) => tick >= firstTick && tick <= sum[0]);
    expect(
      parts.reduce((total, part) => total + part[DELTA], 0),
      String(sum),
    ).toBe(sum[DELTA]);
    expect([parts[0][0], parts.at(-1)![0], parts.at(-1)![DELTA + 1]]).toEqual([
      firstTick,
      sum[0],
      sum[DELTA + 1],
    ]);
    left.set(
      keyOf(sum),
      own.filter((row) => !parts.includes(row)),
    );
  }
  expect([...left.values()].flat()).toEqual([]);
}
