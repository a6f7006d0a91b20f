import { RESULT } from '../../src/protocol/fields.ts';
import type { SectorGrid } from '../../src/protocol/items.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import type { Bot } from './bot.ts';
import { ChannelEar } from './channel-ear.ts';
import { CheckedMirror } from './checked-mirror.ts';
import type { ChannelAddress } from './listener.ts';
import { RouteEar } from './route-ear.ts';
import type { Tally } from './tally.ts';

/** The mirror of a verified bot from `tick` on, with the counts of the one it had on a connection before. */
export function newMirror(
  bot: Bot,
  grid: SectorGrid,
  tick: number,
  resync: (sector: number) => void,
): CheckedMirror {
  const mirror = new CheckedMirror(grid, tick, {
    mismatch: resync,
    reset: () => bot.viewReset(),
    answered: (sequence, result) => bot.orders?.answer(sequence, result),
    avatar: (entity) => bot.orders?.avatar(entity),
    entered: ({ id, x, y }) => bot.orders?.seen(id, x, y),
    hurt: (entity) => bot.eye.hurt(entity),
    aimed: () => bot.eye.aimed(),
    battle: (news) => bot.eye.battle(news),
  });
  if (bot.mirror) mirror.carryOn(bot.mirror);
  return mirror;
}

/** Routes and territories are heard by different ears; nobody listens to both. */
export function earFor(channels: readonly ChannelAddress[], tally: Tally): ChannelEar | RouteEar | undefined {
  if (channels.length === 0) return undefined;
  return channels[0].level === CHANNEL.routes
    ? new RouteEar(channels, tally)
    : new ChannelEar(channels, tally);
}

/** Lets an ear for routes know whose answers to hear, and which questions were refused. */
export function hearAnswers({ ear, orders }: Bot, session: number): void {
  if (!(ear instanceof RouteEar)) return;
  ear.session = session;
  if (!orders) return;
  orders.answered = (sequence, result) => {
    if (result !== RESULT.done) ear.refused(sequence);
  };
}
