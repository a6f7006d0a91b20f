import { setTimeout as sleep } from 'node:timers/promises';
import { GEAR_COUNT, POSTURE } from '../../components/combat-rules.ts';
import { BAG_SLOTS } from '../../src/limits.ts';
import { mix32 } from '../../src/maths/random.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { ORDER, type Order, ROLE } from '../../src/protocol/client-messages.ts';
import { HARM_FALLEN, RESULT } from '../../src/protocol/fields.ts';
import { FACTION_MAX } from '../../src/territory/world-schema.ts';
import type { Bot } from './bot.ts';
import { Fleet } from './fleet.ts';
import { type Attempt, HostileBook } from './hostile-book.ts';
import { type HostileFigures, type Phase, tickRatio } from './hostile-figures.ts';
import { judgeAnswer, plottedOrder, repeatedOrder } from './hostile-orders.ts';
import { PLOTS, type Scene } from './hostile-plots.ts';
import { metricsNow } from './operator-port.ts';

/** Orders in a frame, and how often a client sends one: 90 % of the bytes that a server takes from one client. */
const ORDERS_PER_FRAME = 8;
const FRAMES_PER_SECOND = 60;
const LOOK_INTERVAL_MS = 10;
/** Who retreats does not strike: whatever falls by such a hand was gained. */
const POSTURE_INTERVAL_MS = 500;
const PHASE_SECONDS = 1;
/** One order of a frame in so many repeats an old sequence, floods the bag, or is one of the plots. */
const KINDS = 4;
/** Nobody falls and rises within this time. */
const FALL_MICROS_MIN = 1_000_000;

/** A hostile client, and what was seen of its avatar last. */
interface Intruder {
  readonly bot: Bot;
  x: number;
  y: number;
  /** When it was last seen on its feet, microseconds; 0 = it lay, or was never seen. */
  stoodMicros: number;
}

/** Clients that try what is forbidden, by turns with as long a time in which they keep quiet. */
export class HostileCompany {
  readonly #fleet: Fleet;
  readonly #honest: Fleet;
  readonly #intruders: readonly Intruder[];
  readonly #seed: number;
  readonly #phases: Phase[] = [];
  readonly #gains = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[] = [];
  #isActive = false;
  #draws = 0;
  #sent = 0;
  #wrongAnswers = 0;

