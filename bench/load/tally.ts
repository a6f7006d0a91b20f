import { DelayCounts } from './delay-counts.ts';

/** What all bots of a fleet share: the server's clock, the time of the read in progress, and the counts. */
export class Tally {
  /** Monotonic clock of the read in progress, in microseconds. */
  nowMicros = 0;
  /** Server clock at which tick 0 was due, in microseconds; the newest that any bot was told. */
  tickZeroMicros = 0;

  /** Counted while measuring. */
  messages = 0;
  readonly deliveries = new DelayCounts();
  readonly answerDelays = new DelayCounts();

  /** Counted from the first connection on, because none of them may ever happen. */
  ticksOutOfOrder = 0;
  missedBeats = 0;
  unknownMessages = 0;
  readonly losses = new Map<string, number>();

  ordersSent = 0;
  answers = 0;
  answersRepeated = 0;
  answersUnasked = 0;
  ordersRefused = 0;

  beginMeasuring(): void {
    this.messages = 0;
    this.deliveries.clear();
    this.answerDelays.clear();
  }

  lost(reason: string): void {
    this.losses.set(reason, (this.losses.get(reason) ?? 0) + 1);
  }
}
