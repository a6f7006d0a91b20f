import { NEWS } from '../../components/territory.ts';
import { CAUSE, OBJECTIVE } from '../../components/territory-rules.ts';
import { ORDER, ROLE } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { noteDistrict } from '../../systems/actions/territory-news.ts';
import { territoryRules } from './land.ts';
import { birthsAndDeaths, orderAtRandom, seeded, teleport, teleportAtRandom } from './random-life.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** Trade in a hurry, on dangerous roads. */
export const BUSY_TRADE = {
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

/** Fifteen districts, shared out between two factions. */
export const DRAWN_LAND = {
  cellMeters: 200,
  map: ['A-B-C-D-E', '| | | | |', 'F-G-H-I-J', '| | | | |', 'K-L-M-N-O'],
  owners: { 1: [...'ABCFGHKLM'], 2: [...'EDJION'] },
};

/** Everything that a world at work does: players come, order, leave and come back, patrols are born and die. */
export function watchBusyWorld(witness: Witness): void {
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
    witness.tick(server);
  }
  const draft = server.world.frame.bytes;
  draft.bytes = draft.bytes.subarray(0, 4);
  players[2].order(ORDER.moveDirection, 0, 100);
  witness.tick(server);
}

/** Patrols that walk from district to district, and a ticket shown. */
export function watchTerritories(witness: Witness): void {
  const server = startWorld({ map: ['A--B'], patrols: 30, rules: { pauseTicksMax: 3 } });
  server.lanes[0].ring.push(Int32Array.of(1, 0, 77, ROLE.player, 0, 0, 5, 6, 7, 8, 0, 0, 1, 2, 3, 4));
  for (let tick = 0; tick < 20; tick++) witness.tick(server);
}

/** Land that changes hands: units at control points, objectives, events, and sessions that end where they stood. */
export function watchContest(witness: Witness): void {
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
  witness.tick(server);
  server.aliveIds().forEach((id, i) => {
    const point = 2 + (i % 2);
    teleport(server, id, graph.controlPointX[point], graph.controlPointY[point]);
  });
  for (const [i, player] of players.entries()) player.order(ORDER.objective, OBJECTIVE.capture, 2 + (i % 2));
  for (let tick = 0; tick < 700; tick++) {
    if (tick === 400) players[0].away();
    if (tick === 150) server.lanes[0].ring.push(join(ROLE.observer));
    witness.tick(server);
  }
}

/** Convoys under way: they are raided, escorted and stopped, and the land they drive through changes hands. */
export function watchTrade(witness: Witness): void {
  const { territory, convoys } = territoryRules();
  const server = startWorld({
    ...DRAWN_LAND,
    rules: { territory, convoys: { ...convoys, ...BUSY_TRADE } },
    sessions: { guests: 'always' },
  });
  const { world } = server;
  const dice = seeded(5);
  const players = [1, 1, 2, 2, 2].map((faction) => server.join({ faction }));
  for (let tick = 0; tick < 2_000; tick++) {
    if (tick % 11 === 0) {
      const convoy = server.aliveIds().filter((id) => world.identity.kind[id] === ENTITY_KIND.convoy);
      const player = players[dice(players.length)];
      const op = [ORDER.raid, ORDER.escort, ORDER.convoyStance, ORDER.escort][dice(4)];
      if (convoy.length > 0)
        player.order(op, convoy[dice(convoy.length)], op === ORDER.convoyStance ? dice(3) : 0);
      player.order(ORDER.planRoute, dice(15), dice(15));
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
    witness.tick(server);
  }
}

/** More to be shown than one tick may encode: a view must wait. */
export function watchCrowd(witness: Witness): void {
  const server = startWorld({
    widthMeters: 8_000,
    heightMeters: 8_000,
    sectorMeters: 1_000,
    patrols: 110_000,
    rules: { viewRadiusSectors: 2 },
  });
  for (let focus = 1; focus <= 40; focus++) server.observe(focus);
  for (let tick = 0; tick < 2; tick++) witness.tick(server);
}
