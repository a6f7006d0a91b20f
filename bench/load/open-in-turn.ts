import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMicros } from '../../src/ops/clock.ts';
import type { Bot } from './bot.ts';

/**
 * Connections under way at once. The listener's backlog is 512: what goes beyond it is not refused, but the kernel
 * leaves it without an answer and asks again after one, three and seven seconds.
 */
const UNDER_WAY_MAX = 200;
const LOOK_MS = 5;
/** As long without anybody getting in, and the rest is given up. */
const STANDSTILL_MS = 20_000;
/** Files besides sockets: libraries, pipes, the operator port. */
const OTHER_FILES = 100;

/** Opens all bots in turn and waits until each has its session or has failed. Throws when there are too few files. */
export async function openInTurn(bots: readonly Bot[], interrupted: AbortSignal): Promise<void> {
  checkOpenFiles(bots.length);
  let next = 0;
  let underWay: Bot[] = [];
  let progressMicros = monotonicMicros();
  while (!interrupted.aborted) {
    const now = monotonicMicros();
    const left = underWay.filter(({ state }) => state === 'connecting' || state === 'joining');
    if (left.length < underWay.length) progressMicros = now;
    underWay = left;
    for (; next < bots.length && underWay.length < UNDER_WAY_MAX; next++) {
      bots[next].open();
      underWay.push(bots[next]);
    }
    if (underWay.length === 0 || now - progressMicros > STANDSTILL_MS * 1000) return;
    await sleep(LOOK_MS);
  }
}

/** Throws when this process may not open so many connections; the server that it starts is bound by the same limit. */
function checkOpenFiles(connections: number): void {
  const limit = openFilesMax();
  if (connections + OTHER_FILES <= limit) return;
  throw new Error(
    `${connections} clients: ${limit} open files are allowed here, each client needs one; ` +
      `raise the limit first (ulimit -n ${connections + OTHER_FILES}), or start fewer`,
  );
}

/** Node raises the soft limit to the hard one when it starts. Unlimited where the system does not tell. */
function openFilesMax(): number {
  try {
    const row = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files\s+(\d+)/m);
    return row ? Number(row[1]) : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
