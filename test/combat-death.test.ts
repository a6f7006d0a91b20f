import { describe, expect, test } from 'vitest';
import { ERRAND } from '../components/avatar.ts';
import { PROPERTY } from '../components/combat-rules.ts';
import { ESCORT_TASK } from '../components/convoys.ts';
import { OBJECTIVE } from '../components/territory-rules.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { allocateWorldMemory, COLUMN_PLACES } from '../src/memory/world-memory.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND, OBJECTIVE_STATE } from '../src/protocol/fields.ts';
import { populate } from '../src/sim/create-world.ts';
import { aim } from '../systems/actions/aim.ts';
import { assign } from '../systems/actions/escorts.ts';
import { mayStrike } from '../systems/actions/hostility.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { wound } from '../systems/actions/wounds.ts';
import { seeded } from './support/random-life.ts';
import { idsOf, type WarOptions, WarStage } from './support/war-stage.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const ROW = ['A--B--C--D'];
const LAND = { owners: { 1: ['A', 'B'], 2: ['D', 'C'] } };
const DOWN = 300;

function begin(options: Partial<WarOptions> = {}) {
  const all = { ...LAND, ...options, combat: { respawnTicks: DOWN, ...options.combat } };
  const stage = new WarStage(ROW, all);
  stage.tick();
  return { stage, world: stage.world, options: all };
}

/** Lets a fighter fall among the strikes of the next tick. */
function fell({ world }: Pick<WorldHarness, 'world'>, id: number, by: number): void {
  wound(world, id, propertyOf(world, id, PROPERTY.health), by);
}

