import type { ServerConfig } from '../config/schema.ts';
import { isLoopback } from './admission.ts';
import { TokenBucket } from './token-bucket.ts';

interface Entry {
  open: number;
  readonly connects: TokenBucket;
}

/** Connections per address, open and per second. Loopback is exempt: there all bots share one address. */
export class AddressLimits {
  readonly #network: ServerConfig['network'];
  readonly #entries = new Map<string, Entry>();

  constructor(network: ServerConfig['network']) {
    this.#network = network;
  }

  /** Counts a new connection in; false when its address has used up its share. */
  enter(address: string, nowMicros: number): boolean {
    if (isLoopback(address)) return true;
    let entry = this.#entries.get(address);
    if (!entry) {
      const { connectsPerSecondPerAddress, connectBurstPerAddress } = this.#network;
      entry = {
        open: 0,
        connects: new TokenBucket(connectsPerSecondPerAddress, connectBurstPerAddress, nowMicros),
      };
      this.#entries.set(address, entry);
    }
    if (entry.open >= this.#network.connectionsPerAddressMax || !entry.connects.take(1, nowMicros))
      return false;
    entry.open++;
    return true;
  }

  leave(address: string): void {
    const entry = this.#entries.get(address);
    if (entry) entry.open--;
  }

  /**
   * Forgets addresses that have nothing open and a full bucket; to be called now and then, or the map would only
   * grow.
   */
  sweep(nowMicros: number): void {
    for (const [address, entry] of this.#entries) {
      if (entry.open === 0 && entry.connects.isFull(nowMicros)) this.#entries.delete(address);
    }
  }
}
