import type { ServerConfig } from '../config/schema.ts';
import { SESSION_COUNT_MAX } from '../limits.ts';
import type { FrameRingReader } from '../memory/frame-ring.ts';
import type { TerritoryBoard } from '../memory/territory-board.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { ROLE } from '../protocol/client-messages.ts';
import { CLOSE, PROTOCOL_VERSION } from '../protocol/fields.ts';
import type { SectorGrid } from '../protocol/items.ts';
import { writeWelcome } from '../protocol/server-messages.ts';
import { TABLE_HASH } from '../protocol/table-hash.ts';
import { NOTICE, NOTICE_WORDS } from '../replication/frame.ts';
import { AddressLimits } from './address-limits.ts';
import type { Doorkeeper } from './admission.ts';
import { BinaryVoice } from './binary-voice.ts';
import { ChannelDirectory, type TerritoryNames } from './channel-directory.ts';
import { ChannelIntake } from './channel-intake.ts';
import type { CommandSender } from './command-sender.ts';
import { Complaints } from './complaints.ts';
import { Connection } from './connection.ts';
import { FrameGather } from './fan-out.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { Intake } from './intake.ts';
import { JsonIntake } from './json-intake.ts';
import { JsonVoice } from './json-voice.ts';
import { Outgoing } from './outgoing.ts';
import { REVIEW_TICKS } from './pace.ts';
import type { Socket } from './socket.ts';
import { StrategicChannels } from './strategic-channels.ts';

/** The simulation answers a join within a tick or two; after this it never will. */
const JOIN_MICROS_MAX = 10_000_000;

/** Close code that the WebSocket registry has for this; clients resume as after any other loss. */
const SERVICE_RESTART = 1012;

export interface GatewaySettings {
  readonly network: ServerConfig['network'];
  readonly sessions: ServerConfig['sessions'];
  readonly grid: SectorGrid;
  /** Connections that this gateway may hold open. */
  readonly connectionsMax: number;
  /** Due time of tick 0 on the monotonic clock; moves when time is stretched. */
  readonly tickZeroMicros: () => number;
  /** What the strategic channels tell of; left out, there are none. */
  readonly territory?: TerritorySource;
}

