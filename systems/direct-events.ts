import { CHRONICLE } from '../components/chronicle.ts';
import { CAUSE, LEVEL } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { WORLD_EVENT_COUNT_MAX, WORLD_EVENT_KIND_MAX } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { PURPOSE, randomBelow } from '../src/maths/random.ts';
import { weighEvents } from './actions/set-rules.ts';
import { STRATEGIC_INTERVAL_TICKS } from './step-territories.ts';

/**
 * Begins and ends what comes over a region from outside: storms, shortages, uprisings, as the designer described
 * them.
 */
export function directEvents(world: World): void {
  const { ledger, worldEvent } = world;
  const tick = ledger.tick[0];
  if (tick % STRATEGIC_INTERVAL_TICKS !== 0) return;
  let isOther = liftLosses(world);
  for (let i = 0; i < WORLD_EVENT_COUNT_MAX; i++) {
    if (worldEvent.kind[i] === 0 || worldEvent.endTick[i] > tick) continue;
    worldEvent.kind[i] = 0;
    worldEvent.region[i] = 0;
    worldEvent.beginTick[i] = 0;
    worldEvent.endTick[i] = 0;
    isOther = true;
  }
  if (drawEvent(world)) isOther = true;
  if (isOther) weighEvents(world);
}

/** What an event takes from owners it takes in its first second, in which every district has its turn once. */
function liftLosses(world: World): boolean {
  const { ledger, worldEvent } = world;
  for (let i = 0; i < WORLD_EVENT_COUNT_MAX; i++) {
    if (worldEvent.kind[i] === 0) continue;
    if (ledger.tick[0] - worldEvent.beginTick[i] === TICKS_PER_SECOND) return true;
  }
  return false;
}

function drawEvent(world: World): boolean {
  const { chronicle, graph, ledger, worldEvent } = world;
  const rules = world.rules.territory;
  const tick = ledger.tick[0];
  const interval = rules.eventIntervalTicks;
  if (interval === 0 || tick < ledger.eventDueTick[0]) return false;
  const seed = ledger.seed[0];
  const isFirst = ledger.eventDueTick[0] === 0;
  // Half the mean to one and a half of it: nobody can tell when the next one comes.
  ledger.eventDueTick[0] =
    tick + Math.floor(interval / 2) + randomBelow(seed, tick, 0, PURPOSE.eventPause, interval);
  if (isFirst) return false;
  const place = worldEvent.kind.indexOf(0);
  const kind = drawKind(world);
  if (place < 0 || kind < 0) return false;
  const region = randomBelow(seed, tick, 0, PURPOSE.eventRegion, graph.regionCount);
  worldEvent.kind[place] = kind + 1;
  worldEvent.region[place] = region;
  worldEvent.beginTick[place] = tick;
  worldEvent.endTick[place] = tick + rules.eventTicks[kind];
  const end = worldEvent.endTick[place];
  chronicle.add(CHRONICLE.eventBegan, LEVEL.region, region, 0, CAUSE.disaster, 0, kind + 1, end);
  return true;
}

/** A kind by the weights of the rules, or -1 when none has any. */
function drawKind(world: World): number {
  const { ledger, rules } = world;
  const weights = rules.territory.eventWeight;
  let sum = 0;
  for (let kind = 0; kind < WORLD_EVENT_KIND_MAX; kind++) sum += weights[kind];
  if (sum === 0) return -1;
  let left = randomBelow(ledger.seed[0], ledger.tick[0], 0, PURPOSE.eventKind, sum);
  for (let kind = 0; kind < WORLD_EVENT_KIND_MAX; kind++) {
    left -= weights[kind];
    if (left < 0) return kind;
  }
  return -1;
}
