import { SQUAD_STATE } from '../../components/ai.ts';
import { GOAL, TEMPLATE, THREAT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOALS_EACH, SQUADS_EACH } from '../../src/limits.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { aim } from '../../systems/actions/aim.ts';
import { dispatch } from '../../systems/actions/dispatch.ts';
import { beginOperation } from '../../systems/actions/operations.ts';
import { despawn, spawn } from '../../systems/actions/spawn.ts';
import { leaderOf } from '../../systems/actions/squads.ts';
import { stand } from '../../systems/actions/stand.ts';
import { noteThreat } from '../../systems/actions/threats.ts';
import { wound } from '../../systems/actions/wounds.ts';
import { openRoute, stockUp } from './convoy-stage.ts';
import { territoryRules } from './land.ts';
import { plainMinds } from './plain-minds.ts';
import { formSquad } from './reflex-stage.ts';
import { BUSY_TRADE, DRAWN_LAND } from './schedule-scenes.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** Minds that plan nothing. */
const QUIET = plainMinds({ strategicTicks: 100_000, tacticalTicks: 100_000 });

/** Minds that do nothing but answer what they are told: with squads, by orders to convoys, and by thinking again. */
export function watchThreats(witness: Witness): void {
  const server = startWorld({ ...DRAWN_LAND, rules: { ai: QUIET } });
  const { world } = server;
  witness.tick(server);
  const at = (letter: string) => world.graph.districtIds.indexOf(letter);
  const tell = (threat: keyof typeof THREAT, letter: string, entity = 0) => {
    noteThreat(world, 1, THREAT[threat], at(letter), 2, entity);
    witness.tick(server);
  };
  world.mind.phase.fill(0);
  world.mind.strategicTick.fill(world.ledger.tick[0] + 100);
  const convoy = convoyOn(world, ['A', 'B', 'C'].map(at));
  tell('convoyHit', 'A', convoy);
  const squad = formSquad(world, 1, 0, at('H'), 3);
  workForGoal(world, squad, at('I'));
  tell('contested', 'H');
  tell('convoyHit', 'A', convoy);
  const crowd = Array.from({ length: 9 }, () => crowdIn(world, at('H')));
  despawn(world, leaderOf(world, squad));
  tell('squadHurt', 'H', squad);
  for (const id of crowd) despawn(world, id);
  tell('pactBroken', 'H');
}

/** What minds are told of: a raid by a player, a convoy that comes to nothing, and a fort that is struck and falls. */
export function watchAlarms(witness: Witness): void {
  const server = startWorld({
    ...DRAWN_LAND,
    rules: { ai: QUIET, hasForts: true, convoys: { ...territoryRules().convoys, ...BUSY_TRADE } },
    sessions: { guests: 'always' },
  });
  const { world } = server;
  const { convoy, fighter, ledger, motion, site } = world;
  const player = server.join({ faction: 2 });
  witness.tick(server);
  const [raided, empty] = [0, 1].map(() => convoyOn(world, [0, 1, 2]));
  player.order(ORDER.raid, raided);
  witness.tick(server);
  convoy.cargo[empty] = 0;
  convoy.crossTick[empty] = ledger.tick[0] + 1;
  witness.tick(server);
  const fort = site.entity.find((id) => world.identity.faction[id] === 1)!;
  const by = spawn(world, ENTITY_KIND.avatar, 2, motion.x[fort], motion.y[fort]);
  aim(world, by, fort);
  fighter.isOrdered[by] = 1;
  for (let tick = 0; tick < 5; tick++) witness.tick(server);
  wound(world, fort, 1_000_000, by);
  witness.tick(server);
}

/** A convoy of faction 1 that sets out along some districts. */
function convoyOn(world: World, districts: number[]): number {
  const row = openRoute(world, 1, districts);
  stockUp(world, 1, world.route.from[row], world.route.to[row], 0, 80);
  return dispatch(world, row);
}

/** An enemy of faction 1 who stands at the first control point of a district. */
function crowdIn(world: World, district: number): number {
  const { controlPointStart, controlPointX, controlPointY } = world.graph;
  const point = controlPointStart[district];
  const id = spawn(world, ENTITY_KIND.avatar, 2, controlPointX[point], controlPointY[point]);
  stand(world, id, point + 1);
  return id;
}

/** Has a squad of faction 1 raid a district for a goal. */
function workForGoal(world: World, squad: number, district: number): void {
  const { goal } = world;
  const row = Math.floor(squad / SQUADS_EACH) * GOALS_EACH;
  goal.kind[row] = GOAL.raid;
  goal.district[row] = district;
  goal.deadlineTick[row] = 100_000;
  const squads = Uint16Array.of(squad);
  const work = beginOperation(world, 1, TEMPLATE.raid, GOAL.raid, district, 2, 1, squads, 1, 0);
  goal.operation[row] = work + 1;
  world.squad.state[squad] = SQUAD_STATE.marching;
}
