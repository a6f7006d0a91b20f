import type {
  AiAttack,
  AiConflict,
  AiDecision,
  AiMind,
  AiOperationEvent,
  AiPact,
} from '../src/protocol/ai-records.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { CHANNEL_PATTERNS, isSingle, splitChannelName } from '../src/protocol/channel-names.ts';
import { CHANNEL_COUNT_MAX } from '../src/protocol/client-messages.ts';
import type { CrowdRecord } from '../src/protocol/crowd-records.ts';
import type {
  ConvoyRecord,
  LandfallRecord,
  RouteRecord,
  RouteSummaryRecord,
} from '../src/protocol/route-records.ts';
import {
  type ChannelRequest,
  PART,
  readStrategic,
  type StrategicSink,
  writeSubscribe,
  writeUnsubscribe,
} from '../src/protocol/strategic-messages.ts';
import { CHANNEL, type EventRecord, type TerritoryRecord } from '../src/protocol/territory-records.ts';
import { CrowdsView } from './crowds-view.ts';
import { MindsView } from './minds-view.ts';
import { RoutesView } from './routes-view.ts';

export interface TerritoryViewEvents {
  /** A territory is as `state` from now on. */
  territory(state: TerritoryRecord): void;
  worldEvent(event: EventRecord): void;
  /** The server has no such channel or no room for one more, or the channel is another faction's. */
  refused(channel: string): void;
  /** Sends a frame, when there is a session. */
  send(frame: Uint8Array): void;
}

interface Channel {
  readonly name: string;
  readonly level: number;
  readonly index: number;
  /** The last that was heard, of which life of the world; era 0 = nothing. */
  era: number;
  sequence: number;
  /** When the server was asked for it, while it has not answered; negative = it has. */
  askedMs: number;
}

/** An answer to a subscription takes a moment; after this long it was passed over. */
const ASK_AGAIN_MS = 5_000;

/**
 * What the strategic channels have told: the newest state of every territory that was told of. It outlives connections,
 * and after each asks for what it missed.
 */
export class TerritoryView implements StrategicSink {
  /** Blocks that did not follow the one before: a server must never leave one out. */
  gaps = 0;
  unreadableMessages = 0;
  readonly #events: TerritoryViewEvents;
  readonly #routes: RoutesView;
  readonly #minds: MindsView;
  readonly #crowds: CrowdsView;
  readonly #channels = new Map<string, Channel>();
  readonly #states: Map<number, TerritoryRecord>[] = [new Map(), new Map(), new Map()];
  readonly #reader = new ByteReader(new Uint8Array(0));
  #era = 0;
  #nowMs = 0;
  /** Whether the records that are being read are news, and the channel that they are of. */
  #isNews = false;
  #channel: Channel | undefined;

  /** `routes` takes what the route channels tell, `minds` what the ai channels do, `crowds` those of scales. */
  constructor(
    events: TerritoryViewEvents,
    routes = new RoutesView(UNHEARD),
    minds = new MindsView(UNHEARD_MINDS),
    crowds = new CrowdsView({ crowd: () => {} }),
  ) {
    this.#events = events;
    this.#minds = minds;
    this.#crowds = crowds;
    this.#routes = routes;
  }

