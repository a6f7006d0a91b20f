import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The requirement groups of the steps so far: first and last row of each. */
const GROUPS: readonly (readonly [letters: string, first: number, last: number])[] = [
  ['NW', 1, 94],
  ['TW', 1, 98],
  ['DA', 1, 24],
  ['DA', 33, 94],
  ['DA', 101, 152],
  ['CV', 1, 109],
  ['PF', 1, 8],
  ['PF', 18, 76],
];

const page = readFileSync('docs/COVERAGE.md', 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| (?:NW|TW|DA|CV|PF)-/.test(line))
  .map((line) => {
    const [ids, what, state, code, proof] = line.slice(2, -2).split(/ \| | \|(?= |$)/);
    return { ids: ids.trim().split(' '), what, state: state.trim(), code: code ?? '', proof: proof ?? '' };
  });

const filesIn = (text: string) => [...text.matchAll(/`([\w./-]+\/[\w./-]+\.\w+)`/g)].map((match) => match[1]);

test('every requirement of the groups has exactly one row', () => {
  const wanted = GROUPS.flatMap(([letters, first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => `${letters}-${String(first + i).padStart(3, '0')}`),
  );
  expect(rows.flatMap((row) => row.ids).sort()).toEqual(wanted.sort());
});

test('every file that is named is there', () => {
  const named = filesIn(page);
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

test('every row has one of the four states', () => {
  const odd = rows.filter(({ state }) => !/^(?:now|partly:|step [2-7]|otherwise:)/.test(state));
  expect(odd.map(({ ids, state }) => `${ids}: ${state}`)).toEqual([]);
});

test('what is covered now names its code and its test', () => {
  const bare = rows.filter(
    ({ state, code, proof }) =>
      /^(?:now|partly)/.test(state) &&
      state !== 'partly' &&
      filesIn(code).length === 0 &&
      filesIn(proof).length === 0,
  );
  expect(bare.map(({ ids }) => ids.join(' '))).toEqual([]);
  const untested = rows.filter(({ state, proof }) => /^now/.test(state) && filesIn(proof).length === 0);
  expect(untested.map(({ ids }) => ids.join(' '))).toEqual([]);
});
