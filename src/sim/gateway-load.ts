import { Metrics } from '../memory/metrics-block.ts';

/** A gateway as it was when it was last looked at. */
interface Seen {
  readonly metrics: Metrics<'gateway'>;
  readonly fanOutAt: number;
  readonly lapsAt: number;
  /** Frames handed out, time that took, and rings missed until the last window. */
  frames: number;
  micros: number;
  laps: number;
  /** Frames handed out, and ticks run, when it was last known to be behind by none. */
  baseFrames: number;
  baseTicks: number;
}

/** How busy the gateways are and how far behind, read from what they count of themselves. */
export class GatewayLoad {
  readonly #gateways: readonly Seen[];
  #ticks = 0;
  #windowMicros: number;

  /** `nowMicros`, here and below, is on the monotonic clock. */
  constructor(memory: SharedArrayBuffer, gatewayCount: number, nowMicros: number) {
    this.#windowMicros = nowMicros;
    this.#gateways = Array.from({ length: gatewayCount }, (_, index) => {
      const metrics = new Metrics(memory, 'gateway', index);
      const [fanOutAt, lapsAt] = [metrics.at('fanOutMicros'), metrics.at('laps')];
      const frames = metrics.countOf(fanOutAt);
      const micros = metrics.sumOf(fanOutAt);
      const laps = metrics.value(lapsAt);
      return { metrics, fanOutAt, lapsAt, frames, micros, laps, baseFrames: frames, baseTicks: 0 };
    });
  }

  /**
   * To be asked once a tick, before it publishes its frame: frames that the slowest gateway has still to hand out. One
   * that starts late is behind by nothing: it begins with the newest frame.
   */
  framesBehind(): number {
    let most = 0;
    for (const gateway of this.#gateways) {
      const frames = gateway.metrics.countOf(gateway.fanOutAt);
      const behind = this.#ticks - gateway.baseTicks - (frames - gateway.baseFrames);
      if (behind < 0) this.#rebase(gateway, frames);
      else if (behind > most) most = behind;
    }
    this.#ticks++;
    return most;
  }

  /** Ends a window: share of its time, in percent, that the busiest gateway spent on handing frames out. */
  busyPercent(nowMicros: number): number {
    const elapsed = Math.max(1, nowMicros - this.#windowMicros);
    this.#windowMicros = nowMicros;
    let most = 0;
    for (const gateway of this.#gateways) {
      const { metrics } = gateway;
      const frames = metrics.countOf(gateway.fanOutAt);
      const micros = metrics.sumOf(gateway.fanOutAt);
      const laps = metrics.value(gateway.lapsAt);
      most = Math.max(most, ((micros - gateway.micros) * 100) / elapsed);
      // A gateway without a frame in all of a window is gone or starting, and one that missed a ring goes on with the
      // newest frame: neither will ever hand out what it did not.
      if (frames === gateway.frames || laps !== gateway.laps) this.#rebase(gateway, frames);
      gateway.frames = frames;
      gateway.micros = micros;
      gateway.laps = laps;
    }
    return most;
  }

  #rebase(gateway: Seen, frames: number): void {
    gateway.baseFrames = frames;
    gateway.baseTicks = this.#ticks;
  }
}
