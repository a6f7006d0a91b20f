import { expect, test } from 'vitest';
import { serverSchema } from '../src/config/server-schema.ts';
import { AddressLimits } from '../src/gateway/address-limits.ts';
import { TokenBucket } from '../src/gateway/token-bucket.ts';

const { network } = serverSchema.parse({
  network: {},
  sessions: {},
  operator: {},
  storage: {},
  loop: {},
  log: {},
});
const SECOND = 1_000_000;

test('a bucket gives its burst at once and its rate for ever', () => {
  const bucket = new TokenBucket(10, 5, 0);
  const taken = (at: number) => {
    let count = 0;
    while (bucket.take(1, at)) count++;
    return count;
  };
  expect(taken(0)).toBe(5);
  expect(taken(SECOND / 10)).toBe(1);
  expect(taken(100 * SECOND)).toBe(5);
  let sum = 0;
  for (let i = 1; i <= 1_000; i++) sum += taken(100 * SECOND + i * 10_000);
  expect(sum).toBeGreaterThanOrEqual(99);
  expect(sum).toBeLessThanOrEqual(100);
});

test('what is refused costs nothing', () => {
  const bucket = new TokenBucket(1, 10, 0);
  expect(bucket.take(11, 0)).toBe(false);
  expect(bucket.take(10, 0)).toBe(true);
});

test('an address has so many connections open, and so many new ones per second', () => {
  const limits = new AddressLimits(network);
  const enter = (at: number) => limits.enter('192.0.2.1', at);
  let open = 0;
  while (enter(0)) open++;
  expect(open).toBe(network.connectionsPerAddressMax);
  expect(limits.enter('192.0.2.2', 0)).toBe(true);
  limits.leave('192.0.2.1');
  expect(enter(0)).toBe(true);
  for (let i = 0; i < 30; i++) {
    limits.leave('192.0.2.1');
    enter(0);
  }
  limits.leave('192.0.2.1');
  expect(enter(0)).toBe(false);
  expect(enter(10 * SECOND)).toBe(true);
});

test('this machine is exempt', () => {
  const limits = new AddressLimits(network);
  for (let i = 0; i < 1_000; i++) expect(limits.enter('127.0.0.1', 0)).toBe(true);
});

test('an address that has left is forgotten only with a full bucket', () => {
  const limits = new AddressLimits(network);
  for (let i = 0; i < network.connectBurstPerAddress; i++) {
    expect(limits.enter('192.0.2.1', 0)).toBe(true);
    limits.leave('192.0.2.1');
  }
  limits.sweep(0);
  expect(limits.enter('192.0.2.1', 0)).toBe(false);
  limits.sweep(60 * SECOND);
  expect(limits.enter('192.0.2.1', 60 * SECOND)).toBe(true);
});
