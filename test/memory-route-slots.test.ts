import { describe, expect, test } from 'vitest';
import {
  allocateRoadBoard,
  RoadBoardReader,
  RoadBoardWriter,
  type RoadFollower,
} from '../src/memory/road-board.ts';
import {
  allocateRouteSlots,
  createRouteQuestion,
  ROUTE_SLOT_COUNT,
  type RouteQuestion,
  RouteSlots,
  SLOT_STATE,
} from '../src/memory/route-slots.ts';
import type { CostRules } from '../src/routing/route-costs.ts';
import { startBundled } from './support/bundled-worker.ts';
import { seeded } from './support/random-life.ts';
import { testCosts } from './support/routing-worlds.ts';

function question(serial: number, of: Partial<RouteQuestion> = {}): RouteQuestion {
  return { ...createRouteQuestion(), serial, row: serial % 512, faction: 1, to: serial % 97, ...of };
}

/** Serial of the question that a worker gets next, 0 when it gets none. */
function claimed(slots: RouteSlots, worker: number): number {
  const slot = slots.claim(worker);
  if (slot < 0) return 0;
  const found = createRouteQuestion();
  slots.question(slot, found);
  return found.serial;
}

/** A destination whose questions are for `worker`, out of two. */
function destinationOf(worker: number): number {
  for (let to = 0; ; to++) {
    const slots = new RouteSlots(allocateRouteSlots(), 2);
    slots.ask(0, question(1, { to }));
    // Both sleep: neither takes what is the other's.
    slots.sleep(0, -1, 0);
    slots.sleep(1, -1, 0);
    if (claimed(slots, worker) === 1) return to;
  }
}

describe('slots', () => {
  test('bring a question and its answer as they were put in', () => {
    const memory = allocateRouteSlots();
    const [sim, worker] = [new RouteSlots(memory, 1), new RouteSlots(memory, 1)];
    const asked: RouteQuestion = {
      ...{ row: 511, serial: 0xffff_fff0, faction: 7, from: 131_071, to: 99_999 },
      ...{ hopsMax: 255, securityMin: 1000, priority: 255, askTick: 0xf000_0000 },
    };
    sim.ask(63, asked);
    const slot = worker.claim(0);
    const found = createRouteQuestion();
    expect([slot, worker.question(slot, found)]).toEqual([63, 0]);
    expect(found).toEqual(asked);
    const nodes = Uint32Array.from({ length: 256 }, (_, i) => 131_071 - i);
    worker.answer(slot, 0xf000_0001, 0xffff_fffe, 255, nodes);
    expect(sim.stateOf(63)).toBe(SLOT_STATE.answered);
    expect([sim.versionTick(63), sim.cost(63), sim.hops(63)]).toEqual([0xf000_0001, 0xffff_fffe, 255]);
    const at = sim.nodesAt(63);
    expect([...sim.words.subarray(at, at + 256)]).toEqual([...nodes]);
    worker.answer(slot, 1, 2, 256, nodes.fill(0));
    expect(sim.words[at]).toBe(131_071);
    sim.free(63);
    expect(sim.stateOf(63)).toBe(SLOT_STATE.free);
  });

  test('are claimed by priority, then by age, the own before those of a busy worker', () => {
    const slots = new RouteSlots(allocateRouteSlots(), 2);
    const [mine, others] = [destinationOf(0), destinationOf(1)];
    const put = [
      ...[question(9, { to: mine }), question(8, { to: mine }), question(7, { to: mine, priority: 3 })],
      ...[question(2, { to: others, priority: 200 }), question(1, { to: others })],
    ];
    put.forEach((each, slot) => {
      slots.ask(slot, each);
    });
    expect(claimed(slots, 1)).toBe(2);
    expect([1, 2, 3, 4, 5].map(() => claimed(slots, 0))).toEqual([7, 8, 9, 1, 0]);
    expect(slots.stolen).toBe(1);
  });

  test('of a worker that sleeps are left to it, those of one that is gone are not', () => {
    const slots = new RouteSlots(allocateRouteSlots(), 2);
    slots.ask(0, question(5, { to: destinationOf(1) }));
    slots.sleep(1, slots.bell - 1, 0);
    expect(claimed(slots, 0)).toBe(0);
    slots.left(1);
    expect(claimed(slots, 0)).toBe(5);
  });

  test('can be taken back until a worker has them', () => {
    const slots = new RouteSlots(allocateRouteSlots(), 1);
    slots.ask(0, question(1));
    slots.ask(1, question(2));
    expect(slots.retract(0)).toBe(true);
    expect(slots.stateOf(0)).toBe(SLOT_STATE.free);
    expect(claimed(slots, 0)).toBe(2);
    expect(slots.retract(1)).toBe(false);
    slots.putBack(1);
    expect(slots.retract(1)).toBe(true);
  });

  test('of a worker that died are asked again, and nothing else is', () => {
    const memory = allocateRouteSlots();
    const slots = new RouteSlots(memory, 2);
    for (let slot = 0; slot < 4; slot++) slots.ask(slot, question(slot + 1, { to: destinationOf(0) }));
    expect([claimed(slots, 0), claimed(slots, 1), claimed(slots, 0)]).toEqual([1, 2, 3]);
    slots.answer(2, 1, 1, 0, new Uint32Array(1));
    const { bell } = slots;
    slots.left(0);
    expect(slots.bell).not.toBe(bell);
    const { answered, asked, taken } = SLOT_STATE;
    expect([0, 1, 2, 3].map((slot) => slots.stateOf(slot))).toEqual([asked, taken, answered, asked]);
    const found = createRouteQuestion();
    expect(slots.question(slots.claim(0), found)).toBe(1);
    expect(found.serial).toBe(1);
    slots.left(0);
    expect(slots.question(slots.claim(1), found)).toBe(2);
    expect(slots.isGivenUp).toBe(false);
    slots.giveUp();
    expect(new RouteSlots(memory, 2).isGivenUp).toBe(true);
  });
});

