import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import type { World } from '../components/world.ts';
import { checkTexts } from '../src/config/load.ts';
import { parseOverrides } from '../src/config/override.ts';
import { type Config, configNames } from '../src/config/schema.ts';
import { Doorkeeper } from '../src/gateway/admission.ts';
import { CommandSender } from '../src/gateway/command-sender.ts';
import { Gateway } from '../src/gateway/gateway.ts';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { type CapturedMessage, SENDER } from '../src/inspect/capture.ts';
import { FRAME_BYTES_MAX, INBOX_RECORDS_PER_TICK_MAX } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { allocateCommandRing, CommandRing } from '../src/memory/command-ring.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter } from '../src/memory/frame-ring.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { type Role, writeHello } from '../src/protocol/client-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { assertWork } from './failure.ts';

const SEED = 1;
const LOOPBACK = '127.0.0.1';

const nobodyMeasures = () => {};

export interface SceneSettings {
  readonly world: WorldFile;
  /** `PATH=VALUE` settings of a server; what they leave out has the defaults, whatever the files in `config/` say. */
  readonly settings: readonly string[];
  readonly clients: number;
  readonly role: Role;
  /** Entity that the i-th client follows; 0 = whichever the server chooses. */
  readonly focus: (client: number) => number;
}

/** A world and a gateway in this thread, with clients that only listen; what they are sent is kept on demand. */
export class CaptureScene {
  readonly world: World;
  readonly #ring = new CommandRing(allocateCommandRing());
  readonly #writer: FrameRingWriter;
  readonly #reader: FrameRingReader;
  readonly #gateway: Gateway;
  readonly #captures: CapturedMessage[][];
  #isCapturing = false;

  constructor({ world, settings, clients, role, focus }: SceneSettings) {
    const config = configWith(settings);
    const graph = buildTerritoryGraph(world);
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    this.world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), SEED);
    populate(this.world, config.world.inhabitants.patrols);
    const frames = allocateFrameRing();
    this.#writer = new FrameRingWriter(frames);
    this.#reader = new FrameRingReader(frames, (FRAME_BYTES_MAX / 4) * 3);
    this.#gateway = new Gateway(
      {
        network: config.server.network,
        sessions: config.server.sessions,
        grid,
        connectionsMax: clients,
        tickZeroMicros: () => 0,
      },
      this.#reader,
      new CommandSender(this.#ring, 0),
      new Doorkeeper(config.server.sessions),
      new GatewayMetrics(allocateMetrics(), 0),
    );
    this.#captures = Array.from({ length: clients }, (_, client) => {
      const capture: CapturedMessage[] = [];
      this.#connect(
        capture,
        writeHello({ tableHash: TABLE_HASH, role, faction: 0, focus: focus(client), ticket: '' }),
      );
      return capture;
    });
  }

  /** Runs for so many ticks, with a disk that is never behind. */
  run(ticks: number): void {
    const { frame, inbox, ledger } = this.world;
    for (let i = 0; i < ticks; i++) {
      inbox.count += this.#ring.drain(
        inbox.words,
        inbox.count * INBOX_RECORD_WORDS,
        INBOX_RECORDS_PER_TICK_MAX - inbox.count,
      );
      runTick(this.world, nobodyMeasures);
      frame.durableTick = ledger.tick[0];
      this.#writer.publish(frame, 0);
      assertWork(this.#reader.read() === 'frame', 'frame ring: no frame came out of it');
      this.#gateway.deliver();
    }
  }

  /** What each client is sent in the next ticks. */
  capture(ticks: number): readonly (readonly CapturedMessage[])[] {
    this.#isCapturing = true;
    this.run(ticks);
    this.#isCapturing = false;
    return this.#captures;
  }

  #connect(capture: CapturedMessage[], hello: Uint8Array): void {
    const socket = {
      send: (bytes: Uint8Array) => {
        const micros = Math.round((this.world.ledger.tick[0] * 1e6) / TICKS_PER_SECOND);
        if (this.#isCapturing) capture.push({ sender: SENDER.server, micros, bytes: bytes.slice() });
        return 1;
      },
      bufferedBytes: () => 0,
      ping: () => {},
      end: () => {},
      destroy: () => {},
    };
    this.#gateway.receive(this.#gateway.open(socket, LOOPBACK), hello, true);
  }
}

/** The defaults with so many settings changed. */
function configWith(settings: readonly string[]): Config {
  const { overrides, problems } = parseOverrides(settings);
  assertWork(problems.length === 0, problems.join('; '));
  const texts = configNames.map((name) => [name, { file: name, text: undefined }] as const);
  return checkTexts(new Map(texts), overrides) as Config;
}
