import { type MetricName, Metrics, PRESSURE_GAUGES } from '../memory/metrics-block.ts';
import type { Connection } from './connection.ts';

type CounterName = Exclude<MetricName<'gateway'>, 'fanOutMicros' | 'wakeMicros' | 'clientFrameMicros'>;

/** Writes one gateway's region of the metrics block. */
export class GatewayMetrics {
  readonly gateway: number;
  readonly metrics: Metrics<'gateway'>;
  readonly #places = new Map<CounterName, number>();
  readonly #byPressure = new Uint32Array(PRESSURE_GAUGES);
  readonly #at;

  constructor(memory: SharedArrayBuffer, gateway: number) {
    this.gateway = gateway;
    const metrics = new Metrics(memory, 'gateway', gateway);
    this.metrics = metrics;
    this.#at = {
      connections: metrics.at('connections'),
      clients: metrics.at('clients'),
      connects: metrics.at('connects'),
      bytesSent: metrics.at('bytesSent'),
      messagesSent: metrics.at('messagesSent'),
      bytesReceived: metrics.at('bytesReceived'),
      messagesReceived: metrics.at('messagesReceived'),
      malformed: metrics.at('framesMalformed'),
      stale: metrics.at('staleClients'),
      buffered: metrics.at('bufferedBytes'),
      fanOut: metrics.at('fanOutMicros'),
      wake: metrics.at('wakeMicros'),
      clientFrame: metrics.at('clientFrameMicros'),
    };
  }

  count(name: CounterName): void {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.metrics.at(name);
      this.#places.set(name, place);
    }
    this.metrics.add(place, 1);
  }

  connected(): void {
    this.metrics.add(this.#at.connects, 1);
  }

  received(bytes: number): void {
    this.metrics.add(this.#at.messagesReceived, 1);
    this.metrics.add(this.#at.bytesReceived, bytes);
  }

  sent(bytes: number): void {
    this.metrics.add(this.#at.messagesSent, 1);
    this.metrics.add(this.#at.bytesSent, bytes);
  }

  /** A frame was refused with this code of the protocol. */
  malformed(refusal: number): void {
    this.metrics.add(this.#at.malformed, 1);
    this.metrics.add(this.metrics.refusalAt(refusal), 1);
  }

  timedFrame(micros: number): void {
    this.metrics.record(this.#at.clientFrame, micros);
  }

  woke(micros: number): void {
    this.metrics.record(this.#at.wake, micros);
  }

  delivered(connections: number, clients: number, stale: number, micros: number): void {
    this.metrics.set(this.#at.connections, connections);
    this.metrics.set(this.#at.clients, clients);
    this.metrics.set(this.#at.stale, stale);
    this.metrics.record(this.#at.fanOut, micros);
  }

  /** Counts clients by the pressure on their streams, and adds up what waits in all sockets that are backed up. */
  surveyed(connections: Iterable<Connection>): void {
    const byPressure = this.#byPressure.fill(0);
    let bufferedBytes = 0;
    for (const { pace, socket, state } of connections) {
      if (state === 'open') byPressure[pace.pressure]++;
      if (pace.isBackedUp && socket) bufferedBytes += socket.bufferedBytes();
    }
    for (let pressure = 0; pressure < PRESSURE_GAUGES; pressure++) {
      this.metrics.set(this.metrics.pressureAt(pressure), byPressure[pressure]);
    }
    this.metrics.set(this.#at.buffered, bufferedBytes);
  }
}
