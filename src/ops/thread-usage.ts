import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A thread of this process. Names are `main`, `sim`, `storage` and `gateway-0`, `gateway-1` …; `tid` is the kernel's.
 */
export interface ThreadName {
  readonly name: string;
  readonly tid: number;
}

/** CPU time a thread has used since it began, to a hundredth of a second. */
export interface ThreadUsage {
  readonly name: string;
  readonly cpuSeconds: number;
}

/** The kernel counts in USER_HZ, which is 100 on every Linux that Node runs on, whatever the timer frequency. */
const CLOCK_TICKS_PER_SECOND = 100;

/** The kernel's id of the calling thread; undefined where there is no /proc (anything but Linux). */
export function threadId(): number | undefined {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return undefined;
  }
}

/** User and system time in seconds from a line of /proc/PID/task/TID/stat. */
export function cpuSecondsOf(stat: string): number {
  // The name of a thread stands in brackets and may hold blanks and brackets itself: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const userTicks = Number(fields[11]);
  const systemTicks = Number(fields[12]);
  return (userTicks + systemTicks) / CLOCK_TICKS_PER_SECOND;
}

/** CPU time of each thread. A thread that has ended, and every thread where there is no /proc, is left out. */
export function threadUsage(threads: readonly ThreadName[]): ThreadUsage[] {
  return threads.flatMap(({ name, tid }) => {
    try {
      return [{ name, cpuSeconds: cpuSecondsOf(readFileSync(`/proc/self/task/${tid}/stat`, 'utf8')) }];
    } catch {
      return [];
    }
  });
}

/** CPU time of the whole process in seconds, with the threads of Node and V8 that have no name of ours. */
export function processCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
