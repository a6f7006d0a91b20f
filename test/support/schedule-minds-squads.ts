import { SQUAD_STATE } from '../../components/ai.ts';
import { BRAIN, GOAL, TEMPLATE } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOALS_EACH, SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { dispatch } from '../../systems/actions/dispatch.ts';
import { beginOperation } from '../../systems/actions/operations.ts';
import { membersOf } from '../../systems/actions/soldiers.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { readySquads } from '../../systems/actions/squads.ts';
import { openRoute, stockUp } from './convoy-stage.ts';
import { territoryRules } from './land.ts';
import { plainMinds } from './plain-minds.ts';
import { teleport } from './random-life.ts';
import { BUSY_TRADE, DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** Ticks within which every operation is looked at. */
const LOOK_TICKS = 16;

/** E and C have depots, and a road between. */
const OWNERS = { 1: [...'ABFGHKLM'], 2: [...'EDCJION'] };

/** Squads form, go about all kinds of work by orders of the scene, and are dissolved in the midst of it. */
export function watchSquads(witness: Witness): void {
  const convoys = { ...territoryRules().convoys, ...BUSY_TRADE, vehicleSpeed: Array(7).fill(300) };
  const ai = plainMinds({ soldierThousandths: 1000, squadSize: Array(SIDE_COUNT).fill(3) });
  const server = startWorld({ ...DRAWN_LAND, owners: OWNERS, patrols: 140, rules: { ai, convoys } });
  const { world } = server;
  const { mind, pact, squad } = world;
  const [A, E, I] = ['A', 'E', 'I'].map((letter) => world.graph.districtIds.indexOf(letter));
  // Nobody makes plans.
  mind.strategicTick.fill(0x7fff_ffff);
  mind.tacticalTick.fill(0x7fff_ffff);
  const play = (ticks: number) => {
    for (let i = 0; i < ticks; i++) witness.tick(server);
  };
  play(1);
  sendConvoy(world, [E, E - 1, E - 2]);
  play(260);
  for (let row = SQUADS_EACH; row < 2 * SQUADS_EACH; row++) {
    if (squad.state[row] !== SQUAD_STATE.none) squad.state[row] = SQUAD_STATE.ready;
    for (const id of soldiersOf(world, row)) {
      teleport(server, id, world.graph.districtX[A], world.graph.districtY[A]);
    }
  }
  // It arrives where it is.
  begin(world, TEMPLATE.relocate, A, 0);
  const hurt = [begin(world, TEMPLATE.fortify, I, 2), begin(world, TEMPLATE.raid, I, 2, GOAL.raid)];
  play(2 * LOOK_TICKS);
  // The one says so, the other gives up.
  for (const row of hurt) for (const id of soldiersOf(world, row).slice(1)) despawn(world, id);
  play(LOOK_TICKS);
  // A war of two alone has no pacts.
  world.side.land[3] = 1;
  pact.trust[2 * SIDE_COUNT + 1] = 1000;
  begin(world, TEMPLATE.parley, A, 2);
  play(2 * LOOK_TICKS);
  pact.endTick.fill(0);
  for (const id of soldiersOf(world, begin(world, TEMPLATE.interdict, E, 2))) {
    teleport(server, id, world.graph.districtX[E], world.graph.districtY[E]);
  }
  play(2 * LOOK_TICKS);
  play(LOOK_TICKS);
  begin(world, TEMPLATE.raid, I, 2, GOAL.raid);
  play(LOOK_TICKS);
  server.changeRules({ ...world.rules, ai: { ...ai, brain: Array(SIDE_COUNT).fill(BRAIN.none) } });
  play(130);
}

/** Begins an operation of faction 1 with a ready squad, if it wants one. Returns the squad. */
function begin(world: World, template: number, district: number, other: number, goal = 0): number {
  const { goal: goals } = world;
  const ready = new Uint16Array(SQUADS_EACH);
  const count = template === TEMPLATE.parley ? 0 : Math.min(1, readySquads(world, 1, ready));
  const row = beginOperation(world, 1, template, goal, district, other, 1, ready, count, 0);
  if (goal !== 0) {
    goals.kind[GOALS_EACH] = goal;
    goals.district[GOALS_EACH] = district;
    goals.deadlineTick[GOALS_EACH] = 100_000;
    goals.operation[GOALS_EACH] = row + 1;
  }
  return ready[0];
}

/** A convoy of faction 2 sets out along some districts. */
function sendConvoy(world: World, districts: number[]): void {
  const row = openRoute(world, 2, districts);
  stockUp(world, 2, world.route.from[row], world.route.to[row], 0, 80);
  dispatch(world, row);
}

function soldiersOf(world: World, squad: number): number[] {
  const members = new Uint32Array(SQUAD_SIZE_MAX);
  return [...members.subarray(0, membersOf(world, squad, members))];
}
