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
  /** Newest tick whose inputs are safe on disk; journal, and before its first entry sim. */
  durableTick: 6,
  /** Ticks that the newest frame is ahead of what is safe on disk; sim. Ticks without input count as safe. */
  durabilityLagTicks: 7,
  /** 1 while the disk takes no more: nothing is confirmed; journal. */
  diskFull: 8,
  /** 1 while the world must stand still, because what enters it could not be kept; journal. The sim sleeps on it. */
  paused: 9,
  /** Inbox record that the tick works on, -1 outside of them; sim. Main reads it when the sim has died. */
  inboxRecord: 10,
  /** RUNG of the overload ladder that the server stands on; sim. */
  overloadRung: 11,
  /** Memory that the process takes, in percent of what it may; main. */
  memoryPercent: 12,
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
  /** The newest state of every territory. */
  readonly territory: SharedArrayBuffer;
  /** What every thread did in the last 30 seconds. */
  readonly flight: SharedArrayBuffer;
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

/** Makes the words of sim, storage and journal as at a boot, once all three have ended. Gateways go on with theirs. */
export function resetWorldControl(control: Int32Array): void {
  for (const word of [
    CONTROL.stopping,
    CONTROL.oldestSnapshotTick,
    CONTROL.durableTick,
    CONTROL.durabilityLagTicks,
    CONTROL.diskFull,
    CONTROL.paused,
    CONTROL.overloadRung,
  ]) {
    Atomics.store(control, word, 0);
  }
  Atomics.store(control, CONTROL.snapshotSlot, SNAPSHOT_SLOT.empty);
  Atomics.store(control, CONTROL.inboxRecord, -1);
}

export function viewControl(control: SharedArrayBuffer): Int32Array {
  return new Int32Array(control);
}
