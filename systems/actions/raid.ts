import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import type { World } from '../../components/world.ts';
import { raidSucceeds } from '../../src/convoys/danger.ts';
import { shareOf } from '../../src/convoys/pay.ts';
import { DISRUPTION } from '../../src/routing/route-costs.ts';
import { halt } from './convoy-leg.ts';
import { disturb } from './disruptions.ts';
import { loseConvoy } from './end-convoy.ts';
import { escortsNear, raidersNear, raidingFaction, repelRaiders } from './escorts.ts';
import { handOver } from './goods.ts';
import { noteConvoy } from './note-convoy.ts';

/** Stops a convoy: in a while it is decided whether the raid on it succeeds. */
export function beginRaid(world: World, raider: number, id: number): void {
  const { convoy, ledger, rules } = world;
  halt(world, id);
  convoy.raider[id] = raider;
  convoy.raidTick[id] = ledger.tick[0] + rules.convoys.raidTicks;
  noteConvoy(world, id, CONVOY_EVENT.raided);
}

/** Decides the raid on a convoy by who is near it now. */
export function settleRaid(world: World, id: number): void {
  const { convoy, ledger, rules } = world;
  const faction = raidingFaction(world, id);
  const raiders = raidersNear(world, id, faction);
  const armor = rules.convoys.vehicleArmor[convoy.vehicle[id]];
  convoy.raidTick[id] = 0;
  convoy.raider[id] = 0;
  if (faction !== 0 && raidSucceeds(rules.convoys, raiders, escortsNear(world, id), armor)) {
    plunder(world, id, faction);
  } else {
    repelRaiders(world, id);
    // From the next tick on it goes on: to the center it was driving to, or from the one that it stands at.
    convoy.arriveTick[id] = ledger.tick[0];
  }
}

/** Raiders bring some of the cargo home. Where it worked once others lie in wait. */
function plunder(world: World, id: number, faction: number): void {
  const { convoy, rules } = world;
  const district = convoy.district[id];
  handOver(world, id, faction, shareOf(convoy.cargo[id], rules.convoys.raidTakesPercent));
  loseConvoy(world, id);
  disturb(world, DISRUPTION.pirates, district, rules.convoys.disruptionTicks[DISRUPTION.pirates], faction);
}
