import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { RULES_RECORDS, type Rules, writeRules } from '../../components/rules.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { INBOX_RECORDS_PER_TICK_MAX } from '../limits.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import { ChronicleRing } from '../memory/chronicle-ring.ts';
import { CommandRing } from '../memory/command-ring.ts';
import { CONTROL, type SharedBlocks, SNAPSHOT_SLOT, viewControl } from '../memory/control-block.ts';
import { FrameRingWriter } from '../memory/frame-ring.ts';
import { JOURNAL_KIND, JournalRing } from '../memory/journal-ring.ts';
import { copyUsed, worldHash } from '../memory/used-rows.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { OverloadNotice } from '../ops/overload-notice.ts';
import { threadId } from '../ops/thread-usage.ts';
import type { SectorGrid } from '../protocol/items.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { BoardWriter } from './board-writer.ts';
import { createWorld } from './create-world.ts';
import { runLoop } from './loop.ts';
import type { OverloadMarks } from './overload-ladder.ts';
import { OverloadWatch } from './overload-watch.ts';
import { PoisonFilter } from './poison-filter.ts';
import { BASE_RECORDS, baseRules, beginBoot, replay, writeBase } from './replay.ts';
import { type RouteBlocks, RouteExchange } from './route-exchange.ts';
import { SimMetrics } from './sim-metrics.ts';
import { runTick } from './tick.ts';
import { takeYoungGeneration } from './young-generation.ts';

/**
 * The simulation thread: nothing but ticks. It never returns to its event loop, so it receives with
 * receiveMessageOnPort and its only sleep is the wait for the next deadline.
 */

export interface SimData {
  readonly blocks: SharedBlocks;
  /** Ring to the history thread. */
  readonly chronicle: SharedArrayBuffer;
  /** What is shared with the route workers, and how many of them there are. */
  readonly routes: RouteBlocks;
  readonly routeWorkers: number;
  readonly graph: TerritoryGraph;
  readonly grid: SectorGrid;
  readonly rules: Rules;
  readonly seed: number;
  readonly patrols: number;
  readonly catchUpTicksMax: number;
  readonly spinMicroseconds: number;
  readonly overload: OverloadMarks;
  readonly snapshotIntervalTicks: number;
  /** Base entry of the restored snapshot's journal; undefined for a world that begins, or when it is missing. */
  readonly base: Int32Array | undefined;
  /** What entered after the snapshot. */
  readonly entries: Int32Array;
  /** Number of this life of the world; sequences that were told in another say nothing about this one. */
  readonly era: number;
  /** Records in quarantine, to be known again. */
  readonly poison?: readonly Int32Array[];
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
      /** Tick and hash of the world after the replay, before anything was changed for the new start. */
      readonly tick: number;
      readonly hash: number;
      readonly replayedTicks: number;
      readonly replayMillis: number;
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
const snapshotViews: Uint8Array[] = [];
const journal = new JournalRing(data.blocks.journal);
const chronicle = new ChronicleRing(data.chronicle);
// A replay begins with the rules of then.
const rulesBefore = data.base ? baseRules(data.base) : data.rules;
const world = createWorld(data.blocks.world, data.graph, data.grid, rulesBefore, data.seed);
world.inbox.current = control.subarray(CONTROL.inboxRecord, CONTROL.inboxRecord + 1);
const metrics = new SimMetrics(data.blocks.metrics, SCHEDULE.length, data.blocks.flight);
const stretch = new OverloadNotice();
const poison = new PoisonFilter(data.poison ?? []);
const baseRecords = new Int32Array(BASE_RECORDS * INBOX_RECORD_WORDS);

/** A world without input still writes an entry so often: the trail in it proves a replay. */
const HEARTBEAT_TICKS = 60;

/** A replay of this length is what a crash may cost; snapshots are taken often enough for it. */
const REPLAY_MICROS_MAX = 400_000;

/** Longest wait of a replay for the history thread, in all: history may lack rows, but no start may hang. */
const HISTORY_WAIT_MS = 1_000;

/** Sleep while the world is paused, until main is heard again. */
const PAUSE_LOOK_MS = 100;

/** A base entry that is no start of a server. */
const NO_BOOT = -1;

let nextRing = 0;
let snapshotDueTick = 0;
let stopping = false;
let newRules: Rules | undefined;
let lastEntryTick = 0;
let durableTick = 0;

function report(message: SimReport): void {
  port.postMessage(message);
}

/**
 * Takes what the gateways sent, ring after ring. The first ring changes from tick to tick, or one flood would starve
 * the rest.
 */
function fillInbox(): void {
  const { inbox } = world;
  // Input that cannot be journalled is not taken: it waits in the rings; gateways answer "busy" when those are full.
  if (!journal.hasRoom) return;
  if (newRules) {
    writeRules(newRules, inbox.words, 0);
    inbox.count = RULES_RECORDS;
    newRules = undefined;
  }
  // Before the rings: whatever clients send, overload is answered, and the world's own questions in time.
  overload.enter(inbox);
  exchange.collect(inbox);
  for (let i = 0; i < rings.length; i++) {
    const ring = rings[(nextRing + i) % rings.length];
    const room = INBOX_RECORDS_PER_TICK_MAX - inbox.count;
    inbox.count += ring.drain(inbox.words, inbox.count * INBOX_RECORD_WORDS, room);
  }
  poison.apply(inbox.words, inbox.count);
  nextRing = (nextRing + 1) % rings.length;
  metrics.tookInbox(inbox.count, inbox.count === INBOX_RECORDS_PER_TICK_MAX);
}

/** Puts what enters the coming tick on record before it runs: an input that brings the thread down must be there. */
function writeJournal(): void {
  const { inbox, ledger } = world;
  const tick = ledger.tick[0] + 1;
  if (inbox.count === 0 && tick - lastEntryTick < HEARTBEAT_TICKS) return;
  if (!journal.hasRoom) return;
  journal.push(JOURNAL_KIND.inputs, tick, ledger.trail[0], inbox.words, inbox.count);
  lastEntryTick = tick;
}

function takeRequests(): void {
  for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
    const request = received.message as SimRequest;
    if (request.kind === 'rules') newRules = request.rules;
    else if (request.kind === 'measure') measure();
    else stopping = true;
  }
}

