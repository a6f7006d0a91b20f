import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { type FieldRow, ITEMS, LAYOUT, PACKED_WIDTHS } from '../src/protocol/fields.ts';
import type { SectorGrid } from '../src/protocol/items.ts';

/**
 * The file of a recording, written and read side by side (docs/RECORDINGS.md). It says of itself all that the map
 * needs, so that it can be played where no server is. Offsets and sizes are bytes of the unzipped file.
 */

export const RECORDING_VERSION = 1;

/** Unzipped; beyond it a browser tab runs out of memory before it says why. */
export const RECORDING_BYTES_MAX = 512 * 1024 * 1024;

/** A day. It bounds what a reader takes memory for, whatever a damaged header claims. */
export const RECORDING_TICKS_MAX = 24 * 3600 * 60;

/** Sectors along a side: a view item can then show the whole world at once, since its radius is one byte. */
export const RECORDING_SIDE_MAX = 200;

const MAGIC = 'MRCH';
const HEAD_BYTES = 10;
const GZIP_MAGIC = [0x1f, 0x8b];

/** Items that a recording may hold. A later item is a further name here; recordings without it stay readable. */
const RECORDED_ITEMS: readonly string[] = [
  ...['turns', 'enter', 'gone', 'place', 'view', 'check', 'owners'],
  ...['hurt', 'aim', 'battle', 'vacant'],
];

export interface RecordingHeader {
  /** First and last tick, and the hash of the world after each. */
  readonly fromTick: number;
  readonly untilTick: number;
  readonly fromHash: number;
  readonly untilHash: number;
  /** The recording's own sectors. */
  readonly grid: SectorGrid;
  /** Tick and offset behind the header of every frame that begins with a view reset. */
  readonly keyframes: readonly (readonly [tick: number, offset: number])[];
  /** Rows of the wire tables that the frames are written in. */
  readonly wire: readonly string[];
  /** What a server answers to `/view.json` and `/world.json`. */
  readonly view: object;
  readonly world: object;
}

/** A recording that was read: header, bytes, and where in these each frame is. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly bytes: Uint8Array;
  /** By frame: its tick, and where its items begin and end in `bytes`. */
  readonly frameTick: Uint32Array;
  readonly frameStart: Uint32Array;
  readonly frameEnd: Uint32Array;
  /** Frames that begin with a view reset, ascending. */
  readonly keyframes: Uint32Array;
}

/** A recording that cannot be used: what was found where, and what is allowed. */
export class RecordingError extends Error {}

function refuse(where: string, found: unknown, allowed: string): never {
  const words = JSON.stringify(found) ?? 'nothing';
  throw new RecordingError(`${where}: found ${words.slice(0, 80)}, allowed: ${allowed}`);
}

/** The wire tables as far as recordings depend on them. */
export function wireRows(): string[] {
  const layoutRow = ([name, fields]: [string, readonly FieldRow[]]) =>
    `${name}: ${fields.map((field) => `${field.name} ${field.type}`).join(', ')}`;
  const items = ITEMS.filter(({ name }) => RECORDED_ITEMS.includes(name));
  return [
    ...items.map(({ tag, name, body }) => `${tag} ${name}: ${body}`),
    ...Object.entries(LAYOUT).map(layoutRow),
    ...Object.entries(PACKED_WIDTHS).map(([kind, widths]) => `${kind}: ${widths.join(' ')} bits`),
  ];
}

/** All that comes before the frames. */
export function writeRecordingHead(header: RecordingHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const to = new ByteWriter(new Uint8Array(HEAD_BYTES + json.length));
  for (const letter of MAGIC) to.u8(letter.charCodeAt(0));
  to.u16(RECORDING_VERSION);
  to.u32(json.length);
  to.bytes.set(json, HEAD_BYTES);
  return to.bytes;
}

/** Room that a frame needs besides its items. */
export const FRAME_HEAD_BYTES_MAX = 10;

/** Writes a frame: the ticks since the frame before (0 for the first), and its items. */
export function writeRecordingFrame(to: ByteWriter, stepTicks: number, items: Uint8Array): void {
  let stepBytes = 1;
  for (let rest = stepTicks >>> 7; rest !== 0; rest >>>= 7) stepBytes++;
  to.varint(stepBytes + items.length);
  to.varint(stepTicks);
  to.raw(items, 0, items.length);
}

/** Unzips and reads a recording file. Rejects with RecordingError. */
export async function openRecording(file: Uint8Array<ArrayBuffer>): Promise<Recording> {
  return readRecording(await unzip(file));
}

