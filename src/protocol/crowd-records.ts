import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * What the channels of higher sector scales tell: how many units of a faction are in a cell. Which faction and which
 * scale the channel says.
 */

/** Kind of the record, in its first byte; the kinds below are in ai-records.ts. */
export const CROWD_RECORD = { crowd: 14 } as const;

export const CROWD_RECORDS = [
  {
    kind: CROWD_RECORD.crowd,
    name: 'crowd',
    body: 'x varint, y varint, count varint',
    meaning:
      'so many units of the faction are in the cell of the scale that the channel names; x and y count cells from the ' +
      "world's north-west corner",
  },
] as const;

/** Units of a faction in a cell of a scale. */
export interface CrowdRecord {
  x: number;
  y: number;
  count: number;
}

/** What a reader of crowds is told; the record is only lent. Whoever does not care leaves it out. */
export interface CrowdSink {
  crowd?(record: CrowdRecord): void;
}

/** record kind u8, x varint, y varint, count varint. */
export function writeCrowd(to: ByteWriter, { x, y, count }: CrowdRecord): void {
  to.u8(CROWD_RECORD.crowd);
  to.varint(x);
  to.varint(y);
  to.varint(count);
}

const crowd: CrowdRecord = { x: 0, y: 0, count: 0 };

/** Reads the rest of a record. Returns false when it cannot be read. */
export function readCrowd(from: ByteReader, sink: CrowdSink): boolean {
  crowd.x = from.varint();
  crowd.y = from.varint();
  crowd.count = from.varint();
  if (from.bad) return false;
  sink.crowd?.(crowd);
  return true;
}
