import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import type { Rules } from '../../components/rules.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { INBOX_RECORDS_PER_TICK_MAX } from '../limits.ts';
import { CommandRing } from '../memory/command-ring.ts';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../memory/control-block.ts';
import { FrameRingWriter } from '../memory/frame-ring.ts';
import { copyUsed, worldHash } from '../memory/used-rows.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { OverloadNotice } from '../ops/overload-notice.ts';
import { threadId } from '../ops/thread-usage.ts';
import type { SectorGrid } from '../protocol/items.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { createWorld, disconnectAll, populate } from './create-world.ts';
import { runLoop } from './loop.ts';
import { RollingHash } from './rolling-hash.ts';
import { SimMetrics } from './sim-metrics.ts';
import { runTick } from './tick.ts';

/**
 * The simulation thread: nothing but ticks. It never returns to its event loop, so it receives with
 * receiveMessageOnPort and its only sleep is the wait for the next deadline.
 */

export interface SimData {
  readonly blocks: SharedBlocks;
  readonly graph: TerritoryGraph;
  readonly grid: SectorGrid;
  readonly rules: Rules;
  readonly seed: number;
  readonly patrols: number;
  readonly catchUpTicksMax: number;
  readonly spinMicroseconds: number;
  readonly snapshotIntervalTicks: number;
}

/** What main may send. `measure` brings the counts of collections up to date and is answered with `measured`. */
export type SimRequest =
  | { readonly kind: 'rules'; readonly rules: Rules }
  | { readonly kind: 'measure' }
  | { readonly kind: 'stop' };

/** What the thread tells main. */
export type SimReport =
  | {
      readonly kind: 'started';
      readonly tick: number;
      readonly hash: number;
      readonly entities: number;
      readonly threadId: number | undefined;
    }
  | { readonly kind: 'measured'; readonly tick: number; readonly micros: number }
  | { readonly kind: 'stopped'; readonly tick: number; readonly hash: number }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

const data = workerData as SimData;
const port = parentPort!;
const control = viewControl(data.blocks.control);
const rings = data.blocks.commands.map((memory) => new CommandRing(memory));
const frames = new FrameRingWriter(data.blocks.frames);
const snapshotBytes = new Uint8Array(data.blocks.snapshot);
const world = createWorld(data.blocks.world, data.graph, data.grid, data.rules, data.seed);
const metrics = new SimMetrics(data.blocks.metrics, SCHEDULE.length);
const rollingHash = new RollingHash(world);
const overload = new OverloadNotice();

let nextRing = 0;
let snapshotDueTick = world.ledger.tick[0] + data.snapshotIntervalTicks;
let stopping = false;

function report(message: SimReport): void {
  port.postMessage(message);
}

/**
 * Takes what the gateways sent, ring after ring. The first ring changes from tick to tick, or one flood would starve
 * the rest.
 */
function fillInbox(): void {
  const { inbox } = world;
  for (let i = 0; i < rings.length; i++) {
    const ring = rings[(nextRing + i) % rings.length];
    const room = INBOX_RECORDS_PER_TICK_MAX - inbox.count;
    inbox.count += ring.drain(inbox.words, inbox.count * INBOX_RECORD_WORDS, room);
  }
  nextRing = (nextRing + 1) % rings.length;
  metrics.tookInbox(inbox.count, inbox.count === INBOX_RECORDS_PER_TICK_MAX);
}

function takeRequests(): void {
  for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
    const request = received.message as SimRequest;
    if (request.kind === 'rules') world.rules = request.rules;
    else if (request.kind === 'measure') measure();
    else stopping = true;
  }
}

function measure(): void {
  metrics.countCollections();
  report({ kind: 'measured', tick: world.ledger.tick[0], micros: monotonicMicros() });
}

/** Copies the stores for the storage thread, unless it is still busy with the copy before. */
function offerSnapshot(): boolean {
  if (Atomics.load(control, CONTROL.snapshotSlot) !== SNAPSHOT_SLOT.empty) return false;
  const start = monotonicMicros();
  copyUsed(world, snapshotBytes, world.graph.districtCount);
  metrics.copiedSnapshot(monotonicMicros() - start);
  Atomics.store(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full);
  Atomics.notify(control, CONTROL.snapshotSlot);
  return true;
}

function sayOverload(nowMicros: number): void {
  const micros = overload.due(nowMicros);
  if (micros === 0) return;
  const text = `overload: world time stretched by ${Math.round(micros / 1000)} ms (tick ${world.ledger.tick[0]})`;
  report({ kind: 'log', level: 'warn', text });
}

function tick(latenessMicros: number): boolean {
  const start = monotonicMicros();
  sayOverload(start);
  takeRequests();
  fillInbox();
  metrics.beginTick(start, latenessMicros);
  runTick(world, metrics.afterSystem);
  world.frame.durableTick = Atomics.load(control, CONTROL.durableTick);
  world.frame.paceThousandths = metrics.paceThousandths(start);
  frames.publish(world.frame, monotonicMicros());
  rollingHash.advance();
  const now = world.ledger.tick[0];
  Atomics.store(control, CONTROL.tick, now);
  metrics.endTick(world, rollingHash.lastRound);
  if (stopping) return false;
  if (now >= snapshotDueTick && offerSnapshot()) snapshotDueTick = now + data.snapshotIntervalTicks;
  return true;
}

function publishTickZero(tickZeroMicros: number): void {
  Atomics.store(control, CONTROL.tickZeroSeconds, Math.floor(tickZeroMicros / 1_000_000));
  Atomics.store(control, CONTROL.tickZeroMicros, Math.floor(tickZeroMicros % 1_000_000));
}

const restoredHash = worldHash(world, world.graph.districtCount);
const restoredTick = world.ledger.tick[0];
disconnectAll(world);
populate(world, data.patrols);
report({
  kind: 'started',
  tick: restoredTick,
  hash: restoredHash,
  entities: world.ledger.aliveCount[0],
  threadId: threadId(),
});

const startMicros = monotonicMicros();
let tickZero = startMicros - (restoredTick * 1_000_000) / 60;
publishTickZero(tickZero);
runLoop(
  {
    tick,
    caughtUp: (ticks) => metrics.caughtUp(ticks),
    stretched: (micros) => {
      tickZero += micros;
      publishTickZero(tickZero);
      metrics.stretched(micros);
      overload.stretched(micros);
    },
  },
  startMicros,
  data.catchUpTicksMax,
  data.spinMicroseconds,
  new Int32Array(new SharedArrayBuffer(4)),
);

// The last snapshot is the promise of a graceful stop: wait until the slot is free.
while (!offerSnapshot()) Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full, 1000);
metrics.countCollections();
report({
  kind: 'stopped',
  tick: world.ledger.tick[0],
  hash: worldHash(world, world.graph.districtCount),
});
