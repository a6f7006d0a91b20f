import { connect, type Socket } from 'node:net';
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
import { CLOSE, ITEM, RESULT } from '../../src/protocol/fields.ts';
import { readItems, type SectorGrid } from '../../src/protocol/items.ts';
import {
  FRAME_HEADER_BYTES,
  LAG_MAX,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
  type Welcome,
} from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import { BattleEye } from './battle-eye.ts';
import { ChannelEar } from './channel-ear.ts';
import { CheckedMirror } from './checked-mirror.ts';
import { clientFrame, upgradeRequest } from './client-frames.ts';
import { FrameParser, type FrameSink } from './frame-parser.ts';
import type { ChannelAddress } from './listener.ts';
import { OrderBook } from './order-book.ts';
import { RouteEar } from './route-ear.ts';
import { skimItems } from './skim-items.ts';
import type { Tally } from './tally.ts';

const MICROS_PER_TICK = 1_000_000 / 60;
/** 0.6 s: the server beats every half second. */
const BEAT_TICKS_MAX = 36;
/** Only eight bits of a tick are sent: a step of more than this is one back. */
const STEP_TICKS_MAX = 128;
const CLOCK_ITEM_BYTES = 19;
const ATTEMPTS_MAX = 8;
const RETRY_MS = 50;

/** One for all: a read is done with before the next begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);
const reader = new ByteReader(readBuffer);

export interface BotSettings {
  readonly host: string;
  readonly port: number;
  readonly path: string;
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
}

export type NewBook = (grid: SectorGrid, tally: Tally, seed: number) => OrderBook;

type BotState = 'connecting' | 'joining' | 'open' | 'closed';

/**
 * One client, as cheap as can be: it looks at the head of each message and, unless it is verified, skips the rest.
 * Whatever is wrong it counts in the tally of its fleet.
 */
export class Bot implements FrameSink {
  state: BotState = 'closed';
  mirror: CheckedMirror | undefined;
  orders: OrderBook | undefined;
  readonly ear: ChannelEar | RouteEar | undefined;
  /** What the mirror of a verified bot sees of fights. */
  readonly eye = new BattleEye();
  readonly settings: BotSettings;
  readonly #tally: Tally;
  #parser = new FrameParser();
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempts = 0;
  /** The answer to the upgrade as far as it has come; undefined once it is read. */
  #responseHead: string | undefined;
  #lastTick = 0;
  /** Newest tick that the server's disk is known to have. */
  #durableTick = 0;
  #hasFrame = false;
  #lastMicros = 0;
  #problem = '';
  /** Whether the connection was dropped on purpose, and is to be resumed. */
  #isAway = false;
  /** Token to resume with. */
  #token: Uint8Array | undefined;
  /** Bytes of messages of connections before this one. */
  #bytesBefore = 0;

  constructor(settings: BotSettings, tally: Tally) {
    this.settings = settings;
    this.#tally = tally;
    this.ear = earFor(settings.channels, tally);
  }

  /** Bytes of world messages and others, with WebSocket headers. */
  get messageBytes(): number {
    return this.#bytesBefore + this.#parser.messageBytes;
  }

