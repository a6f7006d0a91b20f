import { describe, expect, test } from 'vitest';
import type { HostileReport } from '../bench/hostile.ts';
import { main } from '../bench/main.ts';
import { pairedRatio } from '../bench/paired-ratio.ts';
import { tellsTheSame, worldDifferences } from '../bench/world-difference.ts';
import { ANSWER_COUNT_MAX } from '../src/limits.ts';
import { mix32 } from '../src/maths/random.ts';
import { startWorld } from './support/world-harness.ts';

/** Times that vary by a tenth, the same on both sides but for a factor and a noise of 1 %. */
function pairs(count: number, factor: number) {
  const without = Float64Array.from({ length: count }, (_, i) => 1 + (mix32(i) % 1000) / 10_000);
  const withThem = without.map((time, i) => time * factor * (1 + ((mix32(~i) % 1000) - 500) / 50_000));
  return { without, withThem };
}

describe('the ratio of times taken in pairs', () => {
  test('is found, with an interval around it that does not hold another', () => {
    const { without, withThem } = pairs(4_000, 1.03);
    const ratio = pairedRatio(without, withThem, 100);
    expect(ratio).toMatchObject({ pairs: 4_000, pairsDropped: 0, blocks: 40 });
    for (const found of [ratio.ratioMedian, ratio.ratioTrimmedMean, ratio.ratioOfSums]) {
      expect(found).toBeCloseTo(1.03, 3);
    }
    expect(ratio.ratioLow).toBeGreaterThan(1.028);
    expect(ratio.ratioLow).toBeLessThan(ratio.ratioMedian);
    expect(ratio.ratioHigh).toBeGreaterThan(ratio.ratioMedian);
    expect(ratio.ratioHigh).toBeLessThan(1.032);
    expect(pairedRatio(without, withThem, 100)).toEqual(ratio);
  });

  test('leaves out pairs in which one side was interrupted, whichever it was', () => {
    const { without, withThem } = pairs(1_000, 1);
    for (let i = 0; i < 1_000; i += 50) withThem[i] *= 9;
    for (let i = 25; i < 1_000; i += 100) without[i] *= 3;
    const ratio = pairedRatio(without, withThem, 100);
    expect(ratio).toMatchObject({ pairsDropped: 30, pairsDroppedWith: 20 });
    expect(ratio.ratioMedian).toBeCloseTo(1, 2);
    expect(ratio.ratioOfSums).toBeGreaterThan(1.1);
  });

  test('is not moved by a few blocks that are unlike all others', () => {
    const { without, withThem } = pairs(2_000, 1.01);
    withThem.subarray(300, 400).fill(1.6);
    const ratio = pairedRatio(without, withThem, 100);
    expect(ratio.ratioMedian).toBeCloseTo(1.01, 2);
    expect(ratio.ratioTrimmedMean).toBeCloseTo(1.01, 2);
    expect(ratio.ratioHigh).toBeLessThan(1.02);
  });

  test('counts whole blocks alone', () => {
    const { without, withThem } = pairs(250, 1);
    withThem.fill(1.9, 200);
    const ratio = pairedRatio(without, withThem, 100);
    expect(ratio.blocks).toBe(2);
    expect(ratio.ratioMedian).toBeCloseTo(1, 2);
  });
});

describe('the difference of two worlds', () => {
  function twins() {
    const servers = [0, 1].map(() => startWorld({ patrols: 20 }));
    const clients = servers.map((server) => [server.join({ faction: 1 }), server.join({ faction: 2 })]);
    for (const server of servers) server.tick(3);
    const own = clients[0][0].slot;
    // Guests are given names and secrets at random.
    const differences = () =>
      worldDifferences(servers[0].world, servers[1].world, own).filter(
        (name) => !/^session\.(account|token|previousToken)/.test(name),
      );
    return { worlds: servers.map(({ world }) => world), own, other: clients[0][1].slot, differences };
  }

  test('is every column in which they differ', () => {
    const { worlds, differences } = twins();
    expect(differences()).toEqual([]);
    const last = worlds[1].ledger.entityHigh[0];
    worlds[1].motion.x[last]++;
    worlds[0].fighter.wounds[1]++;
    expect(differences()).toEqual(['motion.x', 'fighter.wounds']);
  });

  test('is not the account of the orders of one session, and is that of any other', () => {
    const { worlds, own, other, differences } = twins();
    const [{ answer, session }] = worlds;
    expect(own).not.toBe(other);
    session.lastSequence[own]++;
    answer.result[own * ANSWER_COUNT_MAX]++;
    answer.result[(own + 1) * ANSWER_COUNT_MAX - 1]++;
    expect(differences()).toEqual([]);
    session.lastSequence[other]++;
    answer.result[other * ANSWER_COUNT_MAX]++;
    expect(differences()).toEqual(['session.lastSequence', 'answer.result']);
  });

  test('shows in what is told', () => {
    const [one, other] = twins().worlds;
    expect(tellsTheSame(one, other)).toBe(true);
    one.frame.bytes.u8(7);
    expect(tellsTheSame(one, other)).toBe(false);
    other.frame.bytes.u8(8);
    expect(tellsTheSame(one, other)).toBe(false);
  });
});

describe('the bench', () => {
  async function run(...options: string[]): Promise<HostileReport> {
    let text = '';
    const output = {
      print: (words: string) => {
        text += words;
      },
      printError: (words: string) => {
        text += words;
      },
    };
    const code = await main(['hostile', '--clients', '70', '--warmup', '5', ...options, '--json'], output);
    expect([code, text[0]]).toEqual([0, '{']);
    return JSON.parse(text) as HostileReport;
  }

  test('sends what the limits let through, has it refused, and finds that nobody else was touched', async () => {
    const report = await run('--ticks', '400');
    expect(report).toMatchObject({ clients: 70, fights: 3, pairs: 1200, gained: 0, differences: [] });
    expect(report.hostileOrdersPerSecond).toBeCloseTo(90, 0);
    expect(report.hostileOrdersLimitedPerSecond).toBeCloseTo(780 - 90, 0);
    expect(report.refused).toBeGreaterThan(0.9 * report.hostileOrders);
    const { badValue, busy, notPossible, outsideWorld, tooOld, unknownOrder } = report.answers;
    for (const count of [badValue, busy, notPossible, outsideWorld, tooOld, unknownOrder]) {
      expect(count).toBeGreaterThan(0);
    }
    expect(report.strikes).toBeGreaterThan(100);
    expect(report.deaths).toBeGreaterThan(0);
    expect(report.ratioLow).toBeLessThanOrEqual(report.ratioHigh);
  });

  test('keeps quiet in both worlds to show its noise', async () => {
    const report = await run('--ticks', '200', '--orders', '0');
    expect(report).toMatchObject({ hostileOrders: 0, refused: 0, gained: 0, differences: [] });
    expect(report.pairs).toBe(600);
  });
});
