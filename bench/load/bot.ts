import { OPCODE } from '../../client/websocket-reader.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import {
  type Order,
  type Role,
  writeHello,
  writeOrders,
  writeResume,
  writeResync,
} from '../../src/protocol/client-messages.ts';
import { CLOSE, ITEM } from '../../src/protocol/fields.ts';
import { readItems, type SectorGrid } from '../../src/protocol/items.ts';
import {
  FRAME_HEADER_BYTES,
  LAG_MAX,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
} from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import { BattleEye } from './battle-eye.ts';
import { BotSocket, type ServerAddress, type SocketOwner } from './bot-socket.ts';
import type { ChannelEar } from './channel-ear.ts';
import type { CheckedMirror } from './checked-mirror.ts';
import { earFor, hearAnswers, newMirror } from './client-senses.ts';
import type { ChannelAddress } from './listener.ts';
import { OrderBook } from './order-book.ts';
import { paceOf } from './pace-watch.ts';
import type { RouteEar } from './route-ear.ts';
import { skimItems, skimmed } from './skim-items.ts';
import type { Tally } from './tally.ts';

const MICROS_PER_TICK = 1_000_000 / 60;
/** 0.6 s: the server beats every half second. */
const BEAT_TICKS_MAX = 36;
/** Only eight bits of a tick are sent: a step of more than this is one back. */
const STEP_TICKS_MAX = 128;
const CLOCK_ITEM_BYTES = 19;
/** An hour: longer than any run. */
const SILENCE_TICKS_MAX = 216_000;
const ATTEMPTS_MAX = 8;
const RETRY_MS = 50;

/** One for all: a message is done with before the next begins. */
const reader = new ByteReader(new Uint8Array(0));

export interface BotSettings extends ServerAddress {
  readonly role: Role;
  /** Wanted faction; 0 = whichever the server chooses. */
  readonly faction: number;
  readonly focus: number;
  /** Runs the full mirror and its checks. */
  readonly verified: boolean;
  /** Orders this bot may give; 0 = it only looks on. */
  readonly orderCountMax: number;
  readonly seed: number;
  /** Strategic channels to listen to. */
  readonly channels: readonly ChannelAddress[];
  /** Makes the account of its orders, where that is not the usual one. */
  readonly newBook?: NewBook | undefined;
  /** Stops reading now and then, on purpose: what it is sent late says nothing about the delays of others. */
  readonly isSlow?: boolean;
}

export type NewBook = (grid: SectorGrid, tally: Tally, seed: number) => OrderBook;

type BotState = 'connecting' | 'joining' | 'open' | 'closed';

/**
 * One client, as cheap as can be: it looks at the head of each message and, unless it is verified, skips the rest.
 * Whatever is wrong it counts in the tally of its fleet.
 */
export class Bot implements SocketOwner {
  state: BotState = 'closed';
  mirror: CheckedMirror | undefined;
  orders: OrderBook | undefined;
  readonly ear: ChannelEar | RouteEar | undefined;
  /** What the mirror of a verified bot sees of fights. */
  readonly eye = new BattleEye();
  /** Ticks between two messages of the slowest stream that it is served by. */
  paceTicks = 1;
  /** Whether it reads nothing at the moment, and when the last message came on the monotonic clock. */
  isStalled = false;
  lastHeardMicros = 0;
  readonly settings: BotSettings;
  readonly #tally: Tally;
  readonly #socket: BotSocket;
  #retry: NodeJS.Timeout | undefined;
  #attempts = 0;
  #lastTick = 0;
  /** Newest tick that the server's disk is known to have. */
  #durableTick = 0;
  #hasFrame = false;
  #hasView = false;
  /** Whether the connection was dropped on purpose, and is to be resumed. */
  #isAway = false;
  /** When its connection was cut, until it has its session and its first frame again; 0 = it was not. */
  #cutMicros = 0;
  /** Token to resume with. */
  #token: Uint8Array | undefined;

  constructor(settings: BotSettings, tally: Tally) {
    this.settings = settings;
    this.#tally = tally;
    this.#socket = new BotSocket(settings, this, tally);
    this.ear = earFor(settings.channels, tally);
  }

  /** Bytes of world messages and others, with WebSocket headers. */
  get messageBytes(): number {
    return this.#socket.messageBytes;
  }

  /** Opens the connection; a refused one is tried again a few times, as a full backlog refuses. */
  open(): void {
    this.state = 'connecting';
    this.#attempts++;
    this.#socket.open();
  }

