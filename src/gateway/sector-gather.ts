import { HEADER } from '../memory/frame-ring.ts';
import type { ByteWriter } from '../protocol/bytes.ts';
import { type SectorGrid, writeCheck } from '../protocol/items.ts';
import {
  ARRIVAL_WORDS,
  BLOCK_WORDS,
  CHECK_WORDS,
  DEPARTURE_WORDS,
  FORECAST_WORDS,
  KEYFRAME_WORDS,
  NEWS_WORDS,
} from '../replication/frame.ts';
import { streamOf } from '../replication/streams.ts';
import { placeInView, TIERS, tierAt } from '../replication/tiers.ts';
import { inView } from '../replication/view.ts';
import type { Connection } from './connection.ts';
import { RowIndex } from './row-index.ts';
import { TouchedSectors } from './touched-sectors.ts';

/** Copying by hand beats a call to `set` up to about this many bytes. */
const HAND_COPY_BYTES = 96;

/** Where the tables of a frame begin, in words, and its bytes. */
export interface FramePlaces {
  blocks: number;
  arrivals: number;
  keyframes: number;
  news: number;
  departures: number;
  checks: number;
  forecasts: number;
  bytes: number;
}

/** A square of sectors. */
export interface ViewSquare {
  column: number;
  row: number;
  radius: number;
}

const CHAINED_ROWS_MAX = 65_536;

/**
 * What a frame says of sectors, and what of it a client gets. The indexes are stamped with the number of the frame
 * instead of being cleared, so that opening costs what is in the frame and not what could be.
 */
export class SectorGather {
  /** Whether the frame has news and checks. */
  hasNews = false;
  hasChecks = false;
  /** Whether the frame tells of turns ahead. */
  hasForecasts = false;
  readonly #grid: SectorGrid;
  readonly #words: Int32Array;
  readonly #source: Uint8Array;
  readonly #writer: ByteWriter;
  readonly #places: FramePlaces;
  #stamp = 0;
  /** Whether rows of these kinds are in the frame. */
  #hasSlowBlocks = false;
  #hasCrossings = false;
  readonly #touched: TouchedSectors;
  readonly #blocks: RowIndex;
  readonly #news: RowIndex;
  readonly #checks: RowIndex;
  readonly #keyframes: RowIndex;
  readonly #forecasts: RowIndex;
  readonly #arrivals: RowIndex;
  readonly #departures: RowIndex;
  readonly #nextArrival = new Int32Array(CHAINED_ROWS_MAX);
  readonly #nextDeparture = new Int32Array(CHAINED_ROWS_MAX);

  /** `words` and `source` are the frames, `places` where their tables are; all are filled anew for each frame. */
  constructor(
    grid: SectorGrid,
    words: Int32Array,
    source: Uint8Array,
    writer: ByteWriter,
    places: FramePlaces,
  ) {
    const sectorCount = grid.columns * grid.rows;
    this.#grid = grid;
    this.#words = words;
    this.#source = source;
    this.#writer = writer;
    this.#places = places;
    this.#touched = new TouchedSectors(grid);
    this.#blocks = new RowIndex(sectorCount * TIERS);
    this.#news = new RowIndex(sectorCount);
    this.#checks = new RowIndex(sectorCount);
    this.#keyframes = new RowIndex(sectorCount);
    this.#forecasts = new RowIndex(sectorCount);
    this.#arrivals = new RowIndex(sectorCount * TIERS);
    this.#departures = new RowIndex(sectorCount * TIERS);
  }

