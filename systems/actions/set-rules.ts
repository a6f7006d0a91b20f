import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { WORLD_EVENT_COUNT_MAX } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { decayOver } from '../../src/territory/pressure.ts';

/** Replaces the rules, and works out anew what follows from them. */
export function setRules(world: World, rules: Rules): void {
  const { graph, territories } = world;
  world.rules = rules;
  const perKm = rules.territory.pressureDecayPerKm;
  // The rules change between two ticks of a running world: in a large one this alone would make the tick late.
  if (perKm !== territories.pressureDecayPerKm) {
    territories.pressureDecayPerKm = perKm;
    for (let i = 0; i < graph.neighborMeters.length; i++) {
      territories.pressureKept[i] = decayOver(graph.neighborMeters[i], perKm);
    }
  }
  weighEvents(world);
}

/** Works out what the events of now do to each region, after one began or ended or the rules changed. */
export function weighEvents(world: World): void {
  const { ledger, rules, territories, worldEvent } = world;
  const { decayPercent, lossCause, lossMilli, presencePercent, supportPercent } = territories;
  presencePercent.fill(100);
  decayPercent.fill(100);
  supportPercent.fill(100);
  lossMilli.fill(0);
  territories.isLosing = false;
  for (let i = 0; i < WORLD_EVENT_COUNT_MAX; i++) {
    if (worldEvent.kind[i] === 0) continue;
    const kind = worldEvent.kind[i] - 1;
    const region = worldEvent.region[i];
    presencePercent[region] = after(presencePercent[region], rules.territory.eventPresencePercent[kind]);
    decayPercent[region] = after(decayPercent[region], rules.territory.eventDecayPercent[kind]);
    supportPercent[region] = after(supportPercent[region], rules.territory.eventSupportPercent[kind]);
    // In its first second only: in it, every district has its turn once.
    if (ledger.tick[0] - worldEvent.beginTick[i] < TICKS_PER_SECOND) {
      lossMilli[region] += rules.territory.eventLossMilli[kind];
      territories.isLosing ||= lossMilli[region] > 0;
      lossCause[region] = rules.territory.eventCause[kind];
    }
  }
}

function after(percent: number, factorPercent: number): number {
  return Math.floor((percent * factorPercent) / 100);
}
