import type { World } from '../../components/world.ts';
import { BATTLE_COUNT_MAX } from '../../src/limits.ts';
import { BATTLE_EVENT } from '../../src/protocol/fields.ts';
import { noteBattle } from './battle-news.ts';

/** Fighters in a sector who struck or were struck within the last window. */
export function countEngaged(world: World, sector: number): number {
  const { fighter, ledger, rules, sectors } = world;
  const tick = ledger.tick[0];
  const end = sectors.start[sector + 1];
  let count = 0;
  for (let i = sectors.start[sector]; i < end; i++) {
    const engaged = fighter.engagedTick[sectors.members[i]];
    if (engaged !== 0 && tick - engaged <= rules.combat.battleWindowTicks) count++;
  }
  return count;
}

/** Enters that so many fight in a sector: tells of it when they are enough, and when they are half as many again. */
export function enterBattle(world: World, sector: number, count: number): void {
  const { battle, ledger, rules } = world;
  if (count < rules.combat.battleUnits) return;
  let row = battle.sector.indexOf(sector + 1);
  if (row < 0) {
    row = battle.sector.indexOf(0);
    // So many battles at once that nobody would miss one more.
    if (row < 0) return;
    battle.sector[row] = sector + 1;
    battle.beginTick[row] = ledger.tick[0];
  }
  battle.seenTick[row] = ledger.tick[0];
  if (count * 2 < battle.participants[row] * 3) return;
  battle.participants[row] = Math.min(0xffff, count);
  noteBattle(world, BATTLE_EVENT.massiveBattle, sector, count, 0);
}

/** Forgets the battles in which too few have fought for a whole window. */
export function endBattles(world: World): void {
  const { battle, ledger, rules } = world;
  for (let row = 0; row < BATTLE_COUNT_MAX; row++) {
    if (battle.sector[row] === 0) continue;
    if (ledger.tick[0] - battle.seenTick[row] <= rules.combat.battleWindowTicks) continue;
    battle.sector[row] = 0;
    battle.beginTick[row] = 0;
    battle.seenTick[row] = 0;
    battle.participants[row] = 0;
  }
}
