import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import type { World } from '../components/world.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { CONTROL, viewControl } from '../src/memory/control-block.ts';
import { JOURNAL_KIND, JournalRing } from '../src/memory/journal-ring.ts';
import { ORDER, ROLE } from '../src/protocol/client-messages.ts';
import { BASE_RECORDS, writeBase } from '../src/sim/replay.ts';
import { allocateBlocks } from '../src/sim/spawn.ts';
import type { JournalData } from '../src/storage/journal-thread.ts';
import { assertWork } from './failure.ts';
import { type Scenario, Stage } from './scenario.ts';

/**
 * What the journal costs the tick: blocks of ticks with and without it, in turn, in one run at the real rate. Ticks
 * back to back would measure something else: two cores that never rest, where the journal thread writes for fifty
 * times as many orders as the server ever takes.
 */
export interface JournalReport {
  readonly units: number;
  readonly players: number;
  readonly ordersPerTick: number;
  /** Ticks of each kind. */
  readonly ticks: number;
  readonly tickMsP50: { readonly on: number; readonly off: number };
  readonly tickMsP99: { readonly on: number; readonly off: number };
  readonly p50Ratio: number;
  readonly p99Ratio: number;
  readonly entries: number;
  readonly megabytes: number;
}

/** Ticks between two switches: long enough for the caches to settle, short enough that noise hits both kinds alike. */
const BLOCK_TICKS = 60;
const WARM_UP_TICKS = 4 * BLOCK_TICKS;
const TICK_MS = 1000 / TICKS_PER_SECOND;
const DRAIN_MS_MAX = 10_000;

/** Nobody writes it: the bench sleeps on it between ticks. */
const sleepWord = new Int32Array(new SharedArrayBuffer(4));

function sleepUntil(dueMs: number): void {
  Atomics.wait(sleepWord, 0, 0, Math.max(0, dueMs - performance.now()));
}

/**
 * Runs `ticks` ticks of each kind with a real journal thread behind the ring. Throws BenchFailure if entries are
 * missing.
 */
export async function runJournal(
  scenario: Scenario,
  players: number,
  ordersPerTick: number,
  ticks: number,
): Promise<JournalReport> {
  const stage = new Stage(scenario);
  const { world } = stage;
  joinPlayers(stage, players);
  stage.steps(2);
  const directory = mkdtempSync(join(tmpdir(), 'marchland-journal-'));
  const blocks = allocateBlocks(1, world.graph);
  const ring = new JournalRing(blocks.journal);
  const data: JournalData = {
    blocks,
    directory,
    epoch: 1,
    identity: { world: 'bench', simulation: 'bench' },
    checksum: 0,
  };
  const worker = new Worker(new URL('../src/storage/journal-thread.js', import.meta.url), {
    workerData: data,
  });
  try {
    await new Promise((resolve) => worker.once('message', resolve));
    const base = new Int32Array(BASE_RECORDS * INBOX_RECORD_WORDS);
    writeBase(world, -1, base);
    ring.push(JOURNAL_KIND.base, world.ledger.tick[0], world.ledger.trail[0], base, BASE_RECORDS);
    const millis = { on: [] as number[], off: [] as number[] };
    let sequence = 0;
    let entries = 1;
    let dueMs = performance.now();
    for (let i = -WARM_UP_TICKS; i < 2 * ticks; i++) {
      const isOn = Math.floor(i / BLOCK_TICKS) % 2 === 0;
      sequence = fillOrders(world, players, ordersPerTick, sequence);
      dueMs += TICK_MS;
      sleepUntil(dueMs);
      const start = performance.now();
      if (isOn) {
        const { inbox, ledger } = world;
        ring.push(JOURNAL_KIND.inputs, ledger.tick[0] + 1, ledger.trail[0], inbox.words, inbox.count);
        entries++;
      }
      stage.runTick();
      if (i >= 0) millis[isOn ? 'on' : 'off'].push(performance.now() - start);
      // As in the simulation thread: after the tick's frame is out.
      ring.wake();
    }
    await drained(ring);
    assertWork(
      world.session.lastSequence[0] > ticks / players,
      'orders were not carried out: the first player has none on record',
    );
    const durable = Atomics.load(viewControl(blocks.control), CONTROL.durableTick);
    assertWork(durable >= world.ledger.tick[0] - BLOCK_TICKS - 1, `the journal ends at tick ${durable}`);
    return reportOf(scenario, players, ordersPerTick, ticks, millis, entries);
  } finally {
    Atomics.store(viewControl(blocks.control), CONTROL.stopping, 1);
    await new Promise((resolve) => worker.once('exit', resolve));
    rmSync(directory, { recursive: true, force: true });
  }
}

