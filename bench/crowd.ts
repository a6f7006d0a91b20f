import { Doorkeeper } from '../src/gateway/admission.ts';
import type { Connection } from '../src/gateway/connection.ts';
import { Gateway } from '../src/gateway/gateway.ts';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { FRAME_BYTES_MAX } from '../src/limits.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter, HEADER } from '../src/memory/frame-ring.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { ROLE, writeHello } from '../src/protocol/client-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { SERVER_DEFAULTS, Stage } from './scenario.ts';

const SETTLE_TICKS = 60;

/**
 * A real gateway with observers on sockets that lead nowhere, fed by a world in this thread. As in the patrol
 * workload of the comparisons, there are as many patrols as clients and each client follows one.
 */
export class Crowd {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly connections: Connection[] = [];
  readonly reader: FrameRingReader;
  /** Called with every message to a client; the bytes are only lent. */
  listener: (client: number, bytes: Uint8Array) => void = () => {};
  readonly #writer: FrameRingWriter;

  constructor(units: number, clients: number) {
    this.stage = new Stage({ land: 'open', units, viewers: 0 });
    const memory = allocateFrameRing();
    this.#writer = new FrameRingWriter(memory);
    this.reader = new FrameRingReader(memory, (FRAME_BYTES_MAX / 4) * 3);
    // Rows send faster than any client may.
    const unlimited = { framesPerSecond: 1e9, frameBurst: 1e9, bytesPerSecond: 1e12, byteBurst: 1e12 };
    this.gateway = new Gateway(
      {
        network: { ...SERVER_DEFAULTS.network, ...unlimited },
        sessions: SERVER_DEFAULTS.sessions,
        grid: this.stage.world.grid,
        connectionsMax: clients,
        tickZeroMicros: () => 0,
      },
      this.reader,
      this.stage.sender,
      new Doorkeeper(SERVER_DEFAULTS.sessions),
      new GatewayMetrics(allocateMetrics(), 0),
    );
    const hello = writeHello({
      tableHash: TABLE_HASH,
      role: ROLE.observer,
      faction: 0,
      focus: 0,
      ticket: '',
    });
    for (let client = 0; client < clients; client++) this.#connect(client, hello);
  }

  #connect(client: number, hello: Uint8Array): void {
    const socket = {
      send: (bytes: Uint8Array) => {
        this.listener(client, bytes);
        return 1;
      },
      bufferedBytes: () => 0,
      ping: () => {},
      end: () => {},
      destroy: () => {},
    };
    const connection = this.gateway.open(socket, '127.0.0.1');
    this.connections.push(connection);
    this.gateway.receive(connection, hello, true);
  }

  /** One tick, carried to every client. */
  step(): void {
    this.stage.step();
    this.#writer.publish(this.stage.world.frame, 0);
    if (this.reader.read() === 'frame') this.gateway.deliver();
  }

  /** Runs until the views are open and the first burst is over. */
  settle(): void {
    for (let i = 0; i < SETTLE_TICKS; i++) this.step();
  }

  /** The frames of the next ticks, as the reader held them. */
  record(ticks: number): Int32Array[] {
    const frames: Int32Array[] = [];
    for (let i = 0; i < ticks; i++) {
      this.step();
      frames.push(this.reader.words.slice(0, this.reader.words[HEADER.words]));
    }
    return frames;
  }
}