  /** Ends the connection for good. */
  end(): void {
    this.state = 'closed';
    clearTimeout(this.#retry);
    this.#socket.end('');
  }

  /** Loses the connection as if a cable were pulled, and resumes the session after a while. */
  drop(awayMs: number): void {
    if (!this.cut()) return;
    this.#tally.strategic.drops++;
    this.#retry = setTimeout(() => this.comeBack(), awayMs);
  }

  /** Loses the connection, until it is told to come back. Returns false when there is none. */
  cut(): boolean {
    if (this.state !== 'open') return false;
    this.state = 'connecting';
    this.#isAway = true;
    this.#cutMicros = monotonicMicros();
    this.#socket.cut();
    return true;
  }

  /** Resumes the session after a cut. */
  comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#attempts = 0;
    this.open();
  }

  /** Reads nothing from now on. */
  stall(): void {
    if (this.state !== 'open') return;
    this.isStalled = true;
    this.#socket.pause();
  }

  /** Reads on. */
  readOn(): void {
    if (!this.isStalled) return;
    this.isStalled = false;
    this.#socket.resume();
  }

  /** Asks for the whole state of the channels, to hold it against what was heard. */
  checkChannels(): void {
    const frame = this.state === 'open' ? this.ear?.check() : undefined;
    if (frame) this.#send(OPCODE.binary, frame);
  }

  /** Sends the next order, if this bot gives any and knows where it is. Returns whether it did. */
  order(nowMicros: number): boolean {
    const order = this.state === 'open' ? this.orders?.next(nowMicros) : undefined;
    if (order) this.#send(OPCODE.binary, writeOrders([order]));
    return order !== undefined;
  }

  /** Sends an order of somebody's choice. Returns its sequence; 0 when this bot can give none now. */
  give(op: number, a: number, b: number, nowMicros: number): number {
    const order = this.state === 'open' ? this.orders?.give(op, a, b, nowMicros) : undefined;
    if (!order) return 0;
    this.#send(OPCODE.binary, writeOrders([order]));
    return order.sequence;
  }

  /** Sends orders as they are, at most eight. */
  sendOrders(orders: readonly Order[]): void {
    if (this.state === 'open') this.#send(OPCODE.binary, writeOrders(orders));
  }

  /** Whether no message came for longer than a server may be silent. */
  isSilent(nowMicros: number): boolean {
    if (this.state !== 'open' || this.isStalled) return false;
    return nowMicros - this.lastHeardMicros > (BEAT_TICKS_MAX + 1) * MICROS_PER_TICK;
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const kind = bytes[start] & 7;
    if (kind === SERVER_MESSAGE.frame && this.state === 'open') this.#frame(bytes, start, end);
    else if (kind === SERVER_MESSAGE.strategic && this.ear && this.state === 'open') {
      reader.reset(bytes, start + 1, end);
      this.ear.message(reader);
    } else if (kind === SERVER_MESSAGE.welcome && this.state === 'joining') this.#welcome(bytes, start, end);
    else this.#tally.unknownMessages++;
  }

  ping(bytes: Uint8Array, start: number, end: number): void {
    this.#send(OPCODE.pong, bytes.subarray(start, end));
  }

  close(code: number, reason: string): void {
    // The server was busy with others while this one joined; it asks for another attempt.
    if (code === CLOSE.tryAgainLater && this.state === 'joining') this.state = 'connecting';
    this.#socket.end(`close ${code}${reason && `, ${reason}`}`);
  }

