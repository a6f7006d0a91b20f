import { describe, expect, test } from 'vitest';
import { CHRONICLE, CHRONICLE_WORDS } from '../components/chronicle.ts';
import { SIEGE } from '../components/territory.ts';
import { CAUSE, LEVEL, OBJECTIVE } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { OBJECTIVE_STATE, RESULT } from '../src/protocol/fields.ts';
import { NOTICE, NOTICE_WORDS } from '../src/replication/frame.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { LABEL } from '../src/territory/control.ts';
import { CALM_SECONDS } from '../src/territory/gain.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { activityOf } from '../systems/actions/activity.ts';
import { applyImpulse } from '../systems/actions/influence.ts';
import { takeUpObjective } from '../systems/actions/objectives.ts';
import { worthOf } from '../systems/actions/roll-up.ts';
import { isSupplied } from '../systems/actions/support.ts';
import { Land, territoryRules } from './support/land.ts';
import { seeded } from './support/random-life.ts';

const ROW = ['A--B--C--D'];
const OWNERS = { 1: ['A', 'B'], 2: ['C', 'D'] };

/** Every sum that must hold at any moment, found by adding up all there is. */
function checkSums(world: World): void {
  const { district, districtSide, graph, influence, regionSide, side, standing } = world;
  const units = new Array<number>(graph.controlPointCount * SIDE_COUNT).fill(0);
  for (let id = 1; id <= world.ledger.entityHigh[0]; id++) {
    if (standing.point[id] > 0) units[(standing.point[id] - 1) * SIDE_COUNT + world.identity.faction[id]]++;
  }
  expect([...influence.units.slice(0, units.length)]).toEqual(units);
  const worth = new Array<number>(graph.regionCount * SIDE_COUNT).fill(0);
  const land = new Array<number>(SIDE_COUNT).fill(0);
  for (let d = 0; d < graph.districtCount; d++) {
    const first = graph.controlPointStart[d];
    const end = graph.controlPointStart[d + 1];
    const sums = new Array<number>(SIDE_COUNT).fill(0);
    for (let point = first; point < end; point++) {
      const sides = influence.milli.slice(point * SIDE_COUNT, (point + 1) * SIDE_COUNT);
      expect(Math.min(...sides)).toBeGreaterThanOrEqual(0);
      expect(sides.reduce((sum, milli) => sum + milli, 0)).toBe(100_000);
      sides.forEach((milli, i) => {
        sums[i] += milli;
      });
    }
    const shares = sums.map((sum) => Math.floor(sum / (end - first)));
    shares[0] = 100_000 - shares.slice(1).reduce((sum, share) => sum + share, 0);
    expect([...districtSide.share.slice(d * SIDE_COUNT, (d + 1) * SIDE_COUNT)]).toEqual(shares);
    shares.forEach((share, i) => {
      worth[graph.districtRegion[d] * SIDE_COUNT + i] += worthOf(share, graph.districtValue[d]);
    });
    land[district.owner[d]]++;
  }
  expect([...regionSide.worth.slice(0, worth.length)]).toEqual(worth);
  expect([...side.land]).toEqual(land);
}

/** Chronicle rows of one kind that were written while `run` ran. */
function chronicleOf(land: Land, kind: number, run: (after: (world: World) => void) => void): number[][] {
  const rows: number[][] = [];
  run(({ chronicle }) => {
    for (let i = 0; i < chronicle.count; i++) {
      const row = [...chronicle.words.slice(i * CHRONICLE_WORDS, (i + 1) * CHRONICLE_WORDS)];
      if (row[0] === kind) rows.push(row);
    }
  });
  expect(land.world.chronicle.lost).toBe(0);
  return rows;
}

