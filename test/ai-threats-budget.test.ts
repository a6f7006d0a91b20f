import { describe, expect, test } from 'vitest';
import { LAYER, THREAT } from '../components/ai-rules.ts';
import { RESPONSE_TICKS_MAX } from '../components/minds.ts';
import { RUNG } from '../components/overload.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT, THREATS_EACH } from '../src/limits.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { createWorld, populate } from '../src/sim/create-world.ts';
import { sectorGrid } from '../src/sim/sector-grid.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { mayPlan, WAITING_TURN_TICKS } from '../systems/actions/may-plan.ts';
import { ANSWER_UNITS_MAX } from '../systems/actions/reflex-inputs.ts';
import { spend } from '../systems/actions/spend.ts';
import { noteThreat } from '../systems/actions/threats.ts';
import { answerThreats, UNITS_PER_TICK_MIN } from '../systems/answer-threats.ts';
import { combatRules } from './support/combat-rules.ts';
import { territoryRules } from './support/land.ts';
import { plainMinds } from './support/plain-minds.ts';
import { formSquad, threatsOf } from './support/reflex-stage.ts';

/** No threat may wait longer, ticks. */
const LONGEST_WAIT = 300;

const KINDS = Object.values(THREAT).filter((kind) => kind !== THREAT.none);

const COUNTIES = buildTerritoryGraph(readWorldFile('worlds/us-counties.json'));

/** The counties with squads all over the land of each faction, and so many units for minds in a tick. */
function counties(unitsPerTick: number, memory = allocateWorldMemory()): World {
  const rules = { ...territoryRules(), ai: plainMinds({ unitsPerTick }), combat: combatRules() };
  return createWorld(memory, COUNTIES, sectorGrid(COUNTIES, 1000), rules, 1);
}

function withSquads(world: World): World {
  populate(world, 0);
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let place = 0; place < 24; place++) formSquad(world, faction, place, landOf(faction, place * 7), 4);
  }
  return world;
}

const LAND = Array.from({ length: SIDE_COUNT }, (_, faction) =>
  [...COUNTIES.districtOwner.keys()].filter((district) => COUNTIES.districtOwner[district] === faction),
);

/** The n-th district of a faction. */
function landOf(faction: number, n: number): number {
  return LAND[faction][n % LAND[faction].length];
}

/** Fills every ring with threats of all kinds; `salt` keeps those of another time apart. */
function fillRings(world: World, salt: number): void {
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let i = 0; i < THREATS_EACH; i++) {
      const by = 1 + (faction % 7);
      noteThreat(world, faction, KINDS[i % KINDS.length], landOf(faction, i * 3 + salt), by, i + 1);
    }
  }
}

const waiting = (world: World) => world.mind.threatCount.reduce((sum, count) => sum + count, 0);
const unitsOf = (world: World) => world.minds.units.reduce((sum, units) => sum + units, 0);

/** A tick of answers. Returns the work units it took. */
function answerFor(world: World): number {
  const before = unitsOf(world);
  world.ledger.tick[0]++;
  answerThreats(world);
  return unitsOf(world) - before;
}

/** Ticks until nothing waits any more, and the most units that one of them took. */
function answerAll(world: World): { ticks: number; most: number } {
  let ticks = 0;
  let most = 0;
  for (; waiting(world) > 0 && ticks < 1000; ticks++) most = Math.max(most, answerFor(world));
  return { ticks, most };
}