describe('an avatar that falls', () => {
  test('stops whatever it did, and counts for nothing', () => {
    const { stage, world } = begin();
    const id = stage.place(1, 0);
    const enemy = stage.place(2, 0);
    world.avatar.errand[id] = ERRAND.walkOn;
    world.avatar.turnTick[id] = 5000;
    world.motion.vx[id] = 100;
    assign(world, id, ESCORT_TASK.escort, enemy);
    aim(world, id, enemy);
    aim(world, enemy, id);
    stage.kill([id, enemy]);
    const { avatar, escort, fighter, influence, motion, standing } = world;
    expect([avatar.errand[id], avatar.turnTick[id], motion.vx[id], escort.task[id]]).toEqual([0, 0, 0, 0]);
    expect([fighter.target[id], fighter.attackers[id], fighter.attackers[enemy], fighter.harm[id]]).toEqual([
      0, 0, 0, 255,
    ]);
    expect([standing.point[id], influence.units[1], influence.units[2]]).toEqual([0, 0, 1]);
    // It stays so, though it lies within the control point, and is looked at there again and again.
    stage.tick(DOWN - 10);
    expect([standing.point[id], influence.units[1], fighter.harm[id], fighter.target[enemy]]).toEqual([
      0, 0, 255, 0,
    ]);
    expect([mayStrike(world, id, enemy), mayStrike(world, enemy, id)]).toEqual([false, false]);
  });

  test('rises whole when its time has come, at a control point of its hub', () => {
    const { stage, world } = begin();
    const id = stage.place(1, world.graph.controlPointStart[2]);
    stage.kill([id, 0]);
    const { fighter, graph, ledger, motion } = world;
    expect(fighter.respawnTick[id]).toBe(ledger.tick[0] + DOWN);
    const place = [motion.x[id], motion.y[id]];
    stage.tick(DOWN - 1);
    expect([motion.x[id], motion.y[id]]).toEqual(place);
    stage.tick();
    expect([fighter.respawnTick[id], fighter.wounds[id], fighter.harm[id]]).toEqual([0, 0, 0]);
    const points = Array.from({ length: graph.controlPointStart[1] }, (_, point) => point);
    const at = points.find(
      (point) => graph.controlPointX[point] === motion.x[id] && graph.controlPointY[point] === motion.y[id],
    );
    expect(at).toBeDefined();
    stage.tick(240);
    expect(world.standing.point[id]).toBe(at! + 1);
  });

  test('rises in its other land while its hub is lost, and at a center where it holds no control point', () => {
    const { stage, world } = begin();
    const { graph, motion } = world;
    stage.capture('A', 2);
    for (let point = graph.controlPointStart[1]; point < graph.controlPointStart[2]; point++) {
      world.controlPoint.owner[point] = 2;
    }
    world.district.owner[1] = 1;
    const id = stage.place(1, graph.controlPointStart[2]);
    stage.kill([id, 0]);
    stage.tick(DOWN);
    expect([motion.x[id], motion.y[id]]).toEqual([graph.districtX[1], graph.districtY[1]]);
  });

  test('does not fall again, whoever says so', () => {
    const { stage, world } = begin();
    const id = stage.place(1, 0);
    const enemy = stage.place(2, 0);
    stage.kill([id, enemy], [id, enemy]);
    stage.kill([id, enemy]);
    world.fights.fallen[0] = id;
    world.fights.killer[0] = enemy;
    world.fights.fallenCount = 1;
    stage.tick();
    expect([world.reserve.kills[2], world.reserve.losses[1]]).toEqual([1, 1]);
    expect(world.fighter.experience[enemy]).toBe(world.rules.combat.experienceFor[ENTITY_KIND.avatar - 1]);
  });

  test('is down for two ticks at the least, and who attacked it lets go meanwhile', () => {
    const { stage, world } = begin({ combat: { respawnTicks: 0 } });
    const id = stage.place(1, 0);
    const enemies = [stage.place(2, 0), stage.place(2, 0)];
    for (const enemy of enemies) aim(world, enemy, id);
    stage.kill([id, 0]);
    stage.tick(2);
    expect([world.fighter.harm[id], world.fighter.attackers[id]]).toEqual([0, 0]);
    expect(enemies.map((enemy) => world.fighter.target[enemy])).toEqual([0, 0]);
  });

  test('fails its objective, is seen to lie and to rise, and obeys no order meanwhile', () => {
    const server = startWorld({ map: ROW, owners: { 1: ['B'], 2: ['D'] }, gateways: 1 });
    const { world } = server;
    const alice = server.join();
    server.tick();
    const [id] = idsOf(world, ENTITY_KIND.avatar);
    const point = world.graph.controlPointStart[2];
    world.motion.x[id] = world.graph.controlPointX[point];
    world.motion.y[id] = world.graph.controlPointY[point];
    world.changes.note(id, 2);
    server.tick(2);
    alice.order(ORDER.objective, OBJECTIVE.capture, point);
    server.tick(2);
    expect(world.avatar.objective[id]).toBe(OBJECTIVE.capture);
    const states: number[] = [];
    Object.assign(alice.mirror!.events, { objective: (state: number) => states.push(state) });
    fell(server, id, 0);
    server.tick();
    expect(states).toEqual([OBJECTIVE_STATE.failed]);
    expect(world.avatar.objective[id]).toBe(0);
    expect(alice.mirror!.entities.get(id)!.harm).toBe(255);
    alice.order(ORDER.moveDirection, 0, 100);
    for (let tick = 0; tick < world.rules.combat.respawnTicks + 5; tick++) {
      server.tick();
      if (alice.mirror!.tick === world.ledger.tick[0]) server.expectMirrorExact(alice);
    }
    expect(world.avatar.errand[id]).toBe(ERRAND.none);
    expect(alice.mirror!.entities.get(id)!.harm).toBe(0);
  });
});

