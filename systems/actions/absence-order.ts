import { ABSENCE_COUNT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { RESULT, type Result } from '../../src/protocol/fields.ts';

/** Sets what an avatar does while its player is away (ABSENCE). */
export function setAbsence(world: World, id: number, stance: number): Result {
  if (stance < 0 || stance >= ABSENCE_COUNT) return RESULT.badValue;
  world.avatar.absence[id] = stance;
  return RESULT.done;
}
