import { type ByteReader, ByteWriter } from './bytes.ts';
import { CLIENT_MESSAGE, SUBSCRIBE_BYTES, UNSUBSCRIBE_BYTES } from './client-messages.ts';
import { CHANNEL_LEVEL_MAX, type RecordSink, readRecords } from './territory-records.ts';

/**
 * The messages of the strategic channels. What a client asks is read in client-messages.ts with all its frames. The
 * server's message is the era of the world's life, then parts, each about one channel; a part's records are copied as
 * the simulation wrote them.
 */

export const PART = {
  /** All that the channel has to tell: what was known of it is void. */
  whole: 1,
  /** There is no such channel, it is another faction's, or the connection listens to too many. */
  refused: 2,
} as const;

/** Bytes before the first part. */
export const STRATEGIC_HEADER_BYTES = 5;

/** Bytes of the longest head of a part. */
export const PART_HEAD_BYTES_MAX = 12;

/** flags u8, level u8, index varint, sequence varint; count and records are to follow. */
export function writePartHead(
  to: ByteWriter,
  flags: number,
  level: number,
  index: number,
  sequence: number,
): void {
  to.u8(flags);
  to.u8(level);
  to.varint(index);
  to.varint(sequence);
}

/** What a reader of a strategic message is told: each part, then its records. */
export interface StrategicSink extends RecordSink {
  part(era: number, flags: number, level: number, index: number, sequence: number, count: number): void;
}

/** Reads a strategic message after its kind byte. Returns false at the first thing that cannot be read. */
export function readStrategic(from: ByteReader, sink: StrategicSink): boolean {
  const era = from.u32();
  while (from.left > 0) {
    const flags = from.u8();
    const level = from.u8();
    const index = from.varint();
    const sequence = from.varint();
    const count = from.varint();
    if (from.bad || level > CHANNEL_LEVEL_MAX || count > from.left) return false;
    sink.part(era, flags, level, index, sequence, count);
    if (!readRecords(from, count, sink)) return false;
  }
  return !from.bad;
}

/** A channel as a client asks for it; era 0 asks for the whole state. */
export interface ChannelRequest {
  level: number;
  index: number;
  era: number;
  afterSequence: number;
}

/** Up to 32 channels in one frame. */
export function writeSubscribe(channels: readonly ChannelRequest[]): Uint8Array {
  const to = new ByteWriter(new Uint8Array(2 + channels.length * SUBSCRIBE_BYTES));
  to.u8(CLIENT_MESSAGE.subscribe);
  to.u8(channels.length);
  for (const channel of channels) {
    to.u8(channel.level);
    to.u32(channel.index);
    to.u32(channel.era);
    to.u32(channel.afterSequence);
  }
  return to.bytes;
}

/** Up to 32 channels in one frame. */
export function writeUnsubscribe(channels: readonly Pick<ChannelRequest, 'level' | 'index'>[]): Uint8Array {
  const to = new ByteWriter(new Uint8Array(2 + channels.length * UNSUBSCRIBE_BYTES));
  to.u8(CLIENT_MESSAGE.unsubscribe);
  to.u8(channels.length);
  for (const channel of channels) {
    to.u8(channel.level);
    to.u32(channel.index);
  }
  return to.bytes;
}
