import { setTimeout as sleep } from 'node:timers/promises';
import { markPerformance, performanceSince } from './operator-port.ts';

/** A server that was overloaded has settled when it stood on one rung of its overload ladder for so long. */
const SETTLED_SECONDS = 10;
/** And one that is not, after two windows of the ladder. */
const CALM_SECONDS = 2;
const SECONDS_MAX = 60;

/** Where a server came to rest. */
export interface Settled {
  /** RUNG of the overload ladder. */
  readonly rung: number;
  readonly seconds: number;
  /** Whether it did come to rest within a minute. */
  readonly isSettled: boolean;
}

/**
 * Waits while a server finds out by its overload ladder how often it can serve so many clients: what a minute after
 * their arrival is like is not what lasts. `said` is told of each change.
 */
export async function settle(
  operatorUrl: string,
  said: (text: string) => void,
  interrupted: AbortSignal,
): Promise<Settled> {
  const mark = await markPerformance(operatorUrl);
  let rung = 0;
  let sinceSeconds = 0;
  for (let seconds = 0; ; seconds++) {
    const { overloadRung } = await performanceSince(operatorUrl, mark);
    if (overloadRung !== rung) {
      said(`the server is on rung ${overloadRung} of its overload ladder: waiting until it has settled`);
      sinceSeconds = seconds;
    }
    rung = overloadRung;
    const isSettled = seconds - sinceSeconds >= (rung === 0 ? CALM_SECONDS : SETTLED_SECONDS);
    if (isSettled || seconds === SECONDS_MAX) return { rung, seconds, isSettled };
    await sleep(1000, undefined, { signal: interrupted });
  }
}
