import type { ClientFrame } from '../protocol/client-messages.ts';
import type { BinaryVoice } from './binary-voice.ts';
import { NOWHERE } from './channel-directory.ts';
import type { Connection } from './connection.ts';
import type { ChannelRequestOf, StrategicChannels } from './strategic-channels.ts';

/** What binary clients say about channels. */
export class ChannelIntake {
  readonly #channels: StrategicChannels;
  readonly #voice: BinaryVoice;

  constructor(channels: StrategicChannels, voice: BinaryVoice) {
    this.#channels = channels;
    this.#voice = voice;
  }

  /** Takes a subscribe frame that was read. Returns false when it is over the rate limit: nothing was done then. */
  subscribe(from: Connection, frame: ClientFrame, nowMicros: number): boolean {
    const channels = this.#channels;
    const keys: number[] = [];
    for (let i = 0; i < frame.channelCount; i++) {
      keys.push(channels.directory.keyOf(frame.level[i], frame.index[i]));
    }
    if (!channels.allows(from, keys, nowMicros)) return false;
    const refused: number[] = [];
    for (let i = 0; i < keys.length; i++) {
      const request: ChannelRequestOf = {
        key: keys[i],
        era: frame.era[i],
        afterSequence: frame.afterSequence[i],
      };
      const mayHear = keys[i] !== NOWHERE && channels.mayHear(from, keys[i]);
      if (!mayHear || !channels.add(from, this.#voice, request)) refused.push(i);
    }
    if (refused.length > 0) {
      this.#voice.begin(from, channels.era);
      for (const i of refused) this.#voice.refuse(frame.level[i], frame.index[i]);
      this.#voice.end();
    }
    channels.helpUp(from);
    return true;
  }

  unsubscribe(from: Connection, frame: ClientFrame): void {
    const { directory } = this.#channels;
    for (let i = 0; i < frame.channelCount; i++) {
      this.#channels.unsubscribe(from, directory.keyOf(frame.level[i], frame.index[i]));
    }
  }
}
