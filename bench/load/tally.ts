import { BrawlTally } from './brawl-tally.ts';
import { DelayCounts } from './delay-counts.ts';
import { LATE_TICKS_MAX } from './skim-items.ts';
import { TradeTally } from './trade-tally.ts';

const MICROS_PER_TICK = 1_000_000 / 60;

/** What became of clients that stopped reading, counted from the first connection on. */
class SlowTally {
  resumed = 0;
  /** Closed by the server, by its reason. */
  readonly closings = new Map<string, number>();

  closed(reason: string): void {
    this.closings.set(reason, (this.closings.get(reason) ?? 0) + 1);
  }
}

/** What all bots of a fleet share: the server's clock, the time of the read in progress, and the counts. */
export class Tally {
  /** Monotonic clock of the read in progress, in microseconds. */
  nowMicros = 0;
  /** Server clock at which tick 0 was due, in microseconds; the newest that any bot was told. */
  tickZeroMicros = 0;

  /** Counted while measuring. */
  messages = 0;
  readonly deliveries = new DelayCounts();
  /** Where delays of delivery are counted besides, in a part of a run. */
  phase: DelayCounts | undefined;
  /** Late changes of course by their age in ticks: what slower streams add to the delay of delivery. */
  readonly lateTurns = new Float64Array(LATE_TICKS_MAX + 1);
  readonly answerDelays = new DelayCounts();
  /** Until an order is known to be safe on disk: from its sending, from its answer, from when its tick was due. */
  readonly confirmDelays = new DelayCounts();
  readonly confirmDelaysAfterAnswer = new DelayCounts();
  readonly confirmDelaysAfterTick = new DelayCounts();

  /** Counted from the first connection on, because none of them may ever happen. */
  ticksOutOfOrder = 0;
  missedBeats = 0;
  unknownMessages = 0;
  readonly losses = new Map<string, number>();

  /** What was heard on strategic channels. */
  readonly strategic = {
    /** Counted while measuring: records of territories, and from the due time of their tick to their arrival. */
    updates: 0,
    delays: new DelayCounts(),
    /** Counted from the first connection on. */
    lost: 0,
    outOfOrder: 0,
    refused: 0,
    /** Whole states for a channel that the client knew of the same life of the world. */
    wholeAgain: 0,
    /** Territories that were not as the board has them. */
    differences: 0,
    drops: 0,
    resumes: 0,
  };

  /** Of clients whose connection was cut: until they had their session again, and their first frame. */
  readonly resumeMicros: number[] = [];
  readonly servedMicros: number[] = [];

  readonly slow = new SlowTally();
  readonly trade = new TradeTally();
  readonly brawl = new BrawlTally();

  ordersSent = 0;
  answers = 0;
  answersRepeated = 0;
  answersUnasked = 0;
  ordersRefused = 0;
  /** Orders that were refused, by result. */
  readonly refusals = new Map<number, number>();
  ordersConfirmed = 0;

  /** Server clock at which a tick was due, in microseconds. */
  dueMicros(tick: number): number {
    return this.tickZeroMicros + tick * MICROS_PER_TICK;
  }

  /** A message came so long after its tick was due. */
  delivered(micros: number): void {
    this.deliveries.add(micros);
    this.phase?.add(micros);
  }

  /** A session was resumed whose connection was lost at `cutMicros`; 0 = nobody cut it on purpose. */
  resumed(cutMicros: number, isSlow = false): void {
    this.strategic.resumes++;
    if (cutMicros > 0) this.resumeMicros.push(this.nowMicros - cutMicros);
    if (isSlow) this.slow.resumed++;
  }

  beginMeasuring(): void {
    this.messages = 0;
    this.lateTurns.fill(0);
    this.strategic.updates = 0;
    this.strategic.delays.clear();
    this.trade.beginMeasuring();
    this.brawl.beginMeasuring();
    this.deliveries.clear();
    this.answerDelays.clear();
    this.confirmDelays.clear();
    this.confirmDelaysAfterAnswer.clear();
    this.confirmDelaysAfterTick.clear();
  }

  lost(reason: string): void {
    this.losses.set(reason, (this.losses.get(reason) ?? 0) + 1);
  }
}
