import { CONSIDERATION_COUNT, GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { beginWeighing, evaluations, offer } from './candidates.ts';
import { strongestEnemy } from './considerations.ts';
import { noteFront } from './front.ts';
import { isInReach, type Outlook, wealthAround } from './outlook.ts';
import { mayAlly } from './pacts.ts';
import { breachBetween, havePact } from './relations.ts';

/** Work units that a district, or a faction, may take: to look at it, and to evaluate every consideration once. */
export const LOOK_UNITS_MAX = 1 + CONSIDERATION_COUNT;

/** A home must be so much richer to be worth a move, percent, and by so much at least. */
const RICHER_PERCENT = 125;
const RICHER_LEAST = 30;

/** How fresh a breach between two may be for talks, thousandths: none in the first half of the time of a pact. */
const BREACH_FORGIVEN = 500;

/** Around a district, as bits. */
const AROUND = { own: 1, enemy: 2, home: 4 } as const;

/** Weighs what a faction could set out to do in a district. Returns the work units that it took. */
export function lookAtDistrict(world: World, from: Outlook, district: number): number {
  beginWeighing();
  const owner = world.district.owner[district];
  const around = aroundOf(world, from, district);
  if (owner === from.faction) lookAtOwn(world, from, district, around);
  else lookAtOther(world, from, district, owner, around);
  return 1 + evaluations();
}

function aroundOf(world: World, from: Outlook, district: number): number {
  const { graph } = world;
  const end = graph.neighborStart[district + 1];
  let around = district === from.home ? AROUND.home : 0;
  for (let i = graph.neighborStart[district]; i < end; i++) {
    const neighbor = graph.neighborDistrict[i];
    const owner = world.district.owner[neighbor];
    if (owner === from.faction) around |= AROUND.own;
    else if (from.enemies & (1 << owner)) around |= AROUND.enemy;
    if (neighbor === from.home) around |= AROUND.home;
  }
  return around;
}

function lookAtOwn(world: World, from: Outlook, district: number, around: number): void {
  const { contestedTick } = world.district;
  const { faction } = from;
  const isContested = contestedTick[district] !== 0;
  const isInDanger = isContested || strongestEnemy(world, district, from.enemies) > 0;
  if (around & AROUND.enemy) noteFront(world, from, district);
  if (isInDanger || around & AROUND.enemy) offer(world, from, GOAL.hold, district, 0);
  const traffic = world.districtSide.traffic[district * SIDE_COUNT + faction];
  if (isInDanger && traffic > 0) offer(world, from, GOAL.protect, district, 0);
  if (isContested || district === from.home) return;
  const wealth = wealthAround(world, faction, district);
  const least = Math.max((from.homeWealth * RICHER_PERCENT) / 100, from.homeWealth + RICHER_LEAST);
  if (wealth >= least) offer(world, from, GOAL.relocate, district, 0);
}

function lookAtOther(world: World, from: Outlook, district: number, owner: number, around: number): void {
  if (owner !== 0 && (from.enemies & (1 << owner)) === 0) return;
  if (around & (AROUND.own | AROUND.home) && !isImmune(world, district, owner)) {
    offer(world, from, GOAL.take, district, owner);
  }
  if (owner === 0 || !isInReach(world, from, district)) return;
  offer(world, from, GOAL.raid, district, owner);
  const traffic = world.districtSide.traffic[district * SIDE_COUNT + owner];
  if (traffic > 0) offer(world, from, GOAL.cut, district, owner);
}

/** A hub that the rules protect is no land to be taken. */
function isImmune(world: World, district: number, owner: number): boolean {
  return world.rules.territory.hubImmune !== 0 && owner !== 0 && world.graph.hubDistrict[owner] === district;
}

/** Weighs pacts with the others, and the end of those there are. Returns the work units that it took. */
export function lookAtFactions(world: World, from: Outlook): number {
  let units = 0;
  for (let other = 1; other < SIDE_COUNT; other++) {
    if (other === from.faction) continue;
    beginWeighing();
    const place = Math.max(0, world.graph.hubDistrict[other]);
    if (havePact(world, from.faction, other)) offer(world, from, GOAL.betray, place, other);
    else if (isOpenTo(world, from.faction, other)) offer(world, from, GOAL.ally, place, other);
    units += 1 + evaluations();
  }
  return units;
}

function isOpenTo(world: World, faction: number, other: number): boolean {
  return mayAlly(world, faction, other) && breachBetween(world, faction, other) < BREACH_FORGIVEN;
}