function measure(): void {
  metrics.countCollections();
  report({ kind: 'measured', tick: world.ledger.tick[0], micros: monotonicMicros() });
}

/**
 * Copies the stores for the storage thread, unless it is still busy with the copy before, and begins a journal file.
 * `patrols` is as in `writeBase`.
 */
function offerSnapshot(patrols: number): boolean {
  if (Atomics.load(control, CONTROL.snapshotSlot) !== SNAPSHOT_SLOT.empty || !journal.hasRoom) return false;
  const start = monotonicMicros();
  copyUsed(world, snapshotBytes, world.graph.districtCount, snapshotViews);
  metrics.copiedSnapshot(start, monotonicMicros() - start);
  const { ledger } = world;
  writeBase(world, patrols, baseRecords);
  journal.push(JOURNAL_KIND.base, ledger.tick[0], ledger.trail[0], baseRecords, BASE_RECORDS);
  journal.wake();
  chronicle.mark(ledger.tick[0]);
  // Only now: the storage thread waits until all that is in the journal by then is safe.
  Atomics.store(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full);
  Atomics.notify(control, CONTROL.snapshotSlot);
  lastEntryTick = ledger.tick[0];
  const affordable = Math.floor(REPLAY_MICROS_MAX / metrics.tickMicrosMean);
  snapshotDueTick =
    ledger.tick[0] + Math.max(TICKS_PER_SECOND, Math.min(data.snapshotIntervalTicks, affordable));
  return true;
}

function sayStretched(nowMicros: number): void {
  const micros = stretch.due(nowMicros);
  if (micros === 0) return;
  const text = `overload: world time stretched by ${Math.round(micros / 1000)} ms (tick ${world.ledger.tick[0]})`;
  report({ kind: 'log', level: 'warn', text });
}

/** Stands still while what enters the world could not be kept. The loop sees a long wake and stretches time openly. */
function sleepWhilePaused(): void {
  while (Atomics.load(control, CONTROL.paused) !== 0 && !stopping) {
    overload.paused();
    Atomics.wait(control, CONTROL.paused, 1, PAUSE_LOOK_MS);
    takeRequests();
  }
}

