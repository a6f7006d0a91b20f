import type { World } from '../../components/world.ts';
import { RESOURCE_COUNT } from '../../src/limits.ts';

/**
 * Every unit of goods is in one place: in store, on a convoy, handed over, or lost. Whatever takes units from one of
 * these gives them to another, through here.
 */

/** Units of a convoy's cargo are handed over to a faction. */
export function handOver(world: World, id: number, faction: number, units: number): void {
  const { account, convoy } = world;
  convoy.cargo[id] -= units;
  account.delivered[faction * RESOURCE_COUNT + convoy.resource[id]] += units;
}

/** Units of a convoy's cargo are lost. */
export function loseGoods(world: World, id: number, units: number): void {
  const { account, convoy, identity } = world;
  convoy.cargo[id] -= units;
  account.lost[identity.faction[id] * RESOURCE_COUNT + convoy.resource[id]] += units;
}

/** Units of a convoy's cargo go into the store of a depot, whether there is room or not. */
export function storeGoods(world: World, id: number, depot: number, units: number): void {
  const { convoy, depotGoods } = world;
  convoy.cargo[id] -= units;
  depotGoods.stock[depot * RESOURCE_COUNT + convoy.resource[id]] += units;
}

/** Adds to what a faction has earned; a trip may cost more than there is. */
export function earn(world: World, faction: number, credits: number): void {
  const { money } = world.treasury;
  money[faction] = Math.max(-0x8000_0000, Math.min(0x7fff_ffff, money[faction] + credits));
}
