import { BATTLE_NEWS_MAX } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { writeBattle, writeBattleEvent } from '../../src/protocol/battle-items.ts';
import { BATTLE_EVENT } from '../../src/protocol/fields.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { addRow } from './frame-rows.ts';

/**
 * Has those who see `sector` told at the end of this tick that one of BATTLE_EVENT happened there; subject and actor
 * are as that says. What falls in the tick in which it crossed a border is told where it came from, as its end is.
 */
export function noteBattle(world: World, kind: number, sector: number, subject: number, actor: number): void {
  const { changes, fights } = world;
  const { news } = fights;
  if (news.count === BATTLE_NEWS_MAX) {
    news.dropped++;
    return;
  }
  const place = news.count++;
  const isAnEnd = kind === BATTLE_EVENT.unitDestroyed || kind === BATTLE_EVENT.baseDestroyed;
  const hasCrossed = isAnEnd && (changes.bits[subject] & CHANGE.cross) !== 0;
  news.kind[place] = kind;
  news.sector[place] = hasCrossed ? changes.fromSector[subject] : sector;
  news.subject[place] = subject;
  news.actor[place] = actor;
}

/**
 * Writes the news of each sector that anybody sees, at whatever tier: they are told at once, in the order in which they
 * were noted.
 */
export function encodeNews(world: World): void {
  const { fights, streams } = world;
  const { news } = fights;
  for (let place = news.count - 1; place >= 0; place--) {
    const sector = news.sector[place];
    if (streams.watchers[sector] === 0) continue;
    streams.touch(sector);
    news.next[place] = streams.newsHead[sector];
    streams.newsHead[sector] = place + 1;
  }
  for (let i = 0; i < streams.touchedCount; i++) encodeSectorNews(world, streams.touched[i]);
  streams.clearTouched();
}

function encodeSectorNews(world: World, sector: number): void {
  const { fights, frame, streams } = world;
  const { news } = fights;
  const start = frame.bytes.at;
  let count = 0;
  for (let next = streams.newsHead[sector]; next !== 0; next = news.next[next - 1]) count++;
  writeBattle(frame.bytes, sector, count);
  for (let next = streams.newsHead[sector]; next !== 0; next = news.next[next - 1]) {
    const place = next - 1;
    writeBattleEvent(frame.bytes, news.kind[place], news.subject[place], news.actor[place]);
  }
  addRow(frame, frame.news, sector, start);
}