function tick(latenessMicros: number): boolean {
  takeRequests();
  sleepWhilePaused();
  const start = monotonicMicros();
  sayStretched(start);
  overload.begin();
  fillInbox();
  writeJournal();
  metrics.beginTick(world.ledger.tick[0] + 1, start, latenessMicros);
  runTick(world, metrics.afterSystem);
  board.follow();
  // Never back: ticks without input were safe as they passed, though the newest entry on disk is older than they are.
  if (journal.isDurable) durableTick = world.frame.tick;
  else durableTick = Math.max(durableTick, Atomics.load(control, CONTROL.durableTick));
  world.frame.durableTick = durableTick;
  Atomics.store(control, CONTROL.durabilityLagTicks, world.frame.tick - world.frame.durableTick);
  world.frame.paceThousandths = metrics.paceThousandths(start);
  frames.publish(world.frame, monotonicMicros());
  exchange.publish();
  const now = world.ledger.tick[0];
  Atomics.store(control, CONTROL.tick, now);
  metrics.endTick(world);
  overload.ticked(start, latenessMicros);
  journal.wake();
  chronicle.push(now, world.chronicle);
  if (stopping) return false;
  if (now >= snapshotDueTick) offerSnapshot(NO_BOOT);
  return true;
}

function publishTickZero(tickZeroMicros: number): void {
  Atomics.store(control, CONTROL.tickZeroSeconds, Math.floor(tickZeroMicros / 1_000_000));
  Atomics.store(control, CONTROL.tickZeroMicros, Math.floor(tickZeroMicros % 1_000_000));
}

const replayStart = monotonicMicros();
const replayedTicks = replay(world, data.entries, (replayed) => {
  chronicle.waitForRoom(HISTORY_WAIT_MS);
  chronicle.push(replayed.ledger.tick[0], replayed.chronicle);
});
const replayMillis = (monotonicMicros() - replayStart) / 1000;
const recoveredHash = worldHash(world, world.graph.districtCount);
const recoveredTick = world.ledger.tick[0];
setRules(world, data.rules);
beginBoot(world, data.patrols);
offerSnapshot(data.patrols);
// All of it came from the disk. Without this the first frames would tell of a lag as old as the world.
Atomics.store(control, CONTROL.durableTick, recoveredTick);
const board = new BoardWriter(data.blocks.territory, world, data.era);
const overload = new OverloadWatch({
  world,
  marks: data.overload,
  metrics: data.blocks.metrics,
  control,
  gatewayCount: data.blocks.commands.length,
  say: (text) => report({ kind: 'log', level: 'warn', text }),
});
const exchange = new RouteExchange(world, data.routeWorkers, data.blocks.metrics, data.routes);
// Only now: who asks at once would see no overload in a world that stands on a rung of the ladder.
report({
  kind: 'started',
  tick: recoveredTick,
  hash: recoveredHash,
  replayedTicks,
  replayMillis,
  entities: world.ledger.aliveCount[0],
  threadId: threadId(),
});
takeYoungGeneration();
// Those of the start are told now: counted later they would look like collections between two ticks.
metrics.countCollections();
const startMicros = monotonicMicros();
let tickZero = startMicros - (recoveredTick * 1_000_000) / 60;
publishTickZero(tickZero);
runLoop(
  {
    tick,
    caughtUp: (ticks) => metrics.caughtUp(ticks),
    stretched: (micros) => {
      tickZero += micros;
      publishTickZero(tickZero);
      metrics.stretched(micros);
      stretch.stretched(micros);
      overload.stretched();
    },
  },
  startMicros,
  data.catchUpTicksMax,
  data.spinMicroseconds,
  new Int32Array(new SharedArrayBuffer(4)),
);

// The last snapshot is the promise of a graceful stop: wait until the slot is free.
while (!offerSnapshot(NO_BOOT)) Atomics.wait(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.full, 1000);
metrics.countCollections();
report({
  kind: 'stopped',
  tick: world.ledger.tick[0],
  hash: worldHash(world, world.graph.districtCount),
});