  /** Indexes the frame. */
  open(): void {
    const words = this.#words;
    const { blocks, arrivals, keyframes, news, departures, checks, forecasts } = this.#places;
    const stamp = ++this.#stamp;
    this.#touched.open();
    const blockCount = words[HEADER.rows + 2];
    const arrivalCount = words[HEADER.rows + 3];
    const keyframeCount = words[HEADER.rows + 4];
    const newsCount = words[HEADER.rows + 6];
    const departureCount = words[HEADER.rows + 7];
    const checkCount = words[HEADER.rows + 8];
    const forecastCount = words[HEADER.rows + 9];
    this.hasNews = newsCount > 0;
    this.hasForecasts = forecastCount > 0;
    this.hasChecks = checkCount > 0;
    this.#hasCrossings = arrivalCount + departureCount > 0;
    this.#hasSlowBlocks = false;
    for (let row = 0; row < blockCount; row++) {
      const stream = words[blocks + row * BLOCK_WORDS];
      if (stream % TIERS !== 0) this.#hasSlowBlocks = true;
      this.#touched.touch(Math.floor(stream / TIERS));
      this.#blocks.set(stream, stamp, row);
    }
    for (let row = 0; row < arrivalCount; row++) {
      const stream = words[arrivals + row * ARRIVAL_WORDS + 1];
      this.#touched.touch(Math.floor(stream / TIERS));
      this.#nextArrival[row] = this.#arrivals.get(stream, stamp);
      this.#arrivals.set(stream, stamp, row);
    }
    for (let row = 0; row < departureCount; row++) {
      const stream = words[departures + row * DEPARTURE_WORDS];
      this.#touched.touch(Math.floor(stream / TIERS));
      this.#nextDeparture[row] = this.#departures.get(stream, stamp);
      this.#departures.set(stream, stamp, row);
    }
    for (let row = 0; row < newsCount; row++) {
      const sector = words[news + row * NEWS_WORDS];
      this.#touched.touch(sector);
      this.#news.set(sector, stamp, row);
    }
    for (let row = 0; row < checkCount; row++) {
      this.#checks.set(words[checks + row * CHECK_WORDS], stamp, row);
    }
    for (let row = 0; row < forecastCount; row++) {
      this.#forecasts.set(words[forecasts + row * FORECAST_WORDS], stamp, row);
    }
    for (let row = 0; row < keyframeCount; row++) {
      this.#keyframes.set(words[keyframes + row * KEYFRAME_WORDS], stamp, row);
    }
  }

  /** A client has a view of this size from now on. */
  viewed(radius: number): void {
    this.#touched.viewed(radius);
  }

  /** Whether the frame may say anything of the view of a client. */
  concerns({ viewColumn, viewRow }: Connection): boolean {
    return this.#touched.isNear(viewColumn, viewRow);
  }

  /**
   * Writes what the view of a client is due, tiers up to `due`: news, the blocks of fast streams and then those of slow
   * ones, who left, who came. Who was set from a fast sector into a slow one ends in a block and is told of in a later
   * one; who left is named after all blocks, which may still be about it.
   */
  gather(client: Connection, due: number): void {
    this.#gatherFast(client);
    if (due > 0 && client.slowestTier > 0 && this.#hasSlowBlocks) this.#gatherSlow(client, due);
    if (this.#hasCrossings) this.#gatherCrossings(client, due);
  }

  /** News, and blocks of 60 Hz. */
  #gatherFast(client: Connection): void {
    const { columns, rows } = this.#grid;
    const { viewColumn, viewRow, viewRadius } = client;
    const words = this.#words;
    const stamp = this.#stamp;
    const { blocks, news } = this.#places;
    const firstColumn = Math.max(0, viewColumn - viewRadius);
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let row = Math.max(0, viewRow - viewRadius); row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        if (!this.#touched.has(sector)) continue;
        const newsRow = this.#news.get(sector, stamp);
        if (newsRow >= 0)
          this.#copy(words[news + newsRow * NEWS_WORDS + 1], words[news + newsRow * NEWS_WORDS + 2]);
        const block = this.#blocks.get(streamOf(sector, 0), stamp);
        if (block >= 0 && this.#tierOf(client, sector, row) === 0) {
          this.#copy(words[blocks + block * BLOCK_WORDS + 1], words[blocks + block * BLOCK_WORDS + 2]);
        }
      }
    }
  }