async function unzip(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (file[0] !== GZIP_MAGIC[0] || file[1] !== GZIP_MAGIC[1]) {
    refuse(
      'byte 0',
      new TextDecoder().decode(file.subarray(0, 8)),
      'a recording (.mrec), which is a gzip file',
    );
  }
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      size += part.value.length;
      if (size <= RECORDING_BYTES_MAX) continue;
      await reader.cancel();
      refuse('unzipped size', `more than ${RECORDING_BYTES_MAX}`, `up to ${RECORDING_BYTES_MAX} bytes`);
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(`damaged or cut off: after ${size} bytes ${(error as Error).message}`);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * Reads an unzipped recording and finds its frames; their items are read when they are played. Throws RecordingError.
 */
export function readRecording(bytes: Uint8Array): Recording {
  const from = new ByteReader(bytes);
  const magic = String.fromCharCode(from.u8(), from.u8(), from.u8(), from.u8());
  if (magic !== MAGIC) refuse('byte 0', magic, `"${MAGIC}", the beginning of a recording`);
  const version = from.u16();
  if (version !== RECORDING_VERSION) {
    refuse('byte 4, format version', version, `${RECORDING_VERSION}, that of this build`);
  }
  const headerBytes = from.u32();
  if (headerBytes > from.left) {
    refuse('byte 6, header length', headerBytes, `at most the ${from.left} bytes that follow`);
  }
  const start = HEAD_BYTES + headerBytes;
  const header = checkHeader(parseHeader(bytes.subarray(HEAD_BYTES, start)));
  return findFrames(header, bytes, start);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new RecordingError(`byte ${HEAD_BYTES}, header: ${(error as Error).message}`);
  }
  return value !== null && typeof value === 'object'
    ? (value as Record<string, unknown>)
    : refuse(`byte ${HEAD_BYTES}, header`, value, 'a JSON object');
}

function checkHeader(header: Record<string, unknown>): RecordingHeader {
  const fromTick = whole('fromTick', header['fromTick'], 0, 0xffff_ffff);
  whole('untilTick', header['untilTick'], fromTick, fromTick + RECORDING_TICKS_MAX);
  const grid = objectOf('grid', header['grid']);
  whole('grid.units', grid['units'], 1, 0x7fff_ffff);
  whole('grid.columns', grid['columns'], 1, RECORDING_SIDE_MAX);
  whole('grid.rows', grid['rows'], 1, RECORDING_SIDE_MAX);
  objectOf('view', header['view']);
  objectOf('world', header['world']);
  const keyframes = header['keyframes'];
  if (!Array.isArray(keyframes) || !keyframes.every(Array.isArray)) {
    refuse('header, keyframes', keyframes, 'a list of [tick, offset]');
  }
  const known = wireRows();
  const wire = header['wire'];
  if (!Array.isArray(wire)) return refuse('header, wire', wire, 'a list of the wire rows used');
  const foreign = wire.find((row) => !known.includes(row));
  if (foreign !== undefined)
    refuse('header, wire', foreign, 'rows that this build has; play it with its own');
  return header as unknown as RecordingHeader;
}

function whole(name: string, value: unknown, min: number, max: number): number {
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return fits ? value : refuse(`header, ${name}`, value, `a whole number from ${min} to ${max}`);
}

function objectOf(name: string, value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object'
    ? (value as Record<string, unknown>)
    : refuse(`header, ${name}`, value, 'an object');
}

/** Walks over all frames, so that playing can go to any of them and never meets one that leads astray. */
function findFrames(header: RecordingHeader, bytes: Uint8Array, start: number): Recording {
  const { fromTick, untilTick, keyframes } = header;
  const ticks: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keys: number[] = [];
  const from = new ByteReader(bytes, start);
  let tick = fromTick;
  while (from.left > 0) {
    const at = from.at;
    const length = from.varint();
    const end = from.at + length;
    const step = from.varint();
    if (from.bad || end > bytes.length || from.at > end) {
      refuse(
        `byte ${at}, frame after tick ${tick}`,
        length,
        `a length within the ${bytes.length - at} bytes left`,
      );
    }
    tick += step;
    if (tick > untilTick || (step === 0) !== (ticks.length === 0)) {
      refuse(`byte ${at}, tick of a frame`, tick, `later than the frame before, up to ${untilTick}`);
    }
    const next = keyframes[keys.length];
    if (next?.[0] === tick && next[1] === at - start) keys.push(ticks.length);
    ticks.push(tick);
    starts.push(from.at);
    ends.push(end);
    from.at = end;
  }
  if (keys.length !== keyframes.length || keys[0] !== 0) {
    refuse(
      'header, keyframes',
      keyframes[keys.length],
      'the tick and offset of frames, the first one among them',
    );
  }
  return {
    header,
    bytes,
    frameTick: Uint32Array.from(ticks),
    frameStart: Uint32Array.from(starts),
    frameEnd: Uint32Array.from(ends),
    keyframes: Uint32Array.from(keys),
  };
}
