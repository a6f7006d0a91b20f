import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { createAiConflict, createAiMind, writeConflict, writeMind } from '../src/protocol/ai-records.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { ChannelBlock } from './actions/channel-block.ts';
import { mindHash, readMind } from './actions/mind-state.ts';
import { forgetMindNews, noteMinds } from './actions/note-minds.ts';
import { tellDecisions, tellEvents } from './actions/tell-mind-news.ts';

/** Ticks between two blocks of an ai channel, which makes 30 a second at most. */
const TELL_INTERVAL_TICKS = 2;

const block = new ChannelBlock();
const mind = createAiMind();
const conflict = createAiConflict();

/** Tells the ai channels what factions decided and are at, what happened between them, and where they are at odds. */
export function tellMinds(world: World): void {
  const { aiLedger, ledger } = world;
  noteMinds(world);
  if (ledger.tick[0] % TELL_INTERVAL_TICKS !== 0) return;
  for (let faction = 1; faction < SIDE_COUNT; faction++) tellFaction(world, faction);
  if (aiLedger.news[0] > 0) tellCross(world);
  if (aiLedger.conflicts[0] > 0) tellConflicts(world);
  forgetMindNews(world);
}

function tellFaction(world: World, faction: number): void {
  const { aiLedger, mind: minds } = world;
  const hash = mindHash(world, faction);
  const isLost = ((aiLedger.lostSides[0] >> faction) & 1) === 1;
  if (aiLedger.news[0] === 0 && hash === minds.told[faction] && !isLost) return;
  block.open(world);
  tellDecisions(world, block, faction);
  if (hash !== minds.told[faction] || isLost) {
    readMind(world, faction, mind);
    writeMind(world.frame.bytes, mind);
    block.count++;
  }
  // A number that is left out makes every reader begin anew from the whole state.
  if (isLost) minds.sequence[faction]++;
  aiLedger.lostSides[0] &= ~(1 << faction);
  minds.told[faction] = hash;
  block.close(world, CHANNEL.decisions, faction);
}

function tellCross(world: World): void {
  const { aiLedger } = world;
  block.open(world);
  tellEvents(world, block);
  // Without a block nobody would hear of the gap: it waits for the next one.
  if (block.count > 0) {
    aiLedger.crossSequence[0] += aiLedger.lostSides[0] & 1;
    aiLedger.lostSides[0] &= ~1;
  }
  block.close(world, CHANNEL.events, 0);
}

function tellConflicts(world: World): void {
  const { aiLedger, conflictNews } = world;
  block.open(world);
  for (let row = 0; row < aiLedger.conflicts[0]; row++) {
    conflict.event = conflictNews.event[row];
    conflict.district = conflictNews.district[row];
    conflict.owner = conflictNews.owner[row];
    conflict.first = conflictNews.first[row];
    conflict.second = conflictNews.second[row];
    conflict.tick = conflictNews.tick[row];
    writeConflict(world.frame.bytes, conflict);
    block.count++;
  }
  aiLedger.conflictSequence[0] += aiLedger.lostConflicts[0];
  aiLedger.lostConflicts[0] = 0;
  block.close(world, CHANNEL.conflicts, 0);
}