function joinPlayers(stage: Stage, players: number): void {
  for (let player = 1; player <= players; player++) {
    stage.sender.join({
      connection: 100_000 + player,
      role: ROLE.player,
      faction: 0,
      focus: 0,
      account: Int32Array.of(player, 1),
      ticket: new Int32Array(2),
      nextToken: Int32Array.of(player, 1, 0, 0),
    });
  }
}

/** Orders of the players in turn, as they come out of a command ring. Returns the next order's number. */
function fillOrders(world: World, players: number, count: number, first: number): number {
  const { inbox, session, graph, ledger } = world;
  const slots = Math.min(players, ledger.sessionHigh[0]);
  for (let i = 0; i < count; i++) {
    const slot = (first + i) % slots;
    const at = i * INBOX_RECORD_WORDS;
    inbox.words.fill(0, at, at + INBOX_RECORD_WORDS);
    inbox.words[at + WORD.kind] = INPUT.order;
    inbox.words[at + WORD.slot] = slot;
    inbox.words[at + WORD.epoch] = session.epoch[slot];
    inbox.words[at + WORD.sequence] = session.lastSequence[slot] + 1;
    inbox.words[at + WORD.op] = ORDER.moveTo;
    inbox.words[at + WORD.a] = ((first + i) * 7919) % graph.widthUnits;
    inbox.words[at + WORD.b] = ((first + i) * 104_729) % graph.heightUnits;
  }
  inbox.count = count;
  return first + count;
}

async function drained(ring: JournalRing): Promise<void> {
  const end = Date.now() + DRAIN_MS_MAX;
  while (!ring.isDurable) {
    assertWork(Date.now() < end, 'the journal thread does not keep up');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function reportOf(
  scenario: Scenario,
  players: number,
  ordersPerTick: number,
  ticks: number,
  millis: { on: number[]; off: number[] },
  entries: number,
): JournalReport {
  const percentile = (values: number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
  const p50 = { on: percentile(millis.on, 0.5), off: percentile(millis.off, 0.5) };
  const p99 = { on: percentile(millis.on, 0.99), off: percentile(millis.off, 0.99) };
  return {
    units: scenario.units,
    players,
    ordersPerTick,
    ticks,
    tickMsP50: p50,
    tickMsP99: p99,
    p50Ratio: p50.on / p50.off,
    p99Ratio: p99.on / p99.off,
    entries,
    megabytes: (entries * (4 + ordersPerTick * INBOX_RECORD_WORDS) * 4) / 1e6,
  };
}

export function journalText(report: JournalReport): string {
  const ms = ({ on, off }: { on: number; off: number }) => `${on.toFixed(3)} on, ${off.toFixed(3)} off`;
  return [
    `${report.units} patrols, ${report.players} players, ${report.ordersPerTick} orders a tick, ${report.ticks} ticks each`,
    `tick p50 ms   ${ms(report.tickMsP50)}   ratio ${report.p50Ratio.toFixed(3)}`,
    `tick p99 ms   ${ms(report.tickMsP99)}   ratio ${report.p99Ratio.toFixed(3)}`,
    `journal       ${report.entries} entries, ${report.megabytes.toFixed(1)} MB`,
    '',
  ].join('\n');
}
