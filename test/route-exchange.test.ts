import { describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import {
  ANSWER_WORD,
  type AnswerHead,
  createAnswerHead,
  readAnswerHead,
  readAnswerPath,
  routeAnswerStart,
} from '../components/route-answers.ts';
import { REQUEST_KIND, REQUEST_STATE } from '../components/routes.ts';
import { ROUTE_REQUEST_COUNT_MAX } from '../src/limits.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { ROUTE_SLOT_COUNT, RouteSlots, SLOT_STATE } from '../src/memory/route-slots.ts';
import { UNREACHABLE } from '../src/routing/route-graph.ts';
import { PoisonFilter } from '../src/sim/poison-filter.ts';
import { allocateRouteBlocks } from '../src/sim/route-exchange.ts';
import { INLINE_DESK_LIMITS, RouteWorker } from '../src/sim/route-worker.ts';
import { askForRoute, dropRequest } from '../systems/actions/ask-route.ts';
import { counted, land, QUIET, quietLand, SIDE, setConvoyRules, slotsIn } from './support/route-land.ts';
import { canonicalPath } from './support/routing-worlds.ts';
import type { WorldHarness } from './support/world-harness.ts';

interface Answer extends AnswerHead {
  readonly path: number[];
}

/** The answers among the records of a tick. */
function answersIn({ world }: WorldHarness, records: Int32Array): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < records.length; at += INBOX_RECORD_WORDS) {
    const start = records[at] === 9 ? routeAnswerStart(records, at) : -1;
    if (start < 0) continue;
    const head = createAnswerHead();
    readAnswerHead(records, start, head);
    const nodes = new Uint32Array(256);
    const from = world.routeRequest.from[head.request];
    expect(readAnswerPath(world.roads.graph, records, start, from, nodes)).toBe(true);
    answers.push({ ...head, path: [...nodes.subarray(0, head.hops + 1)] });
  }
  return answers;
}

function lastAnswers(server: WorldHarness): Answer[] {
  return answersIn(server, server.journal.at(-1)!);
}

/** Asks in the name of a convoy that there is not: the answer is taken and changes nothing else. */
function ask({ world }: WorldHarness, from: number, to: number, priority = 0): number {
  return askForRoute(world, REQUEST_KIND.convoy, 0, 1, from, to, priority, 0);
}

/** A land with one route worker that answers when told to. */
function landWithWorker(workers = 1) {
  const blocks = allocateRouteBlocks(SIDE * SIDE);
  const server = quietLand({ routes: { workers, blocks } });
  const slots = new RouteSlots(blocks.slots, workers);
  const { board } = blocks;
  const { graph } = server.world.roads;
  const metrics = allocateMetrics();
  const workerOf = (worker: number) =>
    new RouteWorker({ slots, board, metrics, graph, limits: INLINE_DESK_LIMITS, worker });
  return { server, slots, workerOf, worker: workerOf(0) };
}

