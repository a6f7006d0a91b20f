import { ByteReader } from '../src/protocol/bytes.ts';
import { writeOrders, writePing, writeResync } from '../src/protocol/client-messages.ts';
import { readPong, SERVER_MESSAGE, WELCOME_BYTES, type Welcome } from '../src/protocol/server-messages.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { DelayHistogram } from './delay-histogram.ts';
import { type Diagnostics, qualityOf } from './diagnostics.ts';
import { type DrawnPoint, type Point, toMeters } from './draw-easing.ts';
import { TICKS_PER_SECOND } from './kinematics.ts';
import { Listener } from './listener.ts';
import type { Mirror, MirrorEntity } from './mirror.ts';
import { type ConnectOptions, type Settings, settingsFrom } from './options.ts';
import { OrderQueue } from './order-queue.ts';
import { ServerClock } from './server-clock.ts';
import { Steering } from './steering.ts';
import { Traffic } from './traffic.ts';
import { WorldView } from './world-view.ts';

const PING_INTERVAL_MS = 2000;
/** The first ping travels among keyframes and is slow one way only: a few more set the clock right soon. */
const FIRST_PING_INTERVAL_MS = 100;
const FIRST_PING_COUNT = 5;
const RESYNC_INTERVAL_MS = 2000;
/** Weight of the newest delay in the recent one: about half a second of frames counts. */
const RECENT_WEIGHT = 1 / 32;

/**
 * A client of the world: keeps the session, holds the exact mirror of what the server shows it, sends orders
 * exactly once and foresees what they will do.
 */
export class MarchlandClient extends Listener {
  readonly #settings: Settings;
  readonly #connection: Connection;
  readonly #view: WorldView;
  readonly #orders: OrderQueue;
  readonly #steering: Steering;
  readonly #clock = new ServerClock();
  readonly #delivery = new DelayHistogram();
  readonly #traffic = new Traffic();
  readonly #reader = new ByteReader(new Uint8Array(0));
  #welcome: Welcome | undefined;
  #flushing = false;
  /** Set from a welcome to its view. */
  #awaitsView = false;
  /** When a fresh view was asked for that has not come; negative = none is. */
  #resyncAskedMs = -1;
  #recentDeliveryMs = 0;
  #lastMessageMs = 0;
  #pingCount = 0;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;

