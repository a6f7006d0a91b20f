import { Mirror } from '../../client/mirror.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { ANSWER_COUNT_MAX } from '../../src/limits.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import {
  ORDER_COUNT_MAX,
  type Role,
  writeHello,
  writeOrders,
  writeResume,
} from '../../src/protocol/client-messages.ts';
import { CLOSE } from '../../src/protocol/fields.ts';
import {
  FRAME_HEADER_BYTES,
  LAG_MAX,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
  type Welcome,
} from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import type { GatewayLane } from './gateway-lane.ts';
import { SimulatedSocket } from './simulated-socket.ts';
import { promise } from './violation.ts';

/** An order and what the client was told about it. */
export interface PlacedOrder {
  readonly sequence: number;
  readonly op: number;
  readonly a: number;
  readonly b: number;
  /** What a server may answer: who was struck down just before obeys nobody. */
  readonly expected: readonly number[];
  result: number | undefined;
  /** Tick of the frame with the answer. */
  answerTick: number;
}

/** More would outrun the answers that the server remembers. */
const OPEN_ORDERS_MAX = ANSWER_COUNT_MAX / 2;

/** Hears what a client was told about the disk. */
export type DurableTold = (durableTick: number) => void;

/** A player or observer with the mirror of the client library, who remembers all it was promised. */
export class SimulatedClient {
  readonly account: number;
  readonly role: Role;
  readonly #durableTold: DurableTold;
  lane: GatewayLane | undefined;
  socket: SimulatedSocket | undefined;
  connection: Connection | undefined;
  welcome: Welcome | undefined;
  mirror: Mirror | undefined;
  /** Whether the view has come that the newest welcome promised, and nothing was lost since. */
  hasView = false;
  /** Orders without a confirmation, by sequence. */
  open: PlacedOrder[] = [];
  /** Newest orders of this session that were confirmed, by sequence. */
  confirmed: PlacedOrder[] = [];
  confirmedCount = 0;
  #token: Uint8Array | undefined;
  #sequence = 0;
  #toldTick = -1;
  #toldDurableTick = 0;
  #frameTick = 0;
  #resendWanted = false;

  constructor(account: number, role: Role, durableTold: DurableTold) {
    this.account = account;
    this.role = role;
    this.#durableTold = durableTold;
  }

  get isOpen(): boolean {
    return this.connection?.state === 'open' && this.welcome !== undefined;
  }

  /** Opens a socket and resumes its session, or says hello without one. */
  connect(lane: GatewayLane): void {
    this.lane = lane;
    const socket: SimulatedSocket = new SimulatedSocket((bytes) => {
      if (this.socket === socket) this.#arrived(bytes);
    });
    this.socket = socket;
    this.connection = lane.gateway.open(socket, '127.0.0.1');
    if (this.#token !== undefined) {
      this.#send(writeResume(TABLE_HASH, this.#token));
      return;
    }
    this.#forgetSession();
    lane.expect(this.account);
    const hello = { tableHash: TABLE_HASH, role: this.role, faction: 0, focus: 0, ticket: '' };
    this.#send(writeHello(hello));
  }

  /** The socket is gone, as far as the client knows. Returns its connection: the gateway hears of it some time. */
  drop(): Connection | undefined {
    const { connection } = this;
    this.socket = undefined;
    this.connection = undefined;
    this.welcome = undefined;
    this.hasView = false;
    return connection;
  }

  /** The server closed the socket with a code. */
  closedWith(code: number): void {
    if (code === CLOSE.cannotResume) this.#token = undefined;
  }

