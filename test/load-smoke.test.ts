import { expect, test } from 'vitest';
import { load } from './support/load-script.ts';

const TIMEOUT_MS = 60_000;

test(
  'on patrol every verified bot holds the exact world, also one that stopped reading for a while',
  async () => {
    const { code, words, result } = await load(
      ...['--clients', '60', '--seconds', '3', '--stalled', '10', '--phaseSeconds', '1', '--json'],
      // On a busy machine everybody would have a slower stream.
      ...['--set', 'server.overload.rungMax=0'],
    );
    expect(code, words).toBe(0);
    expect(result).toMatchObject({
      clients: 60,
      connected: 60,
      workload: 'patrol',
      verifiedClients: 12,
      wrongChanges: 0,
      missedChanges: 0,
      hashMismatches: 0,
      ticksOutOfOrder: 0,
      unknownMessages: 0,
      losses: {},
    });
    expect(result.hashChecks).toBeGreaterThan(0);
    expect(result.entitiesInViewMean).toBeGreaterThan(10);
    expect(result.messagesPerSecond).toBeGreaterThan(60);
    const figures = [
      ...['ticksPerSecond', 'tickMsP50', 'tickMsP99', 'latenessMsP99', 'deliveryMsP50', 'deliveryMsP99'],
      ...['bytesPerClientPerSecond', 'serverRssMb', 'scavengesSim', 'loadCores'],
    ];
    for (const name of figures) expect(result[name], name).toBeTypeOf('number');
    expect(result.pace).toMatchObject({ clientsByTicks: { 1: 60 }, hzMin: 60 });
    const { tickMsP99Ratio, deliveryMsP99Ratio, ...stalled } = result.stalled;
    expect(stalled).toMatchObject({
      ...{ clients: 6, stalls: 6, unread: 6, connected: 6, hashMismatches: 0, closings: {}, pairs: 1 },
    });
    expect(stalled.verified).toBeGreaterThanOrEqual(4);
    expect(stalled.hashChecks).toBeGreaterThan(0);
    for (const ratio of [tickMsP99Ratio, deliveryMsP99Ratio]) expect(ratio).toBeGreaterThan(0);
    expect(result.serverCores.total).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

test(
  'every order of an avatar is answered exactly once and confirmed, though all lost their connections at once',
  async () => {
    const { code, words, result } = await load(
      ...['--workload', 'storm', '--clients', '40', '--seconds', '3', '--ordersPerSecond', '2', '--json'],
    );
    expect(code, words).toBe(0);
    expect(result).toMatchObject({ connected: 40, wrongChanges: 0, missedChanges: 0, hashMismatches: 0 });
    expect(result.storm).toMatchObject({ storms: 1, cuts: 40, resumed: 40, ordersBeforeCuts: 40 });
    expect(result.losses).toEqual({});
    expect(result.orders).toMatchObject({ unanswered: 0, repeated: 0, unasked: 0, refused: 0 });
    expect(result.orders.sent).toBeGreaterThanOrEqual(3 * 40 * 2);
    expect(result.orders.answered).toBe(result.orders.sent);
    expect(result.orders).toMatchObject({ confirmed: result.orders.sent, unconfirmed: 0 });
    for (const of of ['confirm', 'confirmAfterAnswer', 'confirmAfterTick']) {
      for (const quantile of ['P50', 'P99']) {
        expect(result.orders[`${of}Ms${quantile}`], of).toBeGreaterThan(0);
      }
    }
  },
  TIMEOUT_MS,
);

test('bad usage names what was found and what is allowed, and ends with 2', async () => {
  const { code, words } = await load('--clients', 'many');
  expect(code).toBe(2);
  expect(words).toContain('--clients: found "many", allowed: 1-12000');
});

test('a server that is not there ends the run with 1', async () => {
  const { code, words } = await load('--url', 'ws://127.0.0.1:9/ws', '--clients', '1');
  expect(code).toBe(1);
  expect(words).toContain('no client could connect to ws://127.0.0.1:9/ws: ECONNREFUSED');
});

test(
  'no strategic block is lost or out of order, for clients that were dropped and resumed, beside hostile ones',
  async () => {
    const { code, words, result } = await load(
      ...['--workload', 'strategic', '--clients', '40', '--seconds', '5', '--json'],
      ...['--strangers', '12', '--phaseSeconds', '1'],
    );
    expect(code, words).toBe(0);
    expect(result).toMatchObject({ connected: 40, lost: 0, outOfOrder: 0, hashMismatches: 0, losses: {} });
    expect(result.strategic).toMatchObject({
      ...{ drops: 4, resumes: 4, refused: 0 },
      ...{ checkedClients: 40, differences: 0 },
    });
    expect(result.strangers).toMatchObject({ connections: 12, pairs: 1 });
    expect(Object.keys(result.strangers.opened)).toHaveLength(6);
    expect(result.strangers.endings).toMatchObject({
      malformed: { '4400 too many malformed frames': expect.any(Number) },
      oversized: expect.anything(),
    });
    expect(result.updatesPerSecond).toBeGreaterThan(5);
    expect(result.eventToClientMsP95).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
