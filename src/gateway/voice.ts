import type { Connection } from './connection.ts';

/** How a connection is told of its channels: `BinaryVoice` or `JsonVoice`. One at a time is spoken to. */
export interface Voice {
  /** Begins to speak to a connection. */
  begin(to: Connection, era: number): void;
  /** Tells a block of the frame just opened, which others may be told as well. */
  frameBlock(key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void;
  /** Tells a block of a channel: count and records lie in `bytes[start..end)`. `flags` are PART. */
  part(flags: number, key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void;
  /** Says that there is nothing new since `sequence`. */
  nothingNew(key: number, sequence: number): void;
  /** Ends. Returns whether all of it was taken by the socket. */
  end(): boolean;
}
