import { spawn } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { Faults } from '../bench/crash/faults.ts';
import { OrderLedger } from '../bench/crash/order-ledger.ts';
import { planRound } from '../bench/crash/round-plan.ts';
import { RESULT } from '../src/protocol/fields.ts';

const TIMEOUT_MS = 120_000;
/** Its rounds 2 to 4 kill a server while it starts, just after a snapshot, and while its disk stands still. */
const SEED = '932';

/** Runs the compiled command and returns its exit code, its words, and the object in the last line of stdout. */
async function crash(...args: string[]) {
  const child = spawn(process.execPath, ['dist/scripts/crash.js', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let words = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (words += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  return { code, words, result: last.startsWith('{') ? JSON.parse(last) : undefined };
}

test('the rounds of this test have every kind of special moment', () => {
  const moments = [2, 3, 4].map((round) => planRound(Number(SEED), round).moment);
  expect(new Set(moments)).toEqual(new Set(['start', 'snapshot', 'standstill']));
});

test(
  'nothing confirmed is lost or done twice when servers are killed under load',
  async () => {
    const { code, words, result } = await crash(
      ...['--rounds', '4', '--clients', '12', '--seed', SEED, '--json'],
    );
    expect(code, words).toBe(0);
    expect(result, words).toMatchObject({
      ...{ rounds: 4, clients: 12, lost: 0, doubled: 0, hashMismatches: 0, resumedShare: 1, faults: [] },
    });
    expect(result.confirmed).toBeGreaterThan(50);
    expect(result.killedInFights).toBeGreaterThan(0);
    expect(result.resumes).toBeGreaterThanOrEqual(3 * 12);
    const figures = ['recoveryMsP50', 'recoveryMsP99', 'replayMsP99', 'ticksReplayedMean', 'unconfirmed'];
    for (const name of figures) expect(result[name], name).toBeTypeOf('number');
  },
  TIMEOUT_MS,
);

describe('the account a bot keeps', () => {
  /** A ledger with so many orders sent and rightly answered, one per tick from 1, all confirmed. */
  function ledgerOf(count: number) {
    const faults = new Faults();
    const ledger = new OrderLedger(3, 1, faults);
    for (let tick = 1; tick <= count; tick++) {
      const { sequence } = ledger.next();
      ledger.answer(sequence, expected(ledger, sequence), tick);
    }
    ledger.durable(count);
    return { faults, ledger };
  }

  /** What it takes for right, found out with a ledger of its own. */
  function expected(ledger: OrderLedger, sequence: number): number {
    for (const result of Object.values(RESULT)) {
      const faults = new Faults();
      const other = new OrderLedger(ledger.bot, 1, faults);
      for (let i = 0; i < sequence; i++) other.next();
      other.answer(sequence, result, 1);
      if (faults.doubled === 0 && result !== RESULT.busy) return result;
    }
    throw new Error('no result is right');
  }

  it('counts an order only when the disk has reached the tick of its answer', () => {
    const { ledger } = ledgerOf(2);
    const { sequence } = ledger.next();
    ledger.answer(sequence, expected(ledger, sequence), 10);
    ledger.durable(9);
    expect([ledger.confirmed, ledger.highestConfirmed]).toEqual([2, 2]);
    ledger.durable(10);
    expect([ledger.confirmed, ledger.highestConfirmed]).toEqual([3, 3]);
  });

  it('forgets an answer that was not confirmed before the crash', () => {
    const { ledger } = ledgerOf(0);
    const { sequence } = ledger.next();
    ledger.answer(sequence, expected(ledger, sequence), 10);
    ledger.disconnected();
    ledger.durable(20);
    expect(ledger.confirmed).toBe(0);
    expect(ledger.repeats(8).map((order) => order.sequence)).toEqual([1]);
  });

  it('misses each confirmed order that a recovered world does not know', () => {
    const { faults, ledger } = ledgerOf(5);
    ledger.recovered(5, 'the world');
    expect(faults.lost).toBe(0);
    ledger.recovered(3, 'the world');
    ledger.recovered(3, 'the welcome');
    expect(faults.lost).toBe(2);
  });

  it('notices an answer that is not the one the order must have', () => {
    const { faults, ledger } = ledgerOf(5);
    ledger.answer(2, RESULT.tooOld, 9);
    expect(faults.doubled).toBe(1);
  });

  it('knows its goals, and no others', () => {
    const { ledger } = ledgerOf(40);
    const walks = ledger.repeats(40).filter((order) => order.op === 1 && order.a >= 0);
    expect(walks.length).toBeGreaterThan(5);
    for (const { a, b, sequence } of walks) expect(ledger.sequenceOfGoal(a, b)).toBe(sequence);
    expect(new OrderLedger(4, 1, new Faults()).sequenceOfGoal(walks[0].a, walks[0].b)).toBe(0);
  });
});

test('bad usage names what was found and what is allowed, and ends with 2', async () => {
  const { code, words } = await crash('--rounds', 'many');
  expect(code).toBe(2);
  expect(words).toContain('--rounds: found "many", allowed: 1-100000');
});
