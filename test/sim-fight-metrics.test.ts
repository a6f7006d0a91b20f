import { expect, test } from 'vitest';
import { PROPERTY } from '../components/combat-rules.ts';
import { OUTCOME } from '../components/fights.ts';
import { Metrics } from '../src/memory/metrics-block.ts';
import { fightFigures } from '../src/ops/fight-figures.ts';
import { MetricsReader } from '../src/ops/metrics-sample.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { SimMetrics } from '../src/sim/sim-metrics.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { spawn } from '../systems/actions/spawn.ts';
import { wound } from '../systems/actions/wounds.ts';
import { startWorld } from './support/world-harness.ts';

/** A world whose metrics are written after each tick, as the simulation's thread does it. */
function measuredWorld() {
  const server = startWorld({ patrols: 3 });
  const written = new SimMetrics(server.metrics, 0);
  const sim = new Metrics(server.metrics, 'sim');
  const clock = { micros: 0 };
  const reader = new MetricsReader(
    {
      ...{ metrics: server.metrics, gatewayCount: 1, routeWorkerCount: 1 },
      ...{ systemNames: [], refusalNames: [], threads: () => [] },
    },
    () => clock.micros,
  );
  return {
    server,
    world: server.world,
    value: (name: Parameters<typeof sim.at>[0]) => sim.value(sim.at(name)),
    tick(count = 1) {
      for (let i = 0; i < count; i++) {
        server.tick();
        written.endTick(server.world);
      }
    },
    sampleAfter(micros: number) {
      clock.micros += micros;
      return reader.read();
    },
  };
}

test('each outcome of a strike has a counter of its own', () => {
  const { tick, value, world } = measuredWorld();
  for (const outcome of Object.values(OUTCOME)) world.fights.outcomes[outcome] = 100 + outcome;
  tick();
  expect([
    ...[value('strikesMissed'), value('strikesEvaded'), value('strikesParried'), value('strikesBlocked')],
    ...[value('strikesHit'), value('strikesCritical'), value('strikesLost')],
  ]).toEqual([
    ...[OUTCOME.miss, OUTCOME.evade, OUTCOME.parry, OUTCOME.block, OUTCOME.hit].map((one) => 100 + one),
    ...[100 + OUTCOME.critical, 100 + OUTCOME.lost],
  ]);
});

test('who falls is counted once, by its kind', () => {
  const { tick, value, world } = measuredWorld();
  const bodies = [
    ...[ENTITY_KIND.patrol, ENTITY_KIND.avatar, ENTITY_KIND.avatar],
    ...[ENTITY_KIND.fort, ENTITY_KIND.fort, ENTITY_KIND.fort, ENTITY_KIND.base],
  ].map((kind) => spawn(world, kind, 1, 4096, 4096));
  tick();
  for (const id of bodies) wound(world, id, propertyOf(world, id, PROPERTY.health), 0);
  tick(3);
  expect([
    ...[value('fallenPatrols'), value('fallenAvatars'), value('fallenConvoys')],
    ...[value('fallenForts'), value('fallenBases')],
  ]).toEqual([1, 2, 0, 3, 1]);
});

test('properties that are computed anew, looks and what is looked at are counted', () => {
  const { tick, value, world } = measuredWorld();
  tick();
  expect(value('propertiesRecomputed')).toBeGreaterThanOrEqual(3);
  Object.assign(world.fights, { effectsBegun: 5, looks: 6, candidates: 7, recomputed: 8 });
  world.fights.news.dropped = 9;
  tick();
  const { fights } = world;
  expect([
    ...[value('effectsBegun'), value('targetLooks'), value('targetCandidates')],
    ...[value('propertiesRecomputed'), value('battleNewsDropped')],
  ]).toEqual([5, fights.looks, fights.candidates, fights.recomputed, 9]);
  expect(fights.looks).toBeGreaterThanOrEqual(6);
});

test('who fights now is counted once a second, for as long as the window of battles', () => {
  const { server, tick, value, world } = measuredWorld();
  const window = world.rules.combat.battleWindowTicks;
  tick(60 - (world.ledger.tick[0] % 60));
  const [one, other, third] = server.aliveIds();
  const now = world.ledger.tick[0];
  world.fighter.engagedTick[one] = now;
  world.fighter.engagedTick[other] = now;
  world.fighter.engagedTick[third] = now + 60;
  world.battle.sector[7] = 1;
  world.battle.seenTick[7] = now;
  tick(60);
  expect([value('fightersEngaged'), value('battles')]).toEqual([3, 1]);
  tick(window - 60);
  expect(value('fightersEngaged')).toBe(3);
  tick(60);
  expect(value('fightersEngaged')).toBe(1);
  tick(60);
  expect(value('fightersEngaged')).toBe(0);
});

test('the report tells the strikes of a span, by second and by outcome', () => {
  const { sampleAfter, tick, world } = measuredWorld();
  const strike = (hit: number, miss: number) => {
    world.fights.outcomes[OUTCOME.hit] += hit;
    world.fights.outcomes[OUTCOME.miss] += miss;
    world.fights.deaths[ENTITY_KIND.convoy - 1]++;
    tick();
  };
  strike(50, 50);
  const before = sampleAfter(0);
  strike(6, 4);
  const { looks } = world.fights;
  Object.assign(world.fights, { looks: looks + 1000, candidates: world.fights.candidates + 2500 });
  tick();
  const figures = fightFigures(before, sampleAfter(2e6));
  expect(figures).toMatchObject({
    ...{ strikes: 10, strikesPerSecond: 5, hit: 6, missed: 4, critical: 0, lost: 0, fallenConvoys: 1 },
  });
  expect(figures.candidatesPerLook).toBeCloseTo(2.5, 1);
});
