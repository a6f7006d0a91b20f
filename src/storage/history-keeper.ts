import {
  CHRONICLE_HEAD_WORDS,
  CHRONICLE_WORDS,
  type ChronicleRing,
  entryWords,
  MARK,
} from '../memory/chronicle-ring.ts';
import { CHANNEL } from '../protocol/territory-records.ts';
import { Coalescer, type HistoryGround, type HistoryRow } from './history-coalescer.ts';
import { HISTORY_FILE, HistoryDatabase, isDamage, setHistoryAside } from './history-database.ts';

/** Words taken from the ring at once: a batch of 32,000 rows takes SQLite some 100 ms. */
const TAKE_WORDS = 256 * 1024;
/** Time between two writes while nothing is marked, and to the next attempt after one that failed. */
const WRITE_INTERVAL_MS = 1_000;
const RETRY_INTERVAL_MS = 5_000;
/** With nothing to write, the newest tick is put down so often. */
const IDLE_INTERVAL_MS = 10_000;

/** Rows that are not kept waiting for the next write. */
const WRITE_ROWS = 4_000;

const TICKS_PER_DAY = 24 * 3600 * 60;

export interface HistoryPlan {
  readonly directory: string;
  /** Name and fingerprint of the world. */
  readonly world: string;
  readonly ground: HistoryGround;
  /** Tick that the world goes on from: later rows will come again. Undefined when another keeper was lost. */
  readonly fromTick: number | undefined;
  readonly historyDays: number;
}

/** What a keeper tells while it works. */
export interface HistoryHooks {
  log(level: 'info' | 'warn' | 'error', text: string): void;
  wrote(rows: number, micros: number, toldTick: number, bytes: number): void;
  failed(): void;
  lost(rows: number): void;
  pruned(rows: number): void;
  nowMicros(): number;
}

/**
 * Takes what happened to territories out of the ring and keeps it on disk. Nothing that goes wrong here reaches the
 * world: what cannot be written waits, first here and then in the ring, and is lost and counted when that is full.
 */
export class HistoryKeeper {
  readonly #ring: ChronicleRing;
  readonly #plan: HistoryPlan;
  readonly #hooks: HistoryHooks;
  readonly #coalescer: Coalescer;
  #database: HistoryDatabase | undefined;
  #isBegun = false;
  /** What was taken from the ring, and how far it is worked off. */
  #entries = new Int32Array(0);
  #at = 0;
  /** Tick of a mark that was reached and is not confirmed yet. */
  #markedTick: number | undefined;
  #toldTick = 0;
  #lost = 0;
  #writeDueMicros = 0;
  #idleDueMicros = 0;
  #isFailing = false;

  constructor(ring: ChronicleRing, plan: HistoryPlan, hooks: HistoryHooks) {
    this.#ring = ring;
    this.#plan = plan;
    this.#hooks = hooks;
    this.#coalescer = new Coalescer(plan.ground);
    if (plan.fromTick === undefined) this.#lost = ring.lost;
    // One that died while it could not write has left this behind.
    ring.setFailing(false);
  }