describe('influence', () => {
  test('adds up at every level, whatever comes and goes', () => {
    const land = Land.drawn(['A--B--C', '|  |  |', 'D--E--F'], {
      owners: { 1: ['A', 'B'], 2: ['F'], 3: ['D'] },
      values: { A: 7, B: 93 },
      regions: { North: ['A', 'B', 'C'], South: ['D', 'E', 'F'] },
    });
    const dice = seeded(3);
    const units: number[] = [];
    for (let second = 0; second < 240; second++) {
      if (dice(3) !== 0) units.push(land.place(1 + dice(7), dice(12)));
      if (dice(4) === 0 && units.length > 0) land.remove(units.splice(dice(units.length), 1)[0]);
      if (dice(5) === 0) applyImpulse(land.world, dice(12), 1 + dice(7), 1 + dice(13), dice(101), 0);
      land.tick(1 + dice(100));
      checkSums(land.world);
    }
  });

  test('of four units on undefended land goes with the support of the neighbors', () => {
    const land = Land.drawn(ROW, { owners: OWNERS });
    for (let i = 0; i < 4; i++) land.place(3, 2);
    land.seconds(61);
    const before = land.influence(2)[3];
    land.seconds(60);
    // Nobody of faction 3 around: a ninth of 12 points a minute.
    expect(land.influence(2)[3] - before).toBeCloseTo(12_000 / 9, -1);
  });

  test('is earned by a single unit to a quarter, exactly', () => {
    const land = Land.drawn(ROW, { owners: OWNERS });
    land.place(1, 0);
    // Until it was booked for the first time.
    land.seconds(2 + CALM_SECONDS);
    const before = land.influence(0)[1];
    land.seconds(100);
    // 12 points a minute for four units and 110 % for faction 1: 55 milli-points a second for one.
    expect(land.influence(0)[1] - before).toBe(5_500);
  });

  test('of an owner whom nobody disturbs is booked for some seconds at once, and every second when somebody does', () => {
    const land = Land.drawn(ROW, { owners: OWNERS });
    land.place(1, 0);
    const booked = (seconds: number) => {
      const ticks: number[] = [];
      const rows = chronicleOf(land, CHRONICLE.influence, (collect) =>
        land.seconds(seconds, (world) => {
          for (let i = 0; i < world.chronicle.count; i++) ticks.push(world.ledger.tick[0]);
          collect(world);
        }),
      );
      return rows
        .map(([, , , faction, cause, , milli], i) => ({ faction, cause, milli, tick: ticks[i] }))
        .filter(({ cause }) => cause === CAUSE.presence);
    };
    const undisturbed = booked(40);
    expect(undisturbed).toHaveLength(40 / CALM_SECONDS);
    for (const [i, { milli, tick }] of undisturbed.entries()) {
      if (i > 0) expect(milli).toBe(CALM_SECONDS * 55);
      if (i > 0) expect(tick - undisturbed[i - 1].tick).toBe(CALM_SECONDS * 60);
    }
    const enemy = land.place(2, 0);
    const disturbed = booked(10);
    // What was due before the enemy came is not lost, but halved as all gains are where two factions stand.
    expect(disturbed.filter(({ faction }) => faction === 1)).toHaveLength(10);
    expect(disturbed.filter(({ faction }) => faction === 2)).toHaveLength(10);
    land.remove(enemy);
    // The last look at the enemy, and the minutes' looks in between, do not count twice.
    const sum = booked(120).reduce((milli, row) => milli + row.milli, 0);
    expect(Math.abs(sum - 120 * 55)).toBeLessThanOrEqual(CALM_SECONDS * 55);
  });

  test('of attackers is divided by more the longer the owner is there', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, { defenceHalfLifeSeconds: 30 });
    const unit = land.place(2, 4);
    const { activity } = land.world.district;
    land.seconds(30);
    // To the half in a half-life; the last look was up to CALM_SECONDS ago.
    expect(activity[2]).toBeGreaterThan(360);
    expect(activity[2]).toBeLessThan(560);
    land.seconds(300);
    expect(activity[2]).toBe(1000);
    land.remove(unit);
    land.seconds(34);
    // It fades from when the owner was seen last: up to CALM_SECONDS before it left.
    expect(activityOf(land.world, 2)).toBeGreaterThan(340);
    expect(activityOf(land.world, 2)).toBeLessThan(520);
  });

  test('of two equal sides stays where it is', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, { presenceFactionPercent: Array(8).fill(100) });
    land.setInfluence(2, { 4: 50_000, 5: 50_000 });
    land.world.controlPoint.owner[2] = 0;
    for (let i = 0; i < 3; i++) {
      land.place(4, 2);
      land.place(5, 2);
    }
    land.seconds(600, ({ influence }) => {
      expect(Math.abs(influence.milli[2 * SIDE_COUNT + 4] - 50_000)).toBeLessThanOrEqual(1);
    });
    expect(land.world.controlPoint.owner[2]).toBe(0);
    expect(land.world.controlPoint.label[2]).toBe(LABEL.contested);
  });

  test('fades to what a supplied owner keeps, and three times as fast to nothing when it is cut off', () => {
    const land = Land.drawn(
      ['A--B  C--D'],
      { owners: { 1: ['A', 'B', 'C'], 2: ['D'] } },
      { decayGraceTicks: 0, decayPerMinute: 8_000 },
    );
    for (const point of [2, 4]) land.setInfluence(point, { 1: 90_000 });
    land.seconds(12 * 60);
    const supplied = 90_000 - land.influence(2)[1];
    const cutOff = 90_000 - land.influence(4)[1];
    expect(supplied).toBeGreaterThan(0);
    expect(cutOff / supplied).toBeCloseTo(3, 0);
    expect(isSupplied(land.world, 1, 1)).toBe(true);
    expect(isSupplied(land.world, 2, 1)).toBe(false);
  });
});

