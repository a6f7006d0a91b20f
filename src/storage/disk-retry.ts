import { DISK_FULL_PAUSE_MS } from '../limits.ts';

/** What happens while a full disk is waited for. */
export interface DiskRetryHooks {
  /** The disk took no more; called once, at the first failure. */
  full(reason: string): void;
  /** It has been full for so long that the world must stand still; called once. */
  pause(): void;
  /** The disk takes again. `waitedMs` is how long it did not. */
  recovered(waitedMs: number): void;
  /** Before the next attempt; false gives up, and the error is thrown. */
  wait(): boolean;
  nowMs(): number;
}

/** Whether SQLite, or the system under it, had no room. The transaction was rolled back, the file is as it was. */
export function isDiskFull(error: unknown): boolean {
  const code = Reflect.get(Object(error), 'code');
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Does `write` until there is room for it. `reconnect` comes before every further attempt. Whatever else goes wrong is
 * thrown at once: after a failed sync the same file may look whole and not be.
 */
export function writeWhenRoom(write: () => void, reconnect: () => void, hooks: DiskRetryHooks): void {
  let fullSinceMs: number | undefined;
  let paused = false;
  for (;;) {
    try {
      write();
      if (fullSinceMs !== undefined) hooks.recovered(hooks.nowMs() - fullSinceMs);
      return;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (fullSinceMs === undefined) {
        fullSinceMs = hooks.nowMs();
        hooks.full((error as Error).message);
      } else if (!paused && hooks.nowMs() - fullSinceMs >= DISK_FULL_PAUSE_MS) {
        paused = true;
        hooks.pause();
      }
      if (!hooks.wait()) throw error;
      reconnect();
    }
  }
}