  /** Works off what has come; to be called several times a second. Never throws. */
  step(): void {
    const now = this.#hooks.nowMicros();
    if (this.#isFailing && now < this.#writeDueMicros) return;
    this.#guard(() => {
      // Before anything new is taken, what could not be written must be.
      if (this.#isFailing) this.#write(this.#markedTick !== undefined);
      this.#workOff();
      if (this.#hooks.nowMicros() >= this.#writeDueMicros) this.#writeDue();
    });
  }

  /** Works off all there is and closes the file. What cannot be written now is lost. */
  finish(): void {
    this.#guard(() => {
      this.#workOff();
      this.#coalescer.flush();
      this.#write(true);
    });
    this.#database?.close();
    this.#database = undefined;
  }

  /**
   * The newest rows of a territory, newest first; those of a district with those of its control points. Rows that are
   * still being summed up come first. Throws when the file cannot be read.
   */
  rows(level: number, territory: number, limit: number): HistoryRow[] {
    const { controlPointStart } = this.#plan.ground;
    const territories: [level: number, territory: number][] = [[level, territory]];
    if (level === CHANNEL.district) {
      for (let point = controlPointStart[territory]; point < controlPointStart[territory + 1]; point++) {
        territories.push([CHANNEL.controlPoint, point]);
      }
    }
    const open = territories.flatMap((place) => this.#coalescer.openRows(...place));
    const waiting = this.#coalescer.done.filter((row) =>
      territories.some(([ofLevel, of]) => row.level === ofLevel && row.territory === of),
    );
    const unwritten = [...waiting, ...open].reverse().sort((left, right) => right.tick - left.tick);
    const written = this.#opened().newest(territories, limit);
    return [...unwritten, ...written].slice(0, limit);
  }

  #workOff(): void {
    for (;;) {
      if (this.#at >= this.#entries.length) {
        // Read before the rows: a tick told after them might have rows that are not here yet.
        const tick = this.#ring.tick;
        this.#entries = this.#ring.take(TAKE_WORDS);
        this.#at = 0;
        if (this.#entries.length === 0) {
          this.#toldTick = Math.max(this.#toldTick, tick);
          this.#coalescer.expire(this.#toldTick);
          return;
        }
      }
      this.#workOffEntries();
    }
  }

  #workOffEntries(): void {
    const entries = this.#entries;
    while (this.#at < entries.length) {
      const rows = entries[this.#at];
      const tick = entries[this.#at + 1] >>> 0;
      const first = this.#at + CHRONICLE_HEAD_WORDS;
      this.#at += entryWords(rows);
      this.#toldTick = tick;
      for (let i = 0; i < rows; i++) this.#coalescer.add(tick, entries, first + i * CHRONICLE_WORDS);
      if (rows === MARK) {
        this.#coalescer.flush();
        this.#markedTick = tick;
        this.#write(true);
      } else if (this.#rowsToWrite >= WRITE_ROWS) this.#write(false);
    }
  }

  #writeDue(): void {
    const now = this.#hooks.nowMicros();
    this.#writeDueMicros = now + WRITE_INTERVAL_MS * 1000;
    if (this.#rowsToWrite > 0 || now >= this.#idleDueMicros) this.#write(false);
    const keepTick = this.#toldTick - this.#plan.historyDays * TICKS_PER_DAY;
    const pruned = this.#opened().prune(keepTick);
    if (pruned > 0) this.#hooks.pruned(pruned);
  }

  get #rowsToWrite(): number {
    return this.#coalescer.done.length + this.#coalescer.minds.count;
  }

  #write(isSafe: boolean): void {
    const { done, minds } = this.#coalescer;
    const start = this.#hooks.nowMicros();
    const database = this.#opened();
    const { lost } = this.#ring;
    database.write(done, minds, this.#toldTick, lost - this.#lost, isSafe);
    if (lost > this.#lost) this.#hooks.lost(lost - this.#lost);
    this.#lost = lost;
    this.#hooks.wrote(this.#rowsToWrite, this.#hooks.nowMicros() - start, this.#toldTick, database.bytes);
    done.length = 0;
    minds.clear();
    this.#idleDueMicros = start + IDLE_INTERVAL_MS * 1000;
    this.#succeeded();
    if (isSafe && this.#markedTick !== undefined) this.#ring.confirm(this.#markedTick);
    this.#markedTick = undefined;
  }

  #opened(): HistoryDatabase {
    if (this.#database !== undefined) return this.#database;
    const { directory, fromTick, world } = this.#plan;
    const database = new HistoryDatabase(directory);
    try {
      if (!this.#isBegun && fromTick !== undefined) database.begin(world, fromTick);
      else if (database.span() === undefined) database.begin(world, this.#toldTick);
      else if (!this.#isBegun) database.noteGap(this.#ring.tick);
      this.#isBegun = true;
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
    return database;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    this.#hooks.failed();
    // After a failed sync a connection may hold pages that are not on disk, and read them back as if they were.
    this.#database?.close();
    this.#database = undefined;
    this.#writeDueMicros = this.#hooks.nowMicros() + RETRY_INTERVAL_MS * 1000;
    if (isDamage(error) && this.#setAside(error)) {
      this.#writeDueMicros = 0;
    } else if (!this.#isFailing) {
      const seconds = RETRY_INTERVAL_MS / 1000;
      const text = `history cannot be written (${error.message}); the world goes on, next attempt in ${seconds} s`;
      this.#hooks.log('error', text);
    }
    this.#isFailing = true;
    this.#ring.setFailing(true);
  }

  #setAside(error: Error): boolean {
    try {
      setHistoryAside(this.#plan.directory);
    } catch {
      return false;
    }
    const text = `${HISTORY_FILE} is damaged (${error.message}) and was set aside as ${HISTORY_FILE}.damaged`;
    this.#hooks.log('error', `${text}; history begins anew`);
    return true;
  }

  #succeeded(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#ring.setFailing(false);
    this.#hooks.log('warn', 'history is written again');
  }
}
