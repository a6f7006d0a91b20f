import type { ServerConfig } from '../config/schema.ts';
import { SESSION_COUNT_MAX } from '../limits.ts';
import type { FrameRingReader } from '../memory/frame-ring.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { ByteReader, ByteWriter } from '../protocol/bytes.ts';
import { CLIENT_MESSAGE, ClientFrame, REFUSAL, ROLE, readClientFrame } from '../protocol/client-messages.ts';
import { CLOSE, PROTOCOL_VERSION, RESULT } from '../protocol/fields.ts';
import { type SectorGrid, writeAnswer } from '../protocol/items.ts';
import {
  FRAME_HEADER_BYTES,
  frameHeadByte,
  PONG_BYTES,
  writePong,
  writeWelcome,
} from '../protocol/server-messages.ts';
import { TABLE_HASH } from '../protocol/table-hash.ts';
import { NOTICE, NOTICE_WORDS } from '../replication/frame.ts';
import { AddressLimits } from './address-limits.ts';
import { type Doorkeeper, hashSecret, newToken } from './admission.ts';
import type { CommandSender } from './command-sender.ts';
import { Connection } from './connection.ts';
import { FrameGather } from './fan-out.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Socket } from './socket.ts';

/** Frames refused by a rate limit until the connection is closed: about three seconds of a flood. */
const LIMITED_FRAMES_MAX = 240;

/** One in so many client frames is timed: the clock would cost more than the frame. */
const TIMED_FRAME_EVERY = 64;

export interface GatewaySettings {
  readonly network: ServerConfig['network'];
  readonly sessions: ServerConfig['sessions'];
  readonly grid: SectorGrid;
  /** Connections that this gateway may hold open. */
  readonly connectionsMax: number;
  /** Due time of tick 0 on the monotonic clock; moves when time is stretched. */
  readonly tickZeroMicros: () => number;
}

/**
 * Everything a gateway does between sockets and rings, without knowing either: client frames become records, frames of
 * the simulation become one message per client.
 */
export class Gateway {
  readonly connections = new Map<number, Connection>();
  readonly addresses: AddressLimits;
  readonly #settings: GatewaySettings;
  readonly #sender: CommandSender;
  readonly #doorkeeper: Doorkeeper;
  readonly #metrics: GatewayMetrics;
  readonly #reader: FrameRingReader;
  readonly #gather: FrameGather;
  readonly #bySlot: (Connection | undefined)[] = new Array(SESSION_COUNT_MAX).fill(undefined);
  readonly #clientFrame = new ClientFrame();
  readonly #byteReader = new ByteReader(new Uint8Array(0));
  readonly #small = new ByteWriter(new Uint8Array(512));
  #nextConnection = 1;
  #framesSeen = 0;

  constructor(
    settings: GatewaySettings,
    reader: FrameRingReader,
    sender: CommandSender,
    doorkeeper: Doorkeeper,
    metrics: GatewayMetrics,
  ) {
    this.#settings = settings;
    this.#reader = reader;
    this.#sender = sender;
    this.#doorkeeper = doorkeeper;
    this.#metrics = metrics;
    this.#gather = new FrameGather(reader, settings.grid, SESSION_COUNT_MAX);
    this.addresses = new AddressLimits(settings.network);
  }

