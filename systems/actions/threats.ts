import { BRAIN } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { THREATS_EACH } from '../../src/limits.ts';

/**
 * Tells a faction's mind of something that it has to answer at once (THREAT), in the next tick's `answerThreats`;
 * `district` is -1 where it is about none. What is the same as one that waits already is not noted twice; what finds no
 * room is counted and lost.
 */
export function noteThreat(
  world: World,
  faction: number,
  kind: number,
  district: number,
  by: number,
  entity: number,
): void {
  if (faction === 0 || world.rules.ai.brain[faction] === BRAIN.none) return;
  const { ledger, mind, minds, threat } = world;
  const first = faction * THREATS_EACH;
  // As the store keeps it.
  const place = district >>> 0;
  const head = mind.threatHead[faction];
  for (let i = 0; i < mind.threatCount[faction]; i++) {
    const row = first + ((head + i) % THREATS_EACH);
    if (threat.kind[row] === kind && threat.district[row] === place && threat.entity[row] === entity) return;
  }
  if (mind.threatCount[faction] === THREATS_EACH) {
    minds.threatsLost++;
    return;
  }
  const row = first + ((head + mind.threatCount[faction]++) % THREATS_EACH);
  threat.kind[row] = kind;
  threat.district[row] = place;
  threat.faction[row] = by;
  threat.entity[row] = entity;
  threat.tick[row] = ledger.tick[0];
  minds.threats[kind]++;
}
