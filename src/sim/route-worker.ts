import { Metrics } from '../memory/metrics-block.ts';
import { RoadBoardReader, type RoadFollower } from '../memory/road-board.ts';
import { createRouteQuestion, QUESTION_DEATHS_MAX, type RouteSlots } from '../memory/route-slots.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { type CostRules, makeRouteCosts } from '../routing/route-costs.ts';
import { type DeskLimits, RouteDesk, TIER } from '../routing/route-desk.ts';
import { type RouteGraph, UNREACHABLE } from '../routing/route-graph.ts';
import { createRouteAnswer } from '../routing/route-query.ts';

/** Memory for the fields of one worker, and what a field takes for each node. */
const FIELD_BYTES_MAX = 16 * 1024 * 1024;
const FIELD_BYTES_PER_NODE = 24;
const FIELDS_MIN = 4;
const FIELDS_MAX = 128;

/** Places of the memory of where was searched for last; a field is worth its work from the second search on. */
const SEARCHED_COUNT = 1_024;

/** What a desk may keep that has a thread to itself. */
export function workerDeskLimits(graph: RouteGraph): DeskLimits {
  const fields = Math.floor(FIELD_BYTES_MAX / (FIELD_BYTES_PER_NODE * graph.nodeCount));
  return {
    entriesMax: 4_096,
    fieldsMax: Math.max(FIELDS_MIN, Math.min(FIELDS_MAX, fields)),
    foresightsMax: 64,
    foreseenAnswersMax: 32,
  };
}

/** On the simulation's thread: nothing that has to be kept up to date between two questions. */
export const INLINE_DESK_LIMITS: DeskLimits = {
  entriesMax: 512,
  fieldsMax: 0,
  foresightsMax: 0,
  foreseenAnswersMax: 0,
};

/** Where a worker gets its questions, and what it needs to answer them. */
export interface RouteWorkerParts {
  readonly slots: RouteSlots;
  readonly board: SharedArrayBuffer;
  readonly metrics: SharedArrayBuffer;
  readonly graph: RouteGraph;
  readonly limits: DeskLimits;
  /** Its number, 0 to ROUTE_WORKER_COUNT_MAX - 1. */
  readonly worker: number;
}

/**
 * Answers questions for routes out of the slots, each on the newest roads of the board, in whichever thread it is run.
 * An answer is a function of question and roads alone, so it does not matter who finds it.
 */
export class RouteWorker implements RoadFollower {
  readonly #slots: RouteSlots;
  readonly #worker: number;
  readonly #graph: RouteGraph;
  readonly #limits: DeskLimits;
  readonly #board: RoadBoardReader;
  readonly #metrics: RouteMetrics;
  readonly #question = createRouteQuestion();
  readonly #answer = createRouteAnswer();
  readonly #searched = new Uint32Array(SEARCHED_COUNT);
  #desk: RouteDesk | undefined;

  constructor({ slots, board, metrics, graph, limits, worker }: RouteWorkerParts) {
    this.#slots = slots;
    this.#worker = worker;
    this.#graph = graph;
    this.#limits = limits;
    this.#board = new RoadBoardReader(board);
    this.#metrics = new RouteMetrics(metrics, worker);
  }

  /** Nodes that searches have expanded so far. */
  get expanded(): number {
    return this.#desk?.counters.expanded ?? 0;
  }

  /** Answers the question that comes first. False when there is none for this worker, or no roads to answer it on. */
  answerNext(): boolean {
    const slot = this.#slots.claim(this.#worker);
    if (slot < 0) return false;
    const start = monotonicMicros();
    // Not before the claim: the roads have to be those of the tick of the question, or newer ones.
    if (!this.#board.follow(this)) {
      this.#slots.putBack(slot);
      return false;
    }
    const deaths = this.#slots.question(slot, this.#question);
    this.#find(deaths);
    const { cost, hops, nodes } = this.#answer;
    this.#slots.answer(slot, this.#board.tick, cost, hops, nodes);
    this.#count(start);
    return true;
  }

  /** Works ahead for about `nodes` nodes. False when there is nothing to do. */
  rest(nodes: number): boolean {
    if (!this.#board.follow(this)) return false;
    const start = monotonicMicros();
    const work = this.#desk?.idle(nodes) ?? 0;
    if (work > 0) this.#count(start);
    return work > 0;
  }

  load(states: Uint16Array): void {
    this.#desk?.load(states);
  }

  change(node: number, state: number): void {
    this.#desk?.change(node, state);
  }

  foresee(node: number, state: number): void {
    this.#desk?.foresee(node, state);
  }

  setCosts(rules: CostRules): void {
    const costs = makeRouteCosts(rules);
    if (this.#desk) this.#desk.setCosts(costs);
    else this.#desk = new RouteDesk(this.#graph, costs, this.#limits);
  }

  #find(deaths: number): void {
    if (deaths >= QUESTION_DEATHS_MAX || this.#desk === undefined) {
      this.#answer.cost = UNREACHABLE;
      this.#answer.hops = 0;
      return;
    }
    if (this.#desk.answer(this.#question, this.#answer) !== TIER.search) return;
    const { faction, to } = this.#question;
    const key = faction * this.#graph.nodeCount + to + 1;
    if (this.#searched[key % SEARCHED_COUNT] === key) this.#desk.keepField(faction, to);
    this.#searched[key % SEARCHED_COUNT] = key;
  }

  #count(startMicros: number): void {
    const micros = monotonicMicros() - startMicros;
    this.#metrics.worked(this.#desk!, this.#slots.stolen, this.#board.loads, micros);
  }
}

/** Writes a worker's region of the metrics block, by how much its desk's counters have grown. */
class RouteMetrics {
  readonly #metrics: Metrics<'routes'>;
  readonly #places: Int32Array;
  readonly #before: Float64Array;

  constructor(memory: SharedArrayBuffer, worker: number) {
    const metrics = new Metrics(memory, 'routes', worker);
    this.#metrics = metrics;
    this.#places = Int32Array.of(
      metrics.at('routeAnswers'),
      metrics.at('routeAnswersFromCache'),
      metrics.at('routeAnswersFromFields'),
      metrics.at('routeSearches'),
      metrics.at('routeNodesExpanded'),
      metrics.at('routeRepeats'),
      metrics.at('routeRepeatsFromCache'),
      metrics.at('routeRepeatsFromFields'),
      metrics.at('routeAnswersForeseen'),
      metrics.at('routeCachesEmptied'),
      metrics.at('routeQuestionsStolen'),
      metrics.at('roadLoads'),
      metrics.at('routeBusyMicros'),
    );
    this.#before = new Float64Array(this.#places.length);
  }

  worked({ counters }: RouteDesk, stolen: number, loads: number, micros: number): void {
    this.#grown(0, counters.questions);
    this.#grown(1, counters.fromCache);
    this.#grown(2, counters.fromFields);
    this.#grown(3, counters.searches);
    this.#grown(4, counters.expanded);
    this.#grown(5, counters.repeats);
    this.#grown(6, counters.repeatsFromCache);
    this.#grown(7, counters.repeatsFromFields);
    this.#grown(8, counters.fromForesight);
    this.#grown(9, counters.cacheEmptied);
    this.#grown(10, stolen);
    this.#grown(11, loads);
    this.#metrics.add(this.#places[12], micros);
  }

  #grown(index: number, value: number): void {
    this.#metrics.add(this.#places[index], value - this.#before[index]);
    this.#before[index] = value;
  }
}
