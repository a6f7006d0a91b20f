import { BEAT_INTERVAL_TICKS, CLIENT_MESSAGE_BYTES_MAX } from '../limits.ts';
import { FRAME_HEADER_WORDS, type FrameRingReader, HEADER } from '../memory/frame-ring.ts';
import { writeKit } from '../protocol/battle-items.ts';
import { ByteWriter } from '../protocol/bytes.ts';
import { RESULT } from '../protocol/fields.ts';
import {
  type SectorGrid,
  writeAnswer,
  writeAvatar,
  writeClock,
  writeObjective,
  writeView,
} from '../protocol/items.ts';
import { FRAME_HEADER_BYTES, frameHeadByte, LAG_MAX } from '../protocol/server-messages.ts';
import {
  ARRIVAL_WORDS,
  BLOCK_WORDS,
  KEYFRAME_WORDS,
  NOTICE,
  NOTICE_WORDS,
  STRATEGIC_WORDS,
  VIEW_WORDS,
} from '../replication/frame.ts';
import { inView } from '../replication/view.ts';
import type { Connection } from './connection.ts';
import { KeptViews } from './kept-views.ts';

/** A client with traffic still hears the full clock this often. */
const CLOCK_INTERVAL_TICKS = 240;

/** Copying by hand beats a call to `set` up to about this many bytes. */
const HAND_COPY_BYTES = 96;

/**
 * One frame of the simulation, opened for gathering: what is in it by sector and by session. The tables are stamped
 * with the frame's number instead of being cleared, so that opening costs what is in the frame and not what could be.
 */
export class FrameGather {
  tick = 0;
  durableTick = 0;
  pace = 1000;
  /** Message under construction, header included. */
  readonly writer = new ByteWriter(new Uint8Array(CLIENT_MESSAGE_BYTES_MAX));
  noticeCount = 0;
  noticesAt = 0;
  /** Blocks of strategic channels in the frame; see `strategicAt`. */
  strategicCount = 0;

  readonly #reader: FrameRingReader;
  readonly #grid: SectorGrid;
  readonly #views = new KeptViews(this.writer.bytes);
  #stamp = 0;
  #tickZeroMicros = 0;
  #bytesAt = 0;
  #blocksAt = 0;
  #arrivalsAt = 0;
  #keyframesAt = 0;
  #strategicAt = 0;
  #viewsAt = 0;
  #changesInFrame = false;
  #arrivalsInFrame = false;
  readonly #blockStamp: Int32Array;
  readonly #blockRow: Int32Array;
  readonly #keyframeStamp: Int32Array;
  readonly #keyframeRow: Int32Array;
  readonly #arrivalStamp: Int32Array;
  readonly #arrivalHead: Int32Array;
  readonly #arrivalNext: Int32Array;
  readonly #viewStamp: Int32Array;
  readonly #viewRow: Int32Array;
  readonly #answerStamp: Int32Array;
  readonly #answerHead: Int32Array;
  readonly #answerNext: Int32Array;

  constructor(reader: FrameRingReader, grid: SectorGrid, sessionCountMax: number) {
    const sectorCount = grid.columns * grid.rows;
    this.#reader = reader;
    this.#grid = grid;
    this.#blockStamp = new Int32Array(sectorCount);
    this.#blockRow = new Int32Array(sectorCount);
    this.#keyframeStamp = new Int32Array(sectorCount);
    this.#keyframeRow = new Int32Array(sectorCount);
    this.#arrivalStamp = new Int32Array(sectorCount);
    this.#arrivalHead = new Int32Array(sectorCount);
    this.#arrivalNext = new Int32Array(65_536);
    this.#viewStamp = new Int32Array(sessionCountMax);
    this.#viewRow = new Int32Array(sessionCountMax);
    this.#answerStamp = new Int32Array(sessionCountMax);
    this.#answerHead = new Int32Array(sessionCountMax);
    this.#answerNext = new Int32Array(4 * sessionCountMax);
  }

