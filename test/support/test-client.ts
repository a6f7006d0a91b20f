import { Mirror } from '../../client/mirror.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { Socket } from '../../src/gateway/socket.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { ROLE, type Role, writeHello, writeOrders, writeResume } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import {
  FRAME_HEADER_BYTES,
  LAG_MAX,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
  type Welcome,
} from '../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';

/** A reader as slow as the test wants it to be. */
export class FakeSocket implements Socket {
  /** What `send` says: 1 = sent; 0 = queued; 2 = dropped. */
  outcome: 0 | 1 | 2 = 1;
  /** What `bufferedBytes` says while not draining; with `outcome` 0, what was queued comes on top. */
  buffered = 0;
  closeCode = 0;
  destroyed = false;
  /** Times it was asked for a sign of life. */
  pings = 0;
  readonly #queued: Uint8Array[] = [];
  readonly #arrived: (bytes: Uint8Array) => void;

  constructor(arrived: (bytes: Uint8Array) => void) {
    this.#arrived = arrived;
  }

  send(bytes: Uint8Array): number {
    if (this.outcome === 1) this.#arrived(bytes);
    else if (this.outcome === 0) this.#queued.push(bytes.slice());
    return this.outcome;
  }

  bufferedBytes(): number {
    return this.buffered + this.#queued.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  /** Reads on: what was queued arrives, and nothing is buffered any more. */
  drain(): void {
    this.outcome = 1;
    this.buffered = 0;
    for (const bytes of this.#queued.splice(0)) this.#arrived(bytes);
  }

  ping(): void {
    this.pings++;
  }

  end(code: number): void {
    this.closeCode = code;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

/** One player or observer, over one connection at a time. */
export class TestClient {
  readonly gateway: Gateway;
  readonly answers: { sequence: number; result: number }[] = [];
  /** Orders known to be done and safe on disk, in the order in which that was told. */
  readonly confirmed: number[] = [];
  /** Every message that arrived, if `record` was set. */
  readonly messages: Uint8Array[] = [];
  record = false;
  socket: FakeSocket;
  connection: Connection;
  welcome: Welcome | undefined;
  avatar = 0;
  /** Kept over reconnects, as the client library does; it holds nothing to be trusted before the first view. */
  mirror: Mirror | undefined;
  /** Messages that could not be read: there must never be one. */
  unreadable = 0;
  #sequence = 0;
  #toldTick = -1;
  #toldDurableTick = 0;
  #wasReset = false;
  readonly #answersInFrame: { sequence: number; result: number }[] = [];
  /** Done, and not known to be safe. */
  #done: { sequence: number; tick: number }[] = [];

  constructor(gateway: Gateway, address: string) {
    this.gateway = gateway;
    this.socket = this.#newSocket();
    this.connection = gateway.open(this.socket, address);
  }

  get slot(): number {
    return this.connection.slot;
  }

  /** Sends bytes as they are. */
  send(bytes: Uint8Array, isBinary = true): void {
    this.gateway.receive(this.connection, bytes, isBinary);
  }

  hello(options: { role?: Role; faction?: number; focus?: number; ticket?: string } = {}): void {
    const { role = ROLE.player, faction = 0, focus = 0, ticket = '' } = options;
    this.send(writeHello({ tableHash: TABLE_HASH, role, faction, focus, ticket }));
  }

  /** Sends one order under the next sequence, or under a chosen one. Returns the sequence. */
  order(op: number, a = 0, b = 0, sequence = ++this.#sequence): number {
    this.send(writeOrders([{ sequence, op, a, b }]));
    return sequence;
  }

  /** Loses the socket, as a phone in a tunnel does. */
  away(): void {
    this.gateway.closed(this.connection);
  }

  /** Opens a new socket, at this gateway or another, and shows the newest token (or the given one). */
  resume(token = this.welcome!.token): void {
    this.socket = this.#newSocket();
    this.connection = this.gateway.open(this.socket, '127.0.0.1');
    this.send(writeResume(TABLE_HASH, token));
  }

  #newSocket(): FakeSocket {
    return new FakeSocket((bytes) => this.#arrived(bytes));
  }

  #arrived(bytes: Uint8Array): void {
    if (this.record) this.messages.push(bytes.slice());
    const kind = bytes[0] & 7;
    if (kind === SERVER_MESSAGE.welcome) {
      this.welcome = readWelcome(new ByteReader(bytes, 1))!;
      this.#startMirror(this.welcome);
    } else if (kind === SERVER_MESSAGE.frame) {
      this.#apply(bytes);
    }
  }

  #startMirror({ sectorUnits: units, columns, rows, tick }: Welcome): void {
    this.mirror ??= new Mirror({ units, columns, rows }, tick, {
      answered: (sequence, result) => this.#answersInFrame.push({ sequence, result }),
      reset: () => {
        this.#wasReset = true;
      },
      avatar: (entity) => {
        this.avatar = entity;
      },
      clock: (toldTick, durableTick) => {
        this.#toldTick = toldTick;
        this.#toldDurableTick = durableTick;
      },
    });
    this.mirror.tick = tick;
    this.#toldDurableTick = 0;
    this.#done = [];
  }

  /** What a frame that was read as a whole proves to be safe. */
  #confirm(lag: number): void {
    const durableTick = lag < LAG_MAX ? this.mirror!.tick - lag : this.#toldDurableTick;
    const isSafe = ({ tick }: { tick: number }) => tick <= durableTick;
    this.confirmed.push(...this.#done.filter(isSafe).map(({ sequence }) => sequence));
    this.#done = this.#done.filter((answer) => !isSafe(answer));
  }

  #apply(bytes: Uint8Array): void {
    const mirror = this.mirror!;
    const tick = unfoldTick(bytes[1], mirror.tick);
    this.#read(bytes, tick);
    if (this.#toldTick !== tick) {
      // After more than 256 ticks of silence the low bits mean a later tick. A message that starts the view anew is
      // read once more at the told tick, which puts all of it right; any other only tells which tick it is.
      if (this.#wasReset) this.#read(bytes, this.#toldTick);
      else mirror.tick = this.#toldTick;
    }
    for (const answer of this.#answersInFrame) {
      this.answers.push(answer);
      if (answer.result === RESULT.done) this.#done.push({ sequence: answer.sequence, tick: mirror.tick });
    }
    this.#confirm(bytes[0] >> 3);
  }

  #read(bytes: Uint8Array, tick: number): void {
    this.#toldTick = tick;
    this.#wasReset = false;
    this.#answersInFrame.length = 0;
    if (!this.mirror!.apply(new ByteReader(bytes, FRAME_HEADER_BYTES), tick)) this.unreadable++;
  }
}
