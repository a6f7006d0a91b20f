import { CHANNELS_PER_CONNECTION_MAX } from '../limits.ts';
import type { TerritoryBoard } from '../memory/territory-board.ts';
import { PART } from '../protocol/strategic-messages.ts';
import { CHANNEL } from '../protocol/territory-records.ts';
import { BlockLog } from './block-log.ts';
import { type ChannelDirectory, NOWHERE } from './channel-directory.ts';
import type { Connection } from './connection.ts';
import type { FrameGather } from './fan-out.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Outgoing } from './outgoing.ts';
import type { Voice } from './voice.ts';
import { WholeStates } from './whole-states.ts';

/** Stands for a sequence that nobody has: the whole state is wanted. */
const WHOLE = -1;

/** What a channel costs of the bucket for subscriptions; the global one tells of every district there is. */
const GLOBAL_COST = 16;
/** As much as a region: dozens of routes with their paths. */
const ROUTES_COST = 4;
/** One for each district that is contested. */
const CONFLICTS_COST = 4;

/** A connection that listens to a channel. */
interface Subscription {
  readonly watcher: Watcher;
  readonly key: number;
  /** Sequence up to which the client has been told, or WHOLE. */
  sequence: number;
  /** What that will be when the message under construction is out. */
  next: number;
  /** Whether the client waits to hear that it is subscribed. */
  isNew: boolean;
  /** Place among the listeners of the channel. */
  place: number;
}

/** A connection that listens to channels. */
export interface Watcher {
  readonly connection: Connection;
  readonly voice: Voice;
  readonly subscriptions: Map<number, Subscription>;
  /** What this frame has for it: subscriptions, and the row of each. */
  readonly due: Subscription[];
  readonly rows: number[];
  dueCount: number;
}

export interface ChannelRequestOf {
  readonly key: number;
  readonly era: number;
  readonly afterSequence: number;
}

/**
 * Who listens to which strategic channel, and up to where each has heard it. A client gets every block of a channel, in
 * order, or the whole state of it; whoever is slow gets nothing until it has drained, and then what it missed.
 */
export class StrategicChannels {
  readonly log = new BlockLog();
  readonly states: WholeStates;
  readonly directory: ChannelDirectory;
  readonly #board: TerritoryBoard;
  readonly #gather: FrameGather;
  readonly #outgoing: Outgoing;
  readonly #metrics: GatewayMetrics;
  readonly #listeners = new Map<number, Subscription[]>();
  readonly #touched: Watcher[] = [];
  readonly #behind = new Set<Watcher>();
  readonly #blocks: number[] = [];
  #era: number;

  constructor(
    board: TerritoryBoard,
    directory: ChannelDirectory,
    gather: FrameGather,
    outgoing: Outgoing,
    metrics: GatewayMetrics,
  ) {
    this.#board = board;
    this.directory = directory;
    this.#gather = gather;
    this.#outgoing = outgoing;
    this.#metrics = metrics;
    this.states = new WholeStates(board, directory);
    this.#era = board.era;
  }

  get era(): number {
    return this.#era;
  }

  /** Whether a connection may ask for these channels now; what is refused costs nothing. */
  allows(connection: Connection, keys: readonly number[], nowMicros: number): boolean {
    let cost = 0;
    for (const key of keys) cost += this.#costOf(key);
    return connection.channels.take(cost, nowMicros);
  }

  /** Whether a channel is not another faction's secret to this connection; what is refused is counted. */
  mayHear({ faction }: Connection, key: number): boolean {
    const owner = this.directory.ownerOf(key);
    if (faction === 0 || owner === 0 || owner === faction) return true;
    this.#metrics.count('strategicForbidden');
    return false;
  }

