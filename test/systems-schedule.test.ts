import { describe, expect, test } from 'vitest';
import { REQUEST_KIND } from '../components/routes.ts';
import { ROWS } from '../components/store.ts';
import { STORES, type StoreName } from '../components/tables.ts';
import { NEWS } from '../components/territory.ts';
import { CAUSE, OBJECTIVE } from '../components/territory-rules.ts';
import { ANSWER_COUNT_MAX, PATH_NODES, SIDE_COUNT } from '../src/limits.ts';
import { hashWords, joinHash } from '../src/maths/hash.ts';
import { COLUMN_PLACES } from '../src/memory/world-memory.ts';
import { ORDER, ROLE } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { askForRoute, PRIORITY } from '../systems/actions/ask-route.ts';
import { noteDistrict } from '../systems/actions/territory-news.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { territoryRules } from './support/land.ts';
import { birthsAndDeaths, orderAtRandom, seeded, teleport, teleportAtRandom } from './support/random-life.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const STORE_NAMES = Object.keys(STORES) as StoreName[];

/** Rows looked at beyond those in use when a tick begins: what a tick adds must show as well. */
const NEW_ROWS = 200;
const NEW_PATHS = 30;

/** One hash per store, in the order of STORE_NAMES, over the same rows for all of a tick. */
function storeHashes(
  server: WorldHarness,
  entityHigh: number,
  sessionHigh: number,
  pathHigh: number,
): number[] {
  const rows = {
    entity: entityHigh + NEW_ROWS,
    session: sessionHigh + NEW_ROWS,
    answer: (sessionHigh + NEW_ROWS) * ANSWER_COUNT_MAX,
    ticket: ROWS.ticket,
    district: server.world.graph.districtCount,
    districtSide: server.world.graph.districtCount * SIDE_COUNT,
    controlPoint: server.world.graph.controlPointCount,
    pointSide: server.world.graph.controlPointCount * SIDE_COUNT,
    region: server.world.graph.regionCount,
    regionSide: server.world.graph.regionCount * SIDE_COUNT,
    side: SIDE_COUNT,
    worldEvent: ROWS.worldEvent,
    route: ROWS.route,
    path: pathHigh + NEW_PATHS,
    pathNode: (pathHigh + NEW_PATHS) * PATH_NODES,
    routeRequest: ROWS.routeRequest,
    disruption: ROWS.disruption,
    depot: ROWS.depot,
    depotGoods: ROWS.depotGoods,
    account: ROWS.account,
    convoyNews: ROWS.convoyNews,
    landfallNews: ROWS.landfallNews,
    proposalNews: ROWS.proposalNews,
    world: 1,
  };
  const words = new Int32Array(server.memory);
  return STORE_NAMES.map((store) => {
    let hash = 0;
    for (const { store: owner, rows: kind, byteOffset, rowBytes } of COLUMN_PLACES) {
      if (owner !== store) continue;
      const start = byteOffset / 4;
      hash = joinHash(hash, hashWords(words, start, start + Math.ceil((rows[kind] * rowBytes) / 4), start));
    }
    return hash;
  });
}

/** Which system really wrote which store, over all that was played so far. */
class Witness {
  readonly wrote = SCHEDULE.map(() => new Set<StoreName>());

  tick(server: WorldHarness): void {
    const { entityHigh, sessionHigh, tick } = server.world.ledger;
    const used = [entityHigh[0], sessionHigh[0], server.world.routeLedger.pathHigh[0]] as const;
    // The count of ticks is raised before the first system runs.
    tick[0]++;
    let before = storeHashes(server, ...used);
    tick[0]--;
    server.tick(1, (index) => {
      const after = storeHashes(server, ...used);
      STORE_NAMES.forEach((store, i) => {
        if (before[i] !== after[i]) this.wrote[index].add(store);
      });
      before = after;
    });
  }

