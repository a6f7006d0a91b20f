import { BRAIN, THREAT, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { PACT_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { homeOf } from './home.ts';
import { areEnemies } from './hostility.ts';
import { addTrust, breachBetween, havePact, pactsOf, sharesEnemy } from './relations.ts';
import { noteThreat } from './threats.ts';
import { tracePact } from './trace.ts';

export { havePact } from './relations.ts';

/** Pacts of a faction at a time: of six others, four at least stay its enemies. */
export const PACTS_EACH = 2;

/** What must come together for a pact, see `willingness`. */
const WILLING_FROM = 200;
const COMMON_ENEMY = 300;

/** What a broken pact costs the breaker: trust of the other, and of everybody else. */
const TRUST_OF_VICTIM = 600;
const TRUST_OF_OTHERS = 150;

/** Whether the two could make a pact as things stand: both have a mind, room for one, and an enemy left besides. */
export function mayAlly(world: World, faction: number, other: number): boolean {
  const { brain } = world.rules.ai;
  if (brain[faction] === BRAIN.none || brain[other] === BRAIN.none) return false;
  if (!areEnemies(world, faction, other)) return false;
  if (pactsOf(world, faction) >= PACTS_EACH || pactsOf(world, other) >= PACTS_EACH) return false;
  // A war that nobody is left to fight would be over for good.
  return hasEnemyBesides(world, faction, other) && hasEnemyBesides(world, other, faction);
}

function hasEnemyBesides(world: World, faction: number, friend: number): boolean {
  for (let third = 1; third < SIDE_COUNT; third++) {
    if (third !== friend && world.side.land[third] > 0 && areEnemies(world, faction, third)) return true;
  }
  return false;
}

/**
 * How ready a faction is for a pact with another: affinity + trust (-2000..2000) + diplomacy (-500..500) + 300 if both
 * are at war with one that has a lead + a quarter of its weariness - how fresh a breach is between them (0..1000).
 */
export function willingness(world: World, faction: number, other: number): number {
  const { mind, pact, rules } = world;
  const row = faction * SIDE_COUNT + other;
  const diplomacy = rules.ai.trait[faction * TRAIT_COUNT + TRAIT.diplomacy] - 500;
  const enemy = sharesEnemy(world, faction, other) ? COMMON_ENEMY : 0;
  const need = enemy + Math.floor(mind.weariness[faction] / 4);
  return rules.ai.affinity[row] + pact.trust[row] + diplomacy + need - breachBetween(world, faction, other);
}

/** A faction offers a pact. The other decides by its own mind; false = it refused, or there can be none. */
export function offerPact(world: World, faction: number, other: number): boolean {
  const { ledger, pact, rules } = world;
  if (!mayAlly(world, faction, other) || willingness(world, other, faction) < WILLING_FROM) {
    tracePact(world, faction, other, PACT_EVENT.refused);
    return false;
  }
  const endTick = ledger.tick[0] + Math.max(1, rules.ai.pactTicks);
  pact.endTick[faction * SIDE_COUNT + other] = endTick;
  pact.endTick[other * SIDE_COUNT + faction] = endTick;
  tracePact(world, faction, other, PACT_EVENT.made);
  return true;
}

/** A faction breaks its pact with another, and everybody hears of it. Nothing happens where there is none. */
export function breakPact(world: World, faction: number, other: number): void {
  if (!havePact(world, faction, other)) return;
  forget(world, faction, other);
  world.pact.brokenTick[other * SIDE_COUNT + faction] = world.ledger.tick[0];
  for (let third = 1; third < SIDE_COUNT; third++) {
    if (third !== faction)
      addTrust(world, third, faction, third === other ? -TRUST_OF_VICTIM : -TRUST_OF_OTHERS);
  }
  tracePact(world, faction, other, PACT_EVENT.broken);
  noteThreat(world, other, THREAT.pactBroken, homeOf(world, other), faction, 0);
}

/** Ends the pacts whose time is over. */
export function endPacts(world: World): void {
  const tick = world.ledger.tick[0];
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    for (let other = faction + 1; other < SIDE_COUNT; other++) {
      const endTick = world.pact.endTick[faction * SIDE_COUNT + other];
      if (endTick === 0 || tick < endTick) continue;
      forget(world, faction, other);
      tracePact(world, faction, other, PACT_EVENT.over);
    }
  }
}

function forget(world: World, faction: number, other: number): void {
  world.pact.endTick[faction * SIDE_COUNT + other] = 0;
  world.pact.endTick[other * SIDE_COUNT + faction] = 0;
}
