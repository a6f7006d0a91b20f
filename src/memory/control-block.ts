import { WORLD_MEMORY_BYTES } from './world-memory.ts';

/** Single words that threads tell each other. Each has one writer, named here. */
export const CONTROL = {
  /** Newest tick finished; sim. */
  tick: 0,
  /** SNAPSHOT_SLOT; sim fills the slot, storage empties it. */
  snapshotSlot: 2,
  /** 1 when threads must come to an end; main. Storage sleeps on `snapshotSlot`, so notify that too. */
  stopping: 3,
  /** Deadline of tick 0 on the monotonic clock: whole seconds, then microseconds; sim. */
  tickZeroSeconds: 4,
  tickZeroMicros: 5,
  /** Tick of the oldest snapshot kept; storage. Journals before it are not needed any more. */
  oldestSnapshotTick: 1,
  /** Newest tick whose inputs are safe on disk; journal. */
  durableTick: 6,
} as const;

/** State of the one copy of the world that travels from sim to storage. */
export const SNAPSHOT_SLOT = { empty: 0, full: 1 } as const;

const CONTROL_WORDS = 16;

/** What all threads share besides the rings. */
export interface SharedBlocks {
  readonly control: SharedArrayBuffer;
  readonly world: SharedArrayBuffer;
  readonly snapshot: SharedArrayBuffer;
  readonly metrics: SharedArrayBuffer;
  readonly frames: SharedArrayBuffer;
  readonly journal: SharedArrayBuffer;
  /** One command ring per gateway. */
  readonly commands: readonly SharedArrayBuffer[];
}

export function allocateControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_WORDS * 4);
}

/** Memory for one copy of the stores. */
export function allocateSnapshotSlot(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORLD_MEMORY_BYTES);
}

export function viewControl(control: SharedArrayBuffer): Int32Array {
  return new Int32Array(control);
}
