import type { ByteReader } from '../../src/protocol/bytes.ts';
import {
  PART,
  readStrategic,
  type StrategicSink,
  writeSubscribe,
} from '../../src/protocol/strategic-messages.ts';
import type { TerritoryRecord } from '../../src/protocol/territory-records.ts';
import type { Tally } from './tally.ts';

/** A channel that a client listens to. */
export interface ChannelAddress {
  readonly level: number;
  readonly index: number;
}

/** How far a channel has been heard. */
export interface HeardChannel extends ChannelAddress {
  era: number;
  sequence: number;
}

/**
 * What a client hears on strategic channels, held against what a correct server can tell: every block follows the one
 * before, also over a drop, and in the end what was heard is what the server has on its board. What the records are
 * about is for who extends it.
 */
export abstract class Listener<Channel extends HeardChannel> implements StrategicSink {
  protected readonly tally: Tally;
  protected readonly channels: readonly Channel[];
  /** Whether the message being read makes up for time before the subscription. */
  protected isCatchingUp = false;
  protected isChecking = false;
  /** The channel of the part being read, and what to do with its records. */
  protected channel: Channel | undefined;
  protected mode: 'skip' | 'take' | 'compare' = 'skip';
  /** Channels whose state was held against the board. */
  readonly #checked = new Set<Channel>();

  constructor(channels: readonly Channel[], tally: Tally) {
    this.channels = channels;
    this.tally = tally;
  }

  /** Whether all that was heard has been held against the board. */
  get isChecked(): boolean {
    return this.#checked.size === this.channels.length;
  }

  /** The frame to be sent when a session opens. */
  opened(): Uint8Array {
    this.isCatchingUp = true;
    return writeSubscribe(this.channels.map((channel) => ({ ...channel, afterSequence: channel.sequence })));
  }

  /** The frame that asks for the whole state of the channels not yet held against it. */
  check(): Uint8Array | undefined {
    this.isChecking = true;
    const open = this.channels.filter((channel) => !this.#checked.has(channel));
    if (open.length === 0) return undefined;
    return writeSubscribe(open.map(({ level, index }) => ({ level, index, era: 0, afterSequence: 0 })));
  }

  /** Reads a strategic message; `from` stands after its kind byte. */
  message(from: ByteReader): void {
    if (!readStrategic(from, this)) this.tally.unknownMessages++;
    this.#endPart();
    this.isCatchingUp = false;
  }

  part(era: number, flags: number, level: number, index: number, sequence: number, count: number): void {
    this.#endPart();
    const { strategic } = this.tally;
    this.mode = 'skip';
    const channel = this.channels.find((known) => known.level === level && known.index === index);
    this.channel = channel;
    if (!channel || (flags & PART.refused) !== 0) {
      strategic.refused++;
      return;
    }
    if ((flags & PART.whole) !== 0) {
      if (this.isChecking && channel.era === era) this.#takeCheck(channel, sequence);
      else this.#takeWhole(channel, era);
    } else if (channel.era !== era || sequence > channel.sequence + 1) {
      strategic.lost += channel.era === era ? sequence - channel.sequence - 1 : 1;
      this.mode = 'take';
    } else if (sequence === channel.sequence + 1) {
      this.mode = 'take';
    } else if (count > 0 || sequence !== channel.sequence) {
      strategic.outOfOrder++;
      return;
    }
    channel.era = era;
    channel.sequence = sequence;
  }

  territory(_record: TerritoryRecord): void {}

  event(): void {}

  /** The whole state of a channel follows, and what it has told is void. */
  protected abstract begin(channel: Channel): void;

  /** The whole state of a channel follows, to be held against what it has told. */
  protected beginCompare(_channel: Channel): void {}

  /** That state is there. */
  protected endCompare(_channel: Channel): void {}

  #takeWhole(channel: Channel, era: number): void {
    if (channel.era === era) this.tally.strategic.wholeAgain++;
    this.begin(channel);
    this.isCatchingUp = true;
    this.mode = 'take';
  }

  #takeCheck(channel: Channel, sequence: number): void {
    if (sequence === channel.sequence) {
      this.mode = 'compare';
      this.#checked.add(channel);
      this.beginCompare(channel);
      return;
    }
    // The board is ahead of what was told, for the moment between a tick and its frame: the next attempt will do.
    this.mode = 'take';
    this.begin(channel);
  }

  #endPart(): void {
    if (this.mode === 'compare' && this.channel) this.endCompare(this.channel);
    this.mode = 'skip';
  }
}