describe('an answer', () => {
  test('is the canonical path on the roads of the tick that asked, and enters the next', () => {
    const server = quietLand();
    const { road, roads, routeRequest, ledger } = server.world;
    const request = ask(server, 0, 48);
    server.tick();
    expect(lastAnswers(server)).toEqual([]);
    const query = { faction: 1, from: 0, to: 48, hopsMax: 0, securityMin: 0 };
    const { cost, nodes } = canonicalPath(roads.graph, roads.costs, road.state, query);
    const serial = routeRequest.serial[request];
    server.tick();
    expect(lastAnswers(server)).toEqual([
      { request, serial, versionTick: ledger.tick[0] - 1, cost, hops: nodes.length - 1, path: nodes },
    ]);
    expect(routeRequest.state[request]).toBe(REQUEST_STATE.free);
    expect([counted(server, 'routeQuestions'), counted(server, 'routeAnswersLate')]).toEqual([1, 0]);
  });

  test('follows the roads from tick to tick, and the rules', () => {
    const server = land({ patrols: 60 });
    const { road, roads } = server.world;
    let compared = 0;
    for (let tick = 0; tick < 300; tick++) {
      const { routeRequest, rules } = server.world;
      if (tick === 150) {
        const convoys = { ...rules.convoys, securityThousandths: [900, 250, 100, 30] };
        server.changeRules({ ...rules, convoys });
      }
      // What is out now was answered on the roads of now.
      const wanted = new Map<number, string>();
      for (let row = 0; row < ROUTE_REQUEST_COUNT_MAX; row++) {
        if (routeRequest.state[row] !== REQUEST_STATE.asked) continue;
        const query = {
          ...{ faction: routeRequest.faction[row], from: routeRequest.from[row], to: routeRequest.to[row] },
          ...{ hopsMax: routeRequest.hopsMax[row], securityMin: routeRequest.securityMin[row] },
        };
        const { cost, nodes } = canonicalPath(roads.graph, server.world.roads.costs, road.state, query);
        wanted.set(routeRequest.serial[row], `${cost}: ${nodes}`);
      }
      const from = routeRequest.from.slice();
      server.tick();
      const records = server.journal.at(-1)!;
      for (let at = 0; at < records.length; at += INBOX_RECORD_WORDS) {
        const start = records[at] === 9 ? routeAnswerStart(records, at) : -1;
        if (start < 0) continue;
        const head = createAnswerHead();
        readAnswerHead(records, start, head);
        const nodes = new Uint32Array(256);
        readAnswerPath(roads.graph, records, start, from[head.request], nodes);
        expect(`${head.cost}: ${[...nodes.subarray(0, head.hops + 1)]}`).toBe(wanted.get(head.serial));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(60);
  });

  test('enters in the order of the questions, whoever finds it first', () => {
    const { server, worker } = landWithWorker();
    const rows = [0, 5, 9].map((priority, i) => ask(server, i, 48 - i, priority));
    server.tick();
    while (worker.answerNext());
    server.tick();
    expect(lastAnswers(server).map(({ request }) => request)).toEqual(rows);
    expect(counted(server, 'routeAnswersLate')).toBe(0);
  });

  test('that comes late enters when it comes, on the roads it was found on', () => {
    const { server, worker } = landWithWorker();
    const request = ask(server, 0, 48);
    server.tick(5);
    expect(worker.answerNext()).toBe(true);
    const versionTick = server.world.ledger.tick[0];
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request, versionTick }]);
    expect(counted(server, 'routeAnswersLate')).toBe(1);
  });

  test('to a question that is no more is dropped, its question taken back if nobody has it', () => {
    const { server, slots, worker } = landWithWorker();
    const [first, second] = [ask(server, 0, 48), ask(server, 1, 48)];
    server.tick();
    worker.answerNext();
    dropRequest(server.world, first);
    dropRequest(server.world, second);
    // The rows are given again at once: neither answer is for the new questions.
    ask(server, 7, 8);
    server.tick();
    expect(lastAnswers(server)).toEqual([]);
    expect(counted(server, 'routeAnswersDropped')).toBe(2);
    expect(slotsIn(slots, SLOT_STATE.asked)).toHaveLength(1);
    worker.answerNext();
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request: first, path: [7, 8] }]);
  });
});

