import { SQUAD_STATE } from '../../components/ai.ts';
import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import type { Metrics } from '../memory/metrics-block.ts';
import { MIND_NAMES, mindCounter } from '../memory/mind-metric-rows.ts';

/** Ticks between two looks at all squads and all response times. */
const COUNT_INTERVAL_TICKS = TICKS_PER_SECOND;

/** Writes what the minds of factions do into the sim's region of the metrics block. */
export class MindMetrics {
  readonly #metrics: Metrics<'sim'>;
  /** Places of counters, in the order of the numbers of what is counted. */
  readonly #units: readonly number[];
  readonly #decisions: readonly number[];
  readonly #threats: readonly number[];
  readonly #reflexes: readonly number[];
  readonly #begun: readonly number[];
  readonly #ended: readonly number[];
  /** Places of the gauges of squads, and how many there are by SQUAD_STATE. */
  readonly #squads: readonly number[];
  readonly #squadCounts = new Uint32Array(Object.keys(SQUAD_STATE).length);
  readonly #at;

  constructor(metrics: Metrics<'sim'>) {
    this.#metrics = metrics;
    const { ends, layers, reflexes, templates, threats } = MIND_NAMES;
    this.#units = layers.map((name) => metrics.at(mindCounter('mindUnits', name)));
    this.#decisions = layers.map((name) => metrics.at(mindCounter('mindDecisions', name)));
    this.#threats = threats.map((name) => metrics.at(mindCounter('threats', name)));
    this.#reflexes = reflexes.map((name) => metrics.at(mindCounter('reflexes', name)));
    this.#begun = templates.map((name) => metrics.at(mindCounter('operationsBegun', name)));
    this.#ended = ends.map((name) => metrics.at(mindCounter('operations', name)));
    const squads: number[] = [];
    squads[SQUAD_STATE.ready - 1] = metrics.at('squadsReady');
    squads[SQUAD_STATE.marching - 1] = metrics.at('squadsMarching');
    squads[SQUAD_STATE.working - 1] = metrics.at('squadsWorking');
    squads[SQUAD_STATE.withdrawing - 1] = metrics.at('squadsWithdrawing');
    this.#squads = squads;
    this.#at = {
      unitsMax: metrics.at('mindUnitsMax'),
      dropped: metrics.at('threatsDropped'),
      responses: metrics.at('threatResponses'),
      p50: metrics.at('threatResponseTicksP50'),
      p99: metrics.at('threatResponseTicksP99'),
      max: metrics.at('threatResponseTicksMax'),
    };
  }

  endTick(world: World): void {
    const { ledger, minds } = world;
    this.#copy(this.#units, minds.units, 0);
    this.#copy(this.#decisions, minds.decisions, 0);
    this.#copy(this.#threats, minds.threats, 1);
    this.#copy(this.#reflexes, minds.reflexes, 0);
    this.#copy(this.#begun, minds.operationsBegun, 1);
    this.#copy(this.#ended, minds.operationsEnded, 0);
    this.#metrics.set(this.#at.unitsMax, minds.unitsMax);
    this.#metrics.set(this.#at.dropped, minds.threatsLost);
    if (ledger.tick[0] % COUNT_INTERVAL_TICKS !== 0) return;
    this.#countResponses(minds.responses);
    this.#countSquads(world.squad.state);
  }

  /** Counters by the numbers of what is counted, the first of which is `first`. */
  #copy(places: readonly number[], counts: ArrayLike<number>, first: number): void {
    for (let i = 0; i < places.length; i++) this.#metrics.set(places[i], counts[first + i]);
  }

  #countResponses(responses: Float64Array): void {
    let count = 0;
    let max = 0;
    for (let ticks = 0; ticks < responses.length; ticks++) {
      count += responses[ticks];
      if (responses[ticks] > 0) max = ticks;
    }
    this.#metrics.set(this.#at.responses, count);
    this.#metrics.set(this.#at.p50, ticksOf(responses, count * 0.5));
    this.#metrics.set(this.#at.p99, ticksOf(responses, count * 0.99));
    this.#metrics.set(this.#at.max, max);
  }

  #countSquads(states: Uint8Array): void {
    const counts = this.#squadCounts;
    counts.fill(0);
    for (let row = 0; row < states.length; row++) counts[states[row]]++;
    this.#copy(this.#squads, counts, SQUAD_STATE.ready);
  }
}

/** The fewest ticks within which so many answers came. */
function ticksOf(responses: Float64Array, wanted: number): number {
  let count = 0;
  for (let ticks = 0; ticks < responses.length; ticks++) {
    count += responses[ticks];
    if (count >= wanted) return ticks;
  }
  return 0;
}