describe('with all rings full, on counties', () => {
  test.each([UNITS_PER_TICK_MIN, 2000])('all threats are answered in time with %i units a tick', (units) => {
    const world = withSquads(counties(units));
    fillRings(world, 0);
    expect(waiting(world)).toBe((SIDE_COUNT - 1) * THREATS_EACH);
    const { ticks, most } = answerAll(world);
    expect(ticks).toBeLessThanOrEqual(LONGEST_WAIT);
    expect(ticks).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(units);
    expect(world.minds.unitsMax).toBe(most);
    expect(unitsOf(world)).toBe(world.minds.units[LAYER.immediate]);
    const answered = world.minds.reflexes.reduce((sum, count) => sum + count, 0);
    expect(answered).toBe((SIDE_COUNT - 1) * THREATS_EACH);
  });

  test('under overload no more is spent on answers than it takes to be in time, and they are', () => {
    const world = withSquads(counties(20 * UNITS_PER_TICK_MIN));
    fillRings(world, 0);
    world.ledger.overload[0] = RUNG.mindsWait;
    world.ledger.tick[0] = 1;
    let ticks = 0;
    for (; waiting(world) > 0 && ticks < LONGEST_WAIT; ticks++) {
      const units = answerFor(world);
      if (!mayPlan(world)) expect(units).toBeLessThanOrEqual(UNITS_PER_TICK_MIN);
    }
    expect(waiting(world)).toBe(0);
    expect(ticks).toBeGreaterThan(WAITING_TURN_TICKS);
  });

  test('no threat waits too long either while the rings are filled up again in every tick', () => {
    const world = withSquads(counties(UNITS_PER_TICK_MIN));
    let longest = 0;
    let most = 0;
    for (let tick = 0; tick < 2 * LONGEST_WAIT; tick++) {
      fillRings(world, tick);
      most = Math.max(most, answerFor(world));
      for (let faction = 1; faction < SIDE_COUNT; faction++) {
        const oldest = world.threat.tick[faction * THREATS_EACH + world.mind.threatHead[faction]];
        longest = Math.max(longest, world.ledger.tick[0] - oldest);
      }
    }
    expect(longest).toBeGreaterThan(20);
    expect(longest).toBeLessThan(LONGEST_WAIT);
    expect(most).toBeLessThanOrEqual(UNITS_PER_TICK_MIN);
    expect(world.minds.threatsLost).toBeGreaterThan(0);
    expect(world.minds.responses.slice(LONGEST_WAIT).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect(world.minds.responses).toHaveLength(RESPONSE_TICKS_MAX + 1);
  });

  test('a world restored in the middle of it goes on exactly as it would have', () => {
    const memory = allocateWorldMemory();
    const world = withSquads(counties(UNITS_PER_TICK_MIN, memory));
    fillRings(world, 0);
    for (let tick = 0; tick < 5; tick++) answerFor(world);
    expect(waiting(world)).toBeGreaterThan(200);
    const copy = allocateWorldMemory();
    new Uint8Array(copy).set(new Uint8Array(memory));
    const restored = counties(UNITS_PER_TICK_MIN, copy);
    expect(threatsOf(restored, 3)).toEqual(threatsOf(world, 3));
    for (let tick = 0; tick < 40; tick++) for (const one of [world, restored]) answerFor(one);
    expect(Buffer.from(copy).equals(Buffer.from(memory))).toBe(true);
  });
});

describe('work units', () => {
  test('are taken while there are enough, and counted by layer', () => {
    const world = counties(100);
    answerThreats(world);
    expect(spend(world, LAYER.tactical, 60)).toBe(true);
    expect(spend(world, LAYER.strategic, 41)).toBe(false);
    expect(spend(world, LAYER.strategic, 40)).toBe(true);
    expect(spend(world, LAYER.strategic, 1)).toBe(false);
    expect([...world.minds.units, world.minds.unitsMax]).toEqual([40, 60, 0, 100]);
    answerThreats(world);
    expect(spend(world, LAYER.tactical, 70)).toBe(true);
    expect(world.minds.unitsMax).toBe(100);
  });

  test('what is left by a threat that finds too few is for the other layers', () => {
    const world = withSquads(counties(ANSWER_UNITS_MAX + 10));
    fillRings(world, 0);
    answerThreats(world);
    expect(waiting(world)).toBe((SIDE_COUNT - 1) * THREATS_EACH - 1);
    expect(world.minds.unitsLeft).toBeLessThan(ANSWER_UNITS_MAX);
    expect(world.minds.unitsLeft).toBeGreaterThanOrEqual(10);
  });
});