export interface TerritorySource {
  readonly board: TerritoryBoard;
  readonly names: TerritoryNames;
  /** Name of the world. */
  readonly world: string;
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
  readonly #metrics: GatewayMetrics;
  readonly #reader: FrameRingReader;
  readonly #gather: FrameGather;
  readonly #bySlot: (Connection | undefined)[] = new Array(SESSION_COUNT_MAX).fill(undefined);
  readonly #outgoing: Outgoing;
  readonly #intake: Intake;
  readonly #channels: StrategicChannels | undefined;
  readonly #jsonVoice: JsonVoice | undefined;
  readonly #jsonIntake: JsonIntake | undefined;

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
    this.#metrics = metrics;
    this.#gather = new FrameGather(reader, settings.grid, SESSION_COUNT_MAX);
    this.#outgoing = new Outgoing(settings.network, sender, metrics);
    const complaints = new Complaints(settings.network, metrics, this.#outgoing);
    let channelIntake: ChannelIntake | undefined;
    if (settings.territory) {
      const { board, names, world } = settings.territory;
      const directory = new ChannelDirectory(names);
      const channels = new StrategicChannels(board, directory, this.#gather, this.#outgoing, metrics);
      const binaryVoice = new BinaryVoice(this.#gather.writer, directory, this.#outgoing);
      const voice = new JsonVoice(directory, this.#outgoing);
      this.#channels = channels;
      this.#jsonVoice = voice;
      channelIntake = new ChannelIntake(channels, binaryVoice);
      this.#jsonIntake = new JsonIntake(
        { sessions: settings.sessions, world, channels, voice },
        doorkeeper,
        metrics,
        this.#outgoing,
        complaints,
      );
    }
    this.#intake = new Intake(
      settings.sessions,
      sender,
      doorkeeper,
      metrics,
      this.#outgoing,
      complaints,
      channelIntake,
      this.#gather,
    );
    this.addresses = new AddressLimits(settings.network);
  }

  /**
   * A socket was opened, for binary frames or for JSON as text. Returns its connection; over the limit it is already
   * told to try again later.
   */
  open(socket: Socket, address: string, isText = false): Connection {
    const now = monotonicMicros();
    const { network } = this.#settings;
    const connection = new Connection(this.#sender.nextConnection(), address, network, now, isText);
    connection.socket = socket;
    this.#metrics.connected();
    if (this.connections.size >= this.#settings.connectionsMax) {
      this.#metrics.count('refusedFull');
      this.#outgoing.end(connection, CLOSE.tryAgainLater, 'server is full, try again later');
      return connection;
    }
    this.connections.set(connection.id, connection);
    if (isText) this.#jsonIntake?.welcome(connection);
    return connection;
  }

  /** A client frame came in. `bytes` is only lent. */
  receive(from: Connection, bytes: Uint8Array, isBinary: boolean): void {
    from.silentTurns = 0;
    if (from.isText) this.#jsonIntake?.receive(from, bytes, isBinary);
    else this.#intake.receive(from, bytes, isBinary);
  }

  /** A socket is gone. */
  closed(connection: Connection): void {
    connection.socket = undefined;
    this.#channels?.forget(connection);
    this.connections.delete(connection.id);
    this.addresses.leave(connection.address);
    if (connection.slot >= 0 && this.#bySlot[connection.slot] === connection) {
      this.#bySlot[connection.slot] = undefined;
      this.#sender.away(connection.slot, connection.epoch);
    }
    // While the world stands still a client gives up and tries again. Its first attempt would win the session for a
    // socket that is gone, and the next would be refused as a second one with the same token.
    this.#abandon(connection);
    connection.state = 'closed';
  }

  #abandon(connection: Connection): void {
    if (connection.awaitsSession) this.#sender.abandon(connection.id);
    connection.awaitsSession = false;
  }

  /** A slow socket has drained: its client can have a view again. */
  drained(connection: Connection): void {
    if (connection.isText) return this.#channels?.helpUp(connection);
    if (!connection.stale || connection.refreshAsked) return;
    if (this.#outgoing.hasDrained(connection)) this.#outgoing.askRefresh(connection);
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
      if (gather.lacks(connection)) this.#outgoing.markStale(connection);
      if (connection.stale) {
        stale++;
        // Answers still go out: they are small, and an order without one would stay open for ever.
        if (!gather.startsAnew(connection.slot)) this.#outgoing.missed(connection);
      }
      if (gather.gather(connection)) this.#outgoing.send(connection, gather.message(), gather.tick);
      if ((gather.tick + connection.slot) % REVIEW_TICKS === 0) {
        this.#outgoing.review(connection, gather.tick, gather.pace);
      }
    }
    this.#jsonVoice?.openFrame(gather.tick);
    this.#channels?.deliver();
    this.#metrics.delivered(this.connections.size, clients, stale, monotonicMicros() - start);
  }

  /** Frames were missed: nothing that the clients hold can be trusted, so each gets its view anew. */
  lapped(): void {
    this.#metrics.count('laps');
    this.#channels?.lapped();
    for (const connection of this.connections.values()) {
      if (connection.state === 'open') {
        this.#outgoing.markStale(connection);
      } else if (connection.state === 'joining') {
        // Its notice may have been in a missed frame, and would never come again.
        this.#abandon(connection);
        this.#outgoing.end(connection, CLOSE.tryAgainLater, 'try again');
      }
    }
  }

  /** Once a second: whoever has not said hello in time goes, and so does whoever has been too slow for too long. */
  sweep(): void {
    const now = monotonicMicros();
    const { sessions, network } = this.#settings;
    this.#metrics.surveyed(this.connections.values());
    for (const connection of this.connections.values()) {
      const age = now - connection.openedMicros;
      if (connection.state === 'opening' && age > sessions.helloTimeoutSeconds * 1e6) {
        this.#metrics.count('closedNoHello');
        this.#outgoing.end(connection, CLOSE.noHello, 'no hello in time');
      } else if (
        connection.state === 'joining' &&
        age > sessions.helloTimeoutSeconds * 1e6 + JOIN_MICROS_MAX
      ) {
        this.#outgoing.end(connection, CLOSE.tryAgainLater, 'try again');
      } else if (connection.stale && now - connection.staleSinceMicros > network.staleSecondsMax * 1e6) {
        this.#metrics.count('closedSlow');
        connection.socket?.destroy();
      }
    }
    this.addresses.sweep(now);
  }

  /** Ends every connection, for a stop. */
  endAll(): void {
    for (const connection of this.connections.values()) this.#outgoing.end(connection, 1001, 'server stops');
  }

  /**
   * The simulation died and was recovered from disk: its ticks may have gone back, and it holds every session for away.
   * Clients have to resume, or they would wait for a world that no longer knows their connections.
   */
  worldRestarted(): void {
    for (const connection of this.connections.values()) {
      if (connection.state !== 'opening')
        this.#outgoing.end(connection, SERVICE_RESTART, 'the world restarted');
    }
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
          // An open one is of a session that has just been ended.
          if (connection) {
            connection.awaitsSession = false;
            this.#outgoing.end(connection, words[at + 4], 'refused');
          }
          break;
        case NOTICE.answer:
        case NOTICE.objective:
        case NOTICE.kit:
          if (connection?.slot === words[at + 3]) gather.queueAnswer(at, words[at + 3]);
          break;
        case NOTICE.replaced:
          if (connection) this.#outgoing.end(connection, CLOSE.replaced, 'the session was opened elsewhere');
          break;
      }
    }
  }

  #accept(connection: Connection | undefined, at: number): void {
    const { words } = this.#reader;
    const slot = words[at + 3];
    const epoch = words[at + 4] >>> 0;
    if (connection?.state !== 'joining') {
      this.#sender.away(slot, epoch);
      return;
    }
    connection.state = 'open';
    connection.awaitsSession = false;
    connection.slot = slot;
    connection.epoch = epoch;
    connection.hasView = false;
    connection.lastSentTick = this.#gather.tick;
    connection.unconfirmedTick = 0;
    this.#bySlot[slot] = connection;
    const flags = words[at + 5];
    const role = flags & 0xff;
    const faction = (flags >> 8) & 0xff;
    connection.faction = role === ROLE.player ? faction : 0;
    if (flags >>> 16) this.#metrics.count('resumes');
    const { grid } = this.#settings;
    const welcome = writeWelcome({
      version: PROTOCOL_VERSION,
      tableHash: TABLE_HASH,
      session: slot,
      role,
      faction,
      token: connection.token!,
      tick: this.#gather.tick,
      lastSequence: words[at + 6] >>> 0,
      sectorUnits: grid.units,
      columns: grid.columns,
      rows: grid.rows,
      tickZeroMicros: this.#settings.tickZeroMicros(),
    });
    connection.token = undefined;
    this.#outgoing.send(connection, welcome, this.#gather.tick);
  }
}
