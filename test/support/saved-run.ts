import { join } from 'node:path';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import { RULES_RECORDS, type Rules, writeRules } from '../../components/rules.ts';
import type { Stores } from '../../components/tables.ts';
import type { World } from '../../components/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import { JOURNAL_KIND } from '../../src/memory/journal-ring.ts';
import { worldHash } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { NO_MINDS } from '../../src/sim/ai-rules.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { BASE_RECORDS, baseRules, beginBoot, replay, writeBase } from '../../src/sim/replay.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { runTick } from '../../src/sim/tick.ts';
import { SIMULATION_VERSION } from '../../src/sim/version.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { JournalWriter } from '../../src/storage/journal.ts';
import { type Recovered, recoverWorld } from '../../src/storage/recovery.ts';
import { journalIdentity, worldFingerprint } from '../../src/storage/saved-world.ts';
import { Snapshots } from '../../src/storage/snapshots.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import { seeded } from './random-life.ts';

/** The world of the tests of storage and replay. */
export const TINY_WORLD = 'worlds/tiny.txt';

const config = loadConfig('config');
const graph = buildTerritoryGraph(readWorldFile(TINY_WORLD));
const grid = sectorGrid(graph, config.world.sectorSizeMeters);
const fingerprint = worldFingerprint(TINY_WORLD, graph.name);

/** Rules of a run that is not told others. */
export const RULES: Rules = rulesFrom(config);
/** The same without forts and minds, and with patrols that leave each other alone: as many units in the end. */
export const PEACE: Rules = {
  ...{ ...RULES, ai: NO_MINDS, hasForts: false },
  combat: { ...RULES.combat, patrolsSeek: 0 },
};
export const IDENTITY = journalIdentity(fingerprint, SIMULATION_VERSION);
export const SAVED = { world: fingerprint, districtCount: graph.districtCount };

export function hashOf(stores: Stores): number {
  return worldHash(stores, graph.districtCount);
}

/** Opens a data directory as the storage thread does and hands over what it finds; everything is closed again. */
export function recover(
  directory: string,
  identity = IDENTITY,
): { recovered: Recovered; memory: SharedArrayBuffer } {
  const database = openDatabase(join(directory, 'world.db'), 'schema');
  try {
    const memory = allocateWorldMemory();
    return {
      recovered: recoverWorld(new Snapshots(database, SAVED, 3), memory, directory, identity),
      memory,
    };
  } finally {
    database.close();
  }
}

/** The world that a recovery leads to, before the next start does anything to it. Throws Divergence. */
export function recoveredWorld({ recovered, memory }: ReturnType<typeof recover>): World {
  const { base, entries } = recovered;
  const rules = base ? baseRules(base) : RULES;
  const world = createWorld(memory, graph, grid, rules, config.world.seed);
  replay(world, entries);
  return world;
}

/** A server without threads and sockets: one boot of the world in a data directory, saved as the server saves it. */
export class SavedRun {
  readonly world: World;
  readonly recovered: Recovered;
  readonly #directory: string;
  readonly #writer: JournalWriter;
  readonly #kept: number;
  readonly #random = seeded(7);
  #players = 0;

  /** Recovers what is there, or begins a world, as a start of the server does. */
  constructor(directory: string, options: { patrols?: number; kept?: number; rules?: Rules } = {}) {
    const { patrols = 12, kept = 3, rules = RULES } = options;
    this.#directory = directory;
    this.#kept = kept;
    const found = recover(directory);
    this.recovered = found.recovered;
    this.world = recoveredWorld(found);
    this.#writer = new JournalWriter(directory, found.recovered.epoch, IDENTITY, found.recovered.checksum);
    setRules(this.world, rules);
    beginBoot(this.world, patrols);
    this.#beginFile(patrols);
  }

  get hash(): number {
    return hashOf(this.world);
  }

  get tickNow(): number {
    return this.world.ledger.tick[0];
  }

  /** Runs ticks, each journalled with a random order of some player. */
  play(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      const record = new Int32Array(INBOX_RECORD_WORDS);
      if (this.#players < 3) this.#join(record);
      else this.#order(record);
      this.tick(record);
    }
  }

  /** One tick with the given inbox records, in a transaction of its own. */
  tick(records = new Int32Array(0)): void {
    const { inbox, ledger } = this.world;
    const count = records.length / INBOX_RECORD_WORDS;
    this.#writer.write(entry(JOURNAL_KIND.inputs, ledger.tick[0] + 1, ledger.trail[0], records));
    inbox.words.set(records);
    inbox.count = count;
    runTick(this.world, () => {});
  }

  /** Other rules from the next tick on. */
  changeRules(rules: Rules): void {
    const records = new Int32Array(RULES_RECORDS * INBOX_RECORD_WORDS);
    writeRules(rules, records, 0);
    this.tick(records);
  }

  snapshot(): void {
    this.#beginFile(-1);
  }

  /** Lets go of the files, as a killed server does: nothing more is written. */
  close(): void {
    this.#writer.close();
  }

  #beginFile(patrols: number): void {
    const { ledger } = this.world;
    const records = new Int32Array(BASE_RECORDS * INBOX_RECORD_WORDS);
    writeBase(this.world, patrols, records);
    this.#writer.write(entry(JOURNAL_KIND.base, ledger.tick[0], ledger.trail[0], records));
    const database = openDatabase(join(this.#directory, 'world.db'), 'schema');
    const snapshots = new Snapshots(database, SAVED, this.#kept);
    snapshots.beginEpoch(this.recovered.epoch);
    const { oldestTick } = snapshots.write(this.world.memoryWords.buffer as SharedArrayBuffer);
    database.close();
    this.#writer.prune(oldestTick);
  }

  #join(record: Int32Array): void {
    this.#players++;
    record[WORD.kind] = INPUT.join;
    record[WORD.connection] = this.#players;
    record[WORD.faction] = this.#players;
    record[WORD.accountLow] = 1000 + this.#players;
    record[WORD.nextToken] = 77 * this.#players;
  }

  #order(record: Int32Array): void {
    const slot = this.#random(this.#players);
    record[WORD.kind] = INPUT.order;
    record[WORD.slot] = slot;
    record[WORD.epoch] = this.world.session.epoch[slot];
    record[WORD.sequence] = this.world.session.lastSequence[slot] + 1;
    record[WORD.op] = ORDER.moveTo;
    record[WORD.a] = this.#random(graph.widthUnits);
    record[WORD.b] = this.#random(graph.heightUnits);
  }
}

/** A journal entry as the ring gives it. */
export function entry(kind: number, tick: number, trail: number, records: Int32Array): Int32Array {
  return Int32Array.of(kind, tick, records.length / INBOX_RECORD_WORDS, trail, ...records);
}
