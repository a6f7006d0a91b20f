import { Avatar } from '../../components/avatar.ts';
import type { World } from '../../components/world.ts';

// Every column there is: one that is added later cannot be forgotten here.
const COLUMNS = Object.keys(Avatar.columns) as (keyof typeof Avatar.columns)[];

/** Takes from a body all that it, or whoever bore its id before, was told to do. */
export function forgetOrders(world: World, id: number): void {
  for (let i = 0; i < COLUMNS.length; i++) world.avatar[COLUMNS[i]][id] = 0;
}
