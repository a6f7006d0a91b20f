import { CHRONICLE, CHRONICLE_WORDS } from '../../components/chronicle.ts';
import { CONFLICT } from '../../components/mind-news.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import {
  CONFLICT_NEWS_COUNT_MAX,
  MIND_NEWS_COUNT_MAX,
  MIND_NEWS_KEPT,
  OPERATIONS_EACH,
} from '../../src/limits.ts';
import { OPTIONS_TOLD_MAX } from '../../src/protocol/ai-records.ts';
import { readConflict } from './mind-state.ts';

const conflict = { event: 0, district: 0, owner: 0, first: 0, second: 0, tick: 0 };

/** Writes down what this tick's chronicle has for the ai channels: they are told of it now or in the next tick. */
export function noteMinds(world: World): void {
  const { count, words } = world.chronicle;
  for (let row = 0; row < count; row++) {
    const at = row * CHRONICLE_WORDS;
    const kind = words[at];
    if (kind >= CHRONICLE.decision) noteMind(world, at);
    else if (words[at + 1] === LEVEL.district) noteLand(world, kind, words[at + 2]);
  }
}

function noteMind(world: World, at: number): void {
  const { aiLedger, mindNews } = world;
  const { words } = world.chronicle;
  const kind = words[at];
  const level = words[at + 1];
  const faction = words[at + 3];
  if (kind === CHRONICLE.option && level >> 4 >= OPTIONS_TOLD_MAX) return;
  if (kind === CHRONICLE.input && (level & 15) >= OPTIONS_TOLD_MAX) return;
  const isBrief = kind === CHRONICLE.operation || kind === CHRONICLE.pact;
  const row = aiLedger.news[0];
  if (row >= MIND_NEWS_COUNT_MAX - (isBrief ? 0 : MIND_NEWS_KEPT)) {
    aiLedger.newsLost[0]++;
    aiLedger.lostSides[0] |= kind === CHRONICLE.pact ? 1 : 1 << faction;
    return;
  }
  aiLedger.news[0] = row + 1;
  mindNews.kind[row] = kind;
  mindNews.level[row] = level;
  mindNews.faction[row] = faction;
  mindNews.territory[row] = words[at + 2];
  mindNews.cause[row] = words[at + 4];
  mindNews.actor[row] = words[at + 5];
  mindNews.a[row] = words[at + 6];
  mindNews.b[row] = words[at + 7];
  mindNews.tick[row] = world.ledger.tick[0];
  // One that is over by now has no goal any more.
  const operation = faction * OPERATIONS_EACH + ((words[at + 6] & 0xffff) % OPERATIONS_EACH);
  mindNews.goal[row] = kind === CHRONICLE.operation ? world.operation.goal[operation] : 0;
  mindNews.other[row] = kind === CHRONICLE.operation ? world.operation.faction[operation] : 0;
}

function noteLand(world: World, kind: number, district: number): void {
  if (kind === CHRONICLE.contested) noteConflict(world, CONFLICT.contested, district);
  else if (kind === CHRONICLE.calm) noteConflict(world, CONFLICT.calm, district);
  else if (kind === CHRONICLE.owner) noteConflict(world, CONFLICT.owner, district);
}

function noteConflict(world: World, event: number, district: number): void {
  const { aiLedger, conflictNews } = world;
  const row = aiLedger.conflicts[0];
  if (row === CONFLICT_NEWS_COUNT_MAX) {
    aiLedger.newsLost[0]++;
    aiLedger.lostConflicts[0] = 1;
    return;
  }
  aiLedger.conflicts[0] = row + 1;
  readConflict(world, district, event, world.ledger.tick[0], conflict);
  conflictNews.event[row] = event;
  conflictNews.district[row] = district;
  conflictNews.owner[row] = conflict.owner;
  conflictNews.first[row] = conflict.first;
  conflictNews.second[row] = conflict.second;
  conflictNews.tick[row] = conflict.tick;
}

/** Forgets what was told. Rows that are not in use are zero in every run. */
export function forgetMindNews({ aiLedger, conflictNews, mindNews }: World): void {
  for (let row = 0; row < aiLedger.news[0]; row++) {
    mindNews.kind[row] = 0;
    mindNews.level[row] = 0;
    mindNews.faction[row] = 0;
    mindNews.territory[row] = 0;
    mindNews.cause[row] = 0;
    mindNews.actor[row] = 0;
    mindNews.a[row] = 0;
    mindNews.b[row] = 0;
    mindNews.goal[row] = 0;
    mindNews.other[row] = 0;
    mindNews.tick[row] = 0;
  }
  for (let row = 0; row < aiLedger.conflicts[0]; row++) {
    conflictNews.event[row] = 0;
    conflictNews.district[row] = 0;
    conflictNews.owner[row] = 0;
    conflictNews.first[row] = 0;
    conflictNews.second[row] = 0;
    conflictNews.tick[row] = 0;
  }
  aiLedger.news[0] = 0;
  aiLedger.conflicts[0] = 0;
}
