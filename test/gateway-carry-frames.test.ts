import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { carryFrames } from '../src/gateway/carry-frames.ts';
import { FRAME_HEADER_WORDS } from '../src/memory/frame-ring.ts';

/** Far more than a gateway reads in the time that a timer needs to fire. */
const FRAMES_MAX = 1_000_000;

test('a gateway that never catches up still serves its sockets, here a timer', async () => {
  let frames = 0;
  let stopping = false;
  const reader = {
    words: new Int32Array(FRAME_HEADER_WORDS),
    wait: async () => {},
    read: () => (++frames < FRAMES_MAX ? ('frame' as const) : ('none' as const)),
  };
  const carried = carryFrames(
    reader,
    { deliver: () => {}, lapped: () => {} },
    { woke: () => {}, delivered: () => {}, isStopping: () => stopping || frames >= FRAMES_MAX },
  );
  await sleep(1);
  stopping = true;
  await carried;
  expect(frames).toBeGreaterThan(0);
  expect(frames).toBeLessThan(FRAMES_MAX);
});

test('what was lapped is told, and the frames after it come in order', async () => {
  const told: string[] = [];
  const states = ['frame', 'lapped', 'frame', 'none', 'frame'] as const;
  let at = 0;
  await carryFrames(
    { words: new Int32Array(FRAME_HEADER_WORDS), wait: async () => {}, read: () => states[at++] },
    { deliver: () => told.push('frame'), lapped: () => told.push('lapped') },
    {
      woke: (micros) => told.push(micros >= 0 ? 'woke' : 'woke too early'),
      delivered: () => told.push('delivered'),
      isStopping: () => at >= states.length,
    },
  );
  expect(told).toEqual([
    'woke',
    'frame',
    'delivered',
    'lapped',
    ...['woke', 'frame', 'delivered'],
    ...['woke', 'frame', 'delivered'],
  ]);
});
