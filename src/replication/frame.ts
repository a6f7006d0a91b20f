import { FRAME_BYTES_MAX, SESSION_COUNT_MAX } from '../limits.ts';
import { ByteWriter } from '../protocol/bytes.ts';
import { TIER_WORDS } from './tiers.ts';

/**
 * What the simulation tells the gateways about one tick: directories of whole numbers and the encoded bytes they
 * point into. The simulation fills a draft; `memory/frame-ring.ts` carries it over.
 */

/** One section of a frame: rows of a fixed number of words. */
export class FrameTable {
  readonly words: Int32Array;
  readonly rowWords: number;
  count = 0;

  constructor(rowWords: number, rowsMax: number) {
    this.rowWords = rowWords;
    this.words = new Int32Array(rowWords * rowsMax);
  }

  /** First word of a new row, or -1 when the table is full (sized so that it cannot be; see the callers). */
  add(): number {
    const at = this.count * this.rowWords;
    if (at >= this.words.length) return -1;
    this.count++;
    return at;
  }
}

/** Rows of `notices`: something for one session or connection. */
export const NOTICE = { accepted: 1, refused: 2, answer: 3, replaced: 4, objective: 5, kit: 6 } as const;

/**
 * Words of a notice: kind, gateway, connection, session slot, and by kind
 * accepted: epoch, role | faction << 8 | resumed << 16, last sequence, avatar or focus entity;
 * refused: close code; answer: sequence, result; replaced: nothing;
 * objective: OBJECTIVE_STATE, OBJECTIVE, control point, tick at which it is done;
 * kit: level | weapon << 8 | armor << 16 | device << 24, then two places of the bag per word (item | count << 8 each).
 */
export const NOTICE_WORDS = 8;

/** First word of a view row that holds the tiers of its sectors. */
export const VIEW_TIERS = 9;

/**
 * Words of a view row: session slot, gateway, reset, column, row, radius, avatar entity, its generation, slowest tier
 * that the view can have, tiers of the sectors (as `tierAt` reads them).
 */
export const VIEW_WORDS = VIEW_TIERS + TIER_WORDS;

/** Words of a block row: stream (sector * tiers + tier), first byte, bytes. */
export const BLOCK_WORDS = 3;

/** Words of an arrival row: from sector, stream of the sector it came to, first byte, bytes. */
export const ARRIVAL_WORDS = 4;

/** Words of a keyframe row: sector, first byte, bytes. */
export const KEYFRAME_WORDS = 3;

/**
 * Words of a strategic row: level of the channel (LEVEL, or GLOBAL_CHANNEL), its index, sequence, first byte, bytes.
 */
export const STRATEGIC_WORDS = 5;

/** Words of a row of news: sector, first byte, bytes. */
export const NEWS_WORDS = 3;

/** Words of a departure row: stream that was left, sector where those are now (NOWHERE: ended), first byte, bytes. */
export const DEPARTURE_WORDS = 4;

/** Words of a row of turns that are foreseen: sector, first byte, bytes. */
export const FORECAST_WORDS = 3;

/** Words of a check row: sector, hash. */
export const CHECK_WORDS = 2;

/** What a frame lacks: the changes of the streams below 60 Hz, or everything but notices. */
export const LOSS = { none: 0, slowStreams: 1, all: 2 } as const;

const BLOCK_ROWS_MAX = 65_536;
const STRATEGIC_ROWS_MAX = 16_384;

export class FrameDraft {
  tick = 0;
  durableTick = 0;
  paceThousandths = 1000;
  /** One of LOSS: gateways give whoever was to get it a fresh view. */
  loss = 0;
  /** Frames that did not fit, since boot. */
  overflows = 0;
  /** Ticks with more changes than slow streams could keep, since boot. */
  slowLosses = 0;
  /** Observers sent away, and new sessions refused, because of overload; since boot. */
  spectatorsShed = 0;
  joinsRefused = 0;
  readonly notices = new FrameTable(NOTICE_WORDS, 4 * SESSION_COUNT_MAX);
  readonly views = new FrameTable(VIEW_WORDS, SESSION_COUNT_MAX);
  readonly blocks = new FrameTable(BLOCK_WORDS, BLOCK_ROWS_MAX);
  readonly arrivals = new FrameTable(ARRIVAL_WORDS, BLOCK_ROWS_MAX);
  readonly keyframes = new FrameTable(KEYFRAME_WORDS, BLOCK_ROWS_MAX);
  readonly strategic = new FrameTable(STRATEGIC_WORDS, STRATEGIC_ROWS_MAX);
  readonly news = new FrameTable(NEWS_WORDS, BLOCK_ROWS_MAX);
  readonly departures = new FrameTable(DEPARTURE_WORDS, BLOCK_ROWS_MAX);
  readonly checks = new FrameTable(CHECK_WORDS, BLOCK_ROWS_MAX);
  readonly forecasts = new FrameTable(FORECAST_WORDS, BLOCK_ROWS_MAX);
  readonly bytes = new ByteWriter(new Uint8Array(FRAME_BYTES_MAX));

  /** The tables in the order in which they travel. */
  readonly tables: readonly FrameTable[] = [
    this.notices,
    this.views,
    this.blocks,
    this.arrivals,
    this.keyframes,
    this.strategic,
    this.news,
    this.departures,
    this.checks,
    this.forecasts,
  ];

  clear(): void {
    this.notices.count = 0;
    this.loss = LOSS.none;
    this.dropEncoded();
  }

  /** Takes back everything but the notices. */
  dropEncoded(): void {
    for (const table of this.tables) if (table !== this.notices) table.count = 0;
    this.bytes.reset();
  }
}