const QUESTIONS = 20_000;

const WORKER_SOURCE = `
  import { workerData } from 'node:worker_threads';
  import { createRouteQuestion, RouteSlots } from './src/memory/route-slots.ts';
  const { memory, answers, figures, worker } = workerData;
  const slots = new RouteSlots(memory, 2);
  const question = createRouteQuestion();
  const nodes = new Uint32Array(256);
  let state = 77 + worker;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  while (Atomics.load(figures, 0) === 0) {
    const bell = slots.bell;
    const slot = slots.claim(worker);
    if (slot < 0) {
      slots.sleep(worker, bell, 1000);
      continue;
    }
    slots.question(slot, question);
    // Now and then it is held up, as by a long search or a core that somebody else has.
    if (below(500) === 0) Atomics.wait(figures, 3, 0, 2);
    else for (let i = below(2000); i > 0; i--) Atomics.load(figures, 0);
    const hops = question.serial % 256;
    for (let i = 0; i <= hops; i++) nodes[i] = question.serial + i;
    Atomics.add(answers, question.serial, 1);
    slots.answer(slot, question.askTick, question.serial * 3, hops, nodes);
  }
  Atomics.store(figures, 1 + worker, slots.stolen);
`;

test('two threads answer 20,000 questions, each exactly once, and help each other', async () => {
  const memory = allocateRouteSlots();
  const slots = new RouteSlots(memory, 2);
  const answers = new Int32Array(new SharedArrayBuffer((QUESTIONS + 1) * 4));
  // 1 = the end; questions stolen by either; a word to sleep on.
  const figures = new Int32Array(new SharedArrayBuffer(16));
  const threads = [0, 1].map((worker) => startBundled(WORKER_SOURCE, { memory, answers, figures, worker }));
  const dice = seeded(5);
  const serialIn = new Int32Array(ROUTE_SLOT_COUNT);
  const again: number[] = [];
  const taken = new Set<number>();
  for (let next = 1; taken.size < QUESTIONS; ) {
    for (let slot = 0; slot < ROUTE_SLOT_COUNT; slot++) {
      const state = slots.stateOf(slot);
      if (state === SLOT_STATE.answered) {
        const serial = serialIn[slot];
        if (taken.has(serial)) throw new Error(`question ${serial} came back twice`);
        taken.add(serial);
        const nodes = [
          ...slots.words.subarray(slots.nodesAt(slot), slots.nodesAt(slot) + (serial % 256) + 1),
        ];
        const whole = nodes.every((node, i) => node === serial + i);
        if (!whole || slots.cost(slot) !== serial * 3) throw new Error(`question ${serial}: a torn answer`);
        slots.free(slot);
      } else if (state === SLOT_STATE.asked && dice(40) === 0 && slots.retract(slot)) {
        again.push(serialIn[slot]);
      } else if (state === SLOT_STATE.free && (again.length > 0 || next <= QUESTIONS)) {
        serialIn[slot] = again.pop() ?? next++;
        // All for one worker at times: the other has to help.
        const to = next % 4000 < 2000 ? 3 : dice(500);
        slots.ask(slot, question(serialIn[slot], { to }));
      }
    }
    slots.ring();
    if (dice(50) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  Atomics.store(figures, 0, 1);
  slots.ring();
  expect(await Promise.all(threads.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(answers.subarray(1).every((count) => count === 1)).toBe(true);
  expect(figures[1] + figures[2]).toBeGreaterThan(0);
}, 30_000);

class Copy implements RoadFollower {
  states = new Uint16Array(0);
  rules: CostRules | undefined;
  changes = 0;
  readonly expected: (readonly [node: number, state: number])[] = [];

  load(states: Uint16Array): void {
    this.states = states.slice();
  }

  change(node: number, state: number): void {
    this.states[node] = state;
    this.changes++;
  }

  foresee(node: number, state: number): void {
    this.expected.push([node, state]);
  }

  setCosts(rules: CostRules): void {
    this.rules = rules;
  }
}

describe('the board of roads', () => {
  test('tells what is expected beside what is so', () => {
    const memory = allocateRoadBoard(4);
    const writer = new RoadBoardWriter(memory);
    const [reader, copy] = [new RoadBoardReader(memory), new Copy()];
    writer.begin(1);
    writer.putAll(Uint16Array.of(1, 1, 1, 1));
    writer.end();
    reader.follow(copy);
    writer.begin(2);
    writer.expect(2, 1023);
    writer.change(3, 7);
    writer.end();
    reader.follow(copy);
    expect(copy.expected).toEqual([[2, 1023]]);
    expect([...copy.states]).toEqual([1, 1, 1, 7]);
  });

  test('brings a reader to the newest tick, whether it looks often, rarely or after a storm', () => {
    const nodes = 12_000;
    const memory = allocateRoadBoard(nodes);
    const writer = new RoadBoardWriter(memory);
    const [reader, copy] = [new RoadBoardReader(memory), new Copy()];
    expect(reader.follow(copy)).toBe(false);
    const dice = seeded(3);
    const states = Uint16Array.from({ length: nodes }, () => dice(1024));
    writer.begin(1);
    writer.putAll(states);
    writer.setCosts(testCosts().rules);
    writer.end();
    let storms = 0;
    for (let tick = 2; tick < 400; tick++) {
      writer.begin(tick);
      const isStorm = dice(20) === 0;
      if (isStorm) storms++;
      for (let count = isStorm ? 10_000 : dice(40); count > 0; count--) {
        const node = dice(nodes);
        states[node] = dice(1024);
        writer.change(node, states[node]);
      }
      writer.end();
      if (dice(3) > 0) continue;
      expect(reader.follow(copy)).toBe(true);
      expect(reader.tick).toBe(tick);
      expect(copy.states.every((state, node) => state === states[node])).toBe(true);
    }
    // The first look loads as well. Several storms between two looks are one.
    expect(reader.loads).toBeGreaterThan(1);
    expect(reader.loads).toBeLessThanOrEqual(1 + storms);
    expect(copy.changes).toBeGreaterThan(100);
  });

  test('tells rules when they change, and only then', () => {
    const memory = allocateRoadBoard(4);
    const writer = new RoadBoardWriter(memory);
    const [reader, copy] = [new RoadBoardReader(memory), new Copy()];
    const [one, other] = [testCosts().rules, testCosts({ relationPercent: [100, 110, 120, 900] }).rules];
    writer.begin(1);
    writer.putAll(new Uint16Array(4));
    writer.setCosts(one);
    writer.end();
    reader.follow(copy);
    expect(copy.rules).toEqual(one);
    copy.rules = undefined;
    writer.begin(2);
    writer.end();
    expect([reader.follow(copy), copy.rules, reader.tick]).toEqual([true, undefined, 2]);
    writer.begin(3);
    writer.setCosts(other);
    writer.end();
    reader.follow(copy);
    expect(copy.rules).toEqual(other);
  });

  test('is not waited for when the simulation died in a write', () => {
    const memory = allocateRoadBoard(4);
    new RoadBoardWriter(memory).begin(1);
    expect(new RoadBoardReader(memory).follow(new Copy())).toBe(false);
  });

  test('never shows a tick half written to a thread that reads meanwhile', async () => {
    const nodes = 60_000;
    const memory = allocateRoadBoard(nodes);
    const figures = new Int32Array(new SharedArrayBuffer(16));
    const writer = new RoadBoardWriter(memory);
    const dice = seeded(8);
    const states = new Uint16Array(nodes).fill(500);
    writer.begin(0);
    writer.putAll(states);
    writer.end();
    const reader = startBundled(
      `import { workerData } from 'node:worker_threads';
      import { RoadBoardReader } from './src/memory/road-board.ts';
      const { memory, figures } = workerData;
      const reader = new RoadBoardReader(memory);
      const states = new Uint16Array(${nodes});
      const follower = {
        load: (all) => states.set(all),
        change: (node, state) => { states[node] = state; },
        setCosts: () => {},
      };
      while (Atomics.load(figures, 0) === 0) {
        if (!reader.follow(follower)) continue;
        Atomics.add(figures, 1, 1);
        let sum = 0;
        for (let node = 1; node < states.length; node++) sum += states[node];
        const isWhole = sum === 500 * (states.length - 1);
        const isOfTick = states[0] === (reader.tick & 0xffff) || reader.tick === 0;
        if (!isWhole || !isOfTick) Atomics.add(figures, 2, 1);
      }
      Atomics.store(figures, 3, reader.loads);`,
      { memory, figures },
    );
    for (let tick = 1; tick <= 8_000 || Atomics.load(figures, 1) < 200; tick++) {
      writer.begin(tick);
      states[0] = tick & 0xffff;
      writer.change(0, states[0]);
      // Every change is made good by another: the sum stays.
      for (let pairs = dice(100) === 0 ? 3_000 : dice(8); pairs > 0; pairs--) {
        const [from, to] = [1 + dice(nodes - 1), 1 + dice(nodes - 1)];
        const amount = Math.min(states[from], 5);
        states[from] -= amount;
        writer.change(from, states[from]);
        states[to] += amount;
        writer.change(to, states[to]);
      }
      // Readers load all again, which takes them long enough to be overtaken.
      if (dice(3) === 0) writer.putAll(states);
      writer.end();
      for (let pause = dice(20_000); pause > 0; pause--) Atomics.load(figures, 0);
      if (tick % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    Atomics.store(figures, 0, 1);
    expect(await reader.ended).toBe(0);
    expect(figures[2]).toBe(0);
    expect(figures[3]).toBeGreaterThan(1);
  }, 30_000);
});
