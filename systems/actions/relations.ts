import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { areEnemies } from './hostility.ts';

/** What two factions are to each other. */

const TRUST_MAX = 1000;

/** A faction has a lead when it has half as much land again as an even share. */
const LEAD_PERCENT = 150;

export function havePact(world: World, faction: number, other: number): boolean {
  return world.pact.endTick[faction * SIDE_COUNT + other] !== 0;
}

/** Pacts that a faction has. */
export function pactsOf(world: World, faction: number): number {
  let count = 0;
  for (let other = 1; other < SIDE_COUNT; other++) if (havePact(world, faction, other)) count++;
  return count;
}

/** What a faction thinks of another, affinity and all: 0..1000, 500 = nothing in particular. */
export function trustIn(world: World, faction: number, other: number): number {
  const row = faction * SIDE_COUNT + other;
  const sum = world.rules.ai.affinity[row] + world.pact.trust[row];
  return Math.max(0, Math.min(1000, 500 + Math.floor(sum / 2)));
}

/** Books trust, for better or for worse. */
export function addTrust(world: World, faction: number, other: number, change: number): void {
  const { trust } = world.pact;
  const row = faction * SIDE_COUNT + other;
  trust[row] = Math.max(-TRUST_MAX, Math.min(TRUST_MAX, trust[row] + change));
}

/** The faction with most of the land of all but these two, as long as it has a lead over an even share; 0 none. */
export function leaderBesides(world: World, faction: number, other: number): number {
  const { land } = world.side;
  let leader = 0;
  let sum = land[faction] + land[other];
  for (let third = 1; third < SIDE_COUNT; third++) {
    if (third === faction || third === other) continue;
    sum += land[third];
    if (land[third] > (leader === 0 ? 0 : land[leader])) leader = third;
  }
  return land[leader] * 100 * (SIDE_COUNT - 1) >= sum * LEAD_PERCENT ? leader : 0;
}

/** Whether both are at war with the faction that has most of the land besides them, as long as it leads. */
export function sharesEnemy(world: World, faction: number, other: number): boolean {
  const leader = leaderBesides(world, faction, other);
  return leader !== 0 && areEnemies(world, faction, leader) && areEnemies(world, other, leader);
}

/** How long ago one of the two broke a pact between them: 1000 just now, 0 as long ago as a pact lasts, or never. */
export function breachBetween(world: World, faction: number, other: number): number {
  const { brokenTick } = world.pact;
  const last = Math.max(brokenTick[faction * SIDE_COUNT + other], brokenTick[other * SIDE_COUNT + faction]);
  const ticks = world.rules.ai.pactTicks - (world.ledger.tick[0] - last);
  return last === 0 || ticks <= 0 ? 0 : Math.floor((ticks * 1000) / world.rules.ai.pactTicks);
}