  upgraded(): void {
    this.state = 'joining';
    const { role, faction, focus } = this.settings;
    const first = this.#token
      ? writeResume(TABLE_HASH, this.#token)
      : writeHello({ tableHash: TABLE_HASH, role, faction, focus, ticket: '' });
    this.#send(OPCODE.binary, first);
  }

  gone(problem: string): void {
    if (this.state === 'closed' || this.#isAway) return;
    if (this.state === 'open' && this.settings.isSlow) {
      // It was closed for not reading. That is as it should be, and so is that it may come back.
      this.#tally.slow.closed(problem || 'the connection ended');
      this.state = 'connecting';
      this.isStalled = false;
      this.#attempts = 0;
    }
    if (this.state === 'connecting' && this.#attempts < ATTEMPTS_MAX) {
      this.#retry = setTimeout(() => this.open(), RETRY_MS * this.#attempts);
      return;
    }
    this.state = 'closed';
    this.#tally.lost(problem || 'the connection ended');
  }

  #welcome(bytes: Uint8Array, start: number, end: number): void {
    reader.reset(bytes, start + 1, end);
    const welcome = readWelcome(reader);
    if (welcome?.tableHash !== TABLE_HASH) return this.#socket.end('a welcome of another version');
    this.state = 'open';
    const isResumed = this.#token !== undefined;
    if (isResumed) this.#tally.resumed(this.#cutMicros, this.settings.isSlow);
    this.#token = welcome.token;
    this.paceTicks = 1;
    this.#hasFrame = false;
    this.#hasView = false;
    this.#lastTick = welcome.tick;
    this.lastHeardMicros = this.#tally.nowMicros;
    this.#tally.tickZeroMicros = welcome.tickZeroMicros;
    const grid = { units: welcome.sectorUnits, columns: welcome.columns, rows: welcome.rows };
    const { newBook, orderCountMax, seed, verified } = this.settings;
    // Orders are counted over the life of a session, not of a connection.
    if (newBook) this.orders ??= newBook(grid, this.#tally, seed);
    else if (orderCountMax > 0) this.orders ??= new OrderBook(grid, this.#tally, seed, orderCountMax);
    hearAnswers(this, welcome.session);
    if (verified) {
      this.mirror = newMirror(this, grid, welcome.tick, (sector) =>
        this.#send(OPCODE.binary, writeResync(sector)),
      );
    }
    if (this.ear) this.#send(OPCODE.binary, this.ear.opened());
    // Whether the server had an order before the connection was lost, only its answer tells.
    if (isResumed) this.#repeatOrders();
  }

  /** The view began anew. If it did before, answers may have been among what was left out. */
  viewReset(): void {
    if (this.#hasView) this.#repeatOrders();
    this.#hasView = true;
  }

  #repeatOrders(): void {
    for (const frame of this.orders?.unansweredFrames() ?? []) this.sendOrders(frame);
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    const tally = this.#tally;
    const toldTick = this.#readClock(bytes, start, end);
    const tick = toldTick || unfoldTick(bytes[start + 1], this.#lastTick);
    const step = tick - this.#lastTick;
    const { isSlow = false } = this.settings;
    if ((step > STEP_TICKS_MAX && toldTick === 0) || (step === 0 && this.#hasFrame)) {
      tally.ticksOutOfOrder++;
      return;
    }
    if (step > BEAT_TICKS_MAX && !isSlow) tally.missedBeats++;
    this.#hasFrame = true;
    this.#lastTick = tick;
    this.lastHeardMicros = tally.nowMicros;
    const lag = bytes[start] >> 3;
    if (lag < LAG_MAX) this.#durableTick = tick - lag;
    tally.messages++;
    if (!isSlow) tally.delivered(tally.nowMicros - tally.dueMicros(tick));
    if (this.#cutMicros > 0) {
      tally.servedMicros.push(tally.nowMicros - this.#cutMicros);
      this.#cutMicros = 0;
    }
    const items = start + FRAME_HEADER_BYTES;
    this.paceTicks = paceOf(bytes, items, end, tally.lateTurns) || this.paceTicks;
    if (this.mirror === undefined && this.orders === undefined) return;
    const { mirror, orders } = this;
    reader.reset(bytes, items, end);
    orders?.beginFrame(tick);
    if (mirror) {
      if (!mirror.apply(reader, tick)) this.#send(OPCODE.binary, writeResync(0));
    } else {
      const isSkimmed = orders!.knowsHome;
      const isRead = isSkimmed
        ? skimItems(bytes, items, end, orders!)
        : readItems(reader, orders!.grid, orders!);
      if (!isRead) tally.unknownMessages++;
      if (!isSkimmed) this.#hasView = true;
      else if (skimmed.isReset) this.viewReset();
    }
    orders?.endFrame(this.#durableTick);
  }

  /**
   * Takes the clock, which stands last in its frame, and returns its tick: after a long silence the eight bits in the
   * head of a frame cannot tell it. 0 where there is none: a record that looks like one names another tick.
   */
  #readClock(bytes: Uint8Array, start: number, end: number): number {
    const at = end - CLOCK_ITEM_BYTES;
    if (at < start + FRAME_HEADER_BYTES || bytes[at] !== ITEM.clock) return 0;
    reader.reset(bytes, at + 1, end);
    const tick = reader.u32();
    const step = tick - this.#lastTick;
    if ((tick & 0xff) !== bytes[start + 1] || step <= 0 || step > SILENCE_TICKS_MAX) return 0;
    this.#durableTick = reader.u32();
    reader.u16();
    this.#tally.tickZeroMicros = reader.f64();
    return tick;
  }

  #send(opcode: number, payload: Uint8Array): void {
    this.#socket.send(opcode, payload);
  }
}
