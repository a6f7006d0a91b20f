import type { World } from '../../components/world.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { CONVOY_RESOURCES } from '../../src/protocol/route-words.ts';

/** Where the units of a resource are, of all factions: a depot keeps its stock when it changes hands. */
export interface GoodsBalance {
  readonly resource: string;
  readonly produced: number;
  readonly stored: number;
  readonly carried: number;
  readonly delivered: number;
  readonly lost: number;
  /** Units that are nowhere (positive), or in two places (negative). */
  readonly missing: number;
}

/** Adds up the books of every resource, from the stores alone. */
export function goodsBalance(world: World): GoodsBalance[] {
  const { account, convoy, depotGoods, entities, roads, wreck } = world;
  const carried = new Float64Array(RESOURCE_COUNT);
  for (const id of entities.rosters.get(ENTITY_KIND.convoy)!.ids()) {
    carried[convoy.resource[id]] += convoy.cargo[id];
  }
  // What lies in wrecks has not been lost yet.
  for (const id of entities.rosters.get(ENTITY_KIND.wreck)!.ids()) {
    carried[wreck.resource[id]] += wreck.cargo[id];
  }
  return Array.from({ length: RESOURCE_COUNT }, (_, resource) => {
    const sum = (column: Uint32Array, rows: number) => {
      let total = 0;
      for (let row = 0; row < rows; row++) total += column[row * RESOURCE_COUNT + resource];
      return total;
    };
    const produced = sum(account.produced, SIDE_COUNT);
    const stored = sum(depotGoods.stock, roads.depots.count);
    const delivered = sum(account.delivered, SIDE_COUNT);
    const lost = sum(account.lost, SIDE_COUNT);
    return {
      ...{ resource: CONVOY_RESOURCES[resource], produced, stored, carried: carried[resource] },
      ...{ delivered, lost, missing: produced - stored - carried[resource] - delivered - lost },
    };
  });
}

/** What does not add up, in words. */
export function imbalances(balances: readonly GoodsBalance[]): string[] {
  return balances.flatMap(({ carried, delivered, lost, missing, produced, resource, stored }) => {
    if (missing === 0) return [];
    const parts = `${stored} stored + ${carried} carried + ${delivered} delivered + ${lost} lost`;
    const gap = missing > 0 ? `${missing} are nowhere` : `${-missing} are in two places`;
    return [`${resource}: ${produced} produced, but ${parts}: ${gap}`];
  });
}
