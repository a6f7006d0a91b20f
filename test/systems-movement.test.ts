import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

function joined(speed = 5_000): { server: WorldHarness; alice: TestClient } {
  const server = startWorld({ widthMeters: 300, heightMeters: 200, rules: { avatarUnitsPerTick: speed } });
  const alice = server.join();
  server.tick();
  return { server, alice };
}

function expectInside(server: WorldHarness, id: number): void {
  const { graph, motion } = server.world;
  const inside =
    motion.x[id] >= 0 &&
    motion.y[id] >= 0 &&
    motion.x[id] < graph.widthUnits &&
    motion.y[id] < graph.heightUnits;
  if (!inside) throw new Error(`#${id} is outside the world: ${motion.x[id]}, ${motion.y[id]}`);
}

describe('patrols', () => {
  test.each(['territories', 'open'])('stay inside the world where they roam %s', (roam) => {
    const server = startWorld({
      ...(roam === 'open'
        ? { widthMeters: 300, heightMeters: 200 }
        : { map: ['A--B', '|  |', 'C--D'], cellMeters: 120 }),
      patrols: 200,
      rules: { patrolUnitsPerTickMin: 100, patrolUnitsPerTickMax: 5_000, pauseTicksMax: 5, legTicksMax: 60 },
    });
    for (let tick = 0; tick < 1_500; tick++) {
      server.tick();
      for (const id of server.aliveIds()) expectInside(server, id);
    }
  });

  test('visit their own district and its neighbors, one border at a time', () => {
    const server = startWorld({
      map: ['A--B--C', '      |', '      D'],
      cellMeters: 120,
      patrols: 40,
      rules: {
        patrolUnitsPerTickMin: 3_000,
        patrolUnitsPerTickMax: 5_000,
        pauseTicksMax: 5,
        neighborLegPercent: 50,
      },
    });
    const { graph, patrol } = server.world;
    const neighbors = (district: number) =>
      graph.neighborDistrict.subarray(graph.neighborStart[district], graph.neighborStart[district + 1]);
    const seen = new Set<number>();
    const ids = server.aliveIds();
    for (let tick = 0; tick < 2_000; tick++) {
      const before = ids.map((id) => patrol.district[id]);
      server.tick();
      ids.forEach((id, i) => {
        const district = patrol.district[id];
        seen.add(district);
        if (district !== before[i]) expect([...neighbors(before[i])]).toContain(district);
      });
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3]);
  });

  test('walk at speeds between the slowest and the fastest', () => {
    const rules = { patrolUnitsPerTickMin: 400, patrolUnitsPerTickMax: 900 };
    const server = startWorld({ map: ['A--B'], patrols: 100, rules });
    const { motion } = server.world;
    let fastest = 0;
    for (let tick = 0; tick < 600; tick++) {
      server.tick();
      for (const id of server.aliveIds())
        fastest = Math.max(fastest, Math.hypot(motion.vx[id], motion.vy[id]));
    }
    expect(fastest).toBeGreaterThan(800);
    expect(fastest).toBeLessThan(901);
  });

  test('are shared out among the seven factions', () => {
    const server = startWorld({ map: ['A--B'], patrols: 70 });
    const counts = new Array(8).fill(0);
    for (const id of server.aliveIds()) counts[server.world.identity.faction[id]]++;
    expect(counts).toEqual([0, 10, 10, 10, 10, 10, 10, 10]);
    expect(server.world.entities.rosters.get(ENTITY_KIND.patrol)!.ids()).toHaveLength(70);
  });
});

