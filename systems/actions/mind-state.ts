import { GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { joinHash } from '../../src/maths/hash.ts';
import type { AiConflict, AiMind } from '../../src/protocol/ai-records.ts';
import { strongest } from '../../src/territory/shares.ts';

/** Minds and conflicts as clients are told of them, read from the stores. */

/** Fills `into` with all that a faction is at. */
export function readMind(world: World, faction: number, into: AiMind): void {
  const { goal, ledger, mind, operation } = world;
  into.faction = faction;
  into.strategy = mind.strategy[faction];
  into.home = mind.home[faction];
  into.tick = ledger.tick[0];
  into.goalCount = 0;
  for (let row = faction * GOALS_EACH; row < (faction + 1) * GOALS_EACH; row++) {
    if (goal.kind[row] === GOAL.none) continue;
    const told = into.goals[into.goalCount++];
    told.kind = goal.kind[row];
    told.district = goal.district[row];
    told.other = goal.faction[row];
    told.score = goal.score[row];
    told.squads = goal.squads[row];
    told.deadlineTick = goal.deadlineTick[row];
    told.operation = goal.operation[row] === 0 ? 0 : goal.operation[row] - faction * OPERATIONS_EACH;
  }
  into.operationCount = 0;
  for (let place = 0; place < OPERATIONS_EACH; place++) {
    const row = faction * OPERATIONS_EACH + place;
    if (operation.template[row] === 0) continue;
    const told = into.operations[into.operationCount++];
    told.place = place;
    told.template = operation.template[row];
    told.goal = operation.goal[row];
    told.district = operation.district[row];
    told.other = operation.faction[row];
    told.step = operation.step[row];
    told.squads = operation.squads[row];
    told.soldiers = operation.soldiers[row];
    told.decision = operation.decision[row];
    told.bornTick = operation.bornTick[row];
    told.deadlineTick = operation.deadlineTick[row];
  }
}

/** Hash of what `readMind` tells of a faction but for the tick; 0 = it is at nothing. */
export function mindHash(world: World, faction: number): number {
  const { goal, mind, operation } = world;
  const isPlain = mind.strategy[faction] === 0 && mind.home[faction] === 0;
  let hash = isPlain ? 0 : joinHash(mind.strategy[faction], mind.home[faction]);
  for (let row = faction * GOALS_EACH; row < (faction + 1) * GOALS_EACH; row++) {
    if (goal.kind[row] === GOAL.none) continue;
    hash = joinHash(hash, goal.kind[row] | (goal.faction[row] << 8) | (goal.squads[row] << 16));
    hash = joinHash(joinHash(hash, goal.district[row]), goal.score[row]);
    hash = joinHash(joinHash(hash, goal.deadlineTick[row]), goal.operation[row]);
  }
  for (let row = faction * OPERATIONS_EACH; row < (faction + 1) * OPERATIONS_EACH; row++) {
    if (operation.template[row] === 0) continue;
    hash = joinHash(hash, row | (operation.template[row] << 8) | (operation.goal[row] << 16));
    hash = joinHash(
      hash,
      operation.faction[row] | (operation.step[row] << 8) | (operation.squads[row] << 16),
    );
    hash = joinHash(joinHash(hash, operation.district[row]), operation.soldiers[row]);
    hash = joinHash(joinHash(hash, operation.bornTick[row]), operation.deadlineTick[row]);
    hash = joinHash(hash, operation.decision[row]);
  }
  return hash >>> 0;
}

/** Fills `into` with who is strongest in a district, as of now; `event` is a CONFLICT. */
export function readConflict(
  world: World,
  district: number,
  event: number,
  tick: number,
  into: AiConflict,
): void {
  const { share } = world.districtSide;
  const at = district * SIDE_COUNT;
  into.event = event;
  into.district = district;
  into.owner = world.district.owner[district];
  into.first = strongest(share, at);
  into.second = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const isMore = share[at + side] > (into.second === 0 ? 0 : share[at + into.second]);
    if (side !== into.first && isMore) into.second = side;
  }
  into.tick = tick;
}
