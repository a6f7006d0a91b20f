import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ServerConfig } from '../config/schema.ts';
import { FRAME_BYTES_MAX } from '../limits.ts';
import { CommandRing } from '../memory/command-ring.ts';
import { CONTROL, type SharedBlocks, viewControl } from '../memory/control-block.ts';
import { FrameRingReader, HEADER } from '../memory/frame-ring.ts';
import { TerritoryBoard } from '../memory/territory-board.ts';
import { countCollections } from '../ops/collections.ts';
import { threadId } from '../ops/thread-usage.ts';
import type { SectorGrid } from '../protocol/items.ts';
import { Doorkeeper } from './admission.ts';
import { carryFrames } from './carry-frames.ts';
import type { TerritoryNames } from './channel-directory.ts';
import { FrameRecorder } from './frame-recorder.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import { HistoryRequests } from './history-requests.ts';
import { type Listener, listen } from './listen.ts';
import { PULSE_INTERVAL_MS, Pulse } from './pulse.ts';
import { StaticSite } from './static-site.ts';
import { GuardedGateway, GuardedSender, tellPause } from './world-state.ts';

/** A gateway thread: owns sockets, sleeps on its event loop, wakes when the simulation publishes a frame. */

export interface GatewayData {
  readonly blocks: SharedBlocks;
  readonly index: number;
  readonly network: ServerConfig['network'];
  readonly sessions: ServerConfig['sessions'];
  /** Port to open; never 0, as all gateways must share it. */
  readonly port: number;
  readonly connectionsMax: number;
  readonly grid: SectorGrid;
  readonly territory: TerritoryNames;
  /** Name of the world. */
  readonly world: string;
  readonly siteDirectory: string;
  /** The world file as JSON, served as /world.json. */
  readonly worldJson: Uint8Array;
  /** Whether the world was given up before this gateway began: it lets nobody in. */
  readonly givenUp: boolean;
  /** Where questions about the history of territories go. */
  readonly history: MessagePort;
  /** JSON text of /view.json: what the map needs to know before it connects. */
  readonly viewJson: string;
  /** JSON text of /minds.json: the rules by which minds decide. */
  readonly mindsJson: string;
}

export type GatewayReport =
  | {
      readonly kind: 'listening';
      readonly index: number;
      readonly port: number;
      readonly threadId: number | undefined;
    }
  | { readonly kind: 'failed'; readonly index: number; readonly reason: string };

/**
 * What main may say. `worldRestarted`: the simulation died and begins again from disk, so clients have to resume.
 * `worldGivenUp`: it does not begin again, and nobody is let in. `mindsJson`: minds decide by other rules from now on.
 */
export type GatewayRequest = 'stop' | 'worldRestarted' | 'worldGivenUp' | { readonly mindsJson: string };

const SWEEP_INTERVAL_MS = 1_000;
/** Sockets get this long to take their close frames at a stop. */
const STOP_GRACE_MS = 250;

const data = workerData as GatewayData;
const port = parentPort!;
const control = viewControl(data.blocks.control);
const metrics = new GatewayMetrics(data.blocks.metrics, data.index);
// A frame's tables may take as much again as its bytes.
const reader = new FrameRingReader(data.blocks.frames, (FRAME_BYTES_MAX / 4) * 3);
const sender = new GuardedSender(control, new CommandRing(data.blocks.commands[data.index]), data.index);
const recorder = new FrameRecorder(data.blocks.flight, metrics);
const history = new HistoryRequests(data.history);
let stopping = false;

function tickZeroMicros(): number {
  return (
    Atomics.load(control, CONTROL.tickZeroSeconds) * 1_000_000 + Atomics.load(control, CONTROL.tickZeroMicros)
  );
}

function addMinds(site: StaticSite, json: string): void {
  site.add('/minds.json', new TextEncoder().encode(json), '.json');
}

function loadSite(): StaticSite {
  const site = new StaticSite(data.siteDirectory);
  site.add('/world.json', data.worldJson, '.json');
  site.add('/view.json', new TextEncoder().encode(data.viewJson), '.json');
  addMinds(site, data.mindsJson);
  return site;
}

async function start(): Promise<void> {
  const site = loadSite();
  let listener: Listener;
  let gateway: GuardedGateway;
  try {
    gateway = new GuardedGateway(
      {
        network: data.network,
        sessions: data.sessions,
        grid: data.grid,
        connectionsMax: data.connectionsMax,
        tickZeroMicros,
        territory: {
          board: new TerritoryBoard(data.blocks.territory, data.territory),
          names: data.territory,
          world: data.world,
        },
      },
      reader,
      sender,
      new Doorkeeper(data.sessions),
      metrics,
    );
    gateway.givenUp = data.givenUp;
    listener = await listen(gateway, data.network, data.port, site, metrics, history);
  } catch (error) {
    port.postMessage({
      kind: 'failed',
      index: data.index,
      reason: (error as Error).message,
    } satisfies GatewayReport);
    port.close();
    return;
  }
  countCollections(metrics.metrics);
  sender.gatewayLost();
  const sweeper = setInterval(() => {
    gateway.sweep();
    if (Atomics.load(control, CONTROL.paused) === 0) return;
    const tick = Atomics.load(control, CONTROL.tick);
    tellPause(gateway, tick, Atomics.load(control, CONTROL.durableTick), tickZeroMicros());
  }, SWEEP_INTERVAL_MS);
  const pulse = new Pulse(data.network.idleTimeoutSeconds);
  const pulseTimer = setInterval(() => pulse.beat(gateway.connections.values()), PULSE_INTERVAL_MS);
  port.on('message', (request: GatewayRequest) => {
    if (typeof request === 'object') return addMinds(site, request.mindsJson);
    if (request !== 'stop') {
      gateway.givenUp = request === 'worldGivenUp';
      gateway.worldRestarted();
      // Said now and not when the new world runs: by then it would end sessions that were resumed.
      sender.gatewayLost();
      return;
    }
    stopping = true;
    clearInterval(sweeper);
    clearInterval(pulseTimer);
    listener.close();
    history.close();
    gateway.endAll();
    setTimeout(() => {
      // A thread that ends with a socket open aborts the whole process, also with one that was ended and whose peer has
      // not read that.
      listener.cut();
      setImmediate(() => port.close());
    }, STOP_GRACE_MS);
  });
  process.once('uncaughtException', (error) => {
    listener.close();
    history.close();
    listener.cut();
    const reason = error.message;
    port.postMessage({ kind: 'failed', index: data.index, reason } satisfies GatewayReport);
    setTimeout(() => process.exit(1), 0);
  });
  port.postMessage({
    kind: 'listening',
    index: data.index,
    port: listener.port,
    threadId: threadId(),
  } satisfies GatewayReport);
  await carryFrames(reader, gateway, {
    woke: (micros) => metrics.woke(micros),
    delivered: (wakeMicros, startMicros, fanOutMicros) =>
      recorder.delivered(reader.words[HEADER.tick], wakeMicros, startMicros, fanOutMicros),
    isStopping: () => stopping,
  });
}

await start();
