import type { ByteReader } from '../../src/protocol/bytes.ts';
import {
  PART,
  readStrategic,
  type StrategicSink,
  writeSubscribe,
} from '../../src/protocol/strategic-messages.ts';
import { CHANNEL, type TerritoryRecord } from '../../src/protocol/territory-records.ts';
import type { Tally } from './tally.ts';

/** A channel that a client listens to. */
export interface ChannelAddress {
  readonly level: number;
  readonly index: number;
}

interface Channel extends ChannelAddress {
  era: number;
  sequence: number;
  /** What the channel has told, by level and index. */
  readonly states: Map<number, TerritoryRecord>;
}

const LEVEL_STEP = 2 ** 28;

/**
 * What a client hears on the strategic channels, held against what a correct server can tell: every block follows the
 * one before, also over a drop, and in the end what was heard is what the server has on its board. It shares no code
 * with the view of the SDK.
 */
export class ChannelEar implements StrategicSink {
  readonly #tally: Tally;
  readonly #channels: Channel[];
  /** Whether the next message makes up for time before the subscription. */
  #isCatchingUp = false;
  #isChecking = false;
  /** Channels whose state was held against the board. */
  #checked = new Set<Channel>();
  #channel: Channel | undefined;
  /** What to do with the records of the part being read. */
  #mode: 'skip' | 'take' | 'compare' = 'skip';

  constructor(channels: readonly ChannelAddress[], tally: Tally) {
    this.#tally = tally;
    this.#channels = channels.map(({ level, index }) => ({
      ...{ level, index, era: 0, sequence: 0 },
      states: new Map(),
    }));
  }

  /** Whether all that was heard has been held against the board. */
  get isChecked(): boolean {
    return this.#checked.size === this.#channels.length;
  }

  /** The frame to be sent when a session opens. */
  opened(): Uint8Array {
    this.#isCatchingUp = true;
    return writeSubscribe(this.#channels.map((channel) => ({ ...channel, afterSequence: channel.sequence })));
  }

  /** The frame that asks for the whole state of the channels not yet held against it. */
  check(): Uint8Array | undefined {
    this.#isChecking = true;
    const open = this.#channels.filter((channel) => !this.#checked.has(channel));
    if (open.length === 0) return undefined;
    return writeSubscribe(open.map(({ level, index }) => ({ level, index, era: 0, afterSequence: 0 })));
  }

  /** Reads a strategic message; `from` stands after its kind byte. */
  message(from: ByteReader): void {
    if (!readStrategic(from, this)) this.#tally.unknownMessages++;
    this.#isCatchingUp = false;
  }

  part(era: number, flags: number, level: number, index: number, sequence: number, count: number): void {
    const { strategic } = this.#tally;
    this.#mode = 'skip';
    const channel = this.#channels.find((known) => known.level === level && known.index === index);
    this.#channel = channel;
    if (!channel || (flags & PART.refused) !== 0) {
      strategic.refused++;
      return;
    }
    if ((flags & PART.whole) !== 0) {
      if (this.#isChecking && channel.era === era) this.#beginCompare(channel, sequence);
      else this.#beginWhole(channel, era);
    } else if (channel.era !== era || sequence > channel.sequence + 1) {
      strategic.lost += channel.era === era ? sequence - channel.sequence - 1 : 1;
      this.#mode = 'take';
    } else if (sequence === channel.sequence + 1) {
      this.#mode = 'take';
    } else if (count > 0 || sequence !== channel.sequence) {
      strategic.outOfOrder++;
      return;
    }
    channel.era = era;
    channel.sequence = sequence;
  }

  territory(record: TerritoryRecord): void {
    const states = this.#channel?.states;
    if (this.#mode === 'skip' || !states) return;
    const key = record.level * LEVEL_STEP + record.index;
    if (this.#mode === 'compare') {
      if (!this.#isAsTold(record, states.get(key))) this.#tally.strategic.differences++;
    } else if (!this.#isChecking) {
      const { strategic } = this.#tally;
      strategic.updates++;
      // A region is a sum, told once a second however often it changes.
      if (!this.#isCatchingUp && record.level < CHANNEL.region) {
        strategic.delays.add(this.#tally.nowMicros - this.#tally.dueMicros(record.tick));
      }
    }
    states.set(key, { ...record, influence: record.influence.slice() });
  }

  event(): void {}

  #beginWhole(channel: Channel, era: number): void {
    if (channel.era === era) this.#tally.strategic.wholeAgain++;
    channel.states.clear();
    this.#isCatchingUp = true;
    this.#mode = 'take';
  }

  #beginCompare(channel: Channel, sequence: number): void {
    // The board is ahead of what was told, for the moment between a tick and its frame: the next attempt will do.
    this.#mode = sequence === channel.sequence ? 'compare' : 'take';
    if (this.#mode === 'compare') this.#checked.add(channel);
  }

  /** Whether what the board says of a territory is what this channel has told of it. */
  #isAsTold(record: TerritoryRecord, told: TerritoryRecord | undefined): boolean {
    if (!told) return false;
    const isSame = JSON.stringify(told) === JSON.stringify(record);
    if (isSame || told.tick === record.tick) return isSame;
    if (record.level === CHANNEL.region) return record.tick > told.tick;
    // The global channel tells of a district when it changes hands or label, and not of every point of influence.
    if (this.#channel?.level !== CHANNEL.global) return false;
    return told.owner === record.owner && told.label === record.label;
  }
}
