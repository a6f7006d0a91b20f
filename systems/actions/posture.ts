import { AREA, MODIFIERS_EACH } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { RELATION } from '../../src/routing/route-costs.ts';
import { markDirty } from './properties.ts';

/** Has a fighter take another posture; its properties follow. */
export function takePosture(world: World, id: number, posture: number): void {
  const { fighter, rules } = world;
  const before = fighter.posture[id];
  if (before === posture) return;
  fighter.posture[id] = posture;
  const { postureProperty, postureThousandths } = rules.combat;
  const bits =
    bitsOf(postureProperty, postureThousandths, before) |
    bitsOf(postureProperty, postureThousandths, posture);
  if (bits !== 0) markDirty(world, id, bits);
}

/** Notes whose ground a fighter stands on, by the control point it was last seen at; its properties follow. */
export function feelGround(world: World, id: number): void {
  const { fighter, rules } = world;
  const before = fighter.area[id];
  const area = areaOf(world, id);
  if (before === area) return;
  fighter.area[id] = area;
  const { areaProperty, areaThousandths } = rules.combat;
  const bits = bitsOf(areaProperty, areaThousandths, before) | bitsOf(areaProperty, areaThousandths, area);
  if (bits !== 0) markDirty(world, id, bits);
}

function areaOf(world: World, id: number): number {
  const { controlPoint, identity, roads, standing } = world;
  const point = standing.point[id];
  if (point === 0) return AREA.open;
  const owner = controlPoint.owner[point - 1];
  const relation = roads.costs.relation[identity.faction[id] * SIDE_COUNT + owner];
  if (relation === RELATION.own) return AREA.own;
  return relation === RELATION.enemy ? AREA.hostile : AREA.open;
}

/** The properties that the modifiers of an area or a posture change, as bits. */
function bitsOf(properties: readonly number[], thousandths: readonly number[], place: number): number {
  let bits = 0;
  for (let i = place * MODIFIERS_EACH; i < (place + 1) * MODIFIERS_EACH; i++) {
    if (thousandths[i] !== 0) bits |= 1 << properties[i];
  }
  return bits;
}