  /** Opens the connection; a refused one is tried again a few times, as a full backlog refuses. */
  open(): void {
    const { host, port, path } = this.settings;
    this.state = 'connecting';
    this.#attempts++;
    this.#responseHead = '';
    this.#bytesBefore += this.#parser.messageBytes;
    this.#parser = new FrameParser();
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    });
    this.#socket = socket;
    socket.on('connect', () => socket.write(upgradeRequest(host, port, path)));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#problem ||= error.code ?? error.message;
    });
    socket.on('close', () => this.#closed());
  }

  /** Ends the connection for good. */
  end(): void {
    this.state = 'closed';
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  /** Loses the connection as if a cable were pulled, and resumes the session after a while. */
  drop(awayMs: number): void {
    if (this.state !== 'open') return;
    this.#tally.strategic.drops++;
    this.state = 'connecting';
    this.#isAway = true;
    this.#socket?.resetAndDestroy();
    this.#retry = setTimeout(() => {
      this.#isAway = false;
      this.#attempts = 0;
      this.open();
    }, awayMs);
  }

  /** Asks for the whole state of the channels, to hold it against what was heard. */
  checkChannels(): void {
    const frame = this.state === 'open' ? this.ear?.check() : undefined;
    if (frame) this.#send(OPCODE.binary, frame);
  }

  /** Sends the next order, if this bot gives any and knows where it is. */
  order(nowMicros: number): void {
    const order = this.state === 'open' ? this.orders?.next(nowMicros) : undefined;
    if (order) this.#send(OPCODE.binary, writeOrders([order]));
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
    return this.state === 'open' && nowMicros - this.#lastMicros > (BEAT_TICKS_MAX + 1) * MICROS_PER_TICK;
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
    this.#problem ||= `close ${code}${reason && `, ${reason}`}`;
    // The server was busy with others while this one joined; it asks for another attempt.
    if (code === CLOSE.tryAgainLater && this.state === 'joining') this.state = 'connecting';
    this.#socket?.destroy();
  }

  #read(length: number): boolean {
    this.#tally.nowMicros = monotonicMicros();
    if (this.#responseHead !== undefined) this.#readResponse(length);
    else if (!this.#parser.push(readBuffer, length, this)) this.#fail(this.#parser.failure);
    return true;
  }

  #readResponse(length: number): void {
    this.#responseHead += readBuffer.toString('latin1', 0, length);
    const headEnd = this.#responseHead!.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const status = this.#responseHead!.slice(0, this.#responseHead!.indexOf('\r\n'));
    const rest = Buffer.from(this.#responseHead!.slice(headEnd + 4), 'latin1');
    this.#responseHead = undefined;
    if (!status.startsWith('HTTP/1.1 101')) return this.#fail(`answer "${status}"`);
    this.state = 'joining';
    const { role, faction, focus } = this.settings;
    const first = this.#token
      ? writeResume(TABLE_HASH, this.#token)
      : writeHello({ tableHash: TABLE_HASH, role, faction, focus, ticket: '' });
    this.#send(OPCODE.binary, first);
    this.#parser.push(rest, rest.length, this);
  }

  #welcome(bytes: Uint8Array, start: number, end: number): void {
    reader.reset(bytes, start + 1, end);
    const welcome = readWelcome(reader);
    if (welcome?.tableHash !== TABLE_HASH) return this.#fail('a welcome of another version');
    this.state = 'open';
    if (this.#token) this.#tally.strategic.resumes++;
    this.#token = welcome.token;
    this.#hasFrame = false;
    this.#lastTick = welcome.tick;
    this.#lastMicros = this.#tally.nowMicros;
    this.#tally.tickZeroMicros = welcome.tickZeroMicros;
    const grid = { units: welcome.sectorUnits, columns: welcome.columns, rows: welcome.rows };
    const { newBook, orderCountMax, seed, verified } = this.settings;
    // Orders are counted over the life of a session, not of a connection.
    if (newBook) this.orders ??= newBook(grid, this.#tally, seed);
    else if (orderCountMax > 0) this.orders ??= new OrderBook(grid, this.#tally, seed, orderCountMax);
    if (this.ear instanceof RouteEar) this.#listenForAnswers(this.ear, welcome.session);
    if (verified) this.mirror = this.#newMirror(welcome);
    if (this.ear) this.#send(OPCODE.binary, this.ear.opened());
  }

  #listenForAnswers(ear: RouteEar, session: number): void {
    ear.session = session;
    if (!this.orders) return;
    this.orders.answered = (sequence, result) => {
      if (result !== RESULT.done) ear.refused(sequence);
    };
  }

  #newMirror({ tick, sectorUnits, columns, rows }: Welcome): CheckedMirror {
    return new CheckedMirror({ units: sectorUnits, columns, rows }, tick, {
      mismatch: (sector) => this.#send(OPCODE.binary, writeResync(sector)),
      answered: (sequence, result) => this.orders?.answer(sequence, result),
      avatar: (entity) => this.orders?.avatar(entity),
      entered: ({ id, x, y }) => this.orders?.seen(id, x, y),
      hurt: (entity) => this.eye.hurt(entity),
      aimed: () => this.eye.aimed(),
      battle: (news) => this.eye.battle(news),
    });
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    const tally = this.#tally;
    const tick = unfoldTick(bytes[start + 1], this.#lastTick);
    const step = tick - this.#lastTick;
    if (step > STEP_TICKS_MAX || (step === 0 && this.#hasFrame)) {
      tally.ticksOutOfOrder++;
      return;
    }
    if (step > BEAT_TICKS_MAX) tally.missedBeats++;
    this.#hasFrame = true;
    this.#lastTick = tick;
    this.#lastMicros = tally.nowMicros;
    const lag = bytes[start] >> 3;
    if (lag < LAG_MAX) this.#durableTick = tick - lag;
    const clockAt = end - CLOCK_ITEM_BYTES;
    if (clockAt >= start + FRAME_HEADER_BYTES && bytes[clockAt] === ITEM.clock)
      this.#clock(bytes, clockAt, tick);
    tally.messages++;
    tally.deliveries.add(tally.nowMicros - tally.dueMicros(tick));
    if (this.mirror === undefined && this.orders === undefined) return;
    const { mirror, orders } = this;
    const items = start + FRAME_HEADER_BYTES;
    reader.reset(bytes, items, end);
    orders?.beginFrame(tick);
    if (mirror) {
      if (!mirror.apply(reader, tick)) this.#send(OPCODE.binary, writeResync(0));
    } else {
      const isRead = orders!.knowsHome
        ? skimItems(bytes, items, end, orders!)
        : readItems(reader, orders!.grid, orders!);
      if (!isRead) tally.unknownMessages++;
    }
    orders?.endFrame(this.#durableTick);
  }

  /**
   * A clock item stands last in its frame. That it tells the frame's own tick rules out a record that looks like one.
   */
  #clock(bytes: Uint8Array, at: number, tick: number): void {
    reader.reset(bytes, at + 1, at + CLOCK_ITEM_BYTES);
    if (reader.u32() !== tick) return;
    this.#durableTick = reader.u32();
    reader.u16();
    this.#tally.tickZeroMicros = reader.f64();
  }

  #fail(reason: string): void {
    this.#problem ||= reason;
    this.#socket?.destroy();
  }

  #closed(): void {
    if (this.state === 'closed' || this.#isAway) return;
    if (this.state === 'connecting' && this.#attempts < ATTEMPTS_MAX) {
      this.#problem = '';
      this.#retry = setTimeout(() => this.open(), RETRY_MS * this.#attempts);
      return;
    }
    this.state = 'closed';
    this.#tally.lost(this.#problem || 'the connection ended');
  }

  #send(opcode: number, payload: Uint8Array): void {
    this.#socket?.write(clientFrame(opcode, payload));
  }
}

/** Routes and territories are heard by different ears; nobody listens to both. */
function earFor(channels: readonly ChannelAddress[], tally: Tally): ChannelEar | RouteEar | undefined {
  if (channels.length === 0) return undefined;
  return channels[0].level === CHANNEL.routes
    ? new RouteEar(channels, tally)
    : new ChannelEar(channels, tally);
}
