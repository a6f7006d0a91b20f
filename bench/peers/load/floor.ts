import type { ClientLink, PeerProtocol, PeerReader } from './protocol.ts';

/** Bare sends: tick and stamp, and as many bytes as are needed. There is nothing to verify. */
export function openProtocol(): PeerProtocol {
  return {
    path: async () => '/',
    reader: (link) => new FloorReader(link),
  };
}

class FloorReader implements PeerReader {
  isJoined = false;
  readonly #link: ClientLink;

  constructor(link: ClientLink) {
    this.#link = link;
  }

  opened(): void {
    this.isJoined = true;
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const { tally } = this.#link;
    tally.count(end - start);
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
    tally.told(view.getUint32(0, true));
    tally.stamped(view.getUint32(4, true));
  }
}
