import { CHANNEL, type TerritoryRecord } from '../../src/protocol/territory-records.ts';
import { type ChannelAddress, type HeardChannel, Listener } from './listener.ts';
import type { Tally } from './tally.ts';

interface TerritoryChannel extends HeardChannel {
  /** What the channel has told, by level and index. */
  readonly states: Map<number, TerritoryRecord>;
}

const LEVEL_STEP = 2 ** 28;

/** What a client hears of territories, and what the server has of them. It shares no code with the view of the SDK. */
export class ChannelEar extends Listener<TerritoryChannel> {
  constructor(channels: readonly ChannelAddress[], tally: Tally) {
    super(
      channels.map(({ level, index }) => ({ level, index, era: 0, sequence: 0, states: new Map() })),
      tally,
    );
  }

  override territory(record: TerritoryRecord): void {
    const states = this.channel?.states;
    if (this.mode === 'skip' || !states) return;
    const key = record.level * LEVEL_STEP + record.index;
    if (this.mode === 'compare') {
      if (!this.#isAsTold(record, states.get(key))) this.tally.strategic.differences++;
    } else if (!this.isChecking) {
      const { strategic } = this.tally;
      strategic.updates++;
      // A region is a sum, told once a second however often it changes.
      if (!this.isCatchingUp && record.level < CHANNEL.region) {
        strategic.delays.add(this.tally.nowMicros - this.tally.dueMicros(record.tick));
      }
    }
    states.set(key, { ...record, influence: record.influence.slice() });
  }

  protected override begin({ states }: TerritoryChannel): void {
    // While checking, what is not told anew is still held against the board.
    if (!this.isChecking) states.clear();
  }

  /** Whether what the board says of a territory is what this channel has told of it. */
  #isAsTold(record: TerritoryRecord, told: TerritoryRecord | undefined): boolean {
    if (!told) return false;
    const isSame = JSON.stringify(told) === JSON.stringify(record);
    if (isSame || told.tick === record.tick) return isSame;
    if (record.level === CHANNEL.region) return record.tick > told.tick;
    // The global channel tells of a district when it changes hands or label, and not of every point of influence.
    if (this.channel?.level !== CHANNEL.global) return false;
    return told.owner === record.owner && told.label === record.label;
  }
}