  /** A socket was opened. Returns its connection; over the limit it is already told to try again later. */
  open(socket: Socket, address: string): Connection {
    const now = monotonicMicros();
    const connection = new Connection(this.#nextConnection++, address, this.#settings.network, now);
    connection.socket = socket;
    this.#metrics.connected();
    if (this.connections.size >= this.#settings.connectionsMax) {
      this.#metrics.count('refusedFull');
      this.#end(connection, CLOSE.tryAgainLater, 'server is full, try again later');
      return connection;
    }
    this.connections.set(connection.id, connection);
    return connection;
  }

  /** A client frame came in. `bytes` is only lent. */
  receive(from: Connection, bytes: Uint8Array, isBinary: boolean): void {
    if (from.state === 'closed') return;
    const timed = ++this.#framesSeen % TIMED_FRAME_EVERY === 0;
    const start = monotonicMicros();
    this.#metrics.received(bytes.length);
    if (!isBinary) return this.#end(from, CLOSE.unsupportedData, 'this protocol is binary');
    if (!from.frames.take(1, start) || !from.bytes.take(bytes.length, start)) return this.#limit(from);
    const frame = this.#clientFrame;
    this.#byteReader.reset(bytes);
    const refusal = readClientFrame(this.#byteReader, frame, TABLE_HASH);
    if (refusal !== REFUSAL.none) return this.#refuseFrame(from, refusal);
    switch (frame.kind) {
      case CLIENT_MESSAGE.hello:
      case CLIENT_MESSAGE.resume:
        if (from.state === 'opening') this.#admit(from, bytes);
        else this.#refuseFrame(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.orders:
        if (from.state === 'open') this.#takeOrders(from);
        else this.#refuseFrame(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.ping:
        this.#pong(from, bytes);
        break;
      case CLIENT_MESSAGE.resync:
        if (from.state === 'open' && from.resyncs.take(1, start)) this.#askRefresh(from, 'resyncRequests');
        break;
    }
    if (timed) this.#metrics.timedFrame(monotonicMicros() - start);
  }

  /** A socket is gone. */
  closed(connection: Connection): void {
    connection.socket = undefined;
    this.connections.delete(connection.id);
    this.addresses.leave(connection.address);
    if (connection.slot >= 0 && this.#bySlot[connection.slot] === connection) {
      this.#bySlot[connection.slot] = undefined;
      this.#sender.away(connection.slot, connection.epoch);
    }
    connection.state = 'closed';
  }

  /** A slow socket has drained: its client can have a view again. */
  drained(connection: Connection): void {
    if (!connection.stale || !connection.socket) return;
    if (connection.socket.bufferedBytes() * 4 < this.#settings.network.staleBytes)
      this.#askRefresh(connection);
  }

  /** Hands the frame just read by the ring reader to all clients. */
  deliver(): void {
    const start = monotonicMicros();
    const gather = this.#gather;
    gather.open(this.#settings.tickZeroMicros());
    this.#takeNotices();
    this.#sender.flush();
    let clients = 0;
    let stale = 0;
    for (const connection of this.connections.values()) {
      if (connection.state !== 'open') continue;
      clients++;
      if (connection.stale) {
        stale++;
        // Answers still go out: they are small, and an order without one would stay open for ever.
        if (!gather.startsAnew(connection.slot)) this.#waitForReader(connection);
      }
      if (gather.gather(connection)) this.#send(connection, gather.message(), gather.tick);
    }
    this.#metrics.delivered(this.connections.size, clients, stale, monotonicMicros() - start);
  }

  /** Frames were missed: nothing that the clients hold can be trusted, so each gets its view anew. */
  lapped(): void {
    this.#metrics.count('laps');
    for (const connection of this.connections.values()) {
      if (connection.state === 'open') this.#markStale(connection);
      // Its notice may have been in a missed frame, and would never come again.
      else if (connection.state === 'joining') this.#end(connection, CLOSE.tryAgainLater, 'try again');
    }
  }

  /** Once a second: whoever has not said hello in time goes, and so does whoever has been too slow for too long. */
  sweep(): void {
    const now = monotonicMicros();
    const { sessions, network } = this.#settings;
    for (const connection of this.connections.values()) {
      if (
        connection.state === 'opening' &&
        now - connection.openedMicros > sessions.helloTimeoutSeconds * 1e6
      ) {
        this.#metrics.count('closedNoHello');
        this.#end(connection, CLOSE.noHello, 'no hello in time');
      } else if (connection.stale && now - connection.staleSinceMicros > network.staleSecondsMax * 1e6) {
        this.#metrics.count('closedSlow');
        connection.socket?.destroy();
      }
    }
    this.addresses.sweep(now);
  }

  /** Ends every connection, for a stop. */
  endAll(): void {
    for (const connection of this.connections.values()) this.#end(connection, 1001, 'server stops');
  }

  #admit(from: Connection, bytes: Uint8Array): void {
    const frame = this.#clientFrame;
    const secret = bytes.slice(frame.secretStart, frame.secretEnd);
    from.token = newToken();
    if (frame.kind === CLIENT_MESSAGE.resume) {
      from.state = 'joining';
      this.#sender.resume(from.id, hashSecret(secret), hashSecret(from.token));
      return;
    }
    const { role, faction, focus } = frame;
    if (role === ROLE.observer && !this.#settings.sessions.observers) {
      return this.#end(from, CLOSE.badTicket, 'observers are not admitted');
    }
    from.state = 'joining';
    const join = (account: Int32Array, ticket: Int32Array, ticketFaction: number) => {
      const nextToken = hashSecret(from.token!);
      this.#sender.join({
        connection: from.id,
        role,
        faction: ticketFaction || faction,
        focus,
        account,
        ticket,
        nextToken,
      });
    };
    if (secret.length === 0) {
      if (!this.#doorkeeper.admitsGuest(from.address)) return this.#refuseTicket(from);
      const guest = this.#doorkeeper.guest();
      join(guest.account, guest.ticket, 0);
      return;
    }
    void this.#doorkeeper.ticket(new TextDecoder().decode(secret)).then((admission) => {
      if (from.state !== 'joining') return;
      if (admission) join(admission.account, admission.ticket, admission.faction);
      else this.#refuseTicket(from);
    });
  }

