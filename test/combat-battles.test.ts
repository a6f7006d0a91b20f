import { describe, expect, test } from 'vitest';
import type { Rules } from '../components/rules.ts';
import { BATTLE_EVENT } from '../src/protocol/fields.ts';
import { WarStage } from './support/war-stage.ts';

function begin(combat: Partial<Rules['combat']>) {
  const stage = new WarStage(['A--B'], { owners: { 1: ['A'], 2: ['B'] }, combat });
  stage.tick();
  return { stage, world: stage.world };
}

describe('a battle', () => {
  /** Fighters in one sector that struck just now. */
  function engage(stage: WarStage, count: number): number[] {
    const ids = Array.from({ length: count }, () => stage.place(1, 0));
    stage.tick();
    return ids;
  }

  test('is told of when enough fight, when it has grown by half, and is over after a quiet window', () => {
    const { stage, world } = begin({ battleUnits: 4, battleWindowTicks: 120 });
    const told: number[] = [];
    const ids = engage(stage, 9);
    const rounds = (fighting: number, ticks: number) => {
      for (let tick = 0; tick < ticks; tick++) {
        for (const id of ids.slice(0, fighting)) world.fighter.engagedTick[id] = world.ledger.tick[0];
        const { news } = world.fights;
        news.kind[0] = 0;
        stage.tick();
        if (news.kind[0] === BATTLE_EVENT.massiveBattle) told.push(news.subject[0]);
      }
    };
    rounds(3, 200);
    expect(told).toEqual([]);
    rounds(4, 200);
    expect(told).toEqual([4]);
    rounds(5, 200);
    expect(told).toEqual([4]);
    rounds(6, 200);
    rounds(8, 200);
    expect(told).toEqual([4, 6]);
    rounds(9, 200);
    expect(told).toEqual([4, 6, 9]);
    const row = world.battle.sector.findIndex((sector) => sector !== 0);
    expect(world.battle.sector[row] - 1).toBe(world.sectors.of[ids[0]]);
    rounds(0, 400);
    expect(world.battle.sector[row]).toBe(0);
    rounds(4, 200);
    expect(told).toEqual([4, 6, 9, 4]);
  });
});