  /** Indexes the frame that the reader has just read. `tickZeroMicros` is what clock items tell. */
  open(tickZeroMicros: number): void {
    this.#tickZeroMicros = tickZeroMicros;
    const { words } = this.#reader;
    this.#stamp++;
    this.tick = words[HEADER.tick] >>> 0;
    this.durableTick = words[HEADER.durableTick] >>> 0;
    this.pace = words[HEADER.pace];
    this.noticeCount = words[HEADER.rows];
    const views = words[HEADER.rows + 1];
    const blocks = words[HEADER.rows + 2];
    const arrivals = words[HEADER.rows + 3];
    const keyframes = words[HEADER.rows + 4];
    this.noticesAt = FRAME_HEADER_WORDS;
    this.#viewsAt = this.noticesAt + this.noticeCount * NOTICE_WORDS;
    this.#blocksAt = this.#viewsAt + views * VIEW_WORDS;
    this.#arrivalsAt = this.#blocksAt + blocks * BLOCK_WORDS;
    this.#keyframesAt = this.#arrivalsAt + arrivals * ARRIVAL_WORDS;
    this.strategicCount = words[HEADER.rows + 5];
    this.#strategicAt = this.#keyframesAt + keyframes * KEYFRAME_WORDS;
    this.#bytesAt = (this.#strategicAt + this.strategicCount * STRATEGIC_WORDS) * 4;
    this.#changesInFrame = blocks > 0 || arrivals > 0;
    this.#arrivalsInFrame = arrivals > 0;
    for (let row = 0; row < views; row++) {
      const slot = words[this.#viewsAt + row * VIEW_WORDS];
      this.#viewStamp[slot] = this.#stamp;
      this.#viewRow[slot] = row;
    }
    for (let row = 0; row < blocks; row++) {
      // One tier exists, so the stream is the sector.
      const sector = words[this.#blocksAt + row * BLOCK_WORDS];
      this.#blockStamp[sector] = this.#stamp;
      this.#blockRow[sector] = row;
    }
    for (let row = 0; row < arrivals; row++) {
      const sector = words[this.#arrivalsAt + row * ARRIVAL_WORDS + 1];
      this.#arrivalNext[row] = this.#arrivalStamp[sector] === this.#stamp ? this.#arrivalHead[sector] : -1;
      this.#arrivalStamp[sector] = this.#stamp;
      this.#arrivalHead[sector] = row;
    }
    for (let row = 0; row < keyframes; row++) {
      const sector = words[this.#keyframesAt + row * KEYFRAME_WORDS];
      this.#keyframeStamp[sector] = this.#stamp;
      this.#keyframeRow[sector] = row;
    }
  }

  /** The frame's words. */
  get words(): Int32Array {
    return this.#reader.words;
  }

  /** The frame as bytes; `byteOf` says where the encoded ones lie. */
  get bytes(): Uint8Array {
    return this.#reader.bytes;
  }

  /** First word of a row of the strategic table. */
  strategicAt(row: number): number {
    return this.#strategicAt + row * STRATEGIC_WORDS;
  }

  /** Where an encoded byte of the frame lies in `bytes`. */
  byteOf(offset: number): number {
    return this.#bytesAt + offset;
  }

  /**
   * Queues an answer, objective or kit notice (by its word in the frame) for the message of its session. Newest first:
   * `gather` turns it.
   */
  queueAnswer(notice: number, slot: number): void {
    const row = (notice - this.noticesAt) / NOTICE_WORDS;
    this.#answerNext[row] = this.#answerStamp[slot] === this.#stamp ? this.#answerHead[slot] : -1;
    this.#answerStamp[slot] = this.#stamp;
    this.#answerHead[slot] = row;
  }

  /** Whether this frame gives the session a view with reset: all that a stale client may get. */
  startsAnew(slot: number): boolean {
    if (this.#viewStamp[slot] !== this.#stamp) return false;
    return this.#reader.words[this.#viewsAt + this.#viewRow[slot] * VIEW_WORDS + 2] !== 0;
  }

  /**
   * Builds the message of a client in `writer`: blocks and arrivals for the view it has had, answers, then its new view
   * with the keyframes it lacks. Returns false when there is nothing to send. A header alone is something: it tells
   * that orders answered before are safe on disk now.
   */
  gather(client: Connection): boolean {
    const { writer } = this;
    writer.reset();
    writer.at = FRAME_HEADER_BYTES;
    const anew = this.startsAnew(client.slot);
    // Compared before this frame's answers raise the mark: a client that orders in every tick would never be told.
    const confirms = client.unconfirmedTick > 0 && this.durableTick >= client.unconfirmedTick;
    if (confirms) client.unconfirmedTick = 0;
    if (client.hasView && !client.stale && !anew && this.#changesInFrame) this.#gatherView(client);
    if (this.#answerStamp[client.slot] === this.#stamp) this.#gatherAnswers(client);
    if (this.#viewStamp[client.slot] === this.#stamp && (anew || !client.stale)) this.#moveView(client, anew);
    const isSent = confirms || writer.at > FRAME_HEADER_BYTES;
    // A stale client hears no beats, so what it does hear has to carry the clock after a silence: with the tick's low
    // bits alone it would take an answer for one of hundreds of ticks ago, and thus for safe before it is.
    const clockIsDue = (isSent || !client.stale) && this.#clockIsDue(client);
    // The header cannot tell how far a slow disk is: a confirmation in it would be none.
    if (anew || clockIsDue || (confirms && this.tick - this.durableTick >= LAG_MAX)) {
      writeClock(writer, this.tick, this.durableTick, this.pace, this.#tickZeroMicros);
    } else if (!isSent) return false;
    writer.bytes[0] = frameHeadByte(this.tick, this.durableTick);
    writer.bytes[1] = this.tick & 0xff;
    return true;
  }

  /**
   * Also with every view that starts anew (see gather): after a long silence the tick's low bits alone say too
   * little.
   */
  #clockIsDue(client: Connection): boolean {
    if (this.tick - client.lastSentTick >= BEAT_INTERVAL_TICKS) return true;
    return (this.tick + client.slot) % CLOCK_INTERVAL_TICKS === 0;
  }

  /** The message last gathered, as a view that is valid until the next. */
  message(): Uint8Array {
    return this.#views.first(this.writer.at);
  }

  /** All blocks before all arrivals: an entity set into another sector ends in one block and arrives anew elsewhere. */
  #gatherView(client: Connection): void {
    const { columns, rows } = this.#grid;
    const { viewColumn, viewRow, viewRadius } = client;
    const { words } = this.#reader;
    const stamp = this.#stamp;
    const firstColumn = Math.max(0, viewColumn - viewRadius);
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const firstRow = Math.max(0, viewRow - viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let row = firstRow; row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        if (this.#blockStamp[sector] !== stamp) continue;
        const at = this.#blocksAt + this.#blockRow[sector] * BLOCK_WORDS;
        this.#copy(words[at + 1], words[at + 2]);
      }
    }
    if (!this.#arrivalsInFrame) return;
    for (let row = firstRow; row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        if (this.#arrivalStamp[sector] === stamp) this.#gatherArrivals(client, this.#arrivalHead[sector]);
      }
    }
  }

  /** Whoever saw the sector an entity came from holds it already. */
  #gatherArrivals(client: Connection, head: number): void {
    const { columns } = this.#grid;
    const { words } = this.#reader;
    for (let row = head; row >= 0; row = this.#arrivalNext[row]) {
      const at = this.#arrivalsAt + row * ARRIVAL_WORDS;
      const from = words[at];
      const column = from % columns;
      const sectorRow = Math.floor(from / columns);
      // Negative is NOWHERE: nobody holds what was set here.
      if (from >= 0 && inView(column, sectorRow, client.viewColumn, client.viewRow, client.viewRadius))
        continue;
      this.#copy(words[at + 2], words[at + 3]);
    }
  }

  #gatherAnswers(client: Connection): void {
    const { words } = this.#reader;
    const { slot } = client;
    let first = -1;
    for (let row = this.#answerHead[slot]; row >= 0; ) {
      const next = this.#answerNext[row];
      this.#answerNext[row] = first;
      first = row;
      row = next;
    }
    for (let row = first; row >= 0; row = this.#answerNext[row]) {
      const at = this.noticesAt + row * NOTICE_WORDS;
      if (words[at] === NOTICE.objective) {
        writeObjective(this.writer, words[at + 4], words[at + 5], words[at + 6], words[at + 7] >>> 0);
        continue;
      }
      if (words[at] === NOTICE.kit) {
        writeKit(this.writer, words, at + 4);
        continue;
      }
      writeAnswer(this.writer, words[at + 4], words[at + 5]);
      // What was refused changed nothing that a crash could take back.
      if (words[at + 5] === RESULT.done && this.tick > this.durableTick) client.unconfirmedTick = this.tick;
    }
    this.#answerStamp[slot] = 0;
  }

  #moveView(client: Connection, anew: boolean): void {
    const { columns, rows } = this.#grid;
    const { words } = this.#reader;
    const at = this.#viewsAt + this.#viewRow[client.slot] * VIEW_WORDS;
    const column = words[at + 3];
    const row = words[at + 4];
    const radius = words[at + 5];
    writeView(this.writer, anew, column, row, radius);
    if (anew) writeAvatar(this.writer, words[at + 6], words[at + 7]);
    const lastRow = Math.min(rows - 1, row + radius);
    for (let r = Math.max(0, row - radius); r <= lastRow; r++) {
      for (let c = Math.max(0, column - radius); c <= Math.min(columns - 1, column + radius); c++) {
        if (!anew && inView(c, r, client.viewColumn, client.viewRow, client.viewRadius)) continue;
        const sector = r * columns + c;
        if (this.#keyframeStamp[sector] !== this.#stamp) continue;
        const keyframe = this.#keyframesAt + this.#keyframeRow[sector] * KEYFRAME_WORDS;
        this.#copy(words[keyframe + 1], words[keyframe + 2]);
      }
    }
    client.hasView = true;
    client.viewColumn = column;
    client.viewRow = row;
    client.viewRadius = radius;
    if (anew) {
      client.stale = false;
      client.refreshAsked = false;
    }
  }

  #copy(start: number, length: number): void {
    const { writer } = this;
    const source = this.#reader.bytes;
    const from = this.#bytesAt + start;
    if (writer.at + length > writer.bytes.length) {
      writer.overflowed = true;
      return;
    }
    if (length <= HAND_COPY_BYTES) {
      const target = writer.bytes;
      let at = writer.at;
      for (let i = from; i < from + length; i++) target[at++] = source[i];
    } else {
      writer.bytes.set(source.subarray(from, from + length), writer.at);
    }
    writer.at += length;
  }
}
