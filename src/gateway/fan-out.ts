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
import { writePace } from '../protocol/slow-items.ts';
import { FORECAST_TICKS } from '../replication/forecasts.ts';
import {
  ARRIVAL_WORDS,
  BLOCK_WORDS,
  CHECK_WORDS,
  DEPARTURE_WORDS,
  FORECAST_WORDS,
  KEYFRAME_WORDS,
  LOSS,
  NEWS_WORDS,
  NOTICE,
  NOTICE_WORDS,
  STRATEGIC_WORDS,
  VIEW_TIERS,
  VIEW_WORDS,
} from '../replication/frame.ts';
import { dueTier, placeInView, TIER_TICKS, TIER_WORDS, TIERS, tierAt } from '../replication/tiers.ts';
import type { Connection } from './connection.ts';
import { KeptViews } from './kept-views.ts';
import { type FramePlaces, SectorGather, type ViewSquare } from './sector-gather.ts';

/** A client with traffic still hears the full clock this often. */
const CLOCK_INTERVAL_TICKS = 240;

/** A header names its tick by 8 bits: after a longer silence they could stand for more than one. */
const CLOCK_SILENCE_TICKS = 4 * BEAT_INTERVAL_TICKS;

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
  readonly #sectors: SectorGather;
  readonly #places: FramePlaces = {
    ...{ blocks: 0, arrivals: 0, keyframes: 0, news: 0, departures: 0, checks: 0, bytes: 0 },
    forecasts: 0,
  };
  /** The view that the client had when its message was begun. */
  readonly #viewBefore: ViewSquare = { column: 0, row: 0, radius: 0 };
  #stamp = 0;
  #loss = 0;
  #tickZeroMicros = 0;
  #strategicAt = 0;
  #viewsAt = 0;
  readonly #viewStamp: Int32Array;
  readonly #viewRow: Int32Array;
  readonly #answerStamp: Int32Array;
  readonly #answerHead: Int32Array;
  readonly #answerNext: Int32Array;

  constructor(reader: FrameRingReader, grid: SectorGrid, sessionCountMax: number) {
    this.#reader = reader;
    this.#grid = grid;
    this.#sectors = new SectorGather(grid, reader.words, reader.bytes, this.writer, this.#places);
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
    this.#loss = words[HEADER.loss];
    this.strategicCount = words[HEADER.rows + 5];
    this.#placeTables(words);
    for (let row = 0; row < words[HEADER.rows + 1]; row++) {
      const slot = words[this.#viewsAt + row * VIEW_WORDS];
      this.#viewStamp[slot] = this.#stamp;
      this.#viewRow[slot] = row;
    }
    this.#sectors.open();
  }

  /** In the order of the tables in a draft. */
  #placeTables(words: Int32Array): void {
    const places = this.#places;
    const rows = HEADER.rows;
    this.noticesAt = FRAME_HEADER_WORDS;
    this.#viewsAt = this.noticesAt + this.noticeCount * NOTICE_WORDS;
    places.blocks = this.#viewsAt + words[rows + 1] * VIEW_WORDS;
    places.arrivals = places.blocks + words[rows + 2] * BLOCK_WORDS;
    places.keyframes = places.arrivals + words[rows + 3] * ARRIVAL_WORDS;
    this.#strategicAt = places.keyframes + words[rows + 4] * KEYFRAME_WORDS;
    places.news = this.#strategicAt + this.strategicCount * STRATEGIC_WORDS;
    places.departures = places.news + words[rows + 6] * NEWS_WORDS;
    places.checks = places.departures + words[rows + 7] * DEPARTURE_WORDS;
    places.forecasts = places.checks + words[rows + 8] * CHECK_WORDS;
    places.bytes = (places.forecasts + words[rows + 9] * FORECAST_WORDS) * 4;
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
    return this.#places.bytes + offset;
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

  /** Whether the frame lacks what the client was to get: what it holds is no longer the world. */
  lacks(client: Connection): boolean {
    return this.#loss === LOSS.all || (this.#loss === LOSS.slowStreams && client.slowestTier > 0);
  }

  /**
   * Builds the message of a client in `writer`: blocks and arrivals for the view it has had, answers, then its new view
   * with the keyframes it lacks. Returns false when there is nothing to send. A header alone is something: it tells
   * that orders answered before are safe on disk now. Checks are no reason to send, and go along with what is.
   */
  gather(client: Connection): boolean {
    const { writer } = this;
    writer.reset();
    writer.at = FRAME_HEADER_BYTES;
    const anew = this.startsAnew(client.slot);
    // Compared before this frame's answers raise the mark: a client that orders in every tick would never be told.
    const confirms = client.unconfirmedTick > 0 && this.durableTick >= client.unconfirmedTick;
    if (confirms) client.unconfirmedTick = 0;
    if (client.hasView && !client.stale && !anew && this.#sectors.concerns(client)) this.#gatherView(client);
    if (this.#answerStamp[client.slot] === this.#stamp) this.#gatherAnswers(client);
    const before = this.#viewBefore;
    before.column = client.viewColumn;
    before.row = client.viewRow;
    before.radius = client.viewRadius;
    if (this.#viewStamp[client.slot] === this.#stamp && (anew || !client.stale)) this.#moveView(client, anew);
    if (this.#sectors.hasForecasts) this.#gatherForecasts(client, anew);
    const isSent = confirms || writer.at > FRAME_HEADER_BYTES;
    // A stale client hears no beats, so what it does hear has to carry the clock after a silence: with the tick's low
    // bits alone it would take an answer for one of hundreds of ticks ago, and thus for safe before it is.
    const silenceTicks = this.tick - client.lastSentTick;
    const beatIsDue = !client.stale && silenceTicks >= BEAT_INTERVAL_TICKS;
    const clockIsDue = (isSent || !client.stale) && this.#clockIsDue(client, silenceTicks);
    if (!isSent && !beatIsDue && !clockIsDue) return false;
    if (this.#sectors.hasChecks) this.#gatherChecks(client);
    // The header cannot tell how far a slow disk is: a confirmation in it would be none.
    if (anew || clockIsDue || (confirms && this.tick - this.durableTick >= LAG_MAX)) {
      writeClock(writer, this.tick, this.durableTick, this.pace, this.#tickZeroMicros);
    }
    writer.bytes[0] = frameHeadByte(this.tick, this.durableTick);
    writer.bytes[1] = this.tick & 0xff;
    return true;
  }

  /**
   * Also with every view that starts anew (see gather): after a long silence the tick's low bits alone say too
   * little. In a tick in which a client is told of turns ahead, or its slowest stream comes.
   */
  #clockIsDue(client: Connection, silenceTicks: number): boolean {
    if (silenceTicks >= CLOCK_SILENCE_TICKS) return true;
    return (this.tick - client.slot) % CLOCK_INTERVAL_TICKS === 0;
  }

  /** The message last gathered, as a view that is valid until the next. */
  message(): Uint8Array {
    return this.#views.first(this.writer.at);
  }

  #gatherView(client: Connection): void {
    const due = client.slowestTier === 0 ? TIERS - 1 : dueTier(this.tick, client.slot);
    if (due < client.fastestTier && !this.#sectors.hasNews) return;
    this.#sectors.gather(client, due);
  }

  /** The last of a message: it is for the view as it is now, and of the ticks after. */
  #gatherForecasts(client: Connection, anew: boolean): void {
    if (!client.hasView || client.stale) return;
    const before = this.#viewBefore;
    const isDue = anew || (this.tick - client.slot) % FORECAST_TICKS === 0;
    const moved = before.column !== client.viewColumn || before.row !== client.viewRow;
    if (isDue || moved) this.#sectors.gatherForecasts(client, isDue, before);
  }

  /** In ticks in which the client holds the world: some of its streams may be behind in others. */
  #gatherChecks(client: Connection): void {
    if (!client.hasView || client.stale) return;
    if (client.slowestTier === 0 || dueTier(this.tick, client.slot) >= client.slowestTier)
      this.#sectors.gatherChecks(client);
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
    const { words } = this.#reader;
    const at = this.#viewsAt + this.#viewRow[client.slot] * VIEW_WORDS;
    const column = words[at + 3];
    const row = words[at + 4];
    const radius = words[at + 5];
    const slowestTier = words[at + 8];
    if (anew || column !== client.viewColumn || row !== client.viewRow) {
      writeView(this.writer, anew, column, row, radius);
      if (anew) writeAvatar(this.writer, words[at + 6], words[at + 7]);
      this.#sectors.gatherKeyframes(client, anew, column, row, radius);
    }
    if (!anew && slowestTier !== client.slowestTier) writePace(this.writer, TIER_TICKS[slowestTier]);
    client.hasView = true;
    client.viewColumn = column;
    client.viewRow = row;
    client.viewRadius = radius;
    this.#sectors.viewed(radius);
    client.slowestTier = slowestTier;
    for (let word = 0; word < TIER_WORDS; word++) client.tiers[word] = words[at + VIEW_TIERS + word];
    client.fastestTier = this.#fastestTier(client);
    if (anew) {
      client.stale = false;
      client.refreshAsked = false;
    }
  }

  #fastestTier({ slowestTier, tiers, viewColumn, viewRow, viewRadius }: Connection): number {
    const { columns, rows } = this.#grid;
    let fastest = slowestTier;
    for (
      let row = Math.max(0, viewRow - viewRadius);
      row <= Math.min(rows - 1, viewRow + viewRadius);
      row++
    ) {
      const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
      for (let column = Math.max(0, viewColumn - viewRadius); column <= lastColumn; column++) {
        const place = placeInView(column, row, viewColumn, viewRow, viewRadius);
        fastest = Math.min(fastest, tierAt(tiers, 0, place));
      }
    }
    return fastest;
  }
}
