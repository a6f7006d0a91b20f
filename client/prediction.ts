import { ORDER, type Order } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { easedError, easedShare, type Point } from './draw-easing.ts';
import { type Extent, type Leg, legX, legY, openLeg, ticksToEdge, walkOn, walkTo } from './kinematics.ts';
import type { MirrorEntity } from './mirror.ts';

/** Walks shorter than this are rounded too coarsely to tell the speed of whoever walks. */
const SPEED_SAMPLE_TICKS = 30;

interface PendingOrder {
  readonly order: Order;
  /** Tick in which the server is expected to take it. */
  readonly tick: number;
}

/**
 * Foresees the own avatar. Time here is that of the server when something sent now gets there, so that an order
 * shows at once and the authoritative course, when it comes, fits on without a jump. What is left of an error
 * is eased out; it is drawn only, never kept.
 */
export class AvatarPrediction {
  /** Units per tick; 0 while unknown, and then nothing is foreseen. */
  speed: number;
  extent: Extent = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };
  #entity: MirrorEntity | undefined;
  #pending: PendingOrder[] = [];
  /** The last order the server took, as long as the avatar still carries it out. */
  #errand: Order | undefined;
  /** First the authoritative leg, then one per pending order. */
  #legs: Leg[] = [];
  #leadTicks = 0;
  readonly #error: Point = { x: 0, y: 0 };
  #errorMs = Number.NEGATIVE_INFINITY;

  constructor(speedUnits: number) {
    this.speed = speedUnits;
  }

  get entity(): MirrorEntity | undefined {
    return this.#entity;
  }

  /** Ticks by which the drawn avatar is ahead of the server. */
  get leadTicks(): number {
    return this.#leadTicks;
  }

  /** Follows another entity, or none. */
  follow(entity: MirrorEntity | undefined): void {
    if (entity === this.#entity) return;
    this.#entity = entity;
    this.#errand = undefined;
    this.#error.x = 0;
    this.#error.y = 0;
    this.#plan();
  }

  /**
   * An order went out, to be taken by the server in about `tick`. A repeat replaces what was thought of it
   * before.
   */
  sent(order: Order, tick: number, nowMs: number): void {
    this.#replan(tick, nowMs, () => {
      this.#pending = this.#pending.filter((pending) => pending.order.sequence !== order.sequence);
      this.#pending.push({ order, tick });
    });
  }

  /**
   * Takes over what a frame brought: the answers to orders and the avatar's course, both of the same tick.
   * `tick` is the fractional tick drawn at `nowMs`.
   */
  reconcile(answers: ReadonlyMap<number, number>, tick: number, nowMs: number): void {
    this.#replan(tick, nowMs, () => {
      for (const pending of this.#pending) {
        if (answers.get(pending.order.sequence) === RESULT.done) this.#errand = pending.order;
      }
      this.#pending = this.#pending.filter((pending) => !answers.has(pending.order.sequence));
      this.#learnSpeed();
      if (this.#entity?.vx === 0 && this.#entity.vy === 0) this.#errand = undefined;
    });
  }

  /** Nothing sent is on its way any more. */
  forgetPending(): void {
    this.#pending = [];
    this.#plan();
  }

  /** Sets how far ahead of the server the avatar is drawn, without a jump. `serverTick` is the tick of now. */
  setLead(leadTicks: number, serverTick: number, nowMs: number): void {
    const drawnX = this.#exactX(serverTick + this.#leadTicks);
    const drawnY = this.#exactY(serverTick + this.#leadTicks);
    this.#leadTicks = leadTicks;
    this.#blend(drawnX, drawnY, serverTick + leadTicks, nowMs);
  }

  /** Where to draw the avatar at a fractional tick (lead included), in world units. */
  position(tick: number, nowMs: number, into: Point): Point {
    const share = easedShare(nowMs - this.#errorMs);
    into.x = this.#exactX(tick) + this.#error.x * share;
    into.y = this.#exactY(tick) + this.#error.y * share;
    return into;
  }

  #replan(tick: number, nowMs: number, change: () => void): void {
    const drawnX = this.#exactX(tick);
    const drawnY = this.#exactY(tick);
    change();
    this.#plan();
    this.#blend(drawnX, drawnY, tick, nowMs);
  }

  /** Carries the error over to a changed plan, so that what is drawn goes on where it was. */
  #blend(drawnX: number, drawnY: number, tick: number, nowMs: number): void {
    const share = easedShare(nowMs - this.#errorMs);
    const x = this.#exactX(tick);
    const y = this.#exactY(tick);
    easedError(drawnX + this.#error.x * share, drawnY + this.#error.y * share, x, y, this.#error);
    this.#errorMs = nowMs;
  }

  #plan(): void {
    const entity = this.#entity;
    this.#legs = [];
    if (!entity) return;
    this.#legs.push(this.#authoritativeLeg(entity));
    for (const { order, tick } of this.#pending) this.#legs.push(this.#legOf(order, tick));
  }

  /** The course the server told, up to the end that its errand implies. */
  #authoritativeLeg(entity: MirrorEntity): Leg {
    const leg = openLeg(entity.x, entity.y, entity.vx, entity.vy, entity.baseTick);
    const errand = this.#errand;
    if (entity.vx === 0 && entity.vy === 0) return leg;
    if (errand?.op === ORDER.moveTo) {
      const distance = Math.hypot(errand.a - entity.x, errand.b - entity.y);
      leg.endTick = entity.baseTick + Math.max(1, Math.round(distance / Math.hypot(entity.vx, entity.vy)));
      leg.endX = errand.a;
      leg.endY = errand.b;
      return leg;
    }
    const ticks = Math.min(
      ticksToEdge(entity.x, entity.vx, this.extent.width),
      ticksToEdge(entity.y, entity.vy, this.extent.height),
    );
    if (!Number.isFinite(ticks)) return leg;
    leg.endTick = entity.baseTick + ticks;
    leg.endX = entity.x + entity.vx * ticks;
    leg.endY = entity.y + entity.vy * ticks;
    return leg;
  }

  #legOf(order: Order, tick: number): Leg {
    const x = Math.round(this.#exactX(tick));
    const y = Math.round(this.#exactY(tick));
    const last = this.#legs[this.#legs.length - 1];
    if (order.op === ORDER.stop) return openLeg(x, y, 0, 0, tick);
    if (this.speed === 0) return { ...last, startTick: tick, x: this.#exactX(tick), y: this.#exactY(tick) };
    if (order.op === ORDER.moveTo) return walkTo(x, y, order.a, order.b, this.speed, tick);
    return walkOn(x, y, order.a, Math.max(1, Math.floor((this.speed * order.b) / 100)), tick, this.extent);
  }

  /** The server never walks an avatar faster than its speed, and close to it on any longer way. */
  #learnSpeed(): void {
    const entity = this.#entity;
    if (!entity || this.#errand?.op !== ORDER.moveTo) return;
    const speed = Math.hypot(entity.vx, entity.vy);
    const distance = Math.hypot(this.#errand.a - entity.x, this.#errand.b - entity.y);
    if (speed > 0 && distance > speed * SPEED_SAMPLE_TICKS) this.speed = Math.round(speed);
  }

  #legAt(tick: number): Leg | undefined {
    for (let i = this.#legs.length - 1; i > 0; i--) {
      if (this.#legs[i].startTick <= tick) return this.#legs[i];
    }
    return this.#legs[0];
  }

  #exactX(tick: number): number {
    const leg = this.#legAt(tick);
    return leg ? legX(leg, tick) : 0;
  }

  #exactY(tick: number): number {
    const leg = this.#legAt(tick);
    return leg ? legY(leg, tick) : 0;
  }
}
