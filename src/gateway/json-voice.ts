import { PART } from '../protocol/strategic-messages.ts';
import { CHANNEL } from '../protocol/territory-records.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import type { Connection } from './connection.ts';
import { crowdMessage, noCrowdNews } from './json-crowds.ts';
import { mindMessage, noMindNews } from './json-minds.ts';
import { routeMessages, routeWords, wholeRoutes } from './json-routes.ts';
import { blockWords, messageText } from './json-words.ts';
import type { Outgoing } from './outgoing.ts';
import type { Voice } from './voice.ts';

/** Tells JSON clients: a message or two per block, written once for all who listen to the channel. */
export class JsonVoice implements Voice {
  readonly #directory: ChannelDirectory;
  readonly #outgoing: Outgoing;
  readonly #encoder = new TextEncoder();
  /** Messages of the frame being told, by channel. */
  readonly #written = new Map<number, readonly Uint8Array[]>();
  /** Tick of the frame told last. */
  tick = 0;
  #to: Connection | undefined;
  #era = 0;
  #isTaken = true;

  constructor(directory: ChannelDirectory, outgoing: Outgoing) {
    this.#directory = directory;
    this.#outgoing = outgoing;
  }

  /** The next blocks are of a frame of `tick`. */
  openFrame(tick: number): void {
    this.tick = tick;
    this.#written.clear();
  }

  begin(to: Connection, era: number): void {
    this.#to = to;
    this.#era = era;
    this.#isTaken = true;
  }

  /** The block of a channel in the frame just opened: the same for all who listen. */
  frameBlock(key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    let messages = this.#written.get(key);
    if (!messages) {
      messages = this.#messages(0, key, sequence, bytes, start, end);
      this.#written.set(key, messages);
    }
    for (const message of messages) this.#send(message);
  }

  /** The whole state of a channel. */
  whole(key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    this.part(PART.whole, key, sequence, bytes, start, end);
  }

  part(flags: number, key: number, sequence: number, bytes: Uint8Array, start: number, end: number): void {
    for (const message of this.#messages(flags, key, sequence, bytes, start, end)) this.#send(message);
  }

  nothingNew(key: number, sequence: number): void {
    const level = this.#directory.levelOf(key);
    if (level === CHANNEL.crowds) {
      const { type, fields } = noCrowdNews(this.#directory.indexOf(key));
      this.#send(this.#text(type, key, sequence, fields));
    } else if (level > CHANNEL.routes) {
      const { type, fields } = noMindNews(level);
      this.#send(this.#text(type, key, sequence, fields));
    } else if (level === CHANNEL.routes) {
      this.#send(this.#text('convoy_update', key, sequence, { convoys: [] }));
    } else this.#send(this.#text('territorial_update', key, sequence, { updates: [] }));
  }

  end(): boolean {
    return this.#isTaken;
  }

  #messages(
    flags: number,
    key: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array[] {
    const level = this.#directory.levelOf(key);
    const isWhole = (flags & PART.whole) !== 0;
    const { districtIds } = this.#directory.names;
    if (level === CHANNEL.crowds) {
      const { type, fields } = crowdMessage(this.#directory.indexOf(key), isWhole, bytes, start, end);
      return [this.#text(type, key, sequence, fields)];
    }
    if (level > CHANNEL.routes) {
      const { type, fields } = mindMessage(level, isWhole, bytes, start, end, districtIds);
      return [this.#text(type, key, sequence, fields)];
    }
    if (level === CHANNEL.routes) {
      const words = routeWords(bytes, start, end, districtIds);
      const said = isWhole ? [wholeRoutes(words)] : routeMessages(words);
      return said.map(({ type, fields }) => this.#text(type, key, sequence, fields));
    }
    const { territories, events } = blockWords(bytes, start, end, this.#directory);
    if (isWhole) {
      return [this.#text('initial_state', key, sequence, { territories, events })];
    }
    const messages: Uint8Array[] = [];
    if (territories.length > 0) {
      messages.push(this.#text('territorial_update', key, sequence, { updates: territories }));
    }
    if (events.length > 0) messages.push(this.#text('world_event', key, sequence, { events }));
    return messages;
  }

  #text(type: string, key: number, sequence: number, fields: object): Uint8Array {
    const channel = this.#directory.nameOf(key);
    const head = { channel, era: this.#era, sequence, tick: this.tick };
    return this.#encoder.encode(messageText(type, { ...head, ...fields }));
  }

  #send(message: Uint8Array): void {
    const to = this.#to!;
    if (!this.#outgoing.send(to, message, to.lastSentTick)) this.#isTaken = false;
  }
}