  #refuseTicket(from: Connection): void {
    this.#metrics.count('refusedTicket');
    this.#end(from, CLOSE.badTicket, 'a valid ticket is needed');
  }

  #takeOrders(from: Connection): void {
    const frame = this.#clientFrame;
    for (let i = 0; i < frame.orderCount; i++) {
      if (this.#sender.order(from, frame.sequence[i], frame.op[i], frame.a[i], frame.b[i])) {
        this.#metrics.count('ordersReceived');
      } else {
        this.#metrics.count('ordersBusy');
        this.#answerBusy(from, frame.sequence[i]);
      }
    }
  }

  /** The simulation has not seen the order; the client may send it again under a new sequence. */
  #answerBusy(to: Connection, sequence: number): void {
    const { tick, durableTick } = this.#gather;
    this.#small.reset();
    this.#small.u8(frameHeadByte(tick, durableTick));
    this.#small.u8(tick & 0xff);
    writeAnswer(this.#small, sequence, RESULT.busy);
    if (this.#small.at > FRAME_HEADER_BYTES)
      this.#send(to, this.#small.bytes.subarray(0, this.#small.at), tick);
  }

  #pong(to: Connection, ping: Uint8Array): void {
    this.#small.reset();
    writePong(this.#small, ping, 1, monotonicMicros());
    this.#send(to, this.#small.bytes.subarray(0, PONG_BYTES), to.lastSentTick);
  }

  #refuseFrame(from: Connection, refusal: number): void {
    this.#metrics.malformed(refusal);
    if (refusal === REFUSAL.badVersion || refusal === REFUSAL.badTables) {
      const found = refusal === REFUSAL.badVersion ? 'protocol version' : 'field tables';
      return this.#end(
        from,
        CLOSE.versionMismatch,
        `other ${found} than version ${PROTOCOL_VERSION} of this server`,
      );
    }
    if (++from.malformed < this.#settings.network.malformedFramesMax) return;
    this.#metrics.count('closedMalformed');
    this.#end(from, CLOSE.malformed, 'too many malformed frames');
  }

  #limit(from: Connection): void {
    this.#metrics.count('framesLimited');
    if (++from.limited < LIMITED_FRAMES_MAX) return;
    this.#metrics.count('closedFlooding');
    this.#end(from, CLOSE.flooded, 'too many frames');
  }

  #takeNotices(): void {
    const { words } = this.#reader;
    const gather = this.#gather;
    for (let i = 0; i < gather.noticeCount; i++) {
      const at = gather.noticesAt + i * NOTICE_WORDS;
      if (words[at + 1] !== this.#metrics.gateway) continue;
      const connection = this.connections.get(words[at + 2]);
      switch (words[at]) {
        case NOTICE.accepted:
          this.#accept(connection, at);
          break;
        case NOTICE.refused:
          if (connection?.state === 'joining') this.#end(connection, words[at + 4], 'refused');
          break;
        case NOTICE.answer:
          if (connection?.slot === words[at + 3]) gather.queueAnswer(at, words[at + 3]);
          break;
        case NOTICE.replaced:
          if (connection) this.#end(connection, CLOSE.replaced, 'the session was opened elsewhere');
          break;
      }
    }
  }

  #accept(connection: Connection | undefined, at: number): void {
    const { words } = this.#reader;
    const slot = words[at + 3];
    const epoch = words[at + 4] >>> 0;
    if (!connection || connection.state !== 'joining') {
      this.#sender.away(slot, epoch);
      return;
    }
    connection.state = 'open';
    connection.slot = slot;
    connection.epoch = epoch;
    connection.hasView = false;
    connection.lastSentTick = this.#gather.tick;
    this.#bySlot[slot] = connection;
    const flags = words[at + 5];
    if (flags >>> 16) this.#metrics.count('resumes');
    const { grid } = this.#settings;
    const welcome = writeWelcome({
      version: PROTOCOL_VERSION,
      tableHash: TABLE_HASH,
      session: slot,
      role: flags & 0xff,
      faction: (flags >> 8) & 0xff,
      token: connection.token!,
      tick: this.#gather.tick,
      lastSequence: words[at + 6] >>> 0,
      sectorUnits: grid.units,
      columns: grid.columns,
      rows: grid.rows,
      tickZeroMicros: this.#settings.tickZeroMicros(),
    });
    connection.token = undefined;
    this.#send(connection, welcome, this.#gather.tick);
  }

  #send(to: Connection, bytes: Uint8Array, tick: number): void {
    const { socket } = to;
    if (!socket) return;
    const outcome = socket.send(bytes);
    to.lastSentTick = tick;
    this.#metrics.sent(bytes.length);
    if (outcome === 1) return;
    if (outcome === 2) this.#metrics.count('messagesDropped');
    if (outcome === 2 || socket.bufferedBytes() >= this.#settings.network.staleBytes) this.#markStale(to);
  }

  #markStale(connection: Connection): void {
    if (connection.stale) return;
    connection.stale = true;
    connection.refreshAsked = false;
    connection.staleSinceMicros = monotonicMicros();
    this.#metrics.count('staleEntries');
  }

  /** A stale client gets nothing; once its socket has drained, its view is asked for anew. */
  #waitForReader(connection: Connection): void {
    this.#metrics.count('messagesDropped');
    if (connection.refreshAsked || !connection.socket) return;
    if (connection.socket.bufferedBytes() * 4 < this.#settings.network.staleBytes)
      this.#askRefresh(connection);
    else this.#metrics.lagging(connection.socket.bufferedBytes());
  }

  #askRefresh(connection: Connection, reason?: 'resyncRequests'): void {
    if (reason) this.#metrics.count(reason);
    connection.refreshAsked = true;
    this.#sender.refresh(connection.slot, connection.epoch);
  }

  #end(connection: Connection, code: number, reason: string): void {
    if (connection.state === 'closed') return;
    connection.state = 'closed';
    connection.socket?.end(code, reason);
  }
}
