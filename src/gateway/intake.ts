import type { ServerConfig } from '../config/schema.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { ByteReader, ByteWriter } from '../protocol/bytes.ts';
import { CLIENT_MESSAGE, ClientFrame, REFUSAL, ROLE, readClientFrame } from '../protocol/client-messages.ts';
import { CLOSE, PROTOCOL_VERSION, RESULT } from '../protocol/fields.ts';
import { writeAnswer } from '../protocol/items.ts';
import { frameHeadByte, PONG_BYTES, writePong } from '../protocol/server-messages.ts';
import { TABLE_HASH } from '../protocol/table-hash.ts';
import { type Doorkeeper, hashSecret, newToken } from './admission.ts';
import type { CommandSender } from './command-sender.ts';
import type { Connection } from './connection.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Outgoing } from './outgoing.ts';

/** Frames refused by a rate limit until the connection is closed: about three seconds of a flood. */
const LIMITED_FRAMES_MAX = 240;

/** One in so many client frames is timed: the clock would cost more than the frame. */
const TIMED_FRAME_EVERY = 64;

/** The newest frame's ticks, for answers that the gateway gives itself. */
export interface FrameTime {
  readonly tick: number;
  readonly durableTick: number;
}

/** Everything that comes from clients: checked, counted, and turned into records for the simulation. */
export class Intake {
  readonly #network: ServerConfig['network'];
  readonly #observers: boolean;
  readonly #sender: CommandSender;
  readonly #doorkeeper: Doorkeeper;
  readonly #metrics: GatewayMetrics;
  readonly #outgoing: Outgoing;
  readonly #time: FrameTime;
  readonly #frame = new ClientFrame();
  readonly #reader = new ByteReader(new Uint8Array(0));
  readonly #small = new ByteWriter(new Uint8Array(64));
  #framesSeen = 0;

  constructor(
    config: Pick<ServerConfig, 'network' | 'sessions'>,
    sender: CommandSender,
    doorkeeper: Doorkeeper,
    metrics: GatewayMetrics,
    outgoing: Outgoing,
    time: FrameTime,
  ) {
    this.#network = config.network;
    this.#observers = config.sessions.observers;
    this.#sender = sender;
    this.#doorkeeper = doorkeeper;
    this.#metrics = metrics;
    this.#outgoing = outgoing;
    this.#time = time;
  }

  /** Takes one client frame; `bytes` is only lent. Whatever is wrong with it is counted and refused, never thrown. */
  receive(from: Connection, bytes: Uint8Array, isBinary: boolean): void {
    if (from.state === 'closed') return;
    const timed = ++this.#framesSeen % TIMED_FRAME_EVERY === 0;
    const start = monotonicMicros();
    this.#metrics.received(bytes.length);
    if (!isBinary) return this.#outgoing.end(from, CLOSE.unsupportedData, 'this protocol is binary');
    if (!from.frames.take(1, start) || !from.bytes.take(bytes.length, start)) return this.#limit(from);
    const frame = this.#frame;
    this.#reader.reset(bytes);
    const refusal = readClientFrame(this.#reader, frame, TABLE_HASH);
    if (refusal !== REFUSAL.none) return this.#refuse(from, refusal);
    switch (frame.kind) {
      case CLIENT_MESSAGE.hello:
      case CLIENT_MESSAGE.resume:
        if (from.state === 'opening') this.#admit(from, bytes);
        else this.#refuse(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.orders:
        if (from.state === 'open') this.#takeOrders(from);
        else this.#refuse(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.ping:
        this.#pong(from, bytes);
        break;
      case CLIENT_MESSAGE.resync:
        if (from.state !== 'open' || !from.resyncs.take(1, start)) break;
        this.#metrics.count('resyncRequests');
        this.#outgoing.askRefresh(from);
        break;
    }
    if (timed) this.#metrics.timedFrame(monotonicMicros() - start);
  }

  #admit(from: Connection, bytes: Uint8Array): void {
    const frame = this.#frame;
    const secret = bytes.slice(frame.secretStart, frame.secretEnd);
    from.token = newToken();
    if (frame.kind === CLIENT_MESSAGE.resume) {
      from.state = 'joining';
      this.#sender.resume(from.id, hashSecret(secret), hashSecret(from.token));
      return;
    }
    const { role, faction, focus } = frame;
    if (role === ROLE.observer && !this.#observers) {
      return this.#outgoing.end(from, CLOSE.badTicket, 'observers are not admitted');
    }
    from.state = 'joining';
    const join = (account: Int32Array, ticket: Int32Array, ticketFaction: number) => {
      this.#sender.join({
        connection: from.id,
        role,
        faction: ticketFaction || faction,
        focus,
        account,
        ticket,
        nextToken: hashSecret(from.token!),
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
    this.#outgoing.end(from, CLOSE.badTicket, 'a valid ticket is needed');
  }

  #takeOrders(from: Connection): void {
    const frame = this.#frame;
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
    const { tick, durableTick } = this.#time;
    const small = this.#small;
    small.reset();
    small.u8(frameHeadByte(tick, durableTick));
    small.u8(tick & 0xff);
    writeAnswer(small, sequence, RESULT.busy);
    // Not counted as a beat: it holds no clock, which a client that heard nothing for long needs in its next frame.
    this.#outgoing.send(to, small.bytes.subarray(0, small.at), to.lastSentTick);
  }

  #pong(to: Connection, ping: Uint8Array): void {
    this.#small.reset();
    writePong(this.#small, ping, 1, monotonicMicros());
    this.#outgoing.send(to, this.#small.bytes.subarray(0, PONG_BYTES), to.lastSentTick);
  }

  #refuse(from: Connection, refusal: number): void {
    this.#metrics.malformed(refusal);
    if (refusal === REFUSAL.badVersion || refusal === REFUSAL.badTables) {
      const found = refusal === REFUSAL.badVersion ? 'protocol version' : 'field tables';
      const reason = `other ${found} than version ${PROTOCOL_VERSION} of this server`;
      return this.#outgoing.end(from, CLOSE.versionMismatch, reason);
    }
    if (++from.malformed < this.#network.malformedFramesMax) return;
    this.#metrics.count('closedMalformed');
    this.#outgoing.end(from, CLOSE.malformed, 'too many malformed frames');
  }

  #limit(from: Connection): void {
    this.#metrics.count('framesLimited');
    if (++from.limited < LIMITED_FRAMES_MAX) return;
    this.#metrics.count('closedFlooding');
    this.#outgoing.end(from, CLOSE.flooded, 'too many frames');
  }
}
