import { expect } from 'vitest';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { readItems } from '../../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import type { TestClient } from './test-client.ts';
import { Listing } from './wire-samples.ts';
import type { WorldHarness } from './world-harness.ts';

/** Runs before anything is encoded, when all else of the tick is done: the fights of a test come here. */
const BEFORE_ENCODING = SCHEDULE.findIndex(({ name }) => name === 'foreseeTurns') - 1;

/** A tick with fights of the test's own. */
export function tickWith(server: WorldHarness, fights: () => void): void {
  server.tick(1, (index) => {
    if (index === BEFORE_ENCODING) fights();
  });
}

/** Gives an entity another harm, and notes it. */
export function hurt({ world }: WorldHarness, id: number, harm: number): void {
  world.fighter.harm[id] = harm;
  world.changes.note(id, CHANGE.hurt);
}

/** What the frames that a client got since the last call say, a line for each thing. */
export function heard(client: TestClient): string[] {
  const listing = new Listing();
  for (const bytes of client.messages.splice(0)) {
    if ((bytes[0] & 7) !== SERVER_MESSAGE.frame) continue;
    expect(readItems(new ByteReader(bytes, FRAME_HEADER_BYTES), client.mirror!.grid, listing)).toBe(true);
  }
  return listing.lines;
}
