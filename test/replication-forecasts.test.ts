import { describe, expect, test } from 'vitest';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { FORECAST_TICKS } from '../src/replication/forecasts.ts';
import { nextOpenLeg } from '../systems/actions/open-leg.ts';
import { despawn, spawn } from '../systems/actions/spawn.ts';
import { SlowLife } from './support/slow-life.ts';
import type { TestClient } from './support/test-client.ts';
import { heard } from './support/told-fights.ts';

const NEVER = 0xffff_ffff;
const PACE = 20_000;

describe('turns that are told ahead', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('leave every mirror exact in each tick in step, seed %i', (seed) => {
    const life = new SlowLife(seed, { legTicksMax: 20 * seed });
    for (let tick = 0; tick < 600; tick++) {
      life.disturb();
      if (tick % 8 !== 0) life.quietStep();
      else life.step();
    }
    expect(life.leaks).toEqual([]);
    for (const client of life.clients) {
      expect(client.unreadable).toBe(0);
      expect(client.mirror).toMatchObject({ unknownRecords: 0, hashMismatches: 0 });
      expect(client.mirror!.hashChecks).toBeGreaterThan(0);
    }
  });

  /** One who stands and is looked at from the middle of a view of 7 x 7 sectors, and nobody else. */
  function quiet() {
    const life = new SlowLife(3, { viewRadiusSectors: 3, legTicksMax: 300 });
    const { server } = life;
    const { world } = server;
    for (const id of server.aliveIds()) despawn(world, id);
    const body = spawn(world, ENTITY_KIND.patrol, 0, 2.5 * world.grid.units, 2.5 * world.grid.units);
    world.patrol.turnTick[body] = NEVER;
    const client = server.observe(body);
    server.tick(70);
    while ((world.ledger.tick[0] - client.slot) % FORECAST_TICKS !== 0) server.tick();
    client.record = true;
    return { server, world, client, body };
  }

  type Quiet = ReturnType<typeof quiet>;

  /** Somebody who walks east at a pace, and turns back west at about the tick `turnTick`, at the place `x`. */
  function walker(
    { world }: Quiet,
    pace: number,
    x: number,
    turnTick: number,
  ): { id: number; turnTick: number } {
    const { ledger, motion, patrol } = world;
    const id = spawn(world, ENTITY_KIND.patrol, 0, x, 2.5 * world.grid.units);
    patrol.speed[id] = PACE;
    const leg = { vx: 0, vy: 0, legEndTick: 0, turnTick: 0 };
    for (let tick = turnTick; ; tick++) {
      leg.legEndTick = tick;
      nextOpenLeg(world, id, tick, x, motion.y[id], leg);
      if (leg.vx > -0.6 * PACE || leg.turnTick - tick < 35) continue;
      patrol.turnTick[id] = tick;
      patrol.legEndTick[id] = tick;
      motion.vx[id] = pace;
      motion.x[id] = x - pace * (tick - 1 - ledger.tick[0]);
      return { id, turnTick: tick };
    }
  }

  const told = (client: TestClient, id: number) => heard(client).filter((line) => line.includes(`#${id} `));

  test('are told once, and are not told of when they come', () => {
    const stage = quiet();
    const { client, server, world } = stage;
    const { id, turnTick } = walker(
      stage,
      10,
      5.5 * world.grid.units,
      world.ledger.tick[0] + 3 * FORECAST_TICKS,
    );
    server.tick();
    expect(told(client, id).map((line) => line.split(' ')[0])).toEqual(['enter']);
    while (world.ledger.tick[0] < turnTick - FORECAST_TICKS) server.tick();
    heard(client);
    while (world.ledger.tick[0] < turnTick + 5) {
      server.tick();
      if ((world.ledger.tick[0] - client.slot) % FORECAST_TICKS === 0) server.expectMirrorExact(client);
    }
    const lines = told(client, id);
    expect(lines.map((line) => line.split(' #')[0])).toEqual(['next turn']);
    while ((world.ledger.tick[0] - client.slot) % FORECAST_TICKS !== 0) server.tick();
    server.expectMirrorExact(client);
    expect(client.mirror!.entities.get(id)).toMatchObject({ baseTick: turnTick - 1 });
  });

  test('that do not come are taken back in the tick in which they would have', () => {
    const stage = quiet();
    const { body, client, server, world } = stage;
    const { id, turnTick } = walker(
      stage,
      10,
      5.5 * world.grid.units,
      world.ledger.tick[0] + 2 * FORECAST_TICKS,
    );
    while (world.ledger.tick[0] < turnTick - 1) server.tick();
    world.patrol.turnTick[id] = NEVER;
    heard(client);
    server.tick();
    expect(told(client, id)).toEqual([`turn #${id} vx 10, vy 0`]);
    server.expectMirrorExact(client);
    expect(client.mirror!.entities.size).toBe(2);
    expect(client.mirror!.entities.has(body)).toBe(true);
  });

  test('bring nobody back into view who turned elsewhere out of sight', () => {
    const stage = quiet();
    const { client, server, world } = stage;
    const { changes, grid, ledger, motion, patrol } = world;
    // The view ends with column 5.
    const border = 6 * grid.units;
    const { id, turnTick } = walker(stage, PACE, border + 2 * PACE, ledger.tick[0] + FORECAST_TICKS + 5);
    expect(turnTick).toBeLessThan(ledger.tick[0] + 2 * FORECAST_TICKS);
    while (ledger.tick[0] < turnTick - 1) server.tick();
    expect(client.mirror!.entities.get(id)).toMatchObject({ next: [{ tick: turnTick }] });
    expect(motion.x[id]).toBeGreaterThan(border);
    motion.vx[id] = 0;
    patrol.turnTick[id] = NEVER;
    changes.note(id, CHANGE.turn);
    heard(client);
    for (let tick = 0; tick < FORECAST_TICKS; tick++) server.tick();
    expect(told(client, id)).toEqual([]);
    expect([...client.mirror!.entities.keys()]).not.toContain(id);
    server.expectMirrorExact(client);
  });
});
