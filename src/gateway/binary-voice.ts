import type { ByteWriter } from '../protocol/bytes.ts';
import { SERVER_MESSAGE } from '../protocol/server-messages.ts';
import {
  PART,
  PART_HEAD_BYTES_MAX,
  STRATEGIC_HEADER_BYTES,
  writePartHead,
} from '../protocol/strategic-messages.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import type { Connection } from './connection.ts';
import { KeptViews } from './kept-views.ts';
import type { Outgoing } from './outgoing.ts';
import type { Voice } from './voice.ts';

const NOTHING = new Uint8Array(1);

/** Tells binary clients: one message with all parts. */
export class BinaryVoice implements Voice {
  readonly #writer: ByteWriter;
  readonly #views: KeptViews;
  readonly #directory: ChannelDirectory;
  readonly #outgoing: Outgoing;
  #to: Connection | undefined;
  #era = 0;
  #isTaken = true;

  /** `writer` is borrowed for the time between `begin` and `end`. */
  constructor(writer: ByteWriter, directory: ChannelDirectory, outgoing: Outgoing) {
    this.#writer = writer;
    this.#views = new KeptViews(writer.bytes);
    this.#directory = directory;
    this.#outgoing = outgoing;
  }

  begin(to: Connection, era: number): void {
    this.#to = to;
    this.#era = era;
    this.#isTaken = true;
    this.#startMessage();
  }

  frameBlock(key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    this.part(0, key, sequence, bytes, start, end);
  }

  part(flags: number, key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    this.#write(
      flags,
      this.#directory.levelOf(key),
      this.#directory.indexOf(key),
      sequence,
      bytes,
      start,
      end,
    );
  }

  nothingNew(key: number, sequence: number): void {
    this.part(0, key, sequence, NOTHING, 0, 1);
  }

  /** Says that there is no such channel, or no room for it. */
  refuse(level: number, index: number): void {
    this.#write(PART.refused, level, index, 0, NOTHING, 0, 1);
  }

  end(): boolean {
    this.#send();
    return this.#isTaken;
  }

  #write(
    flags: number,
    level: number,
    index: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const writer = this.#writer;
    if (writer.at + PART_HEAD_BYTES_MAX + end - start > writer.bytes.length) {
      this.#send();
      this.#startMessage();
    }
    if (STRATEGIC_HEADER_BYTES + PART_HEAD_BYTES_MAX + end - start > writer.bytes.length) {
      // No message can carry it; without a word the client would wait for ever.
      this.#write(PART.refused, level, index, 0, NOTHING, 0, 1);
      return;
    }
    writePartHead(writer, flags, level, index, sequence);
    writer.bytes.set(bytes.subarray(start, end), writer.at);
    writer.at += end - start;
  }

  #startMessage(): void {
    this.#writer.reset();
    this.#writer.u8(SERVER_MESSAGE.strategic);
    this.#writer.u32(this.#era);
  }

  #send(): void {
    const to = this.#to!;
    const { at } = this.#writer;
    if (at === STRATEGIC_HEADER_BYTES) return;
    // Not counted as a beat: it names no tick of the world.
    if (!this.#outgoing.send(to, this.#views.first(at), to.lastSentTick)) this.#isTaken = false;
  }
}