  constructor(honest: Fleet, url: string, clients: number, seed: number) {
    this.#honest = honest;
    this.#seed = mix32(seed ^ 0x5bd1_e995);
    this.#fleet = new Fleet({
      ...{ url, clients, seed: this.#seed, verified: 0, orderCountMax: 0 },
      role: () => ROLE.player,
      faction: (client) => 1 + (client % FACTION_MAX),
      focus: () => 0,
      channels: () => [],
      newBook: (grid, tally, bookSeed) => {
        const book = new HostileBook(grid, tally, bookSeed);
        book.attempted = (attempt, result) => this.#attempted(book, attempt, result);
        return book;
      },
    });
    this.#intruders = this.#fleet.bots.map((bot) => ({ bot, x: 0, y: 0, stoodMicros: 0 }));
  }

  async connect(interrupted: AbortSignal): Promise<void> {
    await this.#fleet.connect(interrupted);
    const now = monotonicMicros;
    this.#timers.push(
      setInterval(() => this.#retreat(), POSTURE_INTERVAL_MS),
      setInterval(() => this.#watch(), LOOK_INTERVAL_MS),
    );
    let attackedMicros = now();
    this.#timers.push(
      setInterval(() => {
        const due = ((now() - attackedMicros) / 1e6) * FRAMES_PER_SECOND * this.#intruders.length;
        attackedMicros = now();
        if (this.#isActive) this.#attack(due);
      }, LOOK_INTERVAL_MS),
    );
  }

  /** Keeps quiet and attacks by turns for so long, and measures the ticks of each phase at the operator port. */
  async alternate(operatorUrl: string | undefined, seconds: number, interrupted: AbortSignal): Promise<void> {
    const phases = Math.max(2, 2 * Math.floor(seconds / PHASE_SECONDS / 2));
    for (let i = 0; i < phases; i++) {
      // Quiet, loud, loud, quiet: what drifts in a run weighs on both alike.
      this.#isActive = i % 4 === 1 || i % 4 === 2;
      const before = operatorUrl ? await metricsNow(operatorUrl) : undefined;
      await sleep(PHASE_SECONDS * 1000, undefined, { signal: interrupted });
      if (!operatorUrl || !before) continue;
      const after = await metricsNow(operatorUrl);
      const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
      const tickMs = (1000 * grown('world_tick_seconds_sum')) / grown('world_tick_seconds_count');
      this.#phases.push({ isHostile: this.#isActive, tickMs });
    }
    this.#isActive = false;
  }

  figures(): HostileFigures {
    const avatars = new Set(this.#intruders.map(({ bot }) => bot.orders?.avatarEntity ?? 0));
    const kills = [...(this.#honest.eyes[0]?.kills ?? [])].filter(([by]) => avatars.has(by));
    const answers: Record<string, number> = {};
    for (const { bot } of this.#intruders) {
      if (!(bot.orders instanceof HostileBook)) continue;
      for (const [result, count] of bot.orders.answersByResult) {
        const name = Object.entries(RESULT).find(([, code]) => code === result)?.[0] ?? `${result}`;
        answers[name] = (answers[name] ?? 0) + count;
      }
    }
    const killed = kills.reduce((sum, [, count]) => sum + count, 0);
    if (killed > 0) this.#gains.set('kills', killed);
    return {
      clients: this.#intruders.length,
      connected: this.#fleet.connected,
      ordersSent: this.#sent,
      answers,
      wrongAnswers: this.#wrongAnswers,
      gained: [...this.#gains.values()].reduce((sum, count) => sum + count, 0),
      gains: Object.fromEntries(this.#gains),
      ...tickRatio(this.#phases),
      losses: Object.fromEntries(this.#fleet.tally.losses),
    };
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#fleet.end();
  }

  #gained(what: string, count = 1): void {
    this.#gains.set(what, (this.#gains.get(what) ?? 0) + count);
  }

  #scene(bot: Bot): Scene | undefined {
    return this.#sceneOf(bot.orders?.avatarEntity ?? 0);
  }

  #sceneOf(avatar: number): Scene | undefined {
    const mirror = this.#honest.spotter;
    const self = mirror?.entities.get(avatar);
    return mirror && self && { mirror, self, below: (bound) => this.#below(bound) };
  }

  #retreat(): void {
    for (const { bot } of this.#intruders) {
      if (!(bot.orders instanceof HostileBook)) continue;
      bot.sendOrders([{ sequence: bot.orders.honest(), op: ORDER.posture, a: POSTURE.retreat, b: 0 }]);
    }
  }

  /** An avatar that was never told to walk stands still, and is somewhere else only when it rose after a fall. */
  #watch(): void {
    const now = monotonicMicros();
    for (const intruder of this.#intruders) {
      const self = this.#scene(intruder.bot)?.self;
      if (!self) continue;
      if (self.vx !== 0 || self.vy !== 0) this.#gained('walks');
      const isElsewhere = intruder.x !== self.x || intruder.y !== self.y;
      if (isElsewhere && now - intruder.stoodMicros < FALL_MICROS_MIN) this.#gained('leaps');
      intruder.stoodMicros = self.harm === HARM_FALLEN ? 0 : now;
      intruder.x = self.x;
      intruder.y = self.y;
    }
  }

  #attack(frames: number): void {
    for (let i = 0; i < frames; i++) {
      const { bot } = this.#intruders[this.#below(this.#intruders.length)];
      const scene = this.#scene(bot);
      if (!scene || !(bot.orders instanceof HostileBook)) continue;
      const { orders: book } = bot;
      bot.sendOrders(Array.from({ length: ORDERS_PER_FRAME }, () => this.#order(scene, book)));
      this.#sent += ORDERS_PER_FRAME;
    }
  }

  #order(scene: Scene, book: HostileBook): Order {
    switch (this.#below(KINDS)) {
      case 0:
        return repeatedOrder(scene, book);
      case 1: {
        const place = this.#below(BAG_SLOTS);
        if (this.#below(2) === 0) return { sequence: book.honest(), op: ORDER.useItem, a: place, b: 0 };
        return { sequence: book.honest(), op: ORDER.equip, a: place, b: this.#below(1 + GEAR_COUNT) };
      }
      default:
        return plottedOrder(scene, book);
    }
  }

  #attempted(book: HostileBook, attempt: Attempt, result: number): void {
    const verdict = judgeAnswer(attempt, result, this.#sceneOf(book.avatarEntity));
    if (verdict === 'refusedWrongly') this.#wrongAnswers++;
    if (verdict === 'gained') this.#gained(PLOTS[attempt.plot].name);
  }

  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}
