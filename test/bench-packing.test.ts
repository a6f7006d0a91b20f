import { expect, test } from 'vitest';
import { measureLists } from '../bench/packing-cost.ts';
import { entropyOf } from '../bench/packing-entropy.ts';
import { PACKING_SCENES } from '../bench/packing-scenes.ts';
import { NO_ITEM } from '../src/inspect/labels.ts';
import { totalsOf } from '../src/inspect/totals.ts';

const SECONDS = 4;

function captured(name: string) {
  const scene = PACKING_SCENES.find((each) => each.name === name)!;
  const captures = scene.capture(SECONDS * 60);
  const totals = totalsOf(captures.flat(), SECONDS * captures.length);
  expect(totals.fields.map(({ item }) => item)).not.toContain(NO_ITEM);
  return { scene, captures, totals, bytesPerSecond: totals.bytes / totals.seconds };
}

test('300 moving units in view cost a client no more than the target, and all of it is labelled', () => {
  const { bytesPerSecond, captures, scene, totals } = captured('moving 300');
  expect(bytesPerSecond).toBeLessThanOrEqual(scene.targetBytesPerSecond);
  const turns = totals.fields.find(({ item, field }) => item === 'nextTurns' && field === 'vx')!;
  expect(turns.count / totals.seconds).toBeGreaterThan(60);
  const { long, payloadBytes, perMessageBytes, short } = entropyOf(captures[0]);
  expect(short.sentBytes + long.sentBytes).toBe(payloadBytes);
  expect(short.codedBytes + long.codedBytes).toBeCloseTo(perMessageBytes, -1);
  expect(perMessageBytes).toBeLessThan(payloadBytes);
});

test('an idle view is told of empty sectors and of time alone', () => {
  const { totals } = captured('idle');
  const items = new Set(totals.fields.map(({ item }) => item));
  // Whether the sector that the player stands in is checked when something is sent, is chance.
  items.delete('check');
  expect([...items].sort()).toEqual(['clock', 'frame', 'vacant', 'websocket']);
});

test('lists of records take no more bytes than where each number is a byte or a varint', () => {
  const bytes = Object.fromEntries(measureLists().map(({ list, bytesPerRecord }) => [list, bytesPerRecord]));
  // A varint of an id up to 512, two of speeds up to 683.
  expect(bytes['turn x 4']).toBeLessThan(1.5 + 2 * 1.9);
  expect(bytes['whole x 10']).toBeLessThan(16);
});
