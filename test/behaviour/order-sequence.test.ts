import { describe, expect, test } from 'vitest';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import type { TestClient } from '../support/test-client.ts';
import { startWorld, type WorldHarness } from '../support/world-harness.ts';

describe('the sequence of orders', () => {
  function joined(): { server: WorldHarness; alice: TestClient } {
    const server = startWorld({ map: ['A--B'], patrols: 5 });
    const alice = server.join();
    server.tick();
    return { server, alice };
  }

  function results(alice: TestClient): number[] {
    return alice.answers.splice(0).map((answer) => answer.result);
  }

  test('a repeat gets the recorded answer and is not executed', () => {
    const { server, alice } = joined();
    alice.order(ORDER.moveDirection, 0, 100, 1);
    alice.order(ORDER.moveTo, -1, 0, 2);
    server.tick();
    alice.order(ORDER.stop, 0, 0, 1);
    alice.order(ORDER.stop, 0, 0, 2);
    server.tick();
    expect(results(alice)).toEqual([RESULT.done, RESULT.outsideWorld, RESULT.done, RESULT.outsideWorld]);
    expect(server.world.motion.vx[alice.avatar]).toBeGreaterThan(0);
  });

  test('a repeat after a resume gets the recorded answer', () => {
    const { server, alice } = joined();
    alice.order(ORDER.moveDirection, 0, 100, 1);
    alice.away();
    server.tick(3);
    alice.resume();
    server.tick();
    expect(alice.welcome!.lastSequence).toBe(1);
    alice.order(ORDER.stop, 0, 0, 1);
    server.tick();
    expect(results(alice)).toEqual([RESULT.done]);
    expect(server.world.motion.vx[alice.avatar]).toBeGreaterThan(0);
  });

  test('skipped numbers were never taken and are too old afterwards', () => {
    const { server, alice } = joined();
    for (const sequence of [5, 3, 5, 200, 199, 137, 136, 5]) alice.order(ORDER.stop, 0, 0, sequence);
    server.tick();
    const { done, tooOld } = RESULT;
    expect(results(alice)).toEqual([done, tooOld, done, done, tooOld, tooOld, tooOld, tooOld]);
  });

  test('the last 64 answers are kept, the one before is too old', () => {
    const { server, alice } = joined();
    for (let sequence = 1; sequence <= 100; sequence++) alice.order(ORDER.stop, 0, 0, sequence);
    server.tick();
    alice.answers.length = 0;
    for (const sequence of [37, 36, 100]) alice.order(ORDER.moveTo, 1, 1, sequence);
    server.tick();
    expect(results(alice)).toEqual([RESULT.done, RESULT.tooOld, RESULT.done]);
  });

  test('numbers do not wrap around: after the largest, all others are old', () => {
    const { server, alice } = joined();
    for (const sequence of [0xffff_ffff, 0, 1, 0x8000_0000, 0xffff_ffff])
      alice.order(ORDER.stop, 0, 0, sequence);
    server.tick();
    const { done, tooOld } = RESULT;
    expect(results(alice)).toEqual([done, tooOld, tooOld, tooOld, done]);
  });

  test('number 0 is never taken', () => {
    const { server, alice } = joined();
    alice.order(ORDER.moveDirection, 0, 100, 0);
    server.tick();
    expect(results(alice)).toEqual([RESULT.tooOld]);
    expect(server.world.motion.vx[alice.avatar]).toBe(0);
  });
});
