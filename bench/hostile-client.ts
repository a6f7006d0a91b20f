import { Mirror } from '../client/mirror.ts';
import { CONSUMABLE, POSTURE } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import type { Connection } from '../src/gateway/connection.ts';
import type { Gateway } from '../src/gateway/gateway.ts';
import { TokenBucket } from '../src/gateway/token-bucket.ts';
import { BAG_SLOTS } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { mix32 } from '../src/maths/random.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { ORDER, type Order, writeOrders } from '../src/protocol/client-messages.ts';
import { HARM_FALLEN, RESULT } from '../src/protocol/fields.ts';
import { FRAME_HEADER_BYTES, SERVER_MESSAGE, unfoldTick } from '../src/protocol/server-messages.ts';
import { HostileBook } from './load/hostile-book.ts';
import { judgeAnswer, plottedOrder, repeatedOrder } from './load/hostile-orders.ts';
import type { Scene } from './load/hostile-plots.ts';
import { Tally } from './load/tally.ts';
import { SERVER_DEFAULTS } from './scenario.ts';

/** One order in so many repeats an old sequence, uses things up while it may not, or is one of the plots. */
const KINDS = 4;
/** Orders it tries to send for a tick, 780 a second; what the limits refuse never comes to one. */
const TRIED_PER_TICK = 13;

/**
 * A client that tries what is forbidden as often as the limits let it. It retreats, so whatever falls by its hand was
 * gained; that order, and to use up what it may, it gives in its quiet times as well. It stays where it rises, at the
 * edge: in the middle it would lie half of the time, and who lies is refused at once, which costs least of all.
 */
export class HostileClient {
  /** What it sees; all of the world. */
  readonly mirror: Mirror;
  /** Of forbidden orders, since the world began. */
  sent = 0;
  limited = 0;
  answers = 0;
  refused = 0;
  /** Answers to forbidden orders, by result. */
  readonly answersByResult = new Map<number, number>();
  gained = 0;
  wrongAnswers = 0;
  intakeMs = 0;
  readonly #world: World;
  readonly #gateway: Gateway;
  readonly #connection: Connection;
  readonly #book: HostileBook;
  readonly #limit: TokenBucket;
  readonly #seed: number;
  /** Sequences of orders that are nothing to object to, and not answered yet. */
  readonly #allowed = new Set<number>();
  #draws = 0;
  #hasFallen = true;

  constructor(world: World, gateway: Gateway, connection: Connection, ordersPerSecond: number, seed: number) {
    const { frameBurst } = SERVER_DEFAULTS.network;
    this.#world = world;
    this.#gateway = gateway;
    this.#connection = connection;
    this.#seed = seed;
    this.#limit = new TokenBucket(ordersPerSecond, Math.min(frameBurst, ordersPerSecond), 0);
    this.#book = new HostileBook(world.grid, new Tally(), seed);
    this.#book.attempted = (attempt, result) => {
      const verdict = judgeAnswer(attempt, result, this.#scene());
      if (verdict === 'gained') this.gained++;
      if (verdict === 'refusedWrongly') this.wrongAnswers++;
    };
    this.mirror = new Mirror(world.grid, 0, {
      avatar: (entity) => this.#book.avatar(entity),
      answered: (sequence, result) => {
        this.#book.answer(sequence, result);
        // Under a sequence that was taken the first answer is to the allowed order, all others to repeats of it.
        if (this.#allowed.delete(sequence)) return;
        this.answers++;
        if (result !== RESULT.done) this.refused++;
        this.answersByResult.set(result, (this.answersByResult.get(result) ?? 0) + 1);
      },
    });
  }

  /** A message from the gateway came. */
  read(bytes: Uint8Array): void {
    if ((bytes[0] & 7) !== SERVER_MESSAGE.frame) return;
    this.mirror.apply(new ByteReader(bytes, FRAME_HEADER_BYTES), unfoldTick(bytes[1], this.mirror.tick));
  }

  /** Sends what it has for the coming tick. Where it is quiet it makes up as much, and keeps it to itself. */
  act(isLoud: boolean): void {
    const scene = this.#scene();
    if (!scene) return;
    this.#behave(scene);
    const nowMicros = (this.#world.ledger.tick[0] * 1e6) / TICKS_PER_SECOND;
    for (let i = 0; i < TRIED_PER_TICK; i++) {
      if (!this.#limit.take(1, nowMicros)) {
        if (isLoud) this.limited++;
        continue;
      }
      const bytes = writeOrders([this.#order(scene)]);
      if (!isLoud) continue;
      const start = performance.now();
      this.#gateway.receive(this.#connection, bytes, true);
      this.intakeMs += performance.now() - start;
      this.sent++;
    }
  }

  #scene(): Scene | undefined {
    const self = this.mirror.entities.get(this.#book.avatarEntity);
    return self && { mirror: this.mirror, self, below: (bound) => this.#below(bound) };
  }

  /** Retreats as soon as it has risen and uses up what it may. */
  #behave({ self }: Scene): void {
    const isFallen = self.harm === HARM_FALLEN;
    if (this.#hasFallen && !isFallen) this.#give(ORDER.posture, POSTURE.retreat);
    this.#hasFallen = isFallen;
    if (!isFallen && this.#mayUse(self.id)) this.#give(ORDER.useItem, this.#usefulPlace(self.id));
  }

  #give(op: number, a: number): void {
    const sequence = this.#book.honest();
    this.#allowed.add(sequence);
    this.#gateway.receive(this.#connection, writeOrders([{ sequence, op, a, b: 0 }]), true);
  }

  #order(scene: Scene): Order {
    switch (this.#below(KINDS)) {
      case 0:
        return repeatedOrder(scene, this.#book);
      case 1:
        if (this.#mayUse(scene.self.id)) return plottedOrder(scene, this.#book);
        return {
          sequence: this.#book.honest(),
          op: ORDER.useItem,
          a: this.#below(BAG_SLOTS),
          b: 0,
        };
      default:
        return plottedOrder(scene, this.#book);
    }
  }

  /** Whether in the coming tick it may use anything. */
  #mayUse(avatar: number): boolean {
    const { fighter, ledger } = this.#world;
    return ledger.tick[0] + 1 >= fighter.useTick[avatar] && this.#usefulPlace(avatar) >= 0;
  }

  #usefulPlace(avatar: number): number {
    const { bag, fighter, rules } = this.#world;
    for (let place = 0; place < BAG_SLOTS; place++) {
      const kind = bag.item[avatar * BAG_SLOTS + place] - 1;
      if (kind < 0 || rules.combat.itemGear[kind] !== CONSUMABLE) continue;
      if (rules.combat.itemEffect[kind] !== 0 || fighter.wounds[avatar] !== 0) return place;
    }
    return -1;
  }

  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}
