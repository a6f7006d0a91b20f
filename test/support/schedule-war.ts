import { GEAR_COUNT, POSTURE_COUNT, PROPERTY, PROPERTY_COUNT } from '../../components/combat-rules.ts';
import { REQUEST_KIND, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { BAG_SLOTS, RESOURCE_COUNT } from '../../src/limits.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { askForRoute, PRIORITY } from '../../systems/actions/ask-route.ts';
import { areEnemies } from '../../systems/actions/hostility.ts';
import { combatRules } from './combat-rules.ts';
import { stockUp } from './convoy-stage.ts';
import { territoryRules } from './land.ts';
import { type Dice, seeded, teleport } from './random-life.ts';
import { BUSY_TRADE, DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import type { TestClient } from './test-client.ts';
import { idsOf } from './war-stage.ts';
import { startWorld, type WorldHarness } from './world-harness.ts';

/** Land that leaves both factions stores to drive between. */
const WAR_LAND = { ...DRAWN_LAND, owners: { 1: [...'ABCFGH'], 2: [...'EDJIONKLM'] } };

/** Factions of the players: two sides at war. */
const SIDES = [1, 1, 1, 1, 2, 2, 2, 2];

/** A war in a hurry: nothing takes longer than a few seconds, and everybody learns quickly. */
function hastyRules(avatarPower: number) {
  const { territory, convoys } = territoryRules();
  const combat = hastyCombat(avatarPower);
  return { territory, convoys: { ...convoys, ...BUSY_TRADE, vehicleSpeed: Array(7).fill(9_000) }, combat };
}

/** Combat in which a blow has its effect, and who is struck soon falls. */
function hastyCombat(avatarPower: number) {
  const standard = combatRules();
  const base = [...standard.base];
  const of = (kind: number, property: number) => (kind - 1) * PROPERTY_COUNT + property;
  const { avatar, base: hub, convoy, fort, patrol } = ENTITY_KIND;
  // By the numbers of designers, a fort or a base would outlast a scene.
  for (const kind of [avatar, convoy, fort, hub]) base[of(kind, PROPERTY.health)] = 150;
  base[of(patrol, PROPERTY.power)] = 60;
  // A fifth in a second, or no retreat would be over before the scene is.
  base[of(patrol, PROPERTY.mend)] = 200;
  base[of(avatar, PROPERTY.power)] = avatarPower;
  return combatRules({
    base,
    ...{ patrolsSeek: 1, lookTicks: 12, leashUnits: 60 * UNITS_PER_METER, retreatBelow: 400 },
    ...{ mendDelayTicks: 30, respawnTicks: 60, reinforceTicks: 60, rebuildTicks: 60, useRestTicks: 20 },
    ...{ wreckTicks: 90, salvageTicks: 20, salvageRangeUnits: 40 * UNITS_PER_METER },
    ...{ battleUnits: 4, battleWindowTicks: 60 },
    effectTicks: standard.effectTicks.map(() => 200),
    itemHitChance: standard.itemHitChance.map(() => 1000),
    levelExperience: Array.from({ length: 10 }, (_, level) => level * 40),
  });
}

/** Everything that comes of a war: fights of all kinds of units, and what the fallen leave behind. */
export function watchWar(witness: Witness): void {
  const server = startWorld({
    ...WAR_LAND,
    patrols: 30,
    rules: { ...hastyRules(90), hasForts: true, resumeTicks: 30 },
    sessions: { guests: 'always' },
  });
  // As if the world came out of a save: each faction has lost a patrol.
  server.world.reserve.fallen.fill(1, 1);
  const dice = seeded(12);
  const players = SIDES.map((faction) => server.join({ faction }));
  for (let tick = 0; tick < 1_000; tick++) {
    if (tick % 2 === 1) orderOfWar(server, players[dice(players.length)], dice);
    if (tick % 30 === 29) {
      const leaver = dice(players.length);
      players[leaver].away();
      players[leaver] = server.join({ faction: SIDES[leaver] });
    }
    askForTheDoomed(server.world);
    if (tick % 40 === 39) fillStores(server.world);
    if (tick % 60 === 59) changeHands(server.world, dice);
    witness.tick(server);
  }
}

/** Raids, and nothing else: the first wreck has an id of its own, and convoys get those of players who have left. */
export function watchRaids(witness: Witness): void {
  const server = startWorld({
    ...WAR_LAND,
    rules: { ...hastyRules(10_000), resumeTicks: 1 },
    sessions: { guests: 'always' },
  });
  const dice = seeded(3);
  const raiders = [1, 1, 2, 2].map((faction) => server.join({ faction }));
  for (let tick = 0; tick < 600; tick++) {
    fillStores(server.world);
    askForTheDoomed(server.world);
    if (tick % 10 === 9) assault(server, raiders[dice(4)], ENTITY_KIND.convoy, dice);
    if (tick % 60 === 50) leaveRefreshed(server, witness);
    witness.tick(server);
  }
}

/** A player comes, uses what it carries, and leaves for good while that still has its effect. */
function leaveRefreshed(server: WorldHarness, witness: Witness): void {
  const guest = server.join({ faction: 2 });
  witness.tick(server);
  for (let place = 0; place < BAG_SLOTS; place++) guest.order(ORDER.useItem, place);
  witness.tick(server);
  guest.away();
}

/** Has a player who stands do something of what one does in a war, where there is something to do. */
function orderOfWar(server: WorldHarness, player: TestClient, dice: Dice): void {
  const { world } = server;
  const id = standingAvatar(world, player);
  if (id === 0) return;
  const deed = dice(14);
  if (deed < 6) assault(server, player, PREY[dice(PREY.length)], dice);
  else if (deed === 6) player.order(ORDER.posture, dice(POSTURE_COUNT));
  else if (deed === 7) player.order(ORDER.equip, dice(BAG_SLOTS), dice(GEAR_COUNT + 1));
  else if (deed === 8) player.order(ORDER.useItem, dice(BAG_SLOTS));
  else if (deed === 9) player.order(ORDER.objective, 1 + dice(5), dice(world.graph.controlPointCount));
  else if (deed === 10) player.order(ORDER.escort, idsOf(world, ENTITY_KIND.convoy)[0] ?? 0);
  else if (deed === 11) setBeside(server, id, idsOf(world, ENTITY_KIND.wreck)[0] ?? 0, dice);
  else player.order(ORDER.moveTo, dice(world.graph.widthUnits), dice(world.graph.heightUnits));
}

/** Whom players fall upon, as often as they stand here. */
const PREY = [
  ENTITY_KIND.convoy,
  ENTITY_KIND.convoy,
  ENTITY_KIND.fort,
  ENTITY_KIND.base,
  ENTITY_KIND.patrol,
  ENTITY_KIND.patrol,
  ENTITY_KIND.patrol,
  ENTITY_KIND.avatar,
];

/** Avatar of a player, 0 while it has none that stands. */
function standingAvatar({ fighter, session }: World, player: TestClient): number {
  const id = player.welcome ? session.avatar[player.slot] : 0;
  return fighter.respawnTick[id] === 0 ? id : 0;
}

/** Sets the avatar of a player beside an enemy of a kind, if there is one, and has it attack. */
function assault(server: WorldHarness, player: TestClient, kind: number, dice: Dice): void {
  const { world } = server;
  const { faction } = world.identity;
  const id = standingAvatar(world, player);
  const enemies = idsOf(world, kind).filter((other) => areEnemies(world, faction[id], faction[other]));
  if (id === 0 || enemies.length === 0) return;
  const target = enemies[dice(enemies.length)];
  setBeside(server, id, target, dice);
  player.order(kind === ENTITY_KIND.convoy && dice(2) === 0 ? ORDER.raid : ORDER.attack, target);
}

function setBeside(server: WorldHarness, id: number, other: number, dice: Dice): void {
  if (other === 0) return;
  const { graph, motion } = server.world;
  const x = motion.x[other] + (dice(60) - 30) * UNITS_PER_METER;
  const y = motion.y[other] + (dice(60) - 30) * UNITS_PER_METER;
  const inside = (at: number, size: number) => Math.max(0, Math.min(size - 1, at));
  teleport(server, id, inside(x, graph.widthUnits), inside(y, graph.heightUnits));
}

/** Lets there be something to drive on every route: what each depot wants is to be had at all others. */
function fillStores(world: World): void {
  const { route } = world;
  for (let row = 0; row < route.state.length; row++) {
    if (route.state[row] !== ROUTE_STATE.active) continue;
    stockUp(world, route.faction[row], route.from[row], route.to[row], route.to[row] % RESOURCE_COUNT, 80);
  }
}

/** Takes a place of a fort or a base from its owner, as if all of its land had gone over. */
function changeHands({ controlPoint, district, fights }: World, dice: Dice): void {
  const place = fights.sites[dice(fights.sites.length)];
  const owner = 1 + dice(2);
  if (place.point < 0) district.owner[place.district] = owner;
  else controlPoint.owner[place.point] = owner;
}

/** Has convoys under attack ask for a way: answers come so soon that hardly any falls with its question out. */
function askForTheDoomed(world: World): void {
  const { convoy, fighter, identity } = world;
  for (const id of idsOf(world, ENTITY_KIND.convoy)) {
    if (fighter.attackers[id] === 0 || convoy.request[id] !== 0) continue;
    const whose = [id, identity.faction[id]] as const;
    const row = askForRoute(world, REQUEST_KIND.convoy, ...whose, convoy.district[id], 0, PRIORITY.convoy, 0);
    convoy.request[id] = row + 1;
  }
}