  /** Writes the checks of the sectors in the view of a client, which must be in step. */
  gatherChecks({ viewColumn, viewRow, viewRadius }: Connection): void {
    const { columns, rows } = this.#grid;
    const words = this.#words;
    const { checks } = this.#places;
    const firstColumn = Math.max(0, viewColumn - viewRadius);
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let row = Math.max(0, viewRow - viewRadius); row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        const check = this.#checks.get(sector, this.#stamp);
        if (check >= 0) writeCheck(this.#writer, sector, words[checks + check * CHECK_WORDS + 1]);
      }
    }
  }

  #gatherSlow(client: Connection, due: number): void {
    const { columns, rows } = this.#grid;
    const { viewColumn, viewRow, viewRadius } = client;
    const words = this.#words;
    const { blocks } = this.#places;
    const firstColumn = Math.max(0, viewColumn - viewRadius);
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let row = Math.max(0, viewRow - viewRadius); row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        if (!this.#touched.has(sector)) continue;
        const tier = this.#tierOf(client, sector, row);
        if (tier === 0 || tier > due) continue;
        const block = this.#blocks.get(streamOf(sector, tier), this.#stamp);
        if (block >= 0)
          this.#copy(words[blocks + block * BLOCK_WORDS + 1], words[blocks + block * BLOCK_WORDS + 2]);
      }
    }
  }

  #gatherCrossings(client: Connection, due: number): void {
    const { columns, rows } = this.#grid;
    const { viewColumn, viewRow, viewRadius } = client;
    const firstColumn = Math.max(0, viewColumn - viewRadius);
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let row = Math.max(0, viewRow - viewRadius); row <= lastRow; row++) {
      for (let sector = row * columns + firstColumn; sector <= row * columns + lastColumn; sector++) {
        if (!this.#touched.has(sector)) continue;
        const tier = this.#tierOf(client, sector, row);
        if (tier > due) continue;
        if (tier > 0) this.#gatherDepartures(client, streamOf(sector, tier));
        this.#gatherArrivals(client, tier, streamOf(sector, tier));
      }
    }
  }

  /** Who sees where they are now is told by the stream of that. */
  #gatherDepartures(client: Connection, stream: number): void {
    const words = this.#words;
    for (let row = this.#departures.get(stream, this.#stamp); row >= 0; row = this.#nextDeparture[row]) {
      const at = this.#places.departures + row * DEPARTURE_WORDS;
      if (!this.#sees(client, words[at + 1])) this.#copy(words[at + 2], words[at + 3]);
    }
  }

  /** Whoever saw the sector an entity came from, and not more slowly, holds it already. */
  #gatherArrivals(client: Connection, tier: number, stream: number): void {
    const words = this.#words;
    for (let row = this.#arrivals.get(stream, this.#stamp); row >= 0; row = this.#nextArrival[row]) {
      const at = this.#places.arrivals + row * ARRIVAL_WORDS;
      const from = words[at];
      const fromRow = Math.floor(from / this.#grid.columns);
      if (this.#sees(client, from) && this.#tierOf(client, from, fromRow) <= tier) continue;
      this.#copy(words[at + 2], words[at + 3]);
    }
  }

  /** Writes the keyframes of a view at (column, row): all, or those of sectors that the client has not had. */
  gatherKeyframes(client: Connection, all: boolean, column: number, row: number, radius: number): void {
    const { columns, rows } = this.#grid;
    const words = this.#words;
    const lastRow = Math.min(rows - 1, row + radius);
    for (let r = Math.max(0, row - radius); r <= lastRow; r++) {
      for (let c = Math.max(0, column - radius); c <= Math.min(columns - 1, column + radius); c++) {
        if (!all && inView(c, r, client.viewColumn, client.viewRow, client.viewRadius)) continue;
        const keyframe = this.#keyframes.get(r * columns + c, this.#stamp);
        if (keyframe < 0) continue;
        const at = this.#places.keyframes + keyframe * KEYFRAME_WORDS;
        this.#copy(words[at + 1], words[at + 2]);
      }
    }
  }

  /** Writes the turns ahead in the view of a client: of all its sectors, or of those that were not in `before`. */
  gatherForecasts(client: Connection, all: boolean, before: ViewSquare): void {
    const { columns, rows } = this.#grid;
    const { viewColumn, viewRow, viewRadius } = client;
    const words = this.#words;
    const lastColumn = Math.min(columns - 1, viewColumn + viewRadius);
    const lastRow = Math.min(rows - 1, viewRow + viewRadius);
    for (let r = Math.max(0, viewRow - viewRadius); r <= lastRow; r++) {
      for (let c = Math.max(0, viewColumn - viewRadius); c <= lastColumn; c++) {
        const forecast = this.#forecasts.get(r * columns + c, this.#stamp);
        if (forecast < 0 || (!all && inView(c, r, before.column, before.row, before.radius))) continue;
        const at = this.#places.forecasts + forecast * FORECAST_WORDS;
        this.#copy(words[at + 1], words[at + 2]);
      }
    }
  }

  /** Negative is NOWHERE. */
  #sees(client: Connection, sector: number): boolean {
    const { columns } = this.#grid;
    const column = sector % columns;
    const row = Math.floor(sector / columns);
    return sector >= 0 && inView(column, row, client.viewColumn, client.viewRow, client.viewRadius);
  }

  /** Tier of a sector in view. */
  #tierOf(client: Connection, sector: number, row: number): number {
    if (client.slowestTier === 0) return 0;
    const { tiers, viewColumn, viewRow, viewRadius } = client;
    const column = sector - row * this.#grid.columns;
    return tierAt(tiers, 0, placeInView(column, row, viewColumn, viewRow, viewRadius));
  }

  #copy(start: number, length: number): void {
    const writer = this.#writer;
    const source = this.#source;
    const from = this.#places.bytes + start;
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
