import { describe, expect, it } from 'vitest';
import { RUNG } from '../components/overload.ts';
import { allocateControl, CONTROL, viewControl } from '../src/memory/control-block.ts';
import { Alarms } from '../src/supervisor/alarms.ts';
import { PoisonWatch } from '../src/supervisor/poison-watch.ts';
import { RestartPolicy } from '../src/supervisor/restart-policy.ts';

describe('restarts', () => {
  it('are allowed five times in 60 seconds, and no more', () => {
    let now = 0;
    const policy = new RestartPolicy(() => now);
    for (let i = 0; i < 5; i++) expect(policy.allows()).toBe(true);
    now = 59_999;
    expect(policy.allows()).toBe(false);
  });

  it('are allowed again when those before lie 60 seconds back; refused ones do not count', () => {
    let now = 0;
    const policy = new RestartPolicy(() => now);
    for (let i = 0; i < 5; i++) {
      expect(policy.allows()).toBe(true);
      now += 1000;
    }
    now = 59_000;
    expect(policy.allows()).toBe(false);
    now = 60_000;
    expect(policy.allows()).toBe(true);
    expect(policy.allows()).toBe(false);
  });
});

describe('an inbox record', () => {
  it('is poison when the simulation died at it twice, and told so once', () => {
    const watch = new PoisonWatch();
    expect(watch.died(7, 2, 'first')).toBe(false);
    expect(watch.poison).toEqual([]);
    expect(watch.died(7, 2, 'second')).toBe(true);
    expect(watch.poison).toEqual([{ tick: 7, record: 2, reason: 'second' }]);
    expect(watch.died(7, 2, 'third')).toBe(false);
    expect(watch.poison).toHaveLength(1);
  });

  it('is no poison for what died at another record or another tick', () => {
    const watch = new PoisonWatch();
    watch.died(7, 2, 'x');
    expect(watch.died(7, 3, 'x')).toBe(false);
    expect(watch.died(8, 2, 'x')).toBe(false);
    expect(watch.poison).toEqual([]);
  });
});

function alarms() {
  const control = viewControl(allocateControl());
  const said: string[] = [];
  const note = (level: string) => (_: object, text: string) => said.push(`${level}: ${text}`);
  const log = { warn: note('warn'), error: note('error') } as unknown as ConstructorParameters<
    typeof Alarms
  >[1];
  return { control, said, alarms: new Alarms(control, log) };
}

describe('a slow disk', () => {
  it('raises an alarm beyond 30 ticks, which ends with it, each said once', () => {
    const { control, said, alarms: watch } = alarms();
    for (const lag of [30, 31, 200, 2, 0]) {
      control[CONTROL.durabilityLagTicks] = lag;
      watch.look();
    }
    expect(said).toEqual(['error: the disk is slow: confirmations wait', 'warn: the disk has caught up']);
  });

  it('is named with what it means for players', () => {
    const { control, alarms: watch } = alarms();
    expect(watch.on()).toEqual([]);
    control[CONTROL.durabilityLagTicks] = 300;
    expect(watch.on()).toEqual(['journal: 300 ticks behind, confirmations wait']);
    control[CONTROL.durabilityLagTicks] = 301;
    expect(watch.on()).toEqual(['journal: 301 ticks behind, new orders are refused']);
    control[CONTROL.durabilityLagTicks] = 0;
    control[CONTROL.diskFull] = 1;
    control[CONTROL.paused] = 1;
    expect(watch.on()).toHaveLength(2);
  });
});

describe('an overload', () => {
  it('is told with its rung and what that means, and is an alarm only once nobody new is let in', () => {
    const { control, alarms: watch } = alarms();
    expect(watch.degraded()).toEqual([]);
    control[CONTROL.overloadRung] = RUNG.slowest;
    expect(watch.degraded()).toEqual(['overload: rung 3 (slowest), all sectors come 10 times a second']);
    control[CONTROL.overloadRung] = RUNG.spectatorsShed;
    expect(watch.on()).toEqual([]);
    control[CONTROL.overloadRung] = RUNG.closed;
    expect(watch.on()).toEqual(['overload: new sessions are refused']);
    expect(watch.degraded()[0]).toContain('rung 6 (closed)');
  });
});
