import { expect, test } from 'vitest';
import { OverloadNotice } from '../src/ops/overload-notice.ts';

test('nothing is due while no time is stretched', () => {
  const notice = new OverloadNotice();
  expect([0, 5e6, 9e12].map((now) => notice.due(now))).toEqual([0, 0, 0]);
});

test('the first stretch is said at once, whatever the clock shows', () => {
  for (const now of [0, 3e12]) {
    const notice = new OverloadNotice();
    notice.stretched(133_000);
    expect(notice.due(now)).toBe(133_000);
    expect(notice.due(now)).toBe(0);
  }
});

test('ten seconds of a stretch at every tick make ten entries, which add up to all of it', () => {
  const notice = new OverloadNotice();
  const said: number[] = [];
  for (let tick = 0; tick < 600; tick++) {
    notice.stretched(1000);
    const micros = notice.due(7e12 + (tick * 1e6) / 60);
    if (micros > 0) said.push(micros);
  }
  expect(said).toEqual([1000, ...Array.from({ length: 9 }, () => 60_000)]);
});

test('what is stretched right after an entry is said a second after it, though nothing more is stretched', () => {
  const notice = new OverloadNotice();
  notice.stretched(1);
  notice.due(2e6);
  notice.stretched(50_000);
  expect(notice.due(3e6 - 1)).toBe(0);
  expect(notice.due(3e6)).toBe(50_000);
});
