import { ASTRAY } from '../../components/combat.ts';
import type { World } from '../../components/world.ts';
import { ENDLESS_TICKS } from '../../src/maths/course.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { FORECAST_TURNS } from '../../src/replication/forecasts.ts';
import { nextOpenLeg, type OpenLeg } from './open-leg.ts';

const leg: OpenLeg = { vx: 0, vy: 0, legEndTick: 0, turnTick: 0 };

/** Fills in what is foreseen of an entity beyond what already is: of a patrol that walks by itself its next turns. */
export function lookAhead(world: World, id: number): void {
  const { fighter, identity, ledger, patrol, rules, soldier } = world;
  if (identity.kind[id] !== ENTITY_KIND.patrol) return;
  // It fights, or goes where it is ordered to.
  if (fighter.isAstray[id] !== ASTRAY.no || soldier.squad[id] !== 0) return;
  if (patrol.turnTick[id] - ledger.tick[0] > ENDLESS_TICKS) return;
  if (rules.patrolRoamsTerritories) foreseeStop(world, id);
  else foreseeOpenLegs(world, id);
}

/** A leg to a control point ends there; where it goes on to depends on whose the land is then. */
function foreseeStop(world: World, id: number): void {
  const { forecasts, ledger, motion, patrol } = world;
  const [next] = forecasts.turns;
  if (next.tick[id] !== 0 || (motion.vx[id] === 0 && motion.vy[id] === 0)) return;
  const tick = ledger.tick[0];
  next.tick[id] = Math.max(patrol.turnTick[id], tick + 1);
  next.vx[id] = 0;
  next.vy[id] = 0;
  next.sinceTick[id] = tick;
}

function foreseeOpenLegs(world: World, id: number): void {
  const { forecasts, ledger, motion, patrol } = world;
  const tick = ledger.tick[0];
  // After the step of the tick before `turnTick`, on the course (vx, vy).
  let turnTick = Math.max(patrol.turnTick[id], tick + 1);
  let x = motion.x[id] + motion.vx[id] * (turnTick - 1 - tick);
  let y = motion.y[id] + motion.vy[id] * (turnTick - 1 - tick);
  leg.vx = motion.vx[id];
  leg.vy = motion.vy[id];
  leg.legEndTick = patrol.legEndTick[id];
  for (let i = 0; i < FORECAST_TURNS; i++) {
    const turn = forecasts.turns[i];
    if (turn.tick[id] === 0) {
      nextOpenLeg(world, id, turnTick, x, y, leg);
      turn.tick[id] = turnTick;
      turn.vx[id] = leg.vx;
      turn.vy[id] = leg.vy;
      turn.legEndTick[id] = leg.legEndTick;
      turn.endTick[id] = Math.max(leg.turnTick, turnTick + 1);
      turn.sinceTick[id] = tick;
    }
    leg.vx = turn.vx[id];
    leg.vy = turn.vy[id];
    leg.legEndTick = turn.legEndTick[id];
    x += leg.vx * (turn.endTick[id] - turnTick);
    y += leg.vy * (turn.endTick[id] - turnTick);
    turnTick = turn.endTick[id];
  }
}
