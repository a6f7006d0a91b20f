import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { RULES_RECORDS, type Rules, writeRules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { INBOX_RECORDS_PER_TICK_MAX } from '../../src/limits.ts';
import { CONTROL, SNAPSHOT_SLOT, viewControl } from '../../src/memory/control-block.ts';
import { FrameRingWriter } from '../../src/memory/frame-ring.ts';
import { JOURNAL_KIND, JournalRing } from '../../src/memory/journal-ring.ts';
import { copyUsed } from '../../src/memory/used-rows.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { BASE_RECORDS, baseRules, beginBoot, replay, writeBase } from '../../src/sim/replay.ts';
import { RouteExchange } from '../../src/sim/route-exchange.ts';
import { runTick } from '../../src/sim/tick.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import type { Chance } from './chance.ts';
import { GatewayLane } from './gateway-lane.ts';
import type { Ground, Machine } from './ground.ts';
import type { Found, SimulatedDisk } from './simulated-disk.ts';

/** The disk reports an error: the server goes down, and what it wrote last may or may not be there. */
export class DiskFailure extends Error {}

/** What happens to commits and snapshots while the game lasts, in ticks. */
export interface DiskWeather {
  commitDelayTicks(): number;
  commitFails(): boolean;
  snapshotDelayTicks(): number;
}

/** Who keeps a record of what enters the world. */
export interface EntryRecord {
  entered(kind: number, tick: number, trail: number, words: Int32Array, count: number): void;
}

export interface ServerParts {
  readonly machine: Machine;
  readonly ground: Ground;
  readonly disk: SimulatedDisk;
  readonly chance: Chance;
  readonly weather: DiskWeather;
  readonly record: EntryRecord;
  readonly gateways: number;
  readonly seed: number;
}

const HEARTBEAT_TICKS = 60;
const NO_BOOT = -1;
const SNAPSHOT_INTERVAL_TICKS = 300;

interface Commit {
  readonly entries: number;
  readonly lastTick: number;
  readonly due: number;
}

/**
 * All threads of a server, one after the other, from boot to crash: what the threads of simulation, gateways, journal
 * and storage do around the world, each step a method of its own.
 */
export class SimulatedServer {
  readonly world: World;
  readonly found: Found;
  readonly lanes: GatewayLane[];
  readonly journal: JournalRing;
  readonly parts: ServerParts;
  /** Rules that enter with the next tick. */
  newRules: Rules | undefined;
  /** Ticks since boot. */
  now = 0;
  readonly #control: Int32Array;
  readonly #frames: FrameRingWriter;
  readonly #baseRecords = new Int32Array(BASE_RECORDS * INBOX_RECORD_WORDS);
  #exchange: RouteExchange | undefined;
  #nextRing = 0;
  #lastEntryTick = 0;
  #snapshotDueTick = 0;
  #saveDue = 0;
  #savedAt = -Infinity;
  /** Entries up to the copy in the snapshot slot. */
  #entriesBefore = 0;
  #commit: Commit | undefined;

  /** Whether a commit takes its time. */
  get isDiskSlow(): boolean {
    return this.#commit !== undefined && this.#commit.due > this.now + 3;
  }

  /** Whether a snapshot was saved a moment ago. */
  get hasJustSaved(): boolean {
    return this.now <= this.#savedAt + 3;
  }

  /** Restores and replays what the disk holds; throws Divergence. The world rests until `begin`. */
  constructor(parts: ServerParts) {
    const { machine, ground, disk, seed } = parts;
    const { blocks } = machine;
    this.parts = parts;
    machine.powerOn();
    this.#control = viewControl(blocks.control);
    this.journal = new JournalRing(blocks.journal);
    this.#frames = new FrameRingWriter(blocks.frames);
    this.found = disk.recover(blocks.world);
    this.world = replayFound(this.found, blocks.world, ground, seed);
    this.lanes = Array.from({ length: parts.gateways }, (_, index) => this.newLane(index));
  }

  newLane(index: number): GatewayLane {
    const { machine, ground, chance } = this.parts;
    return new GatewayLane(machine.blocks, index, ground.grid, chance);
  }

  /** Takes the recovered world over: from here on clients can come. */
  begin(rules: Rules, patrols: number): void {
    setRules(this.world, rules);
    beginBoot(this.world, patrols);
    this.offerSnapshot(patrols);
    this.#exchange = new RouteExchange(this.world, 0, this.parts.machine.blocks.metrics);
  }

  /** One tick of every thread. Throws DiskFailure. */
  tick(): void {
    this.now++;
    this.fillInbox();
    this.writeJournal();
    this.runWorld();
    const isJournalFast = this.parts.chance.oneIn(2);
    if (isJournalFast) this.runJournal();
    this.publish();
    if (!isJournalFast) this.runJournal();
    this.runStorage();
    if (this.world.ledger.tick[0] >= this.#snapshotDueTick) this.offerSnapshot(NO_BOOT);
    for (const lane of this.lanes) lane.run(this.now);
  }

  fillInbox(): void {
    const { inbox } = this.world;
    if (!this.journal.hasRoom) return;
    if (this.newRules) {
      writeRules(this.newRules, inbox.words, 0);
      inbox.count = RULES_RECORDS;
      this.newRules = undefined;
    }
    this.#exchange?.collect(inbox);
    for (let i = 0; i < this.lanes.length; i++) {
      const { ring } = this.lanes[(this.#nextRing + i) % this.lanes.length];
      const room = INBOX_RECORDS_PER_TICK_MAX - inbox.count;
      inbox.count += ring.drain(inbox.words, inbox.count * INBOX_RECORD_WORDS, room);
    }
    this.#nextRing = (this.#nextRing + 1) % this.lanes.length;
  }

  writeJournal(): void {
    const { inbox, ledger } = this.world;
    const tick = ledger.tick[0] + 1;
    if (inbox.count === 0 && tick - this.#lastEntryTick < HEARTBEAT_TICKS) return;
    this.#push(JOURNAL_KIND.inputs, tick, inbox.words, inbox.count);
  }

  #push(kind: number, tick: number, words: Int32Array, count: number): void {
    const trail = this.world.ledger.trail[0];
    this.parts.record.entered(kind, tick, trail, words, count);
    this.journal.push(kind, tick, trail, words, count);
    this.#lastEntryTick = tick;
  }

  runWorld(): void {
    runTick(this.world, nothing);
    this.#exchange?.publish();
  }

  publish(): void {
    const { frame } = this.world;
    frame.durableTick = this.journal.isDurable
      ? frame.tick
      : Atomics.load(this.#control, CONTROL.durableTick);
    this.#frames.publish(frame, 0);
  }

  offerSnapshot(patrols: number): void {
    if (this.#control[CONTROL.snapshotSlot] !== SNAPSHOT_SLOT.empty) return;
    const { world } = this;
    const { machine, weather } = this.parts;
    copyUsed(world, new Uint8Array(machine.blocks.snapshot), world.graph.districtCount);
    writeBase(world, patrols, this.#baseRecords);
    this.#push(JOURNAL_KIND.base, world.ledger.tick[0], this.#baseRecords, BASE_RECORDS);
    this.#control[CONTROL.snapshotSlot] = SNAPSHOT_SLOT.full;
    this.#entriesBefore = this.journal.written;
    this.#saveDue = this.now + weather.snapshotDelayTicks();
    this.#snapshotDueTick = world.ledger.tick[0] + SNAPSHOT_INTERVAL_TICKS;
  }

  runStorage(): void {
    if (this.#control[CONTROL.snapshotSlot] !== SNAPSHOT_SLOT.full || this.now < this.#saveDue) return;
    // A snapshot that overtook the journal would hide a hole in it, until that very snapshot is damaged.
    if (!this.journal.isSafe(this.#entriesBefore)) return;
    this.parts.disk.saveSnapshot(this.parts.machine.blocks.snapshot);
    this.#savedAt = this.now;
    this.#control[CONTROL.snapshotSlot] = SNAPSHOT_SLOT.empty;
  }

  runJournal(): void {
    const { weather } = this.parts;
    if (this.#commit) {
      if (this.now < this.#commit.due) return;
      this.finishCommit(this.#commit);
      this.#commit = undefined;
    }
    const words = this.journal.take();
    if (words.length === 0) return;
    const commit = this.startCommit(words);
    if (weather.commitFails()) throw new DiskFailure('input/output error at a sync');
    if (commit.due === this.now) this.finishCommit(commit);
    else this.#commit = commit;
  }

  /** Writes entries, which are safe only when the commit is finished. */
  startCommit(words: Int32Array): Commit {
    const { disk, weather } = this.parts;
    const entries = disk.write(words);
    return { entries, lastTick: disk.lastTick, due: this.now + weather.commitDelayTicks() };
  }

  finishCommit(commit: Commit): void {
    this.parts.disk.sync();
    this.confirm(commit);
  }

  /** Says that entries are safe. */
  confirm(commit: Commit): void {
    Atomics.store(this.#control, CONTROL.durableTick, commit.lastTick);
    this.journal.confirm(commit.entries);
  }
}

/** The world in `memory`, which holds the snapshot found, after all that was found to have entered it. */
export function replayFound(found: Found, memory: SharedArrayBuffer, ground: Ground, seed: number): World {
  const rules = found.base ? baseRules(found.base) : ground.rules;
  const world = createWorld(memory, ground.graph, ground.grid, rules, seed);
  replay(world, found.entries);
  return world;
}

function nothing(): void {}
