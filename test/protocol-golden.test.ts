import { expect, test } from 'vitest';
import { ByteReader } from '../src/protocol/bytes.ts';
import { ClientFrame, MESSAGES, readClientFrame } from '../src/protocol/client-messages.ts';
import { ITEMS } from '../src/protocol/fields.ts';
import { readItems } from '../src/protocol/items.ts';
import { readPong, readWelcome, SERVER_MESSAGES } from '../src/protocol/server-messages.ts';
import { readStrategic } from '../src/protocol/strategic-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import {
  CLIENT_SAMPLES,
  GRID,
  ITEM_SAMPLES,
  Listing,
  SERVER_SAMPLES,
  StrategicListing,
  TABLES,
} from './support/wire-samples.ts';

/**
 * The bytes that other people's programs read and write. A difference here breaks every client in the field: if it is
 * meant, raise PROTOCOL_VERSION, and write the files anew with `npx vitest run -u test/protocol-golden.test.ts`.
 */

function hex(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    rows.push(
      Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join(' '),
    );
  }
  return rows;
}

function listing(fields: object): string[] {
  return Object.entries(fields).map(
    ([name, value]) => `${name} ${ArrayBuffer.isView(value) ? hex(value as Uint8Array).join(' ') : value}`,
  );
}

function golden(bytes: Uint8Array, decoded: readonly string[]): string {
  return [...hex(bytes), '', ...decoded, ''].join('\n');
}

test.each(Object.entries(CLIENT_SAMPLES))('the message %s of a client', async (name, bytes) => {
  const frame = new ClientFrame();
  expect(readClientFrame(new ByteReader(bytes), frame, TABLES)).toBe(0);
  const { kind, role, faction, focus, secretStart, secretEnd, sector, orderCount, channelCount } = frame;
  const secret = bytes.subarray(secretStart, secretEnd);
  const orders = Array.from(
    { length: orderCount },
    (_, i) => `order sequence ${frame.sequence[i]}, op ${frame.op[i]}, a ${frame.a[i]}, b ${frame.b[i]}`,
  );
  const channels = Array.from(
    { length: channelCount },
    (_, i) =>
      `channel ${frame.level[i]} ${frame.index[i]}, era ${frame.era[i]}, after ${frame.afterSequence[i]}`,
  );
  const decoded = [...listing({ kind, role, faction, focus, secret, sector }), ...orders, ...channels];
  await expect(golden(bytes, decoded)).toMatchFileSnapshot(`golden/client-${name}.hex`);
});

test('the welcome of the server', async () => {
  const bytes = SERVER_SAMPLES['welcome'];
  const welcome = readWelcome(new ByteReader(bytes, 1))!;
  await expect(golden(bytes, listing(welcome))).toMatchFileSnapshot('golden/server-welcome.hex');
});

test('the pong of the server', async () => {
  const bytes = SERVER_SAMPLES['pong'];
  const decoded = listing(readPong(new ByteReader(bytes, 1)));
  await expect(golden(bytes, decoded)).toMatchFileSnapshot('golden/server-pong.hex');
});

test('the strategic message of the server', async () => {
  const bytes = SERVER_SAMPLES['strategic'];
  const sink = new StrategicListing();
  expect(readStrategic(new ByteReader(bytes, 1), sink)).toBe(true);
  await expect(golden(bytes, sink.lines)).toMatchFileSnapshot('golden/server-strategic.hex');
});

test.each(Object.entries(ITEM_SAMPLES))('the item %s of a frame', async (name, bytes) => {
  const sink = new Listing();
  expect(readItems(new ByteReader(bytes), GRID, sink)).toBe(true);
  await expect(golden(bytes, sink.lines)).toMatchFileSnapshot(`golden/item-${name}.hex`);
});

test('the fingerprint of all tables', async () => {
  await expect(`${TABLE_HASH.toString(16).padStart(8, '0')}\n`).toMatchFileSnapshot('golden/table-hash.hex');
});

test('every message and item has its file', () => {
  expect(Object.keys(CLIENT_SAMPLES)).toEqual(MESSAGES.map(({ name }) => name));
  expect(Object.keys(ITEM_SAMPLES)).toEqual(ITEMS.map(({ name }) => name));
  expect(['frame', ...Object.keys(SERVER_SAMPLES)]).toEqual(SERVER_MESSAGES.map(({ name }) => name));
});
