import { TICKS_PER_SECOND } from './kinematics.ts';

const MICROS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;
const SAMPLE_COUNT = 30;
/** Pings after which delays are told: by the first one alone they could be milliseconds off. */
const SETTLED_SAMPLE_COUNT = 3;
const FULL_PACE = 1000;

interface ClockSample {
  roundTripMs: number;
  offsetMicros: number;
}

/**
 * The server's clock and tick as seen from here. The offset is that of the ping with the least round trip among
 * the last 30: queues only ever make a round trip longer, so the shortest is the most symmetric.
 */
export class ServerClock {
  #tickZeroMicros = 0;
  #samples: ClockSample[] = [];
  #best: ClockSample | undefined;
  #latest: ClockSample | undefined;
  /** Tick and server time from which ticks are counted on, at `#pace` thousandths of real time. */
  #anchorTick = 0;
  #anchorMicros = 0;
  #pace = FULL_PACE;
  #frameTick = 0;
  #frameMs = 0;

  /** Forgets everything: another server has another clock. */
  restart(tickZeroMicros: number, tick: number, nowMs: number): void {
    this.#tickZeroMicros = tickZeroMicros;
    this.#samples = [];
    this.#best = undefined;
    this.#latest = undefined;
    this.#anchorTick = 0;
    this.#anchorMicros = tickZeroMicros;
    this.#pace = FULL_PACE;
    this.#frameTick = tick;
    this.#frameMs = nowMs;
  }

  /** Round trip of the last ping in milliseconds; 0 before the first answer. */
  get latencyMs(): number {
    return this.#latest?.roundTripMs ?? 0;
  }

  /** Ticks that something sent now takes to the server, as far as the best ping tells. */
  get oneWayTicks(): number {
    return ((this.#best?.roundTripMs ?? 0) / 2 / 1000) * TICKS_PER_SECOND;
  }

  /** Adds the answer to a ping. */
  pong(sentMs: number, receivedMs: number, serverMicros: number): void {
    const roundTripMs = receivedMs - sentMs;
    if (!(roundTripMs >= 0)) return;
    const offsetMicros = serverMicros - ((sentMs + receivedMs) / 2) * 1000;
    this.#latest = { roundTripMs, offsetMicros };
    this.#samples.push(this.#latest);
    if (this.#samples.length > SAMPLE_COUNT) this.#samples.shift();
    this.#best = this.#samples.reduce((best, sample) =>
      sample.roundTripMs < best.roundTripMs ? sample : best,
    );
  }

  /** Notes that a frame of `tick` arrived. */
  frame(tick: number, nowMs: number): void {
    this.#frameTick = tick;
    this.#frameMs = nowMs;
  }

  /**
   * Takes over a clock item: when tick 0 would have been due, and how fast the world runs from `tick` on. Both
   * change when the server cannot keep up and stretches time.
   */
  told(tick: number, paceThousandths: number, tickZeroMicros: number): void {
    this.#tickZeroMicros = tickZeroMicros;
    this.#pace = paceThousandths;
    this.#anchorTick = tick;
    this.#anchorMicros = tickZeroMicros + tick * MICROS_PER_TICK;
  }

  /** The server's clock at `nowMs`, in microseconds. */
  micros(nowMs: number): number {
    return nowMs * 1000 + (this.#best?.offsetMicros ?? 0);
  }

  /** The tick the server is at, with its fraction. Before the first pong counted on from the last frame. */
  tick(nowMs: number): number {
    if (!this.#best) return this.#frameTick + ((nowMs - this.#frameMs) / 1000) * TICKS_PER_SECOND;
    const micros = this.micros(nowMs) - this.#anchorMicros;
    return this.#anchorTick + ((micros / MICROS_PER_TICK) * this.#pace) / FULL_PACE;
  }

  /** How long after its due time a tick's frame is here, in milliseconds; `undefined` before the third pong. */
  deliveryMs(tick: number, nowMs: number): number | undefined {
    if (this.#samples.length < SETTLED_SAMPLE_COUNT) return undefined;
    return (this.micros(nowMs) - this.#tickZeroMicros - tick * MICROS_PER_TICK) / 1000;
  }
}
