import type { Order } from '../src/protocol/client-messages.ts';
import { DrawEasing, type DrawnPoint, type Point } from './draw-easing.ts';
import { unitsPerTick } from './kinematics.ts';
import type { Mirror, MirrorEntity } from './mirror.ts';
import { AvatarPrediction } from './prediction.ts';
import type { ServerClock } from './server-clock.ts';

/**
 * Ticks past the last frame up to which courses are carried on: in a longer silence they would run out of the
 * world.
 */
const AHEAD_TICKS_MAX = 90;
/** From its arrival an order waits for the next tick: half a tick on average, and as much in the gateway. */
const INTAKE_TICKS = 1;
const LEAD_STEP_TICKS = 0.25;

/** Where things are to be drawn: every entity by its course, the own avatar ahead by what it was told to do. */
export class Steering {
  readonly #clock: ServerClock;
  readonly #easing = new DrawEasing();
  readonly #prediction: AvatarPrediction;
  readonly #answers = new Map<number, number>();
  #mirror: Mirror | undefined;
  #avatarId = 0;
  #avatarChanged = false;

  /** `speedMetersPerSecond` of the avatar, 0 when unknown. */
  constructor(clock: ServerClock, speedMetersPerSecond: number) {
    this.#clock = clock;
    this.#prediction = new AvatarPrediction(
      speedMetersPerSecond > 0 ? unitsPerTick(speedMetersPerSecond) : 0,
    );
  }

  /** The own avatar as the server has it. */
  get avatar(): MirrorEntity | undefined {
    return this.#prediction.entity;
  }

  /** A session opened: what was under way before is sent again or lost. */
  welcome(mirror: Mirror): void {
    const { grid } = mirror;
    this.#mirror = mirror;
    this.#prediction.extent = { width: grid.columns * grid.units, height: grid.rows * grid.units };
    this.#prediction.forgetPending();
  }

  steers(avatarId: number): void {
    this.#avatarId = avatarId;
  }

  changed(entity: MirrorEntity): void {
    if (entity.id === this.#avatarId) this.#avatarChanged = true;
  }

  answered(sequence: number, result: number): void {
    this.#answers.set(sequence, result);
  }

  sent(order: Order, nowMs: number): void {
    this.#prediction.sent(order, this.#avatarTick(nowMs), nowMs);
  }

  /** A frame was applied as a whole. */
  frameApplied(nowMs: number): void {
    this.#prediction.follow(this.#mirror?.entities.get(this.#avatarId));
    if (this.#answers.size > 0 || this.#avatarChanged) {
      this.#prediction.reconcile(this.#answers, this.#avatarTick(nowMs), nowMs);
    }
    this.#answers.clear();
    this.#avatarChanged = false;
  }

  /** The way to the server was measured anew. */
  latencyMeasured(nowMs: number): void {
    const lead = this.#clock.oneWayTicks + INTAKE_TICKS;
    if (Math.abs(lead - this.#prediction.leadTicks) < LEAD_STEP_TICKS) return;
    this.#prediction.setLead(lead, this.#tick(nowMs), nowMs);
  }

  /** Drawn position of the own avatar in world units; `undefined` without one. */
  avatarPosition(nowMs: number, into: Point): Point | undefined {
    if (!this.#prediction.entity) return undefined;
    return this.#prediction.position(this.#avatarTick(nowMs), nowMs, into);
  }

  /** Drawn position of any entity in world units, and its course. */
  position(entity: MirrorEntity, nowMs: number, into: DrawnPoint): DrawnPoint {
    if (entity === this.#prediction.entity) {
      this.avatarPosition(nowMs, into);
      into.vx = entity.vx;
      into.vy = entity.vy;
      return into;
    }
    return this.#easing.position(entity, this.#tick(nowMs), nowMs, into);
  }

  #tick(nowMs: number): number {
    return Math.min(this.#clock.tick(nowMs), (this.#mirror?.tick ?? 0) + AHEAD_TICKS_MAX);
  }

  #avatarTick(nowMs: number): number {
    return this.#tick(nowMs) + this.#prediction.leadTicks;
  }
}
