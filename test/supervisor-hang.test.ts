import { describe, expect, it } from 'vitest';
import { HANG_MS } from '../src/limits.ts';
import { allocateMetrics, Metrics } from '../src/memory/metrics-block.ts';
import { HANG_LOOK_MS, HangWatch, SystemRuns } from '../src/supervisor/hang-watch.ts';
import { RestartPolicy } from '../src/supervisor/restart-policy.ts';
import { SCHEDULE } from '../systems/schedule.ts';

/** Time at which a watch that looks regularly first sees a hang; undefined when it never does. */
function hungAtMs(lookUntilMs: number, tickAt: (ms: number) => number, isPausedAt = (_: number) => false) {
  const watch = new HangWatch(0);
  for (let ms = HANG_LOOK_MS; ms <= lookUntilMs; ms += HANG_LOOK_MS) {
    if (watch.look(ms, tickAt(ms), isPausedAt(ms))) return ms;
  }
  return undefined;
}

describe('a simulation', () => {
  it('hangs when no tick has ended for five seconds', () => {
    const lastMs = 10_000;
    const ms = hungAtMs(30_000, (now) => Math.min(now, lastMs));
    expect(ms).toBeGreaterThanOrEqual(lastMs + HANG_MS);
    expect(ms).toBeLessThanOrEqual(lastMs + HANG_MS + HANG_LOOK_MS);
  });

  it('hangs when its first tick never comes', () => {
    expect(hungAtMs(30_000, () => 0)).toBeLessThanOrEqual(HANG_MS + 2 * HANG_LOOK_MS);
  });

  it('does not hang when it is slow, however slow', () => {
    const slow = (now: number) => Math.floor(now / (HANG_MS - HANG_LOOK_MS));
    expect(hungAtMs(200_000, slow)).toBeUndefined();
  });

  it('does not hang while the world is paused, nor at once when that is over', () => {
    const paused = (now: number) => now < 60_000;
    expect(hungAtMs(60_000 + HANG_MS - 2 * HANG_LOOK_MS, () => 7, paused)).toBeUndefined();
    expect(hungAtMs(90_000, () => 7, paused)).toBeGreaterThan(60_000);
  });

  it('does not hang because the machine was asleep: time in which nobody looked does not count', () => {
    const watch = new HangWatch(0);
    expect(watch.look(500, 7, false)).toBe(false);
    for (let sleep = 1; sleep < 9; sleep++) expect(watch.look(sleep * 3_600_000, 7, false)).toBe(false);
    const awakeMs = 8 * 3_600_000;
    for (let ms = HANG_LOOK_MS; ms < HANG_MS; ms += HANG_LOOK_MS) {
      expect(watch.look(awakeMs + ms, 7, false)).toBe(false);
    }
    expect(watch.look(awakeMs + HANG_MS, 7, false)).toBe(true);
  });

  it('that hangs after every restart meets the limit of restarts, and does not go on for ever', () => {
    let now = 0;
    const policy = new RestartPolicy(() => now);
    const restartMs = 3_000;
    const allowed = [1, 2, 3, 4, 5, 6].map(() => {
      now += HANG_MS + 2 * HANG_LOOK_MS + restartMs;
      return policy.allows();
    });
    expect(allowed).toEqual([true, true, true, true, true, false]);
  });
});

describe('the system that a tick stopped in', () => {
  function run(metrics: Metrics<'sim'>, systems: number): void {
    for (let i = 0; i < systems; i++) metrics.record(metrics.systemAt(i), 1);
  }

  it('is named when it is known', () => {
    const memory = allocateMetrics();
    const metrics = new Metrics(memory, 'sim');
    const runs = new SystemRuns(memory);
    expect(runs.unfinished).toBe('');
    run(metrics, SCHEDULE.length);
    expect(runs.unfinished).toBe('');
    run(metrics, 2);
    expect(runs.unfinished).toBe(`system ${SCHEDULE[2].name}`);
  });

  it('is not the one that an earlier simulation died in', () => {
    const memory = allocateMetrics();
    const metrics = new Metrics(memory, 'sim');
    run(metrics, 2);
    const runs = new SystemRuns(memory);
    expect(runs.unfinished).toBe('');
    run(metrics, SCHEDULE.length);
    expect(runs.unfinished).toBe('');
    run(metrics, 4);
    expect(runs.unfinished).toBe(`system ${SCHEDULE[4].name}`);
  });
});