describe('an avatar', () => {
  test('keeps to its speed and inside the world whatever it is ordered', () => {
    const { server, alice } = joined();
    const { motion, graph } = server.world;
    const id = alice.avatar;
    const any = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
    const orders = fc.oneof(
      fc.record({
        op: fc.constant(ORDER.moveTo),
        a: fc.nat(graph.widthUnits - 1),
        b: fc.nat(graph.heightUnits - 1),
      }),
      fc.record({
        op: fc.constant(ORDER.moveDirection),
        a: fc.nat(65_535),
        b: fc.integer({ min: 1, max: 100 }),
      }),
      fc.record({ op: fc.integer({ min: 0, max: 255 }), a: any, b: any }),
    );
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 150 }), ({ op, a, b }, ticks) => {
        alice.order(op, a, b);
        for (let tick = 0; tick < ticks; tick++) {
          const [x, y] = [motion.x[id], motion.y[id]];
          server.tick();
          expectInside(server, id);
          expect(Math.hypot(motion.x[id] - x, motion.y[id] - y)).toBeLessThan(5_001);
          expect([motion.x[id] - x, motion.y[id] - y]).toEqual([motion.vx[id], motion.vy[id]]);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('arrives exactly at any point, the corners included, and stops', () => {
    const { server, alice } = joined(777);
    const { graph, motion } = server.world;
    const [right, bottom] = [graph.widthUnits - 1, graph.heightUnits - 1];
    const id = alice.avatar;
    for (const [x, y] of [
      [0, 0],
      [right, bottom],
      [right, 0],
      [0, bottom],
      [613_777, 1],
      [0, 0],
    ]) {
      alice.order(ORDER.moveTo, x, y);
      for (let tick = 0; tick < 2_500; tick++) {
        server.tick();
        expectInside(server, id);
      }
      expect([motion.x[id], motion.y[id], motion.vx[id], motion.vy[id]]).toEqual([x, y, 0, 0]);
    }
  });

  test('arrives even at the slowest of speeds', () => {
    for (const speed of [1, 2, 3, 7]) {
      const { server, alice } = joined(speed);
      const { motion } = server.world;
      const id = alice.avatar;
      const [x, y] = [motion.x[id] - 35, motion.y[id] + 34];
      alice.order(ORDER.moveTo, x, y);
      server.tick(120);
      expect([motion.x[id], motion.y[id], motion.vx[id], motion.vy[id]]).toEqual([x, y, 0, 0]);
    }
  });

  test.each([0, 16_384, 32_768, 49_152, 8_192])(
    'walking on to heading %i stops before the world ends',
    (heading) => {
      const { server, alice } = joined();
      const id = alice.avatar;
      alice.order(ORDER.moveDirection, heading, 100);
      for (let tick = 0; tick < 400; tick++) {
        server.tick();
        expectInside(server, id);
      }
      const { motion, graph } = server.world;
      expect([motion.vx[id], motion.vy[id]]).toEqual([0, 0]);
      const rest = Math.min(
        motion.x[id],
        motion.y[id],
        graph.widthUnits - 1 - motion.x[id],
        graph.heightUnits - 1 - motion.y[id],
      );
      expect(rest).toBeLessThan(5_000);
    },
  );

  test('walks at the asked share of its speed, never at none', () => {
    const { server, alice } = joined(1_000);
    const { motion } = server.world;
    for (const [percent, speed] of [
      [100, 1_000],
      [50, 500],
      [1, 10],
    ]) {
      alice.order(ORDER.moveDirection, 0, percent);
      server.tick();
      expect([motion.vx[alice.avatar], motion.vy[alice.avatar]]).toEqual([speed, 0]);
    }
  });

  test('stops when told to, in the very tick', () => {
    const { server, alice } = joined();
    const { motion } = server.world;
    alice.order(ORDER.moveDirection, 0, 100);
    server.tick();
    const x = motion.x[alice.avatar];
    alice.order(ORDER.stop);
    server.tick(10);
    expect(motion.x[alice.avatar]).toBe(x);
    server.expectMirrorExact(alice);
  });

  test('is not moved by orders that are refused', () => {
    const { server, alice } = joined();
    const { graph, motion } = server.world;
    const { outsideWorld, badValue, unknownOrder } = RESULT;
    const cases: [number, number, number, number][] = [
      [ORDER.moveTo, -1, 0, outsideWorld],
      [ORDER.moveTo, 0, -1, outsideWorld],
      [ORDER.moveTo, graph.widthUnits, 0, outsideWorld],
      [ORDER.moveTo, 0, graph.heightUnits, outsideWorld],
      [ORDER.moveTo, -0x8000_0000, 0x7fff_ffff, outsideWorld],
      [ORDER.moveDirection, 65_536, 50, badValue],
      [ORDER.moveDirection, -1, 50, badValue],
      [ORDER.moveDirection, 0, 0, badValue],
      [ORDER.moveDirection, 0, 101, badValue],
      [ORDER.moveDirection, 0, 10_000, badValue],
      [0, 0, 0, unknownOrder],
      [255, 0, 0, unknownOrder],
    ];
    for (const [op, a, b] of cases) alice.order(op, a, b);
    server.tick(5);
    expect(alice.answers.map(({ result }) => result)).toEqual(cases.map((each) => each[3]));
    expect([motion.vx[alice.avatar], motion.vy[alice.avatar]]).toEqual([0, 0]);
  });
});
