import type { ServerConfig } from '../config/schema.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { ByteReader, ByteWriter } from '../protocol/bytes.ts';
import { CLIENT_MESSAGE, ClientFrame, REFUSAL, ROLE, readClientFrame } from '../protocol/client-messages.ts';
import { CLOSE, RESULT } from '../protocol/fields.ts';
import { writeAnswer } from '../protocol/items.ts';
import { frameHeadByte, PONG_BYTES, writePong } from '../protocol/server-messages.ts';
import { TABLE_HASH } from '../protocol/table-hash.ts';
import { type Doorkeeper, hashSecret, newToken } from './admission.ts';
import type { ChannelIntake } from './channel-intake.ts';
import type { CommandSender } from './command-sender.ts';
import type { Complaints } from './complaints.ts';
import type { Connection } from './connection.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Outgoing } from './outgoing.ts';

/** One in so many client frames is timed: the clock would cost more than the frame. */
const TIMED_FRAME_EVERY = 64;

/** The newest frame's ticks, for answers that the gateway gives itself. */
export interface FrameTime {
  readonly tick: number;
  readonly durableTick: number;
}

/** Everything that comes from clients: checked, counted, and turned into records for the simulation. */
export class Intake {
  readonly #observers: boolean;
  readonly #sender: CommandSender;
  readonly #doorkeeper: Doorkeeper;
  readonly #metrics: GatewayMetrics;
  readonly #outgoing: Outgoing;
  readonly #complaints: Complaints;
  readonly #channels: ChannelIntake | undefined;
  readonly #time: FrameTime;
  readonly #frame = new ClientFrame();
  readonly #reader = new ByteReader(new Uint8Array(0));
  readonly #small = new ByteWriter(new Uint8Array(64));
  #framesSeen = 0;

  constructor(
    sessions: ServerConfig['sessions'],
    sender: CommandSender,
    doorkeeper: Doorkeeper,
    metrics: GatewayMetrics,
    outgoing: Outgoing,
    complaints: Complaints,
    channels: ChannelIntake | undefined,
    time: FrameTime,
  ) {
    this.#observers = sessions.observers;
    this.#sender = sender;
    this.#doorkeeper = doorkeeper;
    this.#metrics = metrics;
    this.#outgoing = outgoing;
    this.#complaints = complaints;
    this.#channels = channels;
    this.#time = time;
  }

  /** Takes one client frame; `bytes` is only lent. Whatever is wrong with it is counted and refused, never thrown. */
  receive(from: Connection, bytes: Uint8Array, isBinary: boolean): void {
    if (from.state === 'closed') return;
    const timed = ++this.#framesSeen % TIMED_FRAME_EVERY === 0;
    const start = monotonicMicros();
    this.#metrics.received(bytes.length);
    if (!isBinary) return this.#outgoing.end(from, CLOSE.unsupportedData, 'this protocol is binary');
    if (!from.frames.take(1, start) || !from.bytes.take(bytes.length, start))
      return this.#complaints.limit(from);
    const frame = this.#frame;
    this.#reader.reset(bytes);
    const refusal = readClientFrame(this.#reader, frame, TABLE_HASH);
    if (refusal !== REFUSAL.none) return this.#complaints.refuse(from, refusal);
    switch (frame.kind) {
      case CLIENT_MESSAGE.hello:
      case CLIENT_MESSAGE.resume:
        if (from.state === 'opening') this.#admit(from, bytes);
        else this.#complaints.refuse(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.orders:
        if (from.state === 'open') this.#takeOrders(from, start);
        else this.#complaints.refuse(from, REFUSAL.unknownKind);
        break;
      case CLIENT_MESSAGE.ping:
        this.#pong(from, bytes);
        break;
      case CLIENT_MESSAGE.resync:
        if (from.state !== 'open' || !from.resyncs.take(1, start)) break;
        this.#metrics.count('resyncRequests');
        this.#outgoing.askRefresh(from);
        break;
      case CLIENT_MESSAGE.subscribe:
        if (from.state !== 'open' || !this.#channels) this.#complaints.refuse(from, REFUSAL.unknownKind);
        else if (!this.#channels.subscribe(from, frame, start)) this.#complaints.limit(from);
        break;
      case CLIENT_MESSAGE.unsubscribe:
        if (from.state === 'open') this.#channels?.unsubscribe(from, frame);
        else this.#complaints.refuse(from, REFUSAL.unknownKind);
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
      from.awaitsSession = true;
      this.#sender.resume(from.id, hashSecret(secret), hashSecret(from.token));
      return;
    }
    const { role, faction, focus } = frame;
    if (role === ROLE.observer && !this.#observers) {
      return this.#outgoing.end(from, CLOSE.badTicket, 'observers are not admitted');
    }
    from.state = 'joining';
    const join = (account: Int32Array, ticket: Int32Array, ticketFaction: number) => {
      from.awaitsSession = true;
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

  /** Each order counts like a frame: it costs the tick as much whether it comes alone or with 31 others. */
  #takeOrders(from: Connection, nowMicros: number): void {
    const frame = this.#frame;
    const isAllowed = from.frames.take(Math.max(0, frame.orderCount - 1), nowMicros);
    for (let i = 0; i < frame.orderCount; i++) {
      if (isAllowed && this.#sender.order(from, frame.sequence[i], frame.op[i], frame.a[i], frame.b[i])) {
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
}
