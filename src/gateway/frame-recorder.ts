import { FRAME_ROW, LANE, LaneWriter } from '../memory/flight-recorder.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';

/** Writes one gateway's lane of the flight recorder: a row for each frame handed to its clients. */
export class FrameRecorder {
  readonly #lane: LaneWriter;
  readonly #metrics: GatewayMetrics['metrics'];
  readonly #at;

  constructor(flight: SharedArrayBuffer, { gateway, metrics }: GatewayMetrics) {
    this.#lane = new LaneWriter(flight, LANE.gateway + gateway);
    this.#metrics = metrics;
    this.#at = {
      clients: metrics.at('clients'),
      stale: metrics.at('staleClients'),
      messages: metrics.at('messagesSent'),
      bytes: metrics.at('bytesSent'),
      buffered: metrics.at('bufferedBytes'),
      laps: metrics.at('laps'),
    };
  }

  /** `wakeMicros` passed from publication to `startMicros`, and `fanOutMicros` until all clients had theirs. */
  delivered(tick: number, wakeMicros: number, startMicros: number, fanOutMicros: number): void {
    const lane = this.#lane;
    const metrics = this.#metrics;
    const at = this.#at;
    lane.begin();
    lane.set(FRAME_ROW.tick, tick);
    lane.set(FRAME_ROW.wakeMicros, wakeMicros);
    lane.set(FRAME_ROW.startMicros, startMicros);
    lane.set(FRAME_ROW.fanOutMicros, fanOutMicros);
    lane.set(FRAME_ROW.clients, metrics.value(at.clients));
    lane.set(FRAME_ROW.stale, metrics.value(at.stale));
    lane.set(FRAME_ROW.messages, metrics.value(at.messages));
    lane.set(FRAME_ROW.bytes, metrics.value(at.bytes));
    lane.set(FRAME_ROW.bufferedBytes, metrics.value(at.buffered));
    lane.set(FRAME_ROW.laps, metrics.value(at.laps));
    lane.end();
  }
}