  /** Everything that a world at work does: players come, order, leave and come back, patrols are born and die. */
  watchBusyWorld(): void {
    const server = startWorld({
      widthMeters: 900,
      heightMeters: 700,
      patrols: 80,
      sessions: { guests: 'always' },
      rules: { resumeTicks: 5, avatarUnitsPerTick: 9_000, legTicksMax: 40 },
    });
    const dice = seeded(7);
    const players = Array.from({ length: 6 }, () => server.join());
    server.observe();
    for (let tick = 0; tick < 200; tick++) {
      orderAtRandom(server, players, dice);
      birthsAndDeaths(server, dice);
      teleportAtRandom(server, dice);
      if (tick % 30 === 10) players[0].away();
      if (tick % 30 === 13) players[0].resume();
      if (tick % 70 === 40) players[1].away();
      if (tick % 70 === 50) players[1] = server.join();
      this.tick(server);
    }
    const draft = server.world.frame.bytes;
    draft.bytes = draft.bytes.subarray(0, 4);
    players[2].order(ORDER.moveDirection, 0, 100);
    this.tick(server);
  }

  /** Patrols that walk from district to district, and a ticket shown. */
  watchTerritories(): void {
    const server = startWorld({ map: ['A--B'], patrols: 30, rules: { pauseTicksMax: 3 } });
    server.lanes[0].ring.push(Int32Array.of(1, 0, 77, ROLE.player, 0, 0, 5, 6, 7, 8, 0, 0, 1, 2, 3, 4));
    for (let tick = 0; tick < 20; tick++) this.tick(server);
  }

  /** Land that changes hands: units at control points, objectives, events, and sessions that end where they stood. */
  watchContest(): void {
    const quick = { presenceMilliPerSecond: 30_000, supportFloorMilli: 100_000, captureHoldTicks: 60 };
    const brief = {
      eventIntervalTicks: 60,
      eventTicks: Array(8).fill(30),
      objectiveTicks: Array(6).fill(70),
    };
    const { territory } = territoryRules({ ...quick, ...brief });
    const server = startWorld({
      map: ['A--B--C'],
      owners: { 1: ['A'], 2: ['C', 'B'] },
      rules: { resumeTicks: 200, territory },
    });
    const { graph } = server.world;
    const players = [1, 1, 1, 1, 3].map((faction) => server.join({ faction }));
    // An account that comes again as an observer: its avatar ends where it stands.
    const join = (role: number) =>
      Int32Array.of(1, 0, 77 + role, role, 0, 0, 5, 6, 0, 0, 0, 0, 1, 2, 3, 4 + role);
    server.lanes[0].ring.push(join(ROLE.player));
    this.tick(server);
    server.aliveIds().forEach((id, i) => {
      const point = 2 + (i % 2);
      teleport(server, id, graph.controlPointX[point], graph.controlPointY[point]);
    });
    for (const [i, player] of players.entries())
      player.order(ORDER.objective, OBJECTIVE.capture, 2 + (i % 2));
    for (let tick = 0; tick < 700; tick++) {
      if (tick === 400) players[0].away();
      if (tick === 150) server.lanes[0].ring.push(join(ROLE.observer));
      this.tick(server);
    }
  }

