import { ByteReader } from '../protocol/bytes.ts';
import { factionOfCrowds, scaleOfCrowds } from '../protocol/channel-names.ts';
import { readRecords } from '../protocol/territory-records.ts';

/** What marchland.json.v1 says on the channels of crowds, from the same blocks that binary clients get. */

/** The type of a message and what it says besides where it belongs. */
interface Said {
  readonly type: string;
  readonly fields: object;
}

/** The message that tells of a block of a channel of crowds, by its index; of a whole state where `isWhole`. */
export function crowdMessage(
  index: number,
  isWhole: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): Said {
  const cells: { x: number; y: number; units: number }[] = [];
  const reader = new ByteReader(bytes, start, end);
  readRecords(reader, reader.varint(), {
    territory: () => {},
    event: () => {},
    crowd: ({ x, y, count }) => cells.push({ x, y, units: count }),
  });
  const where = { scale: scaleOfCrowds(index), faction_id: factionOfCrowds(index) };
  return { type: isWhole ? 'initial_state' : 'crowd_update', fields: { ...where, cells } };
}

/** The message that says that there is nothing new on a channel of crowds. */
export function noCrowdNews(index: number): Said {
  return crowdMessage(index, false, Uint8Array.of(0), 0, 1);
}