  /** The names of all channels that were subscribed to. */
  get channels(): string[] {
    return [...this.#channels.keys()];
  }

  /** The newest state told of a territory; `undefined` when none was. */
  get(level: number, index: number): Readonly<TerritoryRecord> | undefined {
    return this.#states[level]?.get(index);
  }

  /** All territories of a level that were told of. */
  all(level: number): Iterable<Readonly<TerritoryRecord>> {
    return this.#states[level].values();
  }

  /** Throws a RangeError for a name that no channel can have. */
  subscribe(names: readonly string[], nowMs: number): void {
    const added = names.filter((name) => !this.#channels.has(name)).map((name) => channelOf(name, nowMs));
    for (const channel of added) this.#channels.set(channel.name, channel);
    this.#ask(added, nowMs);
  }

  unsubscribe(names: readonly string[]): void {
    const ended: Channel[] = [];
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (channel) ended.push(channel);
      if (channel?.level === CHANNEL.crowds) this.#crowds.drop(channel.index);
      this.#channels.delete(name);
    }
    for (const part of inParts(ended)) this.#events.send(writeUnsubscribe(part));
  }

  /** A session is open, perhaps on a new connection: asks for what was missed of every channel. */
  opened(nowMs: number): void {
    this.#ask([...this.#channels.values()], nowMs);
  }

  /** To be called now and then: asks again for channels that the server has not answered for. */
  beat(nowMs: number): void {
    const waiting = [...this.#channels.values()].filter(
      ({ askedMs }) => askedMs >= 0 && nowMs - askedMs > ASK_AGAIN_MS,
    );
    this.#ask(waiting, nowMs);
  }

  /** Takes a strategic message, kind byte included. */
  message(bytes: Uint8Array, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#reader.reset(bytes, 1);
    if (readStrategic(this.#reader, this)) return;
    this.unreadableMessages++;
    // Which channels it was about, and up to where it was read, nobody knows.
    for (const channel of this.#channels.values()) channel.era = 0;
    this.#ask([...this.#channels.values()], nowMs);
  }

  part(era: number, flags: number, level: number, index: number, sequence: number, count: number): void {
    this.#isNews = false;
    const channel = this.#find(level, index);
    // Unsubscribed from, and the server did not know yet.
    if (!channel) return;
    if ((flags & PART.refused) !== 0) {
      this.#channels.delete(channel.name);
      this.#events.refused(channel.name);
      return;
    }
    if (era !== this.#era) this.#beginEra(era);
    const isWhole = (flags & PART.whole) !== 0;
    if (!isWhole && (channel.era !== era || sequence > channel.sequence + 1)) {
      // While an answer is due, it may be of a subscription before this one.
      if (channel.askedMs < 0) this.#askAnew(channel);
      return;
    }
    channel.askedMs = -1;
    if (!isWhole && sequence <= channel.sequence) return;
    channel.era = era;
    channel.sequence = sequence;
    this.#isNews = count > 0;
    this.#channel = channel;
    if (isWhole) this.#beginWhole(level, index);
  }

  territory(record: TerritoryRecord): void {
    if (!this.#isNews) return;
    const states = this.#states[record.level];
    const known = states.get(record.index);
    // Several channels tell of a district, not all at once; another may have told of a later tick.
    if (known && record.tick < known.tick) return;
    const state = known ?? { ...record, influence: new Int32Array(record.influence.length) };
    const { influence } = state;
    Object.assign(state, record, { influence });
    influence.set(record.influence);
    states.set(record.index, state);
    this.#events.territory(state);
  }

  event(event: EventRecord): void {
    if (this.#isNews) this.#events.worldEvent({ ...event });
  }

  route(record: RouteRecord): void {
    if (!this.#isNews || this.#routes.take(record)) return;
    // It continues a path that is not held: something was left out, and the rest would be as little use.
    this.#isNews = false;
    this.#askAnew(this.#channel!);
  }

  summary(record: RouteSummaryRecord): void {
    if (this.#isNews) this.#routes.takeSummary(record);
  }

  landfall(record: LandfallRecord): void {
    if (this.#isNews) this.#routes.takeLandfall(record);
  }

  convoy(record: ConvoyRecord): void {
    if (this.#isNews) this.#routes.takeConvoy(this.#channel!.index, record);
  }

  decision(record: AiDecision): void {
    if (this.#isNews) this.#minds.takeDecision(record);
  }

  operation(record: AiOperationEvent): void {
    if (this.#isNews) this.#minds.takeOperation(record);
  }

  mind(record: AiMind): void {
    if (this.#isNews) this.#minds.takeMind(record);
  }

  pact(record: AiPact): void {
    if (this.#isNews) this.#minds.takePact(record);
  }

  attack(record: AiAttack): void {
    if (this.#isNews) this.#minds.takeAttack(record);
  }

  conflict(record: AiConflict): void {
    if (this.#isNews) this.#minds.takeConflict(record);
  }

  crowd(record: CrowdRecord): void {
    if (this.#isNews) this.#crowds.take(this.#channel!.index, record);
  }

  /** What is held of a channel is void. Territories stay: each of their records is whole. */
  #beginWhole(level: number, index: number): void {
    if (level === CHANNEL.routes) this.#routes.begin(index);
    else if (level === CHANNEL.decisions) this.#minds.beginMind(index);
    else if (level === CHANNEL.events) this.#minds.beginEvents();
    else if (level === CHANNEL.conflicts) this.#minds.beginConflicts();
    else if (level === CHANNEL.crowds) this.#crowds.drop(index);
  }

  /** In another life of the world ticks may have gone back: what is held is not older or newer, but void. */
  #beginEra(era: number): void {
    this.#era = era;
    for (const states of this.#states) states.clear();
    this.#routes.clear();
    this.#minds.clear();
    this.#crowds.clear();
  }

  #find(level: number, index: number): Channel | undefined {
    for (const channel of this.#channels.values()) {
      if (channel.level === level && channel.index === index) return channel;
    }
    return undefined;
  }

  /** Something was left out of a channel: asks for the whole of it. */
  #askAnew(channel: Channel): void {
    this.gaps++;
    channel.era = 0;
    this.#ask([channel], this.#nowMs);
  }

  #ask(channels: readonly Channel[], nowMs: number): void {
    for (const channel of channels) channel.askedMs = nowMs;
    for (const part of inParts(channels)) this.#events.send(writeSubscribe(part.map(channelRequest)));
  }
}

/** For whoever does not listen to routes. */
const UNHEARD = {
  ...{ routeGenerated: () => {}, routeInvalidated: () => {}, routeProposed: () => {} },
  ...{ factionRoutesUpdated: () => {}, routesInvalidatedByTerritory: () => {}, convoyUpdate: () => {} },
};

/** For whoever does not listen to minds. */
const UNHEARD_MINDS = {
  ...{ aiDecision: () => {}, aiOperation: () => {}, aiMind: () => {} },
  ...{ aiPact: () => {}, aiAttack: () => {}, aiConflict: () => {} },
};

function channelOf(name: string, nowMs: number): Channel {
  const words = splitChannelName(name);
  const index = words && isSingle(words.level) ? 0 : Number(words?.id);
  if (!words || !Number.isInteger(index) || index < 0 || index > 0xffff_ffff) {
    throw new RangeError(
      `subscribe: found ${name}, allowed: ${CHANNEL_PATTERNS.join(', ')}; {id} is an index, or a faction 1 to 7`,
    );
  }
  return { name, level: words.level, index, era: 0, sequence: 0, askedMs: nowMs };
}

function channelRequest({ level, index, era, sequence }: Channel): ChannelRequest {
  return { level, index, era, afterSequence: sequence };
}

/** As many at a time as a frame holds. */
function inParts<T>(all: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += CHANNEL_COUNT_MAX)
    parts.push(all.slice(at, at + CHANNEL_COUNT_MAX));
  return parts;
}
