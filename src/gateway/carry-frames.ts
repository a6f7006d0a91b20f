import { type FrameRingReader, HEADER } from '../memory/frame-ring.ts';
import { monotonicMicros } from '../ops/clock.ts';
import type { Gateway } from './gateway.ts';

/** What `carryFrames` tells and asks between two frames. */
export interface Carrier {
  /** A frame was read so long after it was published. */
  woke(micros: number): void;
  /** It was handed to all clients, from `startMicros` on. */
  delivered(wakeMicros: number, startMicros: number, fanOutMicros: number): void;
  isStopping(): boolean;
}

/** The clock in a frame's header has 31 bits. */
const HEADER_MICROS = 0x8000_0000;

/**
 * Hands frame after frame to the gateway until it stops. Between two frames its sockets have their turn, also while it
 * is behind: one that catches up first may never do so, and then it hears nobody and lets nobody in.
 */
export async function carryFrames(
  reader: Pick<FrameRingReader, 'wait' | 'read' | 'words'>,
  gateway: Pick<Gateway, 'deliver' | 'lapped'>,
  carrier: Carrier,
): Promise<void> {
  while (!carrier.isStopping()) {
    await reader.wait();
    if (carrier.isStopping()) return;
    const state = reader.read();
    if (state === 'none') continue;
    if (state === 'lapped') {
      gateway.lapped();
    } else {
      const start = monotonicMicros();
      const micros = (start % HEADER_MICROS) - reader.words[HEADER.micros];
      const wakeMicros = micros >= 0 ? micros : micros + HEADER_MICROS;
      carrier.woke(wakeMicros);
      gateway.deliver();
      carrier.delivered(wakeMicros, start, monotonicMicros() - start);
    }
    await socketsServed();
  }
}

function socketsServed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
