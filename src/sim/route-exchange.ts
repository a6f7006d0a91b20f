import { INBOX_RECORD_WORDS, type Inbox } from '../../components/inbox.ts';
import { RUNG } from '../../components/overload.ts';
import { ANSWER_RECORDS_MAX, createAnswerHead, writeRouteAnswer } from '../../components/route-answers.ts';
import { REQUEST_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { INBOX_RECORDS_PER_TICK_MAX, ROUTE_REQUEST_COUNT_MAX } from '../limits.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { allocateRoadBoard, RoadBoardWriter } from '../memory/road-board.ts';
import {
  allocateRouteSlots,
  createRouteQuestion,
  ROUTE_SLOT_COUNT,
  RouteSlots,
  SLOT_STATE,
} from '../memory/route-slots.ts';
import type { RouteCosts } from '../routing/route-costs.ts';
import { UNREACHABLE } from '../routing/route-graph.ts';
import { INLINE_DESK_LIMITS, RouteWorker } from './route-worker.ts';

/**
 * Ticks from the one after which a question is put to the one that its answer enters. With one, an answer in time is an
 * answer on the roads of the tick that asked: newer ones are put down only after the next. So as long as answers are in
 * time, neither the number of workers nor their speed shows in the world. A search takes well below a millisecond, most
 * of a tick is idle, and what comes late enters the first tick that it can.
 */
export const ANSWER_DELAY_TICKS = 1;

/** Ticks after which a question that a worker has not answered is put again, for another to take. */
const PATIENCE_TICKS = 5 * TICKS_PER_SECOND;

/** Times a question is put whose answers do not come or are not taken, before "no way" is told. */
const TRIES_MAX = 3;
/** In place of the tries: that is to be told, and has been. */
const HOPELESS = TRIES_MAX + 1;
const TOLD = TRIES_MAX + 2;

/** Nodes that searches between two ticks may expand when there are no workers: about two milliseconds. */
const INLINE_NODES_PER_TICK = 10_000;
/** The same while the search for routes waits (RUNG.mindsWait): a question or two. */
const WAITING_NODES_PER_TICK = 1_000;

const NONE = -1;

/** Memory that simulation and route workers share. */
export interface RouteBlocks {
  readonly board: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
}

export function allocateRouteBlocks(nodeCount: number): RouteBlocks {
  return { board: allocateRoadBoard(nodeCount), slots: allocateRouteSlots() };
}

/**
 * Puts what the world asks before the route workers, and brings their answers back as inputs. Which questions are out
 * is derived from the store of requests: a restored world asks them all again.
 */
export class RouteExchange {
  readonly #world: World;
  readonly #blocks: RouteBlocks;
  readonly #slots: RouteSlots;
  readonly #board: RoadBoardWriter;
  readonly #metricsBlock: SharedArrayBuffer;
  readonly #counts: ExchangeCounts;
  /** By slot: the request in it, NONE when nobody wants its answer any more, its serial, and the tick it was put. */
  readonly #row = new Int32Array(ROUTE_SLOT_COUNT).fill(NONE);
  readonly #serial = new Uint32Array(ROUTE_SLOT_COUNT);
  readonly #putTick = new Uint32Array(ROUTE_SLOT_COUNT);
  /** By request: the slot it is in; the serial of its newest question; how often that was put. */
  readonly #slotOf = new Int32Array(ROUTE_REQUEST_COUNT_MAX).fill(NONE);
  readonly #askedSerial = new Uint32Array(ROUTE_REQUEST_COUNT_MAX);
  readonly #tries = new Uint8Array(ROUTE_REQUEST_COUNT_MAX);
  readonly #open = new Int32Array(ROUTE_REQUEST_COUNT_MAX);
  readonly #question = createRouteQuestion();
  readonly #head = createAnswerHead();
  #costs: RouteCosts | undefined;
  #inline: RouteWorker | undefined;

  /** `workers` 0 answers on this thread. The roads are on the board from here on. */
  constructor(world: World, workers: number, metrics: SharedArrayBuffer, blocks?: RouteBlocks) {
    this.#world = world;
    this.#blocks = blocks ?? allocateRouteBlocks(world.graph.districtCount);
    this.#slots = new RouteSlots(this.#blocks.slots, Math.max(1, workers));
    this.#board = new RoadBoardWriter(this.#blocks.board);
    this.#metricsBlock = metrics;
    this.#counts = new ExchangeCounts(metrics);
    if (workers === 0) this.#answerHere();
    this.#putRoads(true);
  }

  /** Before a tick: appends to the inbox the answers that have come, by the number of the question. */
  collect(inbox: Inbox): void {
    for (let slot = this.#nextAnswer(); slot >= 0; slot = this.#nextAnswer()) {
      if (inbox.count + ANSWER_RECORDS_MAX > INBOX_RECORDS_PER_TICK_MAX) return;
      if (this.#isWanted(slot)) this.#enter(slot, inbox);
      else this.#counts.dropped();
      this.#release(slot);
      this.#slots.free(slot);
    }
    this.#enterHopeless(inbox);
  }

  /** After a tick: puts down what roads are like now, and puts the questions that are not out yet. */
  publish(): void {
    this.#putRoads(false);
    this.#takeBack();
    if (this.#askOpen() > 0) this.#slots.ring();
    if (this.#inline === undefined && this.#slots.isGivenUp) this.#answerHere();
    if (this.#inline) this.#answerSome(this.#inline);
  }

  #answerHere(): void {
    const { graph } = this.#world.roads;
    const { board } = this.#blocks;
    const slots = this.#slots;
    const [metrics, limits] = [this.#metricsBlock, INLINE_DESK_LIMITS];
    this.#inline = new RouteWorker({ slots, board, metrics, graph, limits, worker: 0 });
  }

  #answerSome(worker: RouteWorker): void {
    const waits = this.#world.ledger.overload[0] >= RUNG.mindsWait;
    const end = worker.expanded + (waits ? WAITING_NODES_PER_TICK : INLINE_NODES_PER_TICK);
    while (worker.expanded < end && worker.answerNext());
  }

  #putRoads(isFirst: boolean): void {
    const { ledger, road, roads } = this.#world;
    const board = this.#board;
    board.begin(ledger.tick[0]);
    if (this.#costs !== roads.costs) {
      this.#costs = roads.costs;
      board.setCosts(roads.costs.rules);
    }
    if (isFirst) board.putAll(road.state);
    else
      for (let i = 0; i < roads.changedCount; i++)
        board.change(roads.changed[i], road.state[roads.changed[i]]);
    for (let i = 0; i < roads.expectedCount; i++) board.expect(roads.expected[i], roads.expectedState[i]);
    board.end();
  }

  /** The slot of the answer to the oldest question, NONE when no answer waits. */
  #nextAnswer(): number {
    let first = NONE;
    for (let slot = 0; slot < ROUTE_SLOT_COUNT; slot++) {
      if (this.#slots.stateOf(slot) !== SLOT_STATE.answered) continue;
      if (first === NONE || this.#serial[slot] < this.#serial[first]) first = slot;
    }
    return first;
  }

  #isWanted(slot: number): boolean {
    const { routeRequest } = this.#world;
    const row = this.#row[slot];
    return (
      row !== NONE &&
      routeRequest.state[row] === REQUEST_STATE.asked &&
      routeRequest.serial[row] === this.#serial[slot]
    );
  }

  #enter(slot: number, inbox: Inbox): void {
    const head = this.#head;
    head.request = this.#row[slot];
    head.serial = this.#serial[slot];
    head.versionTick = this.#slots.versionTick(slot);
    head.cost = this.#slots.cost(slot);
    head.hops = this.#slots.hops(slot);
    this.#append(inbox, this.#slots.words, this.#slots.nodesAt(slot));
    if (this.#world.ledger.tick[0] + 1 > this.#putTick[slot] + ANSWER_DELAY_TICKS) this.#counts.late();
  }

  #append(inbox: Inbox, nodes: Int32Array, from: number): void {
    const at = inbox.count * INBOX_RECORD_WORDS;
    inbox.count += writeRouteAnswer(this.#world.roads.graph, this.#head, nodes, from, inbox.words, at);
  }

  #release(slot: number): void {
    const row = this.#row[slot];
    if (row !== NONE && this.#slotOf[row] === slot) this.#slotOf[row] = NONE;
    this.#row[slot] = NONE;
  }

  /** Takes back what nobody wants to know any more, and puts again what takes too long. */
  #takeBack(): void {
    const tick = this.#world.ledger.tick[0];
    let inFlight = 0;
    for (let slot = 0; slot < ROUTE_SLOT_COUNT; slot++) {
      if (this.#row[slot] === NONE) continue;
      const state = this.#slots.stateOf(slot);
      if (!this.#isWanted(slot)) {
        if (state !== SLOT_STATE.asked || !this.#slots.retract(slot)) continue;
        this.#release(slot);
        this.#counts.dropped();
      } else if (state === SLOT_STATE.taken && tick - this.#putTick[slot] > PATIENCE_TICKS) {
        // The slot stays with the worker that has it: what it still writes there is dropped.
        this.#release(slot);
      } else {
        inFlight++;
      }
    }
    this.#counts.inFlight(inFlight);
  }

  /** Puts the questions that are not out, those of higher priority and then the older ones first. Returns how many. */
  #askOpen(): number {
    let count = this.#findOpen();
    let asked = 0;
    for (let slot = 0; slot < ROUTE_SLOT_COUNT && count > 0; slot++) {
      if (this.#slots.stateOf(slot) !== SLOT_STATE.free) continue;
      const place = this.#firstOpen(count);
      this.#put(this.#open[place], slot);
      this.#open[place] = this.#open[--count];
      asked++;
    }
    return asked;
  }

  #findOpen(): number {
    const { routeRequest } = this.#world;
    let count = 0;
    for (let row = 0; row < ROUTE_REQUEST_COUNT_MAX; row++) {
      if (routeRequest.state[row] !== REQUEST_STATE.asked) continue;
      const serial = routeRequest.serial[row];
      if (this.#askedSerial[row] !== serial) {
        this.#askedSerial[row] = serial;
        this.#tries[row] = 0;
        this.#slotOf[row] = NONE;
      }
      if (this.#slotOf[row] !== NONE) continue;
      if (this.#tries[row] < TRIES_MAX) this.#open[count++] = row;
      else if (this.#tries[row] === TRIES_MAX) this.#tries[row] = HOPELESS;
    }
    return count;
  }

  #firstOpen(count: number): number {
    const { priority, serial } = this.#world.routeRequest;
    let first = 0;
    for (let i = 1; i < count; i++) {
      const one = this.#open[i];
      const other = this.#open[first];
      const isHigher = priority[one] > priority[other];
      if (isHigher || (priority[one] === priority[other] && serial[one] < serial[other])) first = i;
    }
    return first;
  }

  #put(row: number, slot: number): void {
    const { ledger, routeRequest } = this.#world;
    const question = this.#question;
    question.row = row;
    question.serial = routeRequest.serial[row];
    question.faction = routeRequest.faction[row];
    question.from = routeRequest.from[row];
    question.to = routeRequest.to[row];
    question.hopsMax = routeRequest.hopsMax[row];
    question.securityMin = routeRequest.securityMin[row];
    question.priority = routeRequest.priority[row];
    question.askTick = ledger.tick[0];
    this.#row[slot] = row;
    this.#serial[slot] = question.serial;
    this.#putTick[slot] = question.askTick;
    this.#slotOf[row] = slot;
    this.#counts.asked(this.#tries[row]++ > 0);
    this.#slots.ask(slot, question);
  }

  /**
   * Tells the world that there is no way where it did not take any answer: one that brings it down is kept out of it
   * (see poison-filter.ts), and what asked would wait for ever.
   */
  #enterHopeless(inbox: Inbox): void {
    const { ledger, routeRequest } = this.#world;
    for (let row = 0; row < ROUTE_REQUEST_COUNT_MAX; row++) {
      if (this.#tries[row] !== HOPELESS) continue;
      if (inbox.count + ANSWER_RECORDS_MAX > INBOX_RECORDS_PER_TICK_MAX) return;
      const head = this.#head;
      head.request = row;
      head.serial = routeRequest.serial[row];
      head.versionTick = ledger.tick[0];
      head.cost = UNREACHABLE;
      head.hops = 0;
      this.#append(inbox, this.#open, 0);
      this.#tries[row] = TOLD;
      this.#counts.gaveUp();
    }
  }
}

/** The exchange's rows of the simulation's metrics. */
class ExchangeCounts {
  readonly #metrics: Metrics<'sim'>;
  readonly #at;

  constructor(memory: SharedArrayBuffer) {
    const metrics = new Metrics(memory, 'sim');
    this.#metrics = metrics;
    this.#at = {
      asked: metrics.at('routeQuestions'),
      again: metrics.at('routeQuestionsAgain'),
      late: metrics.at('routeAnswersLate'),
      dropped: metrics.at('routeAnswersDropped'),
      gaveUp: metrics.at('routeQuestionsGivenUp'),
      inFlight: metrics.at('routesInFlight'),
    };
  }

  asked(isAgain: boolean): void {
    this.#metrics.add(isAgain ? this.#at.again : this.#at.asked, 1);
  }

  late(): void {
    this.#metrics.add(this.#at.late, 1);
  }

  dropped(): void {
    this.#metrics.add(this.#at.dropped, 1);
  }

  gaveUp(): void {
    this.#metrics.add(this.#at.gaveUp, 1);
  }

  inFlight(count: number): void {
    this.#metrics.set(this.#at.inFlight, count);
  }
}
