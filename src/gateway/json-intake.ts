import type { ServerConfig } from '../config/schema.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { CHANNEL_PATTERNS, TERRITORY_TYPES } from '../protocol/channel-names.ts';
import { REFUSAL } from '../protocol/client-messages.ts';
import { CLOSE } from '../protocol/fields.ts';
import type { Doorkeeper } from './admission.ts';
import { NOWHERE } from './channel-directory.ts';
import type { Complaints } from './complaints.ts';
import type { Connection } from './connection.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { type JsonRequest, JsonRequestError, readJsonRequest } from './json-requests.ts';
import type { JsonVoice } from './json-voice.ts';
import { blockWords, errorText, helloText, type JsonErrorCode, messageText } from './json-words.ts';
import type { Outgoing } from './outgoing.ts';
import type { StrategicChannels } from './strategic-channels.ts';

export interface JsonSettings {
  readonly sessions: ServerConfig['sessions'];
  /** Name of the world. */
  readonly world: string;
  readonly channels: StrategicChannels;
  readonly voice: JsonVoice;
}

/**
 * What clients of marchland.json.v1 say. They only look on, so the simulation never hears of them; who may do so is
 * decided as for observers.
 */
export class JsonIntake {
  readonly #settings: JsonSettings;
  readonly #doorkeeper: Doorkeeper;
  readonly #metrics: GatewayMetrics;
  readonly #outgoing: Outgoing;
  readonly #complaints: Complaints;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(
    settings: JsonSettings,
    doorkeeper: Doorkeeper,
    metrics: GatewayMetrics,
    outgoing: Outgoing,
    complaints: Complaints,
  ) {
    this.#settings = settings;
    this.#doorkeeper = doorkeeper;
    this.#metrics = metrics;
    this.#outgoing = outgoing;
    this.#complaints = complaints;
  }

  /** Lets in whoever needs no ticket; the others have to say hello with one. */
  welcome(connection: Connection): void {
    if (!this.#settings.sessions.observers) {
      // Not at once: an end is told to `closed` before the socket is known to have this connection.
      setImmediate(() => this.#outgoing.end(connection, CLOSE.badTicket, 'observers are not admitted'));
    } else if (this.#doorkeeper.admitsGuest(connection.address)) {
      this.#letIn(connection);
    }
  }

  /** Takes one message; `bytes` is only lent. Whatever is wrong with it is answered and counted, never thrown. */
  receive(from: Connection, bytes: Uint8Array, isBinary: boolean): void {
    if (from.state === 'closed') return;
    const now = monotonicMicros();
    this.#metrics.received(bytes.length);
    if (isBinary) return this.#outgoing.end(from, CLOSE.unsupportedData, 'this protocol is text');
    if (!from.frames.take(1, now) || !from.bytes.take(bytes.length, now)) return this.#limit(from);
    try {
      this.#obey(from, readJsonRequest(this.#decoder.decode(bytes)), now);
    } catch (error) {
      if (!(error instanceof JsonRequestError)) throw error;
      this.#error(from, error.code, error.message, error.allowed);
      this.#complaints.refuse(from, REFUSAL.badText);
    }
  }

  #obey(from: Connection, request: JsonRequest, nowMicros: number): void {
    if (request.type === 'ping') return this.#say(from, messageText('pong', { id: request.id }));
    if (request.type === 'hello') return this.#hello(from, request.ticket);
    if (from.state !== 'watching') {
      throw new JsonRequestError('bad_field', `found ${request.type} before a hello with a ticket`, [
        'hello',
      ]);
    }
    const { channels } = this.#settings;
    if (request.type === 'unsubscribe') {
      for (const name of request.channels) channels.unsubscribe(from, this.#keyOf(name));
    } else if (request.type === 'subscribe') {
      this.#subscribe(from, request, nowMicros);
    } else if (request.channel !== undefined) {
      this.#tellChannel(from, request.channel, nowMicros);
    } else {
      this.#tellTerritory(from, request.level, request.id, nowMicros);
    }
  }

  #hello(from: Connection, ticket: string): void {
    if (from.state !== 'opening') return this.#say(from, this.#helloText());
    void this.#doorkeeper.ticket(ticket).then((admission) => {
      if (from.state !== 'opening') return;
      if (admission) {
        from.faction = admission.faction;
        return this.#letIn(from);
      }
      this.#metrics.count('refusedTicket');
      this.#outgoing.end(from, CLOSE.badTicket, 'a valid ticket is needed');
    });
  }

  #letIn(connection: Connection): void {
    connection.state = 'watching';
    this.#say(connection, this.#helloText());
  }

  #helloText(): string {
    const { channels, voice, world } = this.#settings;
    return helloText(world, voice.tick, channels.era);
  }

  #subscribe(
    from: Connection,
    request: Extract<JsonRequest, { type: 'subscribe' }>,
    nowMicros: number,
  ): void {
    const { channels, voice } = this.#settings;
    const keys = request.channels.map((name) => this.#keyOf(name, from));
    if (!channels.allows(from, keys, nowMicros)) return this.#limit(from);
    for (const [i, key] of keys.entries()) {
      const { era, sequence } = request.after.get(request.channels[i]) ?? { era: 0, sequence: 0 };
      if (channels.add(from, voice, { key, era, afterSequence: sequence })) continue;
      channels.helpUp(from);
      throw new JsonRequestError('too_many_channels', `found no room for ${request.channels[i]}`, [
        'unsubscribe from another channel',
      ]);
    }
    channels.helpUp(from);
  }

  /** The whole state of a channel, once. */
  #tellChannel(from: Connection, name: string, nowMicros: number): void {
    const { channels, voice } = this.#settings;
    const key = this.#keyOf(name, from);
    if (!channels.allows(from, [key], nowMicros)) return this.#limit(from);
    if (!channels.states.read(key)) return this.#limit(from);
    const { sequence, to } = channels.states;
    voice.begin(from, channels.era);
    voice.whole(key, sequence, to.bytes, 0, to.at);
    voice.end();
  }

  #tellTerritory(from: Connection, level: number, id: string, nowMicros: number): void {
    const { channels } = this.#settings;
    const index = channels.directory.find(level, id);
    if (index === NOWHERE) {
      throw new JsonRequestError('unknown_territory', `found no ${TERRITORY_TYPES[level]} ${id}`, [
        'an id of the world file; of a control point: district id/number from 1',
      ]);
    }
    if (!channels.allows(from, [index], nowMicros) || !channels.states.readOne(level, index)) {
      return this.#limit(from);
    }
    const { to } = channels.states;
    const { territories } = blockWords(to.bytes, 0, to.at, channels.directory);
    const fields = { era: channels.era, tick: this.#settings.voice.tick, updates: territories };
    this.#say(from, messageText('territorial_update', fields));
  }

  /** `listener`: who wants to hear of it. */
  #keyOf(name: string, listener?: Connection): number {
    const { channels } = this.#settings;
    const key = channels.directory.keyOfName(name);
    if (key === NOWHERE) {
      throw new JsonRequestError('unknown_channel', `found no channel ${name}`, CHANNEL_PATTERNS);
    }
    if (listener && !channels.mayHear(listener, key)) {
      throw new JsonRequestError('forbidden_channel', `found ${name}, which is another faction's`, [
        ...channels.directory.ownInstead(key, listener.faction),
      ]);
    }
    return key;
  }

  #limit(from: Connection): void {
    // A flood is not answered in full: that would double it.
    if (from.limited === 0) this.#error(from, 'limited', 'too much at once: wait a second and ask again', []);
    this.#complaints.limit(from);
  }

  #error(to: Connection, code: JsonErrorCode, message: string, allowed: readonly string[]): void {
    this.#say(to, errorText(code, message, allowed));
  }

  #say(to: Connection, text: string): void {
    this.#outgoing.send(to, this.#encoder.encode(text), to.lastSentTick);
  }
}