describe('a patrol that falls', () => {
  test('is gone, and another one of its faction comes to its land', () => {
    const { stage, world } = begin({ patrols: 70, combat: { reinforceTicks: 50 } });
    const mine = stage.ids(ENTITY_KIND.patrol).filter((id) => world.identity.faction[id] === 2);
    expect(mine.length).toBe(10);
    stage.kill(...mine.slice(0, 3).map((id) => [id, 0] as const));
    const alive = () => stage.ids(ENTITY_KIND.patrol);
    expect([alive().length, world.reserve.fallen[2], world.reserve.losses[2]]).toEqual([67, 3, 3]);
    stage.tick(49);
    expect(alive().length).toBe(67);
    stage.tick(1);
    const before = mine.slice(3);
    const [fresh] = alive().filter((id) => world.identity.faction[id] === 2 && !before.includes(id));
    expect(alive().length).toBe(68);
    expect([2, 3]).toContain(world.patrol.district[fresh]);
    stage.tick(49);
    expect(alive().length).toBe(68);
    stage.tick(51);
    expect([alive().length, world.reserve.fallen[2], world.reserve.dueTick[2]]).toEqual([70, 0, 0]);
    expect(alive().filter((id) => world.identity.faction[id] === 2).length).toBe(10);
  });

  test('is counted when the world starts again', () => {
    const { stage, world } = begin({ patrols: 70 });
    stage.kill(
      ...stage
        .ids(ENTITY_KIND.patrol)
        .slice(0, 20)
        .map((id) => [id, 0] as const),
    );
    const total = () =>
      stage.ids(ENTITY_KIND.patrol).length + world.reserve.fallen.reduce((sum, n) => sum + n, 0);
    populate(world, 70);
    expect([stage.ids(ENTITY_KIND.patrol).length, total()]).toEqual([50, 70]);
    populate(world, 75);
    expect([stage.ids(ENTITY_KIND.patrol).length, total()]).toEqual([55, 75]);
    populate(world, 60);
    expect([stage.ids(ENTITY_KIND.patrol).length, total()]).toEqual([55, 60]);
    populate(world, 40);
    expect([stage.ids(ENTITY_KIND.patrol).length, total()]).toEqual([40, 40]);
  });
});

describe('a kill', () => {
  test('is booked for both when they fell each other, and taught the one who lives on', () => {
    const { stage, world } = begin();
    const one = stage.place(1, 0);
    const two = stage.place(2, 0);
    stage.kill([one, two], [two, one]);
    expect([world.reserve.kills[1], world.reserve.kills[2]]).toEqual([1, 1]);
    expect([world.reserve.losses[1], world.reserve.losses[2]]).toEqual([1, 1]);
    const learned = world.rules.combat.experienceFor[ENTITY_KIND.avatar - 1];
    expect([world.fighter.experience[one], world.fighter.experience[two]]).toEqual([learned, learned]);
  });

  test('may raise the level of who did it, and with it power and health', () => {
    const { stage, world } = begin();
    const id = stage.place(1, 0);
    const before = [propertyOf(world, id, PROPERTY.power), propertyOf(world, id, PROPERTY.health)];
    world.fighter.experience[id] = world.rules.combat.levelExperience[1] - 1;
    stage.kill([stage.place(2, 0), id]);
    expect(propertyOf(world, id, PROPERTY.power)).toBeGreaterThan(before[0]);
    expect(propertyOf(world, id, PROPERTY.health)).toBeGreaterThan(before[1]);
  });

  test('at a control point is worth influence there; elsewhere it is not', () => {
    const { stage, world } = begin();
    const milli = () => world.influence.milli[2];
    const killer = stage.place(2, 5);
    const before = milli();
    stage.kill([stage.avatarAt(1, stage.place(1, 0), 200), killer]);
    expect(milli()).toBe(before);
    stage.kill([stage.place(1, 0), killer]);
    expect(milli()).toBeGreaterThan(before);
  });
});