describe('control', () => {
  const quick = { presenceMilliPerSecond: 2_000, supportFloorMilli: 100_000, defenceMax: 1, graceTicks: 0 };

  test('of a district goes to whoever holds its points for long enough, and history says so', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, quick);
    const units = [2, 3].flatMap((point) => [1, 2, 3, 4].map(() => land.place(3, point)));
    const rows = chronicleOf(land, CHRONICLE.owner, (after) => land.seconds(60, after));
    expect(rows.map(([, level, index, , , , from, to]) => [level, index, from, to])).toEqual([
      [LEVEL.controlPoint, 2, 1, 3],
      [LEVEL.controlPoint, 3, 1, 3],
      [LEVEL.district, 1, 1, 3],
    ]);
    expect(rows.map((row) => row[4])).toEqual([CAUSE.presence, CAUSE.presence, CAUSE.pointCaptured]);
    expect(land.world.district.owner[1]).toBe(3);
    for (const id of units) land.remove(id);
    land.seconds(60);
    expect(land.world.district.owner[1]).toBe(3);
    checkSums(land.world);
  });

  test('is not given to who leads for a moment', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, quick);
    land.setInfluence(2, { 1: 20_000, 3: 60_000 });
    land.world.district.busyTick[1] = 1_000;
    land.world.controlPoint.busyTick[2] = 1_000;
    land.seconds(5);
    expect(land.world.controlPoint.challenger[2]).toBe(3);
    land.setInfluence(2, { 1: 60_000, 3: 20_000 });
    land.seconds(20);
    expect([land.world.controlPoint.owner[2], land.world.controlPoint.challenger[2]]).toEqual([1, 0]);
  });

  test('rewards who outlasts a contest, and costs who cannot keep a claim', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, { ...quick, contestedHostileOffTicks: 120 });
    const { controlPoint } = land.world;
    land.setInfluence(2, { 1: 70_000 });
    const units = [land.place(1, 2), land.place(3, 2)];
    land.seconds(3);
    expect(controlPoint.contestedTick[2]).toBeGreaterThan(0);
    land.remove(units[1]);
    const causes = (rows: number[][], cause: number) =>
      rows.filter((row) => row[2] === 2 && row[4] === cause).map((row) => row[3]);
    const defended = chronicleOf(land, CHRONICLE.influence, (after) => land.seconds(12, after));
    expect(causes(defended, CAUSE.pointDefended)).toContain(1);
    expect(causes(defended, CAUSE.operationFailed)).toEqual([]);
    land.setInfluence(2, { 1: 20_000, 3: 60_000 });
    controlPoint.busyTick[2] = land.world.ledger.tick[0] + 120;
    land.world.district.busyTick[1] = land.world.ledger.tick[0] + 120;
    land.seconds(2);
    expect(controlPoint.challenger[2]).toBe(3);
    land.setInfluence(2, { 1: 55_000, 3: 45_000 });
    const failed = chronicleOf(land, CHRONICLE.influence, (after) => land.seconds(3, after));
    expect(causes(failed, CAUSE.operationFailed)).toEqual([3]);
  });

  test('of a hub district cannot be taken, if the rules say so', () => {
    for (const [hubImmune, owner] of [
      [1, 1],
      [0, 3],
    ]) {
      const land = Land.drawn(ROW, { owners: OWNERS }, { ...quick, hubImmune });
      for (const point of [0, 0, 0, 0, 1, 1, 1, 1]) land.place(3, point);
      land.seconds(90);
      expect(land.world.district.owner[0]).toBe(owner);
    }
  });

  test('of an important point is taken in phases', () => {
    const land = Land.drawn(ROW, { owners: OWNERS }, { ...quick, siegeValueMin: 50, siegeProbeTicks: 600 });
    for (let i = 0; i < 4; i++) land.place(3, 2);
    const phases: number[] = [];
    land.seconds(120, ({ controlPoint }) => {
      if (controlPoint.phase[2] !== phases.at(-1)) phases.push(controlPoint.phase[2]);
    });
    expect(phases).toEqual([SIEGE.none, SIEGE.probe, SIEGE.interdict, SIEGE.dominate, SIEGE.locked]);
    expect(land.world.controlPoint.owner[2]).toBe(3);
  });

  test('searches supply anew when land changes hands', () => {
    const land = Land.drawn(ROW, { owners: { 1: ['A', 'B', 'C', 'D'] } }, quick);
    land.seconds(2);
    expect([0, 1, 2, 3].map((district) => isSupplied(land.world, district, 1))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const point of [2, 2, 2, 2, 3, 3, 3, 3]) land.place(3, point);
    land.seconds(60);
    expect(land.world.district.owner[1]).toBe(3);
    // C is next to no land of A any more; A itself, and B beside it, still are.
    expect([0, 1, 2, 3].map((district) => isSupplied(land.world, district, 1))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

/** The same world with its districts and points in the opposite order. */
function reversed(file: WorldFile): WorldFile {
  const last = file.districts.length - 1;
  return {
    ...file,
    districts: [...file.districts].reverse(),
    borders: file.borders
      .map((value, i) => (i % 4 < 2 ? last - value : value))
      .flatMap((_, i, borders) =>
        i % 4 === 0 ? [borders[i + 1], borders[i], borders[i + 2], borders[i + 3]] : [],
      ),
    controlPoints: [...file.controlPoints]
      .reverse()
      .map((point) => ({ ...point, district: last - point.district })),
    hubs: file.hubs.map((hub) => ({ ...hub, district: last - hub.district })),
  };
}

describe('the names of territories', () => {
  test('change nothing', () => {
    const file = worldFromAscii(['A--B--C', '|  |  |', 'D--E--F', '|  |  |', 'G--H--I'], {
      cellMeters: 500,
      owners: { 1: ['A', 'B', 'D'], 2: ['C', 'F', 'I'], 3: ['G', 'H'] },
    });
    const lands = [new Land(file), new Land(reversed(file))];
    const points = buildTerritoryGraph(file).controlPointCount;
    const dice = seeded(11);
    // Up to the end of a second: what happens within one, happens in the order of the turns.
    for (const land of lands) land.tick(59);
    for (let i = 0; i < 40; i++) {
      const faction = 1 + dice(5);
      const point = dice(points);
      lands[0].place(faction, point);
      lands[1].place(faction, points - 1 - point);
    }
    for (let minute = 0; minute < 10; minute++) {
      for (const land of lands) land.seconds(60);
      const [one, other] = lands.map((land, which) =>
        Array.from({ length: points }, (_, point) => {
          const row = which === 0 ? point : points - 1 - point;
          return [land.world.controlPoint.owner[row], ...land.influence(row)];
        }),
      );
      expect(other).toEqual(one);
    }
  });
});

describe('objectives', () => {
  /** An avatar of faction 3 at control point 2, whose session is 0, and what it is told. */
  function atWork(changes = {}) {
    const land = Land.drawn(ROW, { owners: OWNERS }, changes);
    const avatar = land.place(3, 2);
    const told: number[][] = [];
    const listen = ({ frame: { notices } }: World) => {
      for (let i = 0; i < notices.count; i++) {
        const row = [...notices.words.slice(i * NOTICE_WORDS, (i + 1) * NOTICE_WORDS)];
        if (row[0] === NOTICE.objective) told.push(row.slice(4));
      }
    };
    return { land, avatar, told, listen };
  }

  test('are done by who stays, and move influence by their worth', () => {
    const { land, avatar, told, listen } = atWork();
    const { world } = land;
    const ticks = world.rules.territory.objectiveTicks[OBJECTIVE.capture];
    expect(takeUpObjective(world, avatar, OBJECTIVE.capture, 2)).toBe(RESULT.done);
    const rows = chronicleOf(land, CHRONICLE.objective, (after) =>
      land.tick(ticks + 1, (now) => {
        listen(now);
        after(now);
      }),
    );
    expect(told.map(([state]) => state)).toEqual([OBJECTIVE_STATE.done]);
    const { impulseMin, impulseMax } = world.rules.territory;
    const cause = CAUSE.objectiveCapture;
    const worth = impulseMin[cause] + Math.trunc(((impulseMax[cause] - impulseMin[cause]) * 50) / 100);
    expect(rows).toEqual([
      [CHRONICLE.objective, LEVEL.controlPoint, 2, 3, cause, avatar, OBJECTIVE.capture, worth],
    ]);
    expect(land.influence(2)[3]).toBeGreaterThanOrEqual(worth);
    expect(world.controlPoint.actor[2] === avatar || world.controlPoint.cause[2] === CAUSE.presence).toBe(
      true,
    );
  });

  test('fail when the avatar leaves', () => {
    const { land, avatar, told, listen } = atWork();
    takeUpObjective(land.world, avatar, OBJECTIVE.capture, 2);
    land.tick(10, listen);
    land.world.motion.x[avatar] += 200 * 4096;
    land.tick(10, listen);
    expect(told.map(([state]) => state)).toEqual([OBJECTIVE_STATE.failed]);
    // Some presence, and nothing for the objective.
    expect(land.influence(2)[3]).toBeLessThan(100);
  });

  test('are refused where they make no sense', () => {
    const { land, avatar } = atWork();
    const order = (objective: number, point: number) => takeUpObjective(land.world, avatar, objective, point);
    expect(order(OBJECTIVE.capture, 0)).toBe(RESULT.notThere);
    expect(order(OBJECTIVE.defend, 2)).toBe(RESULT.notPossible);
    expect(order(OBJECTIVE.protect, 2)).toBe(RESULT.notPossible);
    expect(order(6, 2)).toBe(RESULT.badValue);
    expect(order(OBJECTIVE.capture, 99)).toBe(RESULT.badValue);
    expect(order(-1, -1)).toBe(RESULT.badValue);
  });
});

describe('world events', () => {
  const weather = {
    ...{ eventIntervalTicks: 600, eventWeight: [1, 0, 0, 0, 0, 0, 0, 0], eventTicks: Array(8).fill(300) },
    ...{ eventPresencePercent: [50, ...Array(7).fill(100)], eventLossMilli: [7_000, ...Array(7).fill(0)] },
  };

  test('come over a region, take their toll once, and pass', () => {
    const rules = territoryRules(weather);
    const land = new Land(worldFromAscii(ROW, { cellMeters: 500, owners: OWNERS }), rules);
    const began = chronicleOf(land, CHRONICLE.eventBegan, (after) => {
      for (let i = 0; i < 1_000 && land.world.worldEvent.kind[0] === 0; i++) land.tick(1, after);
    });
    expect(began).toHaveLength(1);
    const { territories, worldEvent } = land.world;
    expect(territories.presencePercent[0]).toBe(50);
    expect(worldEvent.endTick[0] - worldEvent.beginTick[0]).toBe(300);
    const before = 60_000;
    land.seconds(2);
    expect(
      [0, 1, 2, 3, 4, 5, 6, 7].map((point) => before - land.influence(point)[point < 4 ? 1 : 2]),
    ).toEqual(Array(8).fill(7_000));
    checkSums(land.world);
    for (let i = 0; i < 300 && worldEvent.kind[0] !== 0; i++) land.tick();
    expect(territories.presencePercent[0]).toBe(100);
  });

  test('are the same for the same seed', () => {
    const rules = territoryRules(weather);
    const file = worldFromAscii(ROW, { cellMeters: 500, owners: OWNERS });
    const draws = [1, 1, 2].map((seed) => {
      const land = new Land(file, rules, undefined, seed);
      return chronicleOf(land, CHRONICLE.eventBegan, (after) => land.seconds(60, after)).map((row) =>
        row.join(),
      );
    });
    expect(draws[0]).toEqual(draws[1]);
    expect(draws[0]).not.toEqual(draws[2]);
  });
});