describe('questions', () => {
  test('beyond the slots wait for their turn, the important ones first', () => {
    const { server, worker } = landWithWorker();
    const count = ROUTE_SLOT_COUNT + 40;
    const priority = (i: number) => [1, 9, 5, 5][i % 4];
    const rows = Array.from({ length: count }, (_, i) => ask(server, i % 40, 48, priority(i)));
    const byRank = rows
      .map((row, i) => ({ row, i }))
      .sort((a, b) => priority(b.i) - priority(a.i) || a.i - b.i);
    const inOrder = (some: typeof byRank) => some.sort((a, b) => a.i - b.i).map(({ row }) => row);
    server.tick();
    while (worker.answerNext());
    server.tick();
    const first = lastAnswers(server).map(({ request }) => request);
    expect(first).toEqual(inOrder(byRank.slice(0, ROUTE_SLOT_COUNT)));
    while (worker.answerNext());
    server.tick();
    const rest = lastAnswers(server).map(({ request }) => request);
    expect(rest).toEqual(inOrder(byRank.slice(ROUTE_SLOT_COUNT)));
  });

  test('are put once, although the row is given again while a worker has the question before', () => {
    const { server, slots, worker } = landWithWorker();
    const request = ask(server, 0, 48);
    server.tick();
    const held = slots.claim(0);
    dropRequest(server.world, request);
    expect(ask(server, 7, 8)).toBe(request);
    server.tick();
    slots.answer(held, 1, 1, 0, new Uint32Array(1));
    server.tick();
    expect(lastAnswers(server)).toEqual([]);
    worker.answerNext();
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request, path: [7, 8] }]);
    expect([counted(server, 'routeQuestions'), counted(server, 'routeQuestionsAgain')]).toEqual([2, 0]);
    expect(slotsIn(slots, SLOT_STATE.free)).toHaveLength(ROUTE_SLOT_COUNT);
  });

  test('of a worker that dies are answered by another', () => {
    const { server, slots, workerOf } = landWithWorker(2);
    const rows = [1, 2, 3].map((from) => ask(server, from, 48));
    server.tick();
    slots.claim(0);
    slots.left(0);
    const other = workerOf(1);
    while (other.answerNext());
    server.tick();
    expect(lastAnswers(server).map(({ request }) => request)).toEqual(rows);
  });

  test('over which workers die again and again are answered with "no way"', () => {
    const { server, slots, worker } = landWithWorker();
    const request = ask(server, 0, 48);
    server.tick();
    for (let death = 0; death < 2; death++) {
      slots.claim(0);
      slots.left(0);
    }
    worker.answerNext();
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request, cost: UNREACHABLE, hops: 0 }]);
  });

  test('are put again when the worker that has them does not answer, and its answer is not taken twice', () => {
    const { server, slots, worker } = landWithWorker();
    const request = ask(server, 0, 48);
    server.tick();
    const held = slots.claim(0);
    server.tick(302);
    expect(slotsIn(slots, SLOT_STATE.asked)).toHaveLength(1);
    worker.answerNext();
    slots.answer(held, 1, 1, 0, new Uint32Array(1));
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request, hops: 12 }]);
    expect(counted(server, 'routeAnswersDropped')).toBe(1);
    expect(slotsIn(slots, SLOT_STATE.free)).toHaveLength(ROUTE_SLOT_COUNT);
  });

  test('are answered by the simulation when no worker comes back', () => {
    const { server, slots } = landWithWorker();
    const request = ask(server, 0, 48);
    server.tick();
    slots.claim(0);
    slots.left(0);
    slots.giveUp();
    server.tick(2);
    expect(lastAnswers(server)).toMatchObject([{ request, hops: 12 }]);
  });

  test('that were out are asked again by a restored world', () => {
    const { server } = landWithWorker();
    const rows = [1, 2, 3].map((from) => ask(server, from, 48));
    server.tick(3);
    const memory = new SharedArrayBuffer(server.memory.byteLength);
    new Uint8Array(memory).set(new Uint8Array(server.memory));
    const restored = land({ memory });
    setConvoyRules(restored, QUIET);
    restored.tick(2);
    expect(lastAnswers(restored).map(({ request }) => request)).toEqual(rows);
  });
});

describe('a world does not trust its journal', () => {
  test.each([
    ['a step along no edge', (records: Int32Array) => void (records[7] |= 0xff)],
    ['a path that ends elsewhere', (records: Int32Array) => void (records[ANSWER_WORD.hops] -= 1)],
    ['another question', (records: Int32Array) => void records[ANSWER_WORD.serial]++],
    ['a request that cannot be', (records: Int32Array) => void (records[ANSWER_WORD.row] = 40_000)],
  ])('and lets an answer go that has %s', (_, spoil) => {
    const server = quietLand();
    const request = ask(server, 0, 48);
    server.tick();
    const { inbox, routeRequest } = server.world;
    server.exchange.collect(inbox);
    spoil(inbox.words);
    server.replay(inbox.words.slice(0, inbox.count * INBOX_RECORD_WORDS));
    expect(routeRequest.state[request]).toBe(REQUEST_STATE.asked);
    // It is asked again and answered.
    server.exchange.publish();
    server.tick();
    expect(lastAnswers(server)).toMatchObject([{ request, hops: 12 }]);
    expect(routeRequest.state[request]).toBe(REQUEST_STATE.free);
    expect(counted(server, 'routeQuestionsAgain')).toBe(1);
  });

  test('and tells "no way" when an answer is kept out of it every time', () => {
    const server = quietLand();
    const request = ask(server, 0, 48);
    server.tick();
    const { inbox, routeRequest } = server.world;
    server.exchange.collect(inbox);
    const filter = new PoisonFilter([inbox.words.slice(0, INBOX_RECORD_WORDS)]);
    const told: number[] = [];
    for (let tick = 0; tick < 8; tick++) {
      filter.apply(inbox.words, inbox.count);
      server.replay(inbox.words.slice(0, inbox.count * INBOX_RECORD_WORDS));
      told.push(...lastAnswers(server).map(({ cost }) => cost));
      server.exchange.publish();
      server.exchange.collect(inbox);
    }
    expect(told).toEqual([UNREACHABLE]);
    expect(routeRequest.state[request]).toBe(REQUEST_STATE.free);
    expect(counted(server, 'routeQuestionsGivenUp')).toBe(1);
  });
});
