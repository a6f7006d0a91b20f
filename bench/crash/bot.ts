import { NodeSocket } from '../../client/node-socket.ts';
import { messageBytes } from '../../client/socket.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import {
  ORDER_COUNT_MAX,
  type Order,
  ROLE,
  writeHello,
  writeOrders,
  writeResume,
} from '../../src/protocol/client-messages.ts';
import { CLOSE } from '../../src/protocol/fields.ts';
import { type ItemSink, readItems, type SectorGrid } from '../../src/protocol/items.ts';
import {
  FRAME_HEADER_BYTES,
  LAG_MAX,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
} from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import type { OrderLedger } from './order-ledger.ts';

const RETRY_MS = 20;
/** Confirmed orders sent again after each resume. */
const REPEATED_CONFIRMED = 8;
const ORDER_INTERVAL_MS_MIN = 40;
const ORDER_INTERVAL_MS_MAX = 160;

const nothing = () => {};

export interface BotEvents {
  /** The first frame after a connection was made: the world runs, and this bot is in it. */
  back(bot: Bot): void;
  /** The server does not know the session any more; the bot joins anew, with a ledger of its own. */
  refused(bot: Bot): void;
  /** Something that is no part of the protocol. */
  unreadable(bot: Bot, what: string): void;
}

interface Token {
  readonly bytes: Uint8Array;
  readonly tick: number;
}

/** One client with one session that outlives its server: it resumes after every crash and goes on with its orders. */
export class Bot {
  state: 'closed' | 'connecting' | 'joining' | 'open' = 'closed';
  /** Slot of its session. */
  slot = -1;
  ledger: OrderLedger;
  /** Whether the server has said that the session itself is safe. */
  isSafe = false;
  resumes = 0;
  /** Resumes that needed the token before the newest: the newest was told, and lost with the tick that made it. */
  resumesWithOlderToken = 0;
  readonly #url: string;
  readonly #seed: number;
  readonly #newLedger: () => OrderLedger;
  readonly #events: BotEvents;
  readonly #reader = new ByteReader(new Uint8Array(0));
  readonly #sink: ItemSink;
  #socket: NodeSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Newest first. Older ones are kept until a newer one is safe on the server's disk. */
  #tokens: Token[] = [];
  #tokenTried = 0;
  #grid: SectorGrid = { units: 1, columns: 0, rows: 0 };
  #tick = 0;
  #hasFrame = false;
  #nextOrderMs = 0;

  constructor(url: string, seed: number, newLedger: () => OrderLedger, events: BotEvents) {
    this.#url = url;
    this.#seed = seed;
    this.#newLedger = newLedger;
    this.#events = events;
    this.ledger = newLedger();
    this.#sink = {
      turn: nothing,
      enter: nothing,
      keyframe: nothing,
      gone: nothing,
      place: nothing,
      view: nothing,
      check: nothing,
      avatar: nothing,
      answer: (sequence, result) => this.ledger.answer(sequence, result, this.#tick),
      clock: (_tick, durableTick) => this.#durable(durableTick),
    };
  }

  /** Connects, and from then on again whenever the connection ends. */
  open(): void {
    const socket = new NodeSocket(this.#url);
    this.#socket = socket;
    this.state = 'connecting';
    socket.onopen = () => {
      this.state = 'joining';
      const token = this.#tokens[this.#tokenTried];
      socket.send(
        token
          ? writeResume(TABLE_HASH, token.bytes)
          : writeHello({ tableHash: TABLE_HASH, role: ROLE.player, faction: 0, focus: 0, ticket: '' }),
      );
    };
    socket.onmessage = (event) => this.#message(messageBytes(event));
    socket.onclose = ({ code }) => this.#closed(code);
  }

  /** Ends it for good. */
  end(): void {
    clearTimeout(this.#retry);
    if (this.#socket) this.#socket.onclose = null;
    this.#socket?.close();
    this.state = 'closed';
  }

  /** Sends the next order when it is due. `nowMs` is of any steady clock. */
  step(nowMs: number): void {
    if (!this.isBack || nowMs < this.#nextOrderMs) return;
    const order = this.ledger.next();
    const spread = ORDER_INTERVAL_MS_MAX - ORDER_INTERVAL_MS_MIN;
    this.#nextOrderMs = nowMs + ORDER_INTERVAL_MS_MIN + ((order.sequence * 37 + this.#seed) % spread);
    this.#socket!.send(writeOrders([order]));
  }

  get isBack(): boolean {
    return this.state === 'open' && this.#hasFrame;
  }

  #message(bytes: Uint8Array | undefined): void {
    const kind = bytes ? bytes[0] & 7 : 0;
    if (kind === SERVER_MESSAGE.frame && this.state === 'open') this.#frame(bytes!);
    else if (kind === SERVER_MESSAGE.welcome && this.state === 'joining') this.#welcome(bytes!);
    else this.#events.unreadable(this, `a message of kind ${kind} while ${this.state}`);
  }

  #welcome(bytes: Uint8Array): void {
    this.#reader.reset(bytes, 1);
    const welcome = readWelcome(this.#reader);
    if (welcome === undefined) return this.#events.unreadable(this, 'a welcome that cannot be read');
    const resumed = this.#tokens.length > 0;
    this.state = 'open';
    this.isSafe = false;
    this.slot = welcome.session;
    this.#tick = welcome.tick;
    this.#hasFrame = false;
    this.#grid = { units: welcome.sectorUnits, columns: welcome.columns, rows: welcome.rows };
    if (resumed) {
      this.resumes++;
      if (this.#tokenTried > 0) this.resumesWithOlderToken++;
      this.ledger.recovered(welcome.lastSequence, 'the welcome');
    }
    this.#tokens = [{ bytes: welcome.token, tick: welcome.tick }, ...this.#tokens.slice(this.#tokenTried)];
    this.#tokenTried = 0;
    this.#sendAll(this.ledger.repeats(REPEATED_CONFIRMED));
  }

  #sendAll(orders: readonly Order[]): void {
    for (let i = 0; i < orders.length; i += ORDER_COUNT_MAX) {
      this.#socket!.send(writeOrders(orders.slice(i, i + ORDER_COUNT_MAX)));
    }
  }

  #frame(bytes: Uint8Array): void {
    this.#tick = unfoldTick(bytes[1], this.#tick);
    this.#reader.reset(bytes, FRAME_HEADER_BYTES);
    if (!readItems(this.#reader, this.#grid, this.#sink)) {
      return this.#events.unreadable(this, `a frame of tick ${this.#tick} that cannot be read`);
    }
    const lagTicks = bytes[0] >> 3;
    if (lagTicks < LAG_MAX) this.#durable(this.#tick - lagTicks);
    if (this.#hasFrame) return;
    this.#hasFrame = true;
    this.#events.back(this);
  }

  /** Answers stand before the clock item of their frame and are read before its header counts. */
  #durable(durableTick: number): void {
    this.ledger.durable(durableTick);
    if (this.isSafe || durableTick < this.#tokens[0].tick) return;
    this.isSafe = true;
    this.#tokens.length = 1;
  }

  #closed(code: number): void {
    this.ledger.disconnected();
    this.#hasFrame = false;
    this.state = 'closed';
    if (code === CLOSE.cannotResume && ++this.#tokenTried >= this.#tokens.length) {
      this.#events.refused(this);
      this.#tokens = [];
      this.#tokenTried = 0;
      this.ledger = this.#newLedger();
    }
    this.#retry = setTimeout(() => this.open(), RETRY_MS);
  }
}
