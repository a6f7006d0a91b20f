import type { World } from '../../components/world.ts';
import { nextSequence } from './territory-state.ts';

const COUNT_BYTES = 3;

/** A block of a strategic channel, being written into the frame: a count, and as many records. */
export class ChannelBlock {
  /** Records so far. Whoever writes one counts it. */
  count = 0;
  #start = 0;

  open(world: World): void {
    const { bytes } = world.frame;
    this.#start = bytes.at;
    this.count = 0;
    // Room for the count of records, which is known at the end: three bytes, whatever it is.
    for (let i = 0; i < COUNT_BYTES; i++) bytes.u8(0);
  }

  /** Ends a block and gives it its number in the channel; an empty one is taken back. */
  close(world: World, level: number, index: number): void {
    const { bytes, strategic } = world.frame;
    if (this.count === 0) {
      bytes.at = this.#start;
      return;
    }
    const row = strategic.add();
    if (row < 0 || bytes.overflowed) {
      bytes.overflowed = true;
      return;
    }
    // A varint whose bytes say that another follows, however small the count: all territories there are would fit.
    bytes.bytes[this.#start] = (this.count & 0x7f) | 0x80;
    bytes.bytes[this.#start + 1] = ((this.count >> 7) & 0x7f) | 0x80;
    bytes.bytes[this.#start + 2] = this.count >> 14;
    const { words } = strategic;
    words[row] = level;
    words[row + 1] = index;
    words[row + 2] = nextSequence(world, level, index);
    words[row + 3] = this.#start;
    words[row + 4] = bytes.at - this.#start;
  }
}
