import { mix32 } from '../src/maths/random.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { type FieldName, LAYOUT } from '../src/protocol/fields.ts';
import { PACKED, readPacked, writePacked } from '../src/protocol/packed.ts';
import { assertWork } from './failure.ts';

/** What lists of records cost and take, for lists as long as they are in a brawl and on patrol. */
export interface ListCost {
  readonly list: string;
  readonly records: number;
  readonly bytesPerRecord: number;
  readonly writeNsPerRecord: number;
  readonly readNsPerRecord: number;
}

const CASES: readonly (readonly [keyof typeof LAYOUT, number])[] = [
  ['turn', 1],
  ['turn', 4],
  ['turn', 33],
  ['aim', 8],
  ['hurt', 2],
  ['whole', 10],
];

const ENTITIES = 512;
const SECTOR_UNITS = 409_600;
const SPEED_UNITS = 683;
const LISTS = 64;
const PASSES = 20;
const ROUNDS = 30;

/** Each column drawn from what the field holds in a fight. */
const SPANS: Record<FieldName, readonly [from: number, span: number]> = {
  vx: [-SPEED_UNITS, 2 * SPEED_UNITS + 1],
  vy: [-SPEED_UNITS, 2 * SPEED_UNITS + 1],
  x: [0, SECTOR_UNITS],
  y: [0, SECTOR_UNITS],
  kind: [1, 2],
  faction: [0, 8],
  generation: [0, 6],
  harm: [0, 256],
  target: [0, ENTITIES],
  age: [0, 30],
  ahead: [1, 30],
};

export function measureLists(): ListCost[] {
  let draws = 0;
  const below = (bound: number) => mix32(++draws) % bound;
  const columns = Object.fromEntries(
    Object.entries(SPANS).map(([name, [from, span]]) => [
      name,
      Int32Array.from({ length: ENTITIES + 1 }, () => from + below(span)),
    ]),
  );
  return CASES.map(([kind, records]) => {
    const lists = Array.from({ length: LISTS }, () => {
      const ids = new Set<number>();
      while (ids.size < records) ids.add(1 + below(ENTITIES));
      return Int32Array.from(ids).sort();
    });
    return measure(
      kind,
      records,
      lists,
      LAYOUT[kind].map(({ name }) => columns[name]),
    );
  });
}

function measure(
  kind: keyof typeof LAYOUT,
  records: number,
  lists: readonly Int32Array[],
  columns: readonly Int32Array[],
): ListCost {
  const to = new ByteWriter(new Uint8Array(LISTS * records * 32));
  const from = new ByteReader(to.bytes);
  const layout = PACKED[kind];
  const sink = { sum: 0, records: 0 };
  const take = (into: typeof sink, id: number) => {
    into.sum += id;
    into.records++;
  };
  let writeMs = Infinity;
  let readMs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    let start = performance.now();
    for (let pass = 0; pass < PASSES; pass++) {
      to.reset();
      for (const ids of lists) writePacked(to, layout, ids, 0, records, columns, 0, 0);
    }
    writeMs = Math.min(writeMs, performance.now() - start);
    start = performance.now();
    sink.records = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      from.reset(to.bytes, 0, to.at);
      while (from.left > 0) readPacked(from, layout, records, 0, 0, take, sink);
    }
    readMs = Math.min(readMs, performance.now() - start);
    assertWork(sink.records === PASSES * LISTS * records, `packing: ${sink.records} records were read`);
  }
  const perRecord = (ms: number) => Number(((ms * 1e6) / (PASSES * LISTS * records)).toFixed(1));
  return {
    list: `${kind} x ${records}`,
    records,
    bytesPerRecord: Number((to.at / (LISTS * records)).toFixed(2)),
    writeNsPerRecord: perRecord(writeMs),
    readNsPerRecord: perRecord(readMs),
  };
}
