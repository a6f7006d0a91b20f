import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../scripts/inspect.ts';
import { BodyTextError, partsOf } from '../src/inspect/body-parts.ts';
import { type CapturedMessage, readCapture, SENDER, writeCapture } from '../src/inspect/capture.ts';
import { type Label, labelClientMessage, labelServerMessage, NO_ITEM } from '../src/inspect/labels.ts';
import { totalsOf } from '../src/inspect/totals.ts';
import { wireFrame } from '../src/inspect/wire-frame.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { MESSAGES } from '../src/protocol/client-messages.ts';
import { FIELDS, type FieldRow, ITEMS, LAYOUT } from '../src/protocol/fields.ts';
import { readItems } from '../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, frameHeadByte, SERVER_MESSAGES } from '../src/protocol/server-messages.ts';
import { readStrategic } from '../src/protocol/strategic-messages.ts';
import { RECORDS } from '../src/protocol/territory-records.ts';
import { seeded } from './support/random-life.ts';
import {
  CLIENT_SAMPLES,
  GRID,
  ITEM_SAMPLES,
  Listing,
  SERVER_SAMPLES,
  StrategicListing,
} from './support/wire-samples.ts';

const frameOf = (items: Uint8Array) => Uint8Array.of(frameHeadByte(300, 297), 300 & 0xff, ...items);
const FRAMES = Object.entries(ITEM_SAMPLES).map(([name, items]) => [name, frameOf(items)] as const);
const SERVER_MESSAGES_SENT = [...FRAMES, ...Object.entries(SERVER_SAMPLES)];

/** Throws unless the labels follow each other from the first bit to the last. */
function expectWhole(labels: readonly Label[], bytes: Uint8Array): void {
  let at = 0;
  for (const { fromBit, untilBit, item, field } of labels) {
    if (fromBit !== at || untilBit <= fromBit)
      throw new Error(`${item}: ${field} at ${fromBit}, expected ${at}`);
    at = untilBit;
  }
  expect(at).toBe(bytes.length * 8);
}

/** A reader that notes which bytes each number was read from. */
class NotingReader extends ByteReader {
  readonly spans: string[] = [];
  #depth = 0;

  #note(read: () => number): number {
    const from = this.at;
    this.#depth++;
    const value = read();
    this.#depth--;
    if (this.#depth === 0) this.spans.push(`${from}-${this.at}`);
    return value;
  }

  override u8(): number {
    return this.#note(() => super.u8());
  }
  override u16(): number {
    return this.#note(() => super.u16());
  }
  override u32(): number {
    return this.#note(() => super.u32());
  }
  override f64(): number {
    return this.#note(() => super.f64());
  }
  override varint(): number {
    return this.#note(() => super.varint());
  }
  override zigzag(): number {
    return this.#note(() => super.zigzag());
  }
}

const spansOf = (labels: readonly Label[]) =>
  labels.map((label) => `${label.fromBit / 8}-${label.untilBit / 8}`);

describe('every bit of a message has one label', () => {
  test.each(SERVER_MESSAGES_SENT)('of %s', (_, bytes) => {
    const labels = labelServerMessage(bytes);
    expectWhole(labels, bytes);
    expect(labels.map(({ item }) => item)).not.toContain(NO_ITEM);
  });

  test.each(Object.entries(CLIENT_SAMPLES))('of a client’s %s', (_, bytes) => {
    const labels = labelClientMessage(bytes);
    expectWhole(labels, bytes);
    expect(labels.map(({ item }) => item)).not.toContain(NO_ITEM);
  });

  test('also where it is cut off or random, and what cannot be read is labelled as that', () => {
    const dice = seeded(5);
    for (const [name, bytes] of SERVER_MESSAGES_SENT) {
      for (let length = 1; length < bytes.length; length++) {
        const cut = bytes.subarray(0, length);
        expectWhole(labelServerMessage(cut), cut);
      }
      // Without a last field of one byte nothing is left over that could not be read.
      const { fromBit, untilBit } = labelServerMessage(bytes).at(-1)!;
      if (untilBit - fromBit === 8) continue;
      const labels = labelServerMessage(bytes.subarray(0, bytes.length - 1));
      expect(labels.at(-1)!.item, name).toBe(NO_ITEM);
    }
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + dice(40) }, () => dice(256));
      bytes[0] = (bytes[0] & 0xf8) | (dice(2) === 0 ? 1 : 4);
      expectWhole(labelServerMessage(bytes), bytes);
      bytes[0] = 1 + dice(8);
      expectWhole(labelClientMessage(bytes), bytes);
    }
  });
});

