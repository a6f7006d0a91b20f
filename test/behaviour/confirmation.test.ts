import { describe, expect, test } from 'vitest';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { FRAME_HEADER_BYTES } from '../../src/protocol/server-messages.ts';
import type { TestClient } from '../support/test-client.ts';
import { startWorld, type WorldHarness } from '../support/world-harness.ts';

/** A world in which nothing moves by itself, so that a client hears only what concerns its orders. */
function quiet(durableLagTicks: number): { server: WorldHarness; alice: TestClient } {
  // A check would ride along.
  const server = startWorld({ map: ['A--B'], rules: { hashCheckIntervalTicks: 36_000 } });
  const alice = server.join();
  server.tick(2);
  server.durableLagTicks = durableLagTicks;
  server.tick(durableLagTicks);
  alice.record = true;
  return { server, alice };
}

/** Ticks `count` times; how long the message of each tick was, 0 = none. */
function lengths(server: WorldHarness, alice: TestClient, count: number): number[] {
  return Array.from({ length: count }, () => {
    alice.messages.length = 0;
    server.tick();
    return alice.messages.reduce((sum, { length }) => sum + length, 0);
  });
}

describe('the confirmation of orders', () => {
  test('comes in a frame of two bytes as soon as the disk has the tick of the answer', () => {
    const { server, alice } = quiet(5);
    alice.order(ORDER.stop);
    server.tick();
    expect([alice.answers.length, alice.confirmed]).toEqual([1, []]);
    expect(lengths(server, alice, 4)).toEqual([0, 0, 0, 0]);
    expect(alice.confirmed).toEqual([]);
    expect(lengths(server, alice, 5)).toEqual([FRAME_HEADER_BYTES, 0, 0, 0, 0]);
    expect(alice.confirmed).toEqual([1]);
  });

  test('comes with the answer when the disk has that tick already', () => {
    const { server, alice } = quiet(0);
    alice.order(ORDER.stop);
    server.tick();
    expect(alice.confirmed).toEqual([1]);
    expect(lengths(server, alice, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  test('is not sent for a refused order, nor to a client without orders', () => {
    const { server, alice } = quiet(3);
    const bob = server.join();
    server.tick(5);
    bob.record = true;
    alice.order(ORDER.moveTo, -1, 0);
    server.tick();
    expect(alice.answers).toEqual([{ sequence: 1, result: RESULT.outsideWorld }]);
    expect(lengths(server, alice, 10)).toEqual(new Array(10).fill(0));
    expect(bob.messages).toEqual([]);
  });

  test('does not wait for a client to stop giving orders', () => {
    const { server, alice } = quiet(3);
    for (let sequence = 1; sequence <= 20; sequence++) {
      alice.order(ORDER.stop);
      server.tick();
      expect(alice.confirmed.length).toBe(Math.max(0, sequence - 3));
    }
    server.tick(3);
    expect(alice.confirmed).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('of a repeat waits for the tick in which it was answered again', () => {
    const { server, alice } = quiet(4);
    alice.order(ORDER.stop, 0, 0, 1);
    server.tick();
    alice.away();
    server.tick();
    alice.resume();
    server.tick();
    alice.order(ORDER.stop, 0, 0, 1);
    server.tick(4);
    expect(alice.confirmed).toEqual([]);
    server.tick();
    expect(alice.confirmed).toEqual([1]);
  });

  test('comes in its tick from a disk that is further behind than a header can tell', () => {
    const { server, alice } = quiet(45);
    alice.order(ORDER.stop);
    server.tick(45);
    expect(alice.confirmed).toEqual([]);
    server.tick();
    expect(alice.confirmed).toEqual([1]);
  });

  test('reaches a client that reads too slowly to be shown the world, and is right after minutes of silence', () => {
    const { server, alice } = quiet(10);
    alice.order(ORDER.stop);
    alice.socket.outcome = 0;
    alice.socket.buffered = 1_000_000;
    server.tick();
    alice.socket.drain();
    // Still too much to be shown the world, but what is sent arrives.
    alice.socket.buffered = 1_000_000;
    server.tick(10);
    expect(alice.connection.stale).toBe(true);
    expect(alice.confirmed).toEqual([1]);
    server.tick(700);
    alice.order(ORDER.moveDirection, 0, 100);
    server.tick();
    expect([alice.answers.length, alice.confirmed]).toEqual([2, [1]]);
    // The fresh view tells the whole tick; an answer taken for one of ticks long ago would count as safe by it.
    alice.socket.drain();
    alice.gateway.drained(alice.connection);
    server.tick(9);
    expect([alice.connection.stale, alice.confirmed]).toEqual([false, [1]]);
    server.tick();
    expect(alice.confirmed).toEqual([1, 2]);
    server.tick(20);
    server.expectMirrorExact(alice);
    expect([alice.confirmed, alice.unreadable]).toEqual([[1, 2], 0]);
  });
});
