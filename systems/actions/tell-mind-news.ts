import { CHRONICLE, OPERATION_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { isAttack } from '../../src/ai/goals.ts';
import { OPERATIONS_EACH } from '../../src/limits.ts';
import {
  type AiAttack,
  createAiDecision,
  createAiOperationEvent,
  createAiPact,
  writeAttack,
  writeDecision,
  writeOperationEvent,
  writePact,
} from '../../src/protocol/ai-records.ts';
import type { ChannelBlock } from './channel-block.ts';
import { readDecision } from './told-decision.ts';

/** Writes what waits to be told of minds (components/mind-news.ts) into blocks of the ai channels. */

const decision = createAiDecision();
const operation = createAiOperationEvent();
const pact = createAiPact();
const attack: AiAttack = { faction: 0, other: 0, goal: 0, tick: 0 };

/** Tells a faction's channel what it decided, and what became of its operations. */
export function tellDecisions(world: World, block: ChannelBlock, faction: number): void {
  const { aiLedger, mindNews } = world;
  for (let row = 0; row < aiLedger.news[0]; row++) {
    if (mindNews.faction[row] !== faction) continue;
    const kind = mindNews.kind[row];
    if (kind === CHRONICLE.decision) {
      readDecision(world, row, decision);
      writeDecision(world.frame.bytes, decision);
      block.count++;
    } else if (kind === CHRONICLE.operation) {
      readOperation(world, row);
      writeOperationEvent(world.frame.bytes, operation);
      block.count++;
    }
  }
}

/** Tells everybody of pacts, and who attacks whom. */
export function tellEvents(world: World, block: ChannelBlock): void {
  const { aiLedger, mindNews } = world;
  for (let row = 0; row < aiLedger.news[0]; row++) {
    if (mindNews.kind[row] === CHRONICLE.pact) {
      pact.event = mindNews.level[row];
      pact.faction = mindNews.faction[row];
      pact.other = mindNews.cause[row];
      pact.endTick = mindNews.b[row];
      pact.tick = mindNews.tick[row];
      writePact(world.frame.bytes, pact);
      block.count++;
    } else if (isAttackBegun(world, row)) {
      attack.faction = mindNews.faction[row];
      attack.other = mindNews.other[row];
      attack.goal = mindNews.goal[row];
      attack.tick = mindNews.tick[row];
      writeAttack(world.frame.bytes, attack);
      block.count++;
    }
  }
}

function isAttackBegun({ mindNews }: World, row: number): boolean {
  if (mindNews.kind[row] !== CHRONICLE.operation || mindNews.level[row] !== OPERATION_EVENT.began)
    return false;
  return mindNews.other[row] !== 0 && isAttack(mindNews.goal[row], mindNews.other[row]);
}

function readOperation({ mindNews }: World, row: number): void {
  operation.faction = mindNews.faction[row];
  operation.place = (mindNews.a[row] & 0xffff) % OPERATIONS_EACH;
  operation.event = mindNews.level[row];
  operation.template = mindNews.cause[row];
  operation.goal = mindNews.goal[row];
  operation.other = mindNews.other[row];
  operation.district = mindNews.territory[row];
  operation.squads = mindNews.a[row] >>> 16;
  operation.decision = mindNews.actor[row];
  operation.word = mindNews.b[row];
  operation.tick = mindNews.tick[row];
}
