import { CONSIDERATION_COUNT } from '../../components/ai-rules.ts';
import { CHRONICLE } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { OPERATIONS_EACH, SIDE_COUNT } from '../../src/limits.ts';

/** Writes the minds' decisions into the chronicle, for history, for `npm run why` and for the ai channels. */

const NOWHERE = -1;
/** Numbers in a row of inputs. */
const INPUTS_EACH = 8;

/** The number of a faction's next decision. */
export function nextDecision(world: World, faction: number, layer: number): number {
  world.minds.decisions[layer]++;
  return ++world.mind.decisions[faction];
}

/**
 * A decision was made: `chosen` is the GOAL, TEMPLATE or REFLEX (0 none), `district` -1 where it is about none,
 * `weighed` the options there were, `from` the STRATEGY, GOAL or THREAT that it follows from.
 */
export function traceDecision(
  world: World,
  faction: number,
  layer: number,
  decision: number,
  chosen: number,
  district: number,
  weighed: number,
  from: number,
  score: number,
): void {
  const a = Math.min(weighed, 0xffff) | (from << 16);
  world.chronicle.add(CHRONICLE.decision, layer, district, faction, chosen, decision, a, score);
}

/** An option of the decision traced just now, with OPTION_FLAG in `flags`. Rank 0 is the best. */
export function traceOption(
  world: World,
  faction: number,
  layer: number,
  decision: number,
  rank: number,
  kind: number,
  district: number,
  other: number,
  flags: number,
  score: number,
): void {
  const a = other | (flags << 4);
  world.chronicle.add(CHRONICLE.option, layer | (rank << 4), district, faction, kind, decision, a, score);
}

/** What that option was weighed by: CONSIDERATION_COUNT numbers from `at` on. */
export function traceInputs(
  world: World,
  faction: number,
  decision: number,
  rank: number,
  inputs: Uint16Array,
  at: number,
): void {
  for (let part = 0; part * INPUTS_EACH < CONSIDERATION_COUNT; part++) {
    const first = at + part * INPUTS_EACH;
    world.chronicle.add(
      CHRONICLE.input,
      rank | (part << 4),
      inputs[first] | (inputs[first + 1] << 16),
      faction,
      inputs[first + 2] | (inputs[first + 3] << 16),
      decision,
      inputs[first + 4] | (inputs[first + 5] << 16),
      inputs[first + 6] | (inputs[first + 7] << 16),
    );
  }
}

/** Something happened to an operation (OPERATION_EVENT); `word` by event. */
export function traceOperation(world: World, row: number, event: number, word: number): void {
  const { operation } = world;
  const faction = Math.floor(row / OPERATIONS_EACH);
  world.chronicle.add(
    CHRONICLE.operation,
    event,
    operation.template[row] === 0 ? NOWHERE : operation.district[row],
    faction,
    operation.template[row],
    operation.decision[row],
    row | (operation.squads[row] << 16),
    word,
  );
}

/** Something happened between two factions (PACT_EVENT). */
export function tracePact(world: World, faction: number, other: number, event: number): void {
  const { pact } = world;
  const row = faction * SIDE_COUNT + other;
  world.chronicle.add(CHRONICLE.pact, event, NOWHERE, faction, other, 0, pact.trust[row], pact.endTick[row]);
}
