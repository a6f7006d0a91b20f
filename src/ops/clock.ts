import { performance } from 'node:perf_hooks';

/**
 * The machine's monotonic clock, equal in all threads and processes of one machine. For loops, metrics and sockets;
 * what the tick computes never sees it.
 */
const offsetMicros = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;

/** Microseconds of the monotonic clock. */
export function monotonicMicros(): number {
  return performance.now() * 1000 + offsetMicros;
}