describe('labels are what the protocol’s own readers read', () => {
  test('of the strategic channels, byte by byte', () => {
    const bytes = SERVER_SAMPLES['strategic'];
    const from = new NotingReader(bytes, 1);
    expect(readStrategic(from, new StrategicListing())).toBe(true);
    expect(spansOf(labelServerMessage(bytes)).slice(1)).toEqual(from.spans);
  });

  const packed = ['turns', 'lateTurns', 'nextTurns', 'enter', 'keyframe', 'place', 'hurt', 'aim'];
  const others = FRAMES.filter(([name]) => !packed.includes(name));
  test.each(others)('of the item %s, byte by byte', (_, bytes) => {
    const from = new NotingReader(bytes, FRAME_HEADER_BYTES);
    expect(readItems(from, GRID, new Listing())).toBe(true);
    // Kind, lag and tick of the header come before.
    expect(spansOf(labelServerMessage(bytes)).slice(3)).toEqual(from.spans);
  });

  test.each([
    ['turns', LAYOUT.turn],
    ['lateTurns', LAYOUT.lateTurn],
    ['enter', LAYOUT.whole],
    ['place', LAYOUT.place],
    ['hurt', LAYOUT.hurt],
    ['aim', LAYOUT.aim],
  ] as readonly [string, readonly FieldRow[]][])(
    'of the packed item %s, number by number',
    (name, layout) => {
      const told = new Listing();
      readItems(new ByteReader(ITEM_SAMPLES[name]), GRID, told);
      const numbers = told.lines.map((line) => (line.match(/-?\d+/g) ?? []).map(Number));
      const origin = { sectorX: 3 * GRID.units, sectorY: 2 * GRID.units } as Partial<Record<string, number>>;
      let id = 0;
      const labels = labelServerMessage(frameOf(ITEM_SAMPLES[name]));
      const values = labels.flatMap(({ item, field, value }) => {
        if (item !== name) return [];
        if (field === 'id step') {
          id += value!;
          return [id];
        }
        const row = layout.find((each) => each.name === field);
        return row ? [value! + (origin[row.type] ?? 0)] : [];
      });
      expect(values).toEqual(numbers.flat());
    },
  );
});

describe('body texts', () => {
  test('of all tables can be read', () => {
    for (const { name, body } of [...ITEMS, ...MESSAGES, ...SERVER_MESSAGES, ...RECORDS]) {
      expect(partsOf(body).length, name).toBeGreaterThan(0);
    }
  });

  test('that say something unknown are refused', () => {
    expect(() => partsOf('sector varint, three numbers')).toThrow(BodyTextError);
    expect(() => partsOf('packed nobody records')).toThrow(BodyTextError);
  });

  test('name fields as the tables do', () => {
    const told = new Set(FRAMES.flatMap(([, bytes]) => labelServerMessage(bytes).map(({ field }) => field)));
    for (const { name } of FIELDS) expect(told).toContain(name);
  });
});

const LIFE: CapturedMessage[] = [
  { sender: SENDER.client, micros: 0, bytes: CLIENT_SAMPLES['hello'] },
  ...FRAMES.map(([, bytes], i) => ({ sender: SENDER.server, micros: (i + 1) * 100_000, bytes })),
  { sender: SENDER.server, micros: 3_000_000, bytes: frameOf(new Uint8Array(130)) },
];

test('a capture is read as it was written, and others are refused', () => {
  const file = writeCapture(LIFE);
  expect(readCapture(file)).toEqual(LIFE);
  expect(() => readCapture(file.subarray(0, file.length - 1))).toThrow(/found no whole message/);
  expect(() => readCapture(Uint8Array.of(1, 2, 3))).toThrow(/byte 0/);
  const other = file.slice();
  other[6]++;
  expect(() => readCapture(other)).toThrow(/table hash: found .* of this build/);
});

test('totals add up to the bytes on the wire, headers of two and four bytes included', () => {
  const fromServer = LIFE.filter(({ sender }) => sender === SENDER.server);
  const { bytes, fields, messages, sizes } = totalsOf(fromServer);
  const payload = fromServer.reduce((sum, message) => sum + message.bytes.length, 0);
  expect(bytes).toBe(payload + 2 * FRAMES.length + 4);
  expect(fields.reduce((sum, { bits }) => sum + bits, 0)).toBe(bytes * 8);
  expect(sizes.reduce((sum, count) => sum + count, 0)).toBe(messages);
  const client = wireFrame(LIFE[0]);
  expect(client.bytes.length).toBe(CLIENT_SAMPLES['hello'].length + 6);
  expectWhole(client.labels, client.bytes);
});

describe('the command', () => {
  const directory = mkdtempSync(join(tmpdir(), 'inspect-'));
  const file = join(directory, 'life.capture');
  writeFileSync(file, writeCapture(LIFE));
  afterAll(() => rmSync(directory, { recursive: true }));

  async function run(...argv: string[]) {
    const words = { code: 0, out: '', err: '' };
    const print = (text: string) => {
      words.out += text;
    };
    const printError = (text: string) => {
      words.err += text;
    };
    words.code = await main(argv, { print, printError });
    return words;
  }

  test('prints frames and totals, and a picture', async () => {
    const svg = join(directory, 'totals.svg');
    const { code, out } = await run(file, '--frame', '0', '--svg', svg);
    expect(code).toBe(0);
    expect(out).toMatch(/frame 0 of the server, .* bytes, at 0\.100 s/);
    expect(out).toMatch(/turns: vx = -30720/);
    expect(out).toMatch(/^turns: vx +3 /m);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  test('prints totals as JSON, of a client too', async () => {
    const { code, out } = await run(file, '--from', 'client', '--json');
    expect(code).toBe(0);
    const { bytes, items, messages } = JSON.parse(out);
    expect(messages).toBe(1);
    expect(items.map(({ item }: { item: string }) => item).sort()).toEqual(['hello', 'websocket']);
    expect(items.reduce((sum: number, item: { bytes: number }) => sum + item.bytes, 0)).toBe(bytes);
  });

  test('says what is wrong with options and files', async () => {
    expect((await run('--help')).out).toMatch(/npm run inspect/);
    for (const argv of [
      [],
      [file, '--live', 'ws://a'],
      ['--live', 'x'],
      [file, '--frame', '99'],
      [file, '--out', 'x'],
    ]) {
      const { code, err } = await run(...argv);
      expect([code, err], argv.join(' ')).toEqual([2, expect.stringMatching(/found .*allowed/)]);
    }
    expect((await run(join(directory, 'none'))).code).toBe(1);
  });
});
