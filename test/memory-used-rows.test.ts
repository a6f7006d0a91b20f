import { describe, expect, test } from 'vitest';
import { STORES } from '../components/tables.ts';
import { allocateMetrics, Metrics, summarize } from '../src/memory/metrics-block.ts';
import { copyUsed, packUsed, unpackUsed, worldHash } from '../src/memory/used-rows.ts';
import {
  allocateWorldMemory,
  COLUMN_PLACES,
  viewStores,
  WORLD_MEMORY_BYTES,
} from '../src/memory/world-memory.ts';
import { seeded } from './support/random-life.ts';
import { startWorld } from './support/world-harness.ts';

function played() {
  const server = startWorld({ map: ['A--B'], patrols: 33 });
  server.join();
  server.tick(30);
  return { server, districts: server.world.graph.districtCount };
}

test('every column of every store has its own memory, on a cache line', () => {
  const names = Object.entries(STORES).flatMap(([store, spec]) =>
    Object.keys(spec.columns).map((name) => `${store}.${name}`),
  );
  expect(COLUMN_PLACES.map(({ store, column }) => `${store}.${column}`)).toEqual(names);
  const stores = viewStores(allocateWorldMemory()) as unknown as Record<string, Record<string, Uint8Array>>;
  let end = 0;
  for (const { store, column, byteOffset } of COLUMN_PLACES) {
    const array = stores[store][column];
    expect(byteOffset % 64).toBe(0);
    expect(byteOffset).toBeGreaterThanOrEqual(end);
    expect(array.byteOffset).toBe(byteOffset);
    end = byteOffset + array.byteLength;
  }
  expect(end).toBeLessThanOrEqual(WORLD_MEMORY_BYTES);
});

describe('the rows in use', () => {
  test('hold the whole world: all memory is the same after packing and unpacking', () => {
    const { server, districts } = played();
    const memory = allocateWorldMemory();
    expect(unpackUsed(packUsed(server.world, districts), viewStores(memory), districts)).toBe(true);
    expect(Buffer.compare(Buffer.from(memory), Buffer.from(server.memory))).toBe(0);
  });

  test('are all that a copy takes', () => {
    const { server, districts } = played();
    const memory = allocateWorldMemory();
    const bytes = copyUsed(server.world, new Uint8Array(memory), districts);
    expect(Buffer.compare(Buffer.from(memory), Buffer.from(server.memory))).toBe(0);
    expect(bytes).toBe(packUsed(server.world, districts).length);
  });

  test('are all that the next copy with the same views takes, though more are in use by then', () => {
    const { server, districts } = played();
    const to = new Uint8Array(allocateWorldMemory());
    const views: Uint8Array[] = [];
    copyUsed(server.world, to, districts, views);
    const kept = [...views];
    server.tick(1);
    copyUsed(server.world, to, districts, views);
    expect(Buffer.compare(Buffer.from(to.buffer), Buffer.from(server.memory))).toBe(0);
    expect(views.filter((view, i) => view === kept[i]).length).toBeGreaterThan(0.9 * views.length);
    const grown = server.world.ledger.entityHigh[0]++;
    server.world.motion.x[grown + 1] = 12_345;
    copyUsed(server.world, to, districts, views);
    expect(Buffer.compare(Buffer.from(to.buffer), Buffer.from(server.memory))).toBe(0);
    expect(views.some((view, i) => view !== kept[i])).toBe(true);
  });

  test('are all in the hash: any byte changed changes it', () => {
    const { server, districts } = played();
    const packed = packUsed(server.world, districts);
    const hash = server.hash();
    const dice = seeded(4);
    // From the first rows on: the ledger decides how much is in use, and is tried by the truncations below.
    for (let i = 0; i < 40; i++) {
      const changed = packed.slice();
      changed[100 + dice(packed.length - 100)] ^= 1 << dice(8);
      const stores = viewStores(allocateWorldMemory());
      if (unpackUsed(changed, stores, districts)) expect(worldHash(stores, districts)).not.toBe(hash);
    }
  });

  test('of another length than their own ledger says are refused', () => {
    const { server, districts } = played();
    const packed = packUsed(server.world, districts);
    for (const cut of [0, 1, 4, 28, 100, packed.length - 4, packed.length - 1]) {
      expect(unpackUsed(packed.slice(0, cut), viewStores(allocateWorldMemory()), districts)).toBe(false);
    }
    expect(unpackUsed(Uint8Array.of(...packed, 0), viewStores(allocateWorldMemory()), districts)).toBe(false);
    // Places of entityHigh and sessionHigh in the ledger.
    for (const byte of [12, 20]) {
      const huge = packed.slice();
      huge.fill(0xff, byte, byte + 4);
      expect(unpackUsed(huge, viewStores(allocateWorldMemory()), districts)).toBe(false);
    }
  });
});

test('percentiles of a histogram are within a sixteenth of the true ones', () => {
  const metrics = new Metrics(allocateMetrics(), 'sim');
  const place = metrics.at('tickMicros');
  const dice = seeded(8);
  const values = Array.from({ length: 5_000 }, () => dice(2 ** (1 + dice(20))));
  for (const value of values) metrics.record(place, value);
  values.sort((a, b) => a - b);
  const summary = summarize(metrics.buckets(place));
  expect(summary).toMatchObject({ count: 5_000, sum: values.reduce((a, b) => a + b, 0), max: values[4_999] });
  for (const [percentile, share] of [
    [summary.p50, 0.5],
    [summary.p95, 0.95],
    [summary.p99, 0.99],
  ]) {
    const exact = values[Math.ceil(5_000 * share) - 1];
    expect(percentile).toBeGreaterThanOrEqual(exact);
    expect(percentile).toBeLessThanOrEqual(exact * (1 + 1 / 16) + 1);
  }
});
