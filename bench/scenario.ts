import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import type { Rules } from '../components/rules.ts';
import type { World } from '../components/world.ts';
import { balanceSchema } from '../src/config/balance-schema.ts';
import { serverSchema } from '../src/config/server-schema.ts';
import { worldSchema } from '../src/config/world-schema.ts';
import { CommandSender } from '../src/gateway/command-sender.ts';
import { INBOX_RECORDS_PER_TICK_MAX } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { allocateChronicleRing } from '../src/memory/chronicle-ring.ts';
import { allocateCommandRing, CommandRing } from '../src/memory/command-ring.ts';
import type { SharedBlocks } from '../src/memory/control-block.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { ROLE } from '../src/protocol/client-messages.ts';
import type { SectorGrid } from '../src/protocol/items.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { allocateRouteBlocks } from '../src/sim/route-exchange.ts';
import { rulesFrom } from '../src/sim/rules.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import type { SimData } from '../src/sim/thread.ts';
import { type AfterSystem, runTick } from '../src/sim/tick.ts';
import { buildTerritoryGraph, type TerritoryGraph } from '../src/territory/graph.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { readWorldFile } from '../src/territory/world-file.ts';

/**
 * The scenario of all benches: patrols and viewers from one seed, so that two runs do the same work to the bit and
 * only their times differ. Knobs have the defaults of the configuration, whatever the files in `config/` say.
 *
 * `counties`: the default world, sectors of 1 km, patrols walking between control points. `open`: the patrol
 * workload of the fan-out comparisons: a square with sectors of 100 m, 10 patrols to a sector (90 in a view of 3 x
 * 3), walking straight legs of up to 5 s in random directions.
 *
 * Viewers are observers; the n-th follows the n-th patrol. Nobody fights, or the units measured would become fewer;
 * `npm run bench -- combat` is about fights.
 */
export interface Scenario {
  readonly land: 'counties' | 'open';
  /** Patrols, 1 to 100,000. */
  readonly units: number;
  readonly viewers: number;
}

const SEED = 1;
const OPEN_SECTOR_METERS = 100;
const OPEN_UNITS_PER_SECTOR = 10;

export const SERVER_DEFAULTS = serverSchema.parse({});

/** Patrols leave each other alone. */
export const PEACEFUL_BALANCE = balanceSchema.parse({ combat: { engagement: { patrolsSeek: false } } });

interface Ground {
  readonly graph: TerritoryGraph;
  readonly grid: SectorGrid;
  readonly rules: Rules;
}

const grounds = new Map<string, Ground>();

/** Land, grid and rules; read once per process. Throws WorldFileError when the default world has not been built. */
export function groundOf({ land, units }: Scenario): Ground {
  const columns = Math.ceil(Math.sqrt(units / OPEN_UNITS_PER_SECTOR));
  const key = land === 'counties' ? land : `open ${columns}`;
  const known = grounds.get(key);
  if (known) return known;
  const side = columns * OPEN_SECTOR_METERS;
  const world =
    land === 'counties'
      ? worldSchema.parse({ inhabitants: { forts: false } })
      : worldSchema.parse({
          sectorSizeMeters: OPEN_SECTOR_METERS,
          viewRadiusSectors: 1,
          inhabitants: { roam: 'open', forts: false },
        });
  const file =
    land === 'counties'
      ? readWorldFile(world.file)
      : openWorld({ widthMeters: side, heightMeters: side, name: 'bench' });
  const graph = buildTerritoryGraph(file);
  const ground = {
    graph,
    grid: sectorGrid(graph, world.sectorSizeMeters),
    rules: rulesFrom({ server: SERVER_DEFAULTS, world, balance: PEACEFUL_BALANCE }),
  };
  grounds.set(key, ground);
  return ground;
}

/** What the simulation thread needs to run the scenario, everything on as in a server. */
export function simDataOf(scenario: Scenario, blocks: SharedBlocks): SimData {
  const { loop, overload, storage } = SERVER_DEFAULTS;
  return {
    ...groundOf(scenario),
    blocks,
    chronicle: allocateChronicleRing(),
    // No threads beside the measured one: its ticks are the subject.
    routes: allocateRouteBlocks(groundOf(scenario).graph.districtCount),
    routeWorkers: 0,
    seed: SEED,
    patrols: scenario.units,
    catchUpTicksMax: loop.catchUpTicksMax,
    spinMicroseconds: loop.spinMicroseconds,
    // A ladder that is climbed would send the viewers away whose cost is measured.
    overload: { ...overload, rungMax: 0 },
    snapshotIntervalTicks: storage.snapshotIntervalSeconds * TICKS_PER_SECOND,
    base: undefined,
    entries: new Int32Array(0),
    era: 1,
  };
}

/** Asks for the sessions of the viewers, as a gateway does for its clients. They open in the next tick. */
export function joinViewers(sender: CommandSender, viewers: number): void {
  for (let viewer = 1; viewer <= viewers; viewer++) {
    sender.join({
      connection: viewer,
      role: ROLE.observer,
      faction: 0,
      focus: 0,
      account: Int32Array.of(viewer, 0),
      ticket: new Int32Array(2),
      nextToken: Int32Array.of(viewer, 0, 0, 0),
    });
  }
}

const nobodyMeasures: AfterSystem = () => {};

/** A scenario in this thread, to be stepped by hand. */
export class Stage {
  readonly world: World;
  /** Way into the world, as a gateway has it. */
  readonly sender: CommandSender;
  readonly #ring: CommandRing;

  constructor(scenario: Scenario) {
    const { graph, grid, rules } = groundOf(scenario);
    this.world = createWorld(allocateWorldMemory(), graph, grid, rules, SEED);
    populate(this.world, scenario.units);
    this.#ring = new CommandRing(allocateCommandRing());
    this.sender = new CommandSender(this.#ring, 0);
    joinViewers(this.sender, scenario.viewers);
  }

  /** Runs one tick with whatever was sent; the frame is in `world.frame` afterwards. */
  step(afterSystem: AfterSystem = nobodyMeasures): void {
    const { inbox } = this.world;
    inbox.count = this.#ring.drain(inbox.words, inbox.count * INBOX_RECORD_WORDS, INBOX_RECORDS_PER_TICK_MAX);
    runTick(this.world, afterSystem);
  }

  /** Runs one tick with what lies in the inbox, for who fills it by hand. */
  runTick(): void {
    runTick(this.world, nobodyMeasures);
  }

  /** Forgets what was sent and not yet taken by a tick. */
  discardCommands(): void {
    this.#ring.drain(this.world.inbox.words, 0, INBOX_RECORDS_PER_TICK_MAX);
  }

  steps(ticks: number): void {
    for (let i = 0; i < ticks; i++) this.step();
  }
}