  /** Gives an order if not too many wait. */
  order(op: number, a: number, b: number, expected: readonly number[]): void {
    if (!this.isOpen || this.open.length >= OPEN_ORDERS_MAX) return;
    const order = { sequence: ++this.#sequence, op, a, b, expected, result: undefined, answerTick: 0 };
    this.open.push(order);
    this.#send(writeOrders([order]));
  }

  /** Sends again what is not confirmed; after a doubt about what arrived, or out of impatience. */
  repeatOrders(): void {
    if (!this.isOpen || this.open.length === 0) return;
    this.#send(writeOrders(this.open.slice(0, ORDER_COUNT_MAX)));
  }

  /** Repeats an order that was confirmed long ago: it must be answered as before. */
  repeatConfirmed(): void {
    const order = this.confirmed.at(-1);
    if (this.isOpen && order !== undefined) this.#send(writeOrders([order]));
  }

  /** After the frames of a tick: a view that started anew may have left answers out. */
  settle(): void {
    if (!this.#resendWanted) return;
    this.#resendWanted = false;
    this.repeatOrders();
  }

  #send(bytes: Uint8Array): void {
    this.lane!.gateway.receive(this.connection!, bytes, true);
  }

  #forgetSession(): void {
    this.open = [];
    this.confirmed = [];
    this.#sequence = 0;
  }

  #arrived(bytes: Uint8Array): void {
    const kind = bytes[0] & 7;
    if (kind === SERVER_MESSAGE.welcome) this.#welcomed(readWelcome(new ByteReader(bytes, 1))!);
    else if (kind === SERVER_MESSAGE.frame) this.#frame(bytes);
  }

  #welcomed(welcome: Welcome): void {
    const isResumed = this.#token !== undefined;
    this.welcome = welcome;
    this.#token = welcome.token;
    this.hasView = false;
    const last = this.confirmed.at(-1)?.sequence ?? 0;
    promise(welcome.lastSequence >= last, () => {
      return `account ${this.account}: order ${last} was confirmed, the session has only ${welcome.lastSequence}`;
    });
    if (!isResumed) this.#forgetSession();
    // What was answered and not confirmed may have been lost with a crash.
    for (const order of this.open) order.answerTick = 0;
    this.#resendWanted = true;
    const { sectorUnits: units, columns, rows, tick } = welcome;
    this.mirror ??= new Mirror({ units, columns, rows }, tick, {
      reset: () => {
        this.#resendWanted ||= this.hasView;
        this.hasView = true;
      },
      answered: (sequence, result) => this.#answered(sequence, result),
      clock: (toldTick, durableTick) => {
        this.#toldTick = toldTick;
        this.#toldDurableTick = durableTick;
      },
    });
    this.mirror.tick = tick;
  }

  #frame(bytes: Uint8Array): void {
    const mirror = this.mirror!;
    const read = (tick: number) => {
      this.#toldTick = -1;
      this.#frameTick = tick;
      const isReadable = mirror.apply(new ByteReader(bytes, FRAME_HEADER_BYTES), tick);
      promise(isReadable, () => `account ${this.account}: a frame of tick ${tick} cannot be read`);
    };
    read(unfoldTick(bytes[1], mirror.tick));
    if (this.#toldTick >= 0 && this.#toldTick !== mirror.tick) read(this.#toldTick);
    promise(mirror.unknownRecords === 0, () => `account ${this.account}: a record of nobody it knows`);
    promise(mirror.hashMismatches === 0, () => `account ${this.account}: a sector differs from its hash`);
    const lag = bytes[0] >> 3;
    const durable = lag < LAG_MAX ? mirror.tick - lag : this.#toldTick >= 0 ? this.#toldDurableTick : 0;
    this.#durableTold(durable);
    this.#confirm(durable);
  }

  #answered(sequence: number, result: number): void {
    const confirmed = this.confirmed.find((order) => order.sequence === sequence);
    const order = this.open.find((open) => open.sequence === sequence) ?? confirmed;
    if (order === undefined) return;
    const allowed = confirmed ? [confirmed.result] : order.expected;
    promise(allowed.includes(result), () => {
      return `account ${this.account}: order ${sequence} answered with ${result} instead of ${allowed.join(' or ')}`;
    });
    order.result = result;
    if (order.answerTick === 0) order.answerTick = this.#frameTick;
  }

  #confirm(durableTick: number): void {
    if (this.open.length === 0) return;
    const isSafe = (order: PlacedOrder) => order.answerTick > 0 && order.answerTick <= durableTick;
    const safe = this.open.filter(isSafe);
    if (safe.length === 0) return;
    this.open = this.open.filter((order) => !isSafe(order));
    this.confirmedCount += safe.length;
    this.confirmed = [...this.confirmed, ...safe].slice(-ANSWER_COUNT_MAX / 2);
  }
}
