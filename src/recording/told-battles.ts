import type { World } from '../../components/world.ts';
import { writeBattle, writeBattleEvent } from '../protocol/battle-items.ts';
import type { ByteWriter } from '../protocol/bytes.ts';
import { type SectorGrid, sectorAt, sectorOriginX, sectorOriginY } from '../protocol/items.ts';

/**
 * Writes what happened in fights in the tick that has just ended, each by the sector of the recording that holds its
 * own. They are so few that each is an item of its own.
 */
export function writeToldBattles(to: ByteWriter, world: World, grid: SectorGrid): void {
  const { news } = world.fights;
  for (let place = 0; place < news.lastCount; place++) {
    const sector = news.sector[place];
    const [x, y] = [sectorOriginX(world.grid, sector), sectorOriginY(world.grid, sector)];
    writeBattle(to, sectorAt(grid, x, y), 1);
    writeBattleEvent(to, news.kind[place], news.subject[place], news.actor[place]);
  }
}