  /**
   * Lets a connection listen to a channel; `helpUp` then tells it what it lacks. Returns false when it listens to as
   * many as it may.
   */
  add(connection: Connection, voice: Voice, request: ChannelRequestOf): boolean {
    this.#noteEra();
    const watcher = (connection.watcher ??= {
      ...{ connection, voice, subscriptions: new Map(), due: [], rows: [], dueCount: 0 },
    });
    const { key, era, afterSequence } = request;
    let subscription = watcher.subscriptions.get(key);
    if (!subscription) {
      if (watcher.subscriptions.size >= CHANNELS_PER_CONNECTION_MAX) return false;
      subscription = this.#listen(watcher, key);
    }
    subscription.sequence = era !== 0 && era === this.#era ? afterSequence : WHOLE;
    subscription.isNew = true;
    this.#behind.add(watcher);
    return true;
  }

  /** Tells a connection that is behind what it lacks, if its socket has room for it. */
  helpUp({ watcher }: Connection): void {
    if (watcher && this.#behind.has(watcher)) this.#helpUp(watcher);
  }

  unsubscribe(connection: Connection, key: number): void {
    const subscription = connection.watcher?.subscriptions.get(key);
    if (subscription) this.#remove(subscription);
  }

  /** A connection is gone. */
  forget(connection: Connection): void {
    const { watcher } = connection;
    if (!watcher) return;
    for (const subscription of watcher.subscriptions.values()) this.#remove(subscription);
    this.#behind.delete(watcher);
    connection.watcher = undefined;
  }

  /** Frames were missed, and with them blocks of any channel. */
  lapped(): void {
    this.log.clear();
    for (const listeners of this.#listeners.values()) {
      for (const { watcher } of listeners) this.#behind.add(watcher);
    }
  }

  /** Tells everybody what the opened frame has for the channels they listen to. */
  deliver(): void {
    this.#noteEra();
    const gather = this.#gather;
    for (let row = 0; row < gather.strategicCount; row++) this.#take(row);
    for (const watcher of this.#touched) this.#tell(watcher);
    this.#touched.length = 0;
    if (this.#behind.size === 0) return;
    for (const watcher of this.#behind) this.#helpUp(watcher);
  }

  #costOf(key: number): number {
    if (key < this.directory.globalKey) return 1;
    const level = this.directory.levelOf(key);
    if (level === CHANNEL.global) return GLOBAL_COST;
    if (level === CHANNEL.routes) return ROUTES_COST;
    return level === CHANNEL.conflicts ? CONFLICTS_COST : 1;
  }

  #listen(watcher: Watcher, key: number): Subscription {
    let listeners = this.#listeners.get(key);
    if (!listeners) {
      listeners = [];
      this.#listeners.set(key, listeners);
    }
    const place = listeners.length;
    const subscription = { watcher, key, sequence: WHOLE, next: WHOLE, isNew: true, place };
    listeners.push(subscription);
    watcher.subscriptions.set(key, subscription);
    return subscription;
  }

  #remove({ watcher, key, place }: Subscription): void {
    watcher.subscriptions.delete(key);
    const listeners = this.#listeners.get(key)!;
    const last = listeners.pop()!;
    if (last.key === key && place < listeners.length) {
      listeners[place] = last;
      last.place = place;
    }
    if (listeners.length === 0) this.#listeners.delete(key);
  }

  /** In another life of the world sequences mean something else: everybody starts anew. */
  #noteEra(): void {
    const { era } = this.#board;
    if (era === this.#era) return;
    this.#era = era;
    this.lapped();
    for (const listeners of this.#listeners.values()) {
      for (const subscription of listeners) subscription.sequence = WHOLE;
    }
  }

  /** Keeps a block of the frame, and queues it for those who listen to its channel. */
  #take(row: number): void {
    const { bytes, tick } = this.#gather;
    const at = this.#gather.strategicAt(row);
    const { words } = this.#gather;
    const key = this.directory.keyOf(words[at], words[at + 1]);
    if (key === NOWHERE) return;
    const sequence = words[at + 2] >>> 0;
    const start = this.#gather.byteOf(words[at + 3]);
    this.log.append(key, sequence, tick, bytes, start, words[at + 4]);
    if (words[at] === CHANNEL.global) this.states.note(bytes, start, start + words[at + 4]);
    const listeners = this.#listeners.get(key);
    if (!listeners) return;
    for (const subscription of listeners) {
      const { watcher } = subscription;
      // The board may have been ahead of this frame when the client was told the whole state.
      if (this.#behind.has(watcher) || sequence <= subscription.sequence) continue;
      if (watcher.connection.stale || sequence !== subscription.sequence + 1) {
        this.#behind.add(watcher);
        continue;
      }
      if (watcher.dueCount === 0) this.#touched.push(watcher);
      watcher.due[watcher.dueCount] = subscription;
      watcher.rows[watcher.dueCount++] = row;
    }
  }

  #tell(watcher: Watcher): void {
    const { voice, connection, due, rows, dueCount } = watcher;
    watcher.dueCount = 0;
    // Fell behind with another channel of this frame: all of it comes with the help.
    if (this.#behind.has(watcher)) return;
    const { bytes, words } = this.#gather;
    voice.begin(connection, this.#era);
    for (let i = 0; i < dueCount; i++) {
      const at = this.#gather.strategicAt(rows[i]);
      const start = this.#gather.byteOf(words[at + 3]);
      due[i].next = words[at + 2] >>> 0;
      this.#metrics.count('strategicBlocks');
      voice.frameBlock(due[i].key, due[i].next, bytes, start, start + words[at + 4]);
    }
    if (!voice.end()) {
      this.#behind.add(watcher);
      return;
    }
    for (let i = 0; i < dueCount; i++) due[i].sequence = due[i].next;
  }

  /** Tells whoever is behind all that it lacks, once its socket has room for it. */
  #helpUp(watcher: Watcher): void {
    const { connection, subscriptions, voice } = watcher;
    if (connection.stale) {
      // Without a session there is no view to come anew, which is what ends it for the others.
      if (!connection.isText || !this.#outgoing.hasDrained(connection)) return;
      connection.stale = false;
    }
    voice.begin(connection, this.#era);
    let isRead = true;
    for (const subscription of subscriptions.values()) isRead = this.#bring(subscription, voice) && isRead;
    if (!voice.end() || !isRead) return;
    this.#behind.delete(watcher);
    for (const subscription of subscriptions.values()) {
      subscription.sequence = subscription.next;
      subscription.isNew = false;
    }
  }

  /** Tells what a client lacks of a channel. Returns false when the state of it cannot be read now. */
  #bring(subscription: Subscription, voice: Voice): boolean {
    const { key, sequence } = subscription;
    const { log } = this;
    subscription.next = sequence;
    if (this.#isUpToDate(key, sequence)) {
      if (subscription.isNew) voice.nothingNew(key, sequence);
      return true;
    }
    if (sequence !== WHOLE && log.collect(key, sequence, this.#blocks)) {
      for (const block of this.#blocks) {
        this.#metrics.count('strategicBlocksAgain');
        voice.part(0, key, log.sequenceOf(block), log.bytes, log.startOf(block), log.endOf(block));
      }
      subscription.next = log.newestSequence(key);
      return true;
    }
    if (!this.states.read(key)) return false;
    const { to } = this.states;
    this.#metrics.count('strategicStates');
    voice.part(PART.whole, key, this.states.sequence, to.bytes, 0, to.at);
    subscription.next = this.states.sequence;
    return true;
  }

  /** Whether what comes after `sequence` has yet to come out of the ring. */
  #isUpToDate(key: number, sequence: number): boolean {
    const told = this.states.sequenceOf(key);
    if (sequence === WHOLE || sequence > told) return false;
    const heard = this.log.newestSequence(key);
    // A gateway that has heard nothing of the channel cannot tell a block under way from one that was missed.
    return heard < 0 ? sequence === told : sequence >= heard;
  }
}
