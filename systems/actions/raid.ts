import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { shareOf } from '../../src/convoys/pay.ts';
import { DISRUPTION } from '../../src/routing/route-costs.ts';
import { aim } from './aim.ts';
import { soundAlarm } from './alarms.ts';
import { halt } from './convoy-leg.ts';
import { disturb } from './disruptions.ts';
import { loseConvoy } from './end-convoy.ts';
import { assign, isRaided, repelRaiders } from './escorts.ts';
import { handOver } from './goods.ts';
import { noteConvoy } from './note-convoy.ts';
import { leaveWreck } from './wrecks.ts';

/** Sets an avatar upon a convoy: it strikes at it until it is told otherwise. The first raider stops the convoy. */
export function joinRaid(world: World, raider: number, id: number): void {
  assign(world, raider, ESCORT_TASK.raid, id);
  aim(world, raider, id);
  world.fighter.isOrdered[raider] = 1;
  if (world.convoy.raidTick[id] === 0) beginRaid(world, raider, id);
}

/** Stops a convoy: now and then it is looked at whether the raid on it goes on. */
function beginRaid(world: World, raider: number, id: number): void {
  const { convoy, ledger, rules } = world;
  halt(world, id);
  convoy.raider[id] = raider;
  convoy.raidTick[id] = ledger.tick[0] + rules.convoys.raidTicks;
  noteConvoy(world, id, CONVOY_EVENT.raided);
  soundAlarm(world, id, raider);
}

/** Lets the raid on a convoy go on while somebody works on it; else it has been repelled, and the convoy drives on. */
export function settleRaid(world: World, id: number): void {
  const { convoy, ledger, rules } = world;
  const tick = ledger.tick[0];
  if (isRaided(world, id)) {
    convoy.raidTick[id] = tick + rules.convoys.raidTicks;
    return;
  }
  convoy.raidTick[id] = 0;
  convoy.raider[id] = 0;
  repelRaiders(world, id);
  // From the next tick on it goes on: to the center it was driving to, or from the one that it stands at.
  convoy.arriveTick[id] = tick;
}

/**
 * A convoy falls by the hand of `by` (0 = nobody): whose that is gets some of the cargo, and the rest lies where it
 * is. Where raiders had it fall, others lie in wait.
 */
export function plunder(world: World, id: number, by: number): void {
  const { convoy, identity, rules } = world;
  const district = convoy.district[id];
  const faction = identity.faction[by];
  const isRaid = by !== 0 && convoy.raidTick[id] !== 0;
  if (by !== 0) handOver(world, id, faction, shareOf(convoy.cargo[id], rules.combat.plunderPercent));
  leaveWreck(world, id);
  loseConvoy(world, id, faction);
  if (isRaid)
    disturb(world, DISRUPTION.pirates, district, rules.convoys.disruptionTicks[DISRUPTION.pirates], faction);
}
