import { ByteReader, ByteWriter } from '../protocol/bytes.ts';
import { TABLE_HASH } from '../protocol/table-hash.ts';

/**
 * A capture is what one connection said: the bytes `MRCC`, format version u16, table hash u32, and per message: sender
 * u8 (0 server, 1 client), microseconds since the message before varint, length varint, payload. WebSocket headers are
 * not stored, as their bytes follow from sender and length.
 */

const MAGIC = 'MRCC';
const CAPTURE_VERSION = 1;
const HEAD_BYTES = 10;
/** Sender, two varints. */
const MESSAGE_HEAD_BYTES_MAX = 11;

export const SENDER = { server: 0, client: 1 } as const;
export type Sender = (typeof SENDER)[keyof typeof SENDER];

export interface CapturedMessage {
  readonly sender: Sender;
  /** Since the capture began. */
  readonly micros: number;
  /** Payload of one WebSocket message. */
  readonly bytes: Uint8Array;
}

/** A capture that cannot be used: what was found where, and what is allowed. */
export class CaptureError extends Error {}

/** A capture as bytes. `messages` are in the order of their times. */
export function writeCapture(messages: readonly CapturedMessage[]): Uint8Array {
  const bytes = messages.reduce((sum, message) => sum + MESSAGE_HEAD_BYTES_MAX + message.bytes.length, 0);
  const to = new ByteWriter(new Uint8Array(HEAD_BYTES + bytes));
  for (const letter of MAGIC) to.u8(letter.charCodeAt(0));
  to.u16(CAPTURE_VERSION);
  to.u32(TABLE_HASH);
  let last = 0;
  for (const { sender, micros, bytes: payload } of messages) {
    to.u8(sender);
    to.varint(micros - last);
    to.varint(payload.length);
    to.raw(payload, 0, payload.length);
    last = micros;
  }
  return to.bytes.subarray(0, to.at);
}

/** Reads a capture. Throws CaptureError; one of other tables is refused, as its labels would be wrong. */
export function readCapture(bytes: Uint8Array): CapturedMessage[] {
  const from = new ByteReader(bytes);
  const magic = String.fromCharCode(from.u8(), from.u8(), from.u8(), from.u8());
  if (magic !== MAGIC) throw new CaptureError(`byte 0: found ${JSON.stringify(magic)}, allowed: "${MAGIC}"`);
  const version = from.u16();
  if (version !== CAPTURE_VERSION) {
    throw new CaptureError(`byte 4, version: found ${version}, allowed: ${CAPTURE_VERSION}`);
  }
  const tables = from.u32();
  if (tables !== TABLE_HASH) {
    const hash = (value: number) => value.toString(16).padStart(8, '0');
    throw new CaptureError(
      `byte 6, table hash: found ${hash(tables)}, allowed: ${hash(TABLE_HASH)} of this build`,
    );
  }
  const messages: CapturedMessage[] = [];
  let micros = 0;
  while (from.left > 0) {
    const at = from.at;
    const sender = from.u8();
    micros += from.varint();
    const length = from.varint();
    if (from.bad || sender > SENDER.client || length > from.left) {
      throw new CaptureError(
        `byte ${at}: found no whole message, allowed: sender 0 or 1, time, length, payload`,
      );
    }
    messages.push({ sender: sender as Sender, micros, bytes: bytes.subarray(from.at, from.at + length) });
    from.at += length;
  }
  return messages;
}
