import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CHRONICLE } from '../../components/chronicle.ts';

/** Kinds of chronicle rows that are about minds. */
export const MIND_KINDS: readonly number[] = [
  CHRONICLE.decision,
  CHRONICLE.option,
  CHRONICLE.input,
  CHRONICLE.operation,
  CHRONICLE.pact,
];

type Row = Readonly<Record<string, number>>;

/** What a history tells of minds, as the rows of the chronicle it was made from: tick, then the eight words. */
export function mindsWritten(directory: string): number[][] {
  const database = new Database(join(directory, 'history.db'), { readonly: true });
  const read = (table: string) =>
    database.prepare(`SELECT * FROM ${table} ORDER BY tick, ordinal`).all() as Row[];
  const decisions = read('ai_decisions').map((row) => [
    ...[row['tick'], CHRONICLE.decision, row['layer'], row['district'], row['faction'], row['chosen']],
    ...[row['number'], row['weighed'] | (row['origin'] << 16), row['score']],
  ]);
  const options = read('ai_options').flatMap((row) => [
    [
      ...[row['tick'], CHRONICLE.option, row['layer'] | (row['rank'] << 4), row['district'], row['faction']],
      ...[row['kind'], row['number'], row['other'] | (row['flags'] << 4), row['score']],
    ],
    ...inputRows(row),
  ]);
  const operations = read('ai_operations').map((row) => [
    ...[row['tick'], CHRONICLE.operation, row['event'], row['district'], row['faction'], row['template']],
    ...[row['number'], row['operation'] | (row['squads'] << 16), row['word']],
  ]);
  const pacts = read('ai_pacts').map((row) => [
    ...[row['tick'], CHRONICLE.pact, row['event'], -1, row['faction'], row['other'], 0, row['trust']],
    row['end_tick'],
  ]);
  database.close();
  return [...decisions, ...options, ...operations, ...pacts];
}

function inputRows(row: Row): number[][] {
  const bytes = row['inputs'] as unknown as Buffer | null;
  if (bytes === null) return [];
  // Eight numbers of two bytes each, the lower first, are four words.
  return [0, 1].map((part) => {
    const [first, second, third, fourth] = [0, 4, 8, 12].map((at) => bytes.readInt32LE(part * 16 + at));
    return [
      ...[row['tick'], CHRONICLE.input, row['rank'] | (part << 4), first, row['faction'], second],
      ...[row['number'], third, fourth],
    ];
  });
}
