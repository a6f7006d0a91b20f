import { GOAL_COUNT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { thinksByRules } from '../../src/ai/rule-brain.ts';
import { countOf } from '../../src/ai/score.ts';
import { RESOURCE_COUNT } from '../../src/limits.ts';
import { fadedBy } from '../../src/maths/fade.ts';
import { TICKS_PER_SECOND, vectorLength } from '../../src/maths/fixed-point.ts';
import { homeOf } from './home.ts';
import { enemiesOf } from './hostility.ts';

const SPENT_TICKS = 30 * 60 * TICKS_PER_SECOND;

/** Who looks, and from where. */
export interface Outlook {
  faction: number;
  /** District where its squads gather, or would if it had land; -1 nowhere. */
  home: number;
  /** How rich it is there, as CONSIDERATION.wealth has it. */
  homeWealth: number;
  /** The factions that it fights, as bits. */
  enemies: number;
  /** Whether it thinks by plain rules. */
  isByRules: boolean;
  /** By GOAL: considerations that count for it. */
  readonly counts: Uint8Array;
}

const outlook: Outlook = {
  ...{ faction: 0, home: 0, homeWealth: 0, enemies: 0, isByRules: false },
  counts: new Uint8Array(GOAL_COUNT),
};

/** What a faction sees the world from, as things are; valid until the next one is asked for. */
export function outlookOf(world: World, faction: number): Outlook {
  const home = homeOf(world, faction);
  outlook.faction = faction;
  outlook.home = home < 0 ? world.graph.hubDistrict[faction] : home;
  outlook.homeWealth = outlook.home < 0 ? 0 : wealthLeft(world, faction, outlook.home);
  outlook.enemies = enemiesOf(world, faction);
  outlook.isByRules = thinksByRules(world.rules.ai, faction);
  for (let goal = 0; goal < GOAL_COUNT; goal++) outlook.counts[goal] = countOf(world.rules.ai, faction, goal);
  return outlook;
}

/** Whether squads go that far from a faction's home; nowhere without one. */
export function isInReach(world: World, from: Outlook, district: number): boolean {
  const { districtX, districtY } = world.graph;
  const { reachUnits } = world.rules.ai;
  // Nearly all of a large world is out of reach, and seen to be so without a root.
  if (from.home < 0 || Math.abs(districtX[district] - districtX[from.home]) > reachUnits) return false;
  if (Math.abs(districtY[district] - districtY[from.home]) > reachUnits) return false;
  return unitsFromHome(world, from, district) <= reachUnits;
}

/** Way from a faction's home to a district as the crow flies, world units; out of all reach without a home. */
export function unitsFromHome(world: World, { home }: Outlook, district: number): number {
  const { districtX, districtY } = world.graph;
  if (home < 0) return Number.MAX_SAFE_INTEGER;
  return vectorLength(districtX[district] - districtX[home], districtY[district] - districtY[home]);
}

/** How rich it still is at home: squads live off the land, and half of what there was is spent in SPENT_TICKS. */
function wealthLeft(world: World, faction: number, home: number): number {
  const stay = world.ledger.tick[0] - world.mind.homeTick[faction];
  return fadedBy(wealthAround(world, faction, home), stay, SPENT_TICKS);
}

/** How rich a district and those around are in what a faction likes, 0..1000: the mean of taste times value. */
export function wealthAround(world: World, faction: number, district: number): number {
  const { graph } = world;
  const first = graph.neighborStart[district];
  const end = graph.neighborStart[district + 1];
  let sum = graph.districtValue[district] * tasteFor(world, faction, district);
  for (let i = first; i < end; i++) {
    const neighbor = graph.neighborDistrict[i];
    sum += graph.districtValue[neighbor] * tasteFor(world, faction, neighbor);
  }
  // Values are percents, tastes thousandths.
  return Math.min(1000, Math.floor(sum / (100 * (end - first + 1))));
}

/** How much a faction likes what a district makes, 0..1000. */
export function tasteFor(world: World, faction: number, district: number): number {
  return world.rules.ai.resourceTaste[faction * RESOURCE_COUNT + world.graph.districtResource[district]];
}