  /** Throws a `RangeError` for unusable options. Nothing is opened before `open`. */
  constructor(options: ConnectOptions) {
    super();
    const settings = settingsFrom(options);
    this.#settings = settings;
    this.#orders = new OrderQueue(settings.queueMax, {
      lost: (sequence, reason) => this.emit('lost', sequence, reason),
      confirmed: (sequence) => this.emit('confirmed', sequence),
    });
    this.#steering = new Steering(this.#clock, settings.avatarSpeedMetersPerSecond);
    this.#view = this.#createView();
    this.#connection = new Connection(settings, {
      state: (state, reason, retryMs) => {
        if (state !== 'connected') clearTimeout(this.#pingTimer);
        this.emit('state', state, reason, retryMs);
      },
      welcomed: (welcome, resumed) => this.#welcomed(welcome, resumed),
      message: (bytes) => this.#message(bytes),
    });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** What the server told about the session last; `undefined` before the first welcome. */
  override get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** What the client holds of the world, also while away; `undefined` before the first welcome. */
  get mirror(): Mirror | undefined {
    return this.#view.mirror;
  }

  /** Whether the mirror equals the server's state at its tick, as far as every check tells. */
  get exact(): boolean {
    return this.#view.exact && this.state === 'connected';
  }

  /** The entity this client steers or follows, as the server has it. */
  get avatar(): MirrorEntity | undefined {
    return this.#steering.avatar;
  }

  /** Opens the connection, or opens it again after `close` or a failure. */
  open(): void {
    this.#connection.open();
  }

  /** Ends the connection. Orders stay queued; `open` resumes the session while the server keeps it. */
  close(): void {
    this.#connection.close();
  }

  /** Resolves at the next welcome, or at once; rejects when the server refuses for good or the client closes. */
  whenConnected(): Promise<void> {
    if (this.state === 'connected') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const off = this.on('state', (state, reason, retryMs) => {
        if (state === 'connecting' || (state === 'disconnected' && retryMs !== undefined)) return;
        off();
        if (state === 'connected') resolve();
        else reject(new Error(reason));
      });
    });
  }

  /** Sequences of the orders that the server has done but that are not safe on its disk yet, ascending. */
  pendingOrders(): number[] {
    return this.#orders.pending();
  }

  /** The tick the server is at, with its fraction, as far as known. */
  serverTick(nowMs = this.#settings.now()): number {
    return this.#clock.tick(nowMs);
  }

  /** Where the own avatar is drawn, in meters, orders on their way included; `undefined` without an avatar. */
  predictedPosition(nowMs = this.#settings.now(), into: Point = { x: 0, y: 0 }): Point | undefined {
    return this.#steering.avatarPosition(nowMs, into) && toMeters(into);
  }

  /**
   * Where to draw an entity of the mirror, in meters, and its course there in world units per tick. Give `into` to draw
   * thousands without making garbage.
   */
  drawPosition(
    entity: MirrorEntity,
    nowMs = this.#settings.now(),
    into: DrawnPoint = { x: 0, y: 0, vx: 0, vy: 0 },
  ): DrawnPoint {
    return toMeters(this.#steering.position(entity, nowMs, into));
  }

  diagnostics(): Diagnostics {
    const nowMs = this.#settings.now();
    const { latencyMs } = this.#clock;
    return {
      state: this.state,
      ticks: this.#view.frames,
      entities: this.mirror?.entities.size ?? 0,
      servedHz: TICKS_PER_SECOND / (this.mirror?.paceTicks ?? 1),
      hashChecks: this.#view.hashChecks,
      hashMismatches: this.#view.hashMismatches,
      unknownRecords: this.#view.unknownRecords,
      unreadableFrames: this.#view.unreadableFrames,
      strategicGaps: this.territories.gaps,
      exact: this.exact,
      bytesReceived: this.#traffic.bytes,
      bytesPerSecond: this.#traffic.bytesPerSecond(nowMs),
      messages: this.#traffic.messages,
      latencyMs,
      deliveryMsP50: this.#delivery.quantile(0.5),
      deliveryMsP99: this.#delivery.quantile(0.99),
      reconnects: this.#connection.reconnects,
      durableLagTicks: this.#view.durableLagTicks,
      ordersWaiting: this.#orders.unanswered,
      ordersPending: this.#orders.pending().length,
      quality: qualityOf(this.state, this.exact, latencyMs, this.#recentDeliveryMs),
    };
  }

  #createView(): WorldView {
    return new WorldView({
      entered: (entity) => this.emit('entered', entity),
      changed: (entity) => {
        this.#steering.changed(entity);
        this.emit('changed', entity);
      },
      left: (entity) => this.emit('left', entity),
      hurt: (entity, before) => this.emit('hurt', entity, before),
      aimed: (entity) => this.emit('aimed', entity),
      battle: (news) => this.emit('battle', news),
      kit: (kit) => this.emit('kit', kit),
      view: (view) => {
        if (view.reset) this.#startedAnew();
        this.emit('view', view);
      },
      answered: (sequence, result) => {
        this.#orders.answered(sequence, result);
        this.#steering.answered(sequence, result);
        this.emit('answered', sequence, result);
      },
      avatar: (entity, generation) => {
        this.#steering.steers(entity);
        this.emit('avatar', entity, generation);
      },
      objective: (...objective) => this.emit('objective', ...objective),
      clock: (tick, pace, tickZeroMicros) => this.#clock.told(tick, pace, tickZeroMicros),
      inexact: (sector) => this.#resync(sector, this.#settings.now()),
      mismatch: (sector) => this.emit('mismatch', sector),
    });
  }

  #welcomed(welcome: Welcome, resumed: boolean): void {
    const nowMs = this.#settings.now();
    this.#welcome = welcome;
    this.#resyncAskedMs = -1;
    this.#traffic.received(WELCOME_BYTES, nowMs);
    this.#lastMessageMs = nowMs;
    this.#view.welcome(welcome);
    this.#clock.restart(welcome.tickZeroMicros, welcome.tick, nowMs);
    this.#steering.welcome(this.#view.mirror!);
    this.territories.opened(nowMs);
    this.#pingCount = 0;
    this.#awaitsView = true;
    this.#beat();
    if (resumed) {
      this.#orders.resumed(welcome.lastSequence);
    } else {
      const shift = this.#orders.sessionStarted(welcome.lastSequence);
      if (shift > 0) this.emit('renumbered', shift);
    }
    this.#flush();
  }

  /** The server fell behind and begins afresh; answers may be among what it left out. */
  #startedAnew(): void {
    if (!this.#awaitsView) {
      this.#orders.resendUnanswered();
      this.#flush();
    }
    this.#awaitsView = false;
  }

  #beat(): void {
    const nowMs = this.#settings.now();
    clearTimeout(this.#pingTimer);
    // A cable that was pulled tells nobody: without this the socket would look open for minutes.
    if (nowMs - this.#lastMessageMs > this.#settings.silenceMs) {
      this.#connection.drop('the server fell silent');
      return;
    }
    this.#connection.send(writePing(nowMs));
    this.territories.beat(nowMs);
    this.#pingCount++;
    const waitMs = this.#pingCount < FIRST_PING_COUNT ? FIRST_PING_INTERVAL_MS : PING_INTERVAL_MS;
    this.#pingTimer = setTimeout(() => this.#beat(), waitMs);
    // The server limits fresh views, so a first request may have been passed over.
    if (this.#resyncAskedMs >= 0 && nowMs - this.#resyncAskedMs >= RESYNC_INTERVAL_MS) this.#resync(0, nowMs);
  }

  #resync(sector: number, nowMs: number): void {
    this.#resyncAskedMs = nowMs;
    this.#connection.send(writeResync(sector));
  }

  #message(bytes: Uint8Array): void {
    const nowMs = this.#settings.now();
    this.#lastMessageMs = nowMs;
    this.#traffic.received(bytes.length, nowMs);
    const kind = bytes[0] & 7;
    if (kind === SERVER_MESSAGE.frame) this.#frame(bytes, nowMs);
    else if (kind === SERVER_MESSAGE.strategic) this.territories.message(bytes, nowMs);
    else if (kind === SERVER_MESSAGE.pong) this.#pong(bytes, nowMs);
  }

  #frame(bytes: Uint8Array, nowMs: number): void {
    const tick = this.#view.frame(bytes);
    this.#clock.frame(tick, nowMs);
    this.#steering.frameApplied(nowMs);
    const deliveryMs = this.#clock.deliveryMs(tick, nowMs);
    if (deliveryMs !== undefined) {
      this.#delivery.add(deliveryMs);
      this.#recentDeliveryMs += (deliveryMs - this.#recentDeliveryMs) * RECENT_WEIGHT;
    }
    if (this.#view.exact) this.#resyncAskedMs = -1;
    this.#orders.frameRead(tick, this.#view.durableTick);
    this.emit('tick', tick);
  }

  #pong(bytes: Uint8Array, nowMs: number): void {
    this.#reader.reset(bytes, 1);
    const { clientClock, serverMicros } = readPong(this.#reader);
    if (this.#reader.bad) return;
    this.#clock.pong(clientClock, nowMs, serverMicros);
    this.#steering.latencyMeasured(nowMs);
  }

  protected override send(frame: Uint8Array): void {
    this.#connection.send(frame);
  }

  protected override nowMs(): number {
    return this.#settings.now();
  }

  protected override order(op: number, a: number, b: number): number {
    const sequence = this.#orders.add(op, a, b);
    if (!this.#flushing) {
      this.#flushing = true;
      queueMicrotask(() => this.#flush());
    }
    return sequence;
  }

  protected override generationOf(entity: number): number | undefined {
    return this.mirror?.entities.get(entity)?.generation ?? this.routes.convoy(entity)?.generation;
  }

  /** Sends what waits, all orders of one turn of the event loop together. */
  #flush(): void {
    this.#flushing = false;
    while (this.state === 'connected') {
      const orders = this.#orders.takeFrame();
      if (orders.length === 0) return;
      this.#connection.send(writeOrders(orders));
      for (const order of orders) this.#steering.sent(order, this.#settings.now());
    }
  }
}