describe('a war', () => {
  test('of hundreds of deaths is seen by every client as it is, and forgets nobody', () => {
    const server = startWorld({
      ...{
        map: ['A--B--C', '|  |  |', 'D--E--F'],
        owners: { 1: ['A'], 2: ['C'], 3: ['E'] },
        cellMeters: 300,
      },
      patrols: 70,
      sessions: { guests: 'always' },
      rules: { hasForts: true, pauseTicksMax: 20 },
    });
    const { world } = server;
    const { combat } = world.rules;
    world.rules = {
      ...world.rules,
      combat: { ...combat, respawnTicks: 60, reinforceTicks: 7, rebuildTicks: 200 },
    };
    populate(world, 70);
    const players = Array.from({ length: 6 }, () => server.join());
    const dice = seeded(5);
    let compared = 0;
    server.tick(2);
    for (let tick = 0; tick < 900; tick++) {
      const alive = server.aliveIds();
      if (tick < 700 && dice(2) === 0) fell(server, alive[dice(alive.length)], alive[dice(alive.length)]);
      server.tick();
      for (const player of players) {
        // A client that is told nothing does not look who has left its view.
        if (player.mirror!.tick !== world.ledger.tick[0]) continue;
        server.expectMirrorExact(player);
        compared++;
      }
    }
    const losses = world.reserve.losses.reduce((sum, count) => sum + count, 0);
    expect(losses).toBeGreaterThan(250);
    expect(compared).toBeGreaterThan(1000);
    server.tick(300);
    expect(idsOf(world, ENTITY_KIND.patrol).length).toBe(70);
    expect(idsOf(world, ENTITY_KIND.avatar).length).toBe(players.length);
    expect(idsOf(world, ENTITY_KIND.avatar).every((id) => world.fighter.respawnTick[id] === 0)).toBe(true);
  });

  test('goes on as it would have when it is restored in the midst of it', () => {
    const options = {
      patrols: 70,
      forts: true,
      combat: { reinforceTicks: 20, rebuildTicks: 100, respawnTicks: 40 },
    };
    const { stage, options: all } = begin(options);
    for (let i = 0; i < 4; i++) stage.place(1 + (i % 2), i);
    const dice = seeded(8);
    for (let round = 0; round < 4; round++) {
      const ids = [1, 2, 4, 5].flatMap((kind) => stage.ids(kind));
      stage.kill(
        ...Array.from({ length: 12 }, () => [ids[dice(ids.length)], ids[dice(ids.length)]] as const),
      );
      stage.tick();
      const copy = stage.restored(ROW, all);
      copy.tick(45);
      stage.tick(45);
      expect(worldHash(copy.world, 4)).toBe(worldHash(stage.world, 4));
    }
  });

  test('begins in a world that was saved before there were fights', () => {
    const { stage } = begin({ patrols: 14 });
    const memory = allocateWorldMemory();
    const bytes = new Uint8Array(memory);
    bytes.set(new Uint8Array(stage.memory));
    const late = ['fighter', 'gear', 'bag', 'effect', 'effectDue', 'wreck', 'site', 'reserve', 'battle'];
    const columns = COLUMN_PLACES.filter(({ store }) => late.includes(store));
    expect(new Set(columns.map(({ store }) => store)).size).toBe(late.length);
    const end = Math.max(...COLUMN_PLACES.map(({ byteOffset }) => byteOffset));
    for (const { byteOffset } of columns) {
      const next = Math.min(
        ...COLUMN_PLACES.map((place) => place.byteOffset).filter((at) => at > byteOffset),
      );
      bytes.fill(0, byteOffset, byteOffset === end ? bytes.length : next);
    }
    const old = new WarStage(ROW, { ...LAND, patrols: 14, forts: true, memory });
    expect(old.ids(ENTITY_KIND.patrol).length).toBe(14);
    expect(old.ids(ENTITY_KIND.base).length).toBe(2);
    const [victim, killer] = old.ids(ENTITY_KIND.patrol);
    old.kill([victim, killer]);
    old.tick(600);
    // The forts fight as well.
    const toCome = old.world.reserve.fallen.reduce((sum, count) => sum + count, 0);
    expect(old.ids(ENTITY_KIND.patrol).length + toCome).toBe(14);
    expect(old.world.reserve.kills.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});