  /** Convoys under way: they are raided, escorted and stopped, and the land they drive through changes hands. */
  watchTrade(): void {
    const { territory, convoys } = territoryRules();
    const busy = {
      ...{ productionCenti: 5_000, needPerMinuteCenti: 20_000, hubNeedPerMinuteCenti: 20_000 },
      ...{
        dispatchIntervalTicks: 40,
        loadMinPercent: 1,
        profitMin: 0,
        lookIntervalTicks: 16,
        idleTicks: 900,
      },
      ...{
        disruptionIntervalTicks: 50,
        disruptionWeight: Array(6).fill(1),
        disruptionTicks: Array(6).fill(90),
      },
      ...{
        ambushThousandths: 200,
        ambushDestroysPercent: 50,
        blockadeMilli: 40_000,
        raidTicks: 30,
        raidRangeUnits: 40_000_000,
      },
      ...{
        escortRangeUnits: 40_000_000,
        securityMin: 20,
        vehicleSpeed: Array(7).fill(3_000),
        vehicleArmor: Array(7).fill(0),
      },
    };
    const server = startWorld({
      cellMeters: 200,
      map: ['A-B-C-D-E', '| | | | |', 'F-G-H-I-J', '| | | | |', 'K-L-M-N-O'],
      owners: { 1: [...'ABCFGHKLM'], 2: [...'EDJION'] },
      rules: { territory, convoys: { ...convoys, ...busy } },
      sessions: { guests: 'always' },
    });
    const { world } = server;
    const dice = seeded(5);
    const players = [1, 1, 2, 2, 2].map((faction) => server.join({ faction }));
    for (let tick = 0; tick < 3_000; tick++) {
      if (tick % 11 === 0) {
        const convoy = server.aliveIds().filter((id) => world.identity.kind[id] === ENTITY_KIND.convoy);
        const player = players[dice(players.length)];
        const op = [ORDER.raid, ORDER.escort, ORDER.convoyStance, ORDER.escort][dice(4)];
        if (convoy.length > 0)
          player.order(op, convoy[dice(convoy.length)], op === ORDER.convoyStance ? dice(3) : 0);
        player.order(ORDER.planRoute, dice(15), dice(15));
      }
      // A question that is out when its convoy is lost: answers come so soon that a raid seldom meets one.
      const doomed = server.aliveIds().find((id) => world.convoy.raidTick[id] === world.ledger.tick[0] + 1);
      if (doomed && world.convoy.request[doomed] === 0) {
        const ends = [world.convoy.district[doomed], 0] as const;
        const { faction } = world.identity;
        const row = askForRoute(
          world,
          REQUEST_KIND.convoy,
          doomed,
          faction[doomed],
          ...ends,
          PRIORITY.convoy,
          0,
        );
        world.convoy.request[doomed] = row + 1;
      }
      if (tick % 400 === 399) {
        players[0].away();
        players[0] = server.join({ faction: 1 });
      }
      if (tick % 25 === 24) {
        const district = dice(15);
        if (dice(3) === 0) world.district.owner[district] = dice(3);
        else world.district.contestedTick[district] = dice(2) * tick;
        noteDistrict(world, district, NEWS.control, CAUSE.presence, 0);
      }
      this.tick(server);
    }
  }

  /** More to be shown than one tick may encode: a view must wait. */
  watchCrowd(): void {
    const server = startWorld({
      widthMeters: 8_000,
      heightMeters: 8_000,
      sectorMeters: 1_000,
      patrols: 110_000,
      rules: { viewRadiusSectors: 2 },
    });
    for (let focus = 1; focus <= 40; focus++) server.observe(focus);
    for (let tick = 0; tick < 2; tick++) this.tick(server);
  }
}

describe('the schedule', () => {
  const witness = new Witness();
  witness.watchBusyWorld();
  witness.watchTerritories();
  witness.watchContest();
  witness.watchTrade();
  witness.watchCrowd();

  test.each(SCHEDULE.map((row, index) => ({ name: row.name, row, index })))(
    '$name writes the stores it declares and no others',
    ({ row, index }) => {
      const declared = row.writes.filter((resource) => resource in STORES);
      expect([...witness.wrote[index]].sort()).toEqual([...declared].sort());
    },
  );

  test('calls every system by its own name, once', () => {
    expect(SCHEDULE.map((row) => row.name)).toEqual(SCHEDULE.map((row) => row.run.name));
    expect(new Set(SCHEDULE.map((row) => row.name)).size).toBe(SCHEDULE.length);
  });

  test('goes through its phases in order', () => {
    const order = ['intake', 'decide', 'move', 'resolve', 'replicate', 'seal'];
    const phases = SCHEDULE.map((row) => order.indexOf(row.phase));
    expect(phases).toEqual([...phases].sort((a, b) => a - b));
    expect(phases).not.toContain(-1);
  });
});
