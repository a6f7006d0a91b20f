import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { assertWork } from './failure.ts';
import { HostileArena } from './hostile-arena.ts';
import { type PairedRatio, pairedRatio } from './paired-ratio.ts';
import { tellsTheSame, worldDifferences } from './world-difference.ts';

/** What a hostile client costs everybody's tick, and what it gains. */
export interface HostileReport extends PairedRatio {
  readonly clients: number;
  readonly fights: number;
  readonly tickMsP50Without: number;
  readonly tickMsP50With: number;
  readonly tickMsP99Without: number;
  readonly tickMsP99With: number;
  /** Forbidden orders that came to a tick, for each second of a world in which they came, and what limits refused. */
  readonly hostileOrdersPerSecond: number;
  readonly hostileOrdersLimitedPerSecond: number;
  readonly hostileOrders: number;
  /** The others repeat an allowed order, and are answered as it was. */
  readonly refused: number;
  /** By name of the result, with those of the warm-up. */
  readonly answers: Readonly<Record<string, number>>;
  /** In a gateway, on its own thread in a server, each. */
  readonly intakeUsPerOrder: number;
  /** In one of the two worlds. */
  readonly strikes: number;
  readonly deaths: number;
  readonly gained: number;
  /** Columns in which the worlds differed, and `frames` where others were told anything else. */
  readonly differences: readonly string[];
}

/** Half a block: then the other world is the one with hostile orders, so that what is peculiar to a world cancels. */
const ROLE_TICKS = 100;
const BLOCK_TICKS = 2 * ROLE_TICKS;
/** Each with worlds of their own, at places in memory of their own. */
const FIGHTS = 3;

interface Fight {
  readonly clients: number;
  readonly ordersPerSecond: number;
  readonly ticks: number;
  readonly warmUpTicks: number;
  readonly seed: number;
}

interface FightTimes {
  readonly without: Float64Array;
  readonly withThem: Float64Array;
}

/** What grows in an arena. */
interface Totals {
  sent: number;
  limited: number;
  refused: number;
  intakeMs: number;
  strikes: number;
  deaths: number;
}

/** Of these both worlds count; of the others they count the same. */
const HOSTILE_TOTALS: readonly (keyof Totals)[] = ['sent', 'limited', 'refused', 'intakeMs'];

/**
 * Two worlds of one seed in which `clients` fight, tick by tick in turn; one client more tries what is forbidden in one
 * of them, and in the other keeps quiet. `ordersPerSecond` 0 shows what the measurement finds where there is nothing.
 * Throws BenchFailure when orders were not refused, anything was gained, or anybody else was touched.
 */
export function runHostile(
  clients: number,
  ordersPerSecond: number,
  ticks: number,
  warmUpTicks: number,
): HostileReport {
  const blockedTicks = Math.ceil(ticks / BLOCK_TICKS) * BLOCK_TICKS;
  const without = new Float64Array(FIGHTS * blockedTicks);
  const withThem = new Float64Array(FIGHTS * blockedTicks);
  const sums = { sent: 0, limited: 0, refused: 0, intakeMs: 0, strikes: 0, deaths: 0, gained: 0 };
  const differences = new Set<string>();
  const answers: Record<string, number> = {};
  for (let i = 0; i < FIGHTS; i++) {
    const range = [i * blockedTicks, (i + 1) * blockedTicks] as const;
    const times = { without: without.subarray(...range), withThem: withThem.subarray(...range) };
    const fight = { clients, ordersPerSecond, ticks: blockedTicks, warmUpTicks, seed: i + 1 };
    runFight(fight, times, sums, answers, differences);
  }
  const seconds = (FIGHTS * blockedTicks) / TICKS_PER_SECOND;
  const [sortedWithout, sortedWith] = [without.slice().sort(), withThem.slice().sort()];
  const at = (sorted: Float64Array, share: number) =>
    Number(sorted[Math.floor(sorted.length * share)].toFixed(4));
  return {
    clients,
    fights: FIGHTS,
    ...pairedRatio(without, withThem, BLOCK_TICKS),
    tickMsP50Without: at(sortedWithout, 0.5),
    tickMsP50With: at(sortedWith, 0.5),
    tickMsP99Without: at(sortedWithout, 0.99),
    tickMsP99With: at(sortedWith, 0.99),
    hostileOrdersPerSecond: sums.sent / seconds,
    hostileOrdersLimitedPerSecond: sums.limited / seconds,
    hostileOrders: sums.sent,
    refused: sums.refused,
    answers,
    intakeUsPerOrder: Number(((sums.intakeMs * 1000) / Math.max(1, sums.sent)).toFixed(3)),
    strikes: sums.strikes,
    deaths: sums.deaths,
    gained: sums.gained,
    differences: [...differences],
  };
}

function runFight(
  fight: Fight,
  { without, withThem }: FightTimes,
  sums: Totals & { gained: number },
  answers: Record<string, number>,
  differences: Set<string>,
): void {
  const { clients, ordersPerSecond, seed, ticks, warmUpTicks } = fight;
  const arenas = [0, 1].map(() => new HostileArena(clients, ordersPerSecond, seed));
  const [one, other] = arenas;
  const tickMs = [0, 0];
  let before = arenas.map(totalsOf);
  for (let tick = -warmUpTicks; tick < ticks; tick++) {
    if (tick === 0) before = arenas.map(totalsOf);
    const loud = Math.floor((tick + warmUpTicks) / ROLE_TICKS) % 2;
    for (const arena of arenas) arena.order(arena === arenas[loud]);
    const first = parityOfBits(tick + warmUpTicks);
    tickMs[first] = arenas[first].tick();
    tickMs[1 - first] = arenas[1 - first].tick();
    if (!tellsTheSame(one.world, other.world)) differences.add('frames');
    for (const arena of arenas) arena.deliver();
    if ((tick + warmUpTicks + 1) % ROLE_TICKS === 0 || tick === ticks - 1) {
      for (const name of worldDifferences(one.world, other.world, one.hostileSlot)) differences.add(name);
    }
    if (tick < 0) continue;
    without[tick] = tickMs[1 - loud];
    withThem[tick] = tickMs[loud];
  }
  arenas.forEach((arena, i) => {
    const after = totalsOf(arena);
    for (const name of Object.keys(after) as (keyof Totals)[]) {
      const grown = after[name] - before[i][name];
      if (i === 0 || HOSTILE_TOTALS.includes(name)) sums[name] += grown;
    }
    const { deaths, sent, strikes } = after;
    assertWork(
      strikes > before[i].strikes && deaths > before[i].deaths,
      'fights: nobody fell in one of them',
    );
    assertWork(ordersPerSecond === 0 || sent > before[i].sent, 'hostile orders: none came to a world');
    checkAnswers(arena);
    for (const [name, result] of Object.entries(RESULT)) {
      const count = arena.hostile.answersByResult.get(result) ?? 0;
      if (count > 0) answers[name] = (answers[name] ?? 0) + count;
    }
    sums.gained += arena.hostile.gained;
  });
  assertWork(differences.size === 0, `others were touched: ${[...differences].join(', ')} differ`);
  assertWork(sums.gained === 0, `hostile orders: ${sums.gained} were carried out`);
}

/** Throws unless all orders of an arena's hostile client were answered by ticks, and as they must be. */
function checkAnswers({ hostile, hostileSlot, world }: HostileArena): void {
  const { answers, mirror, refused, sent, wrongAnswers } = hostile;
  assertWork(answers === sent, `answers: ${answers} to ${sent} hostile orders`);
  assertWork(wrongAnswers === 0, `answers: ${wrongAnswers} refusals with another result than they must have`);
  assertWork(2 * refused >= sent, `orders: of ${sent} only ${refused} were refused`);
  const checked = mirror.hashChecks > 0 && mirror.hashMismatches === 0;
  assertWork(checked, `mirror: ${mirror.hashMismatches} of ${mirror.hashChecks} checks failed`);
  assertWork(world.session.lastSequence[hostileSlot] > 0, 'orders: none was taken');
}

/** The sequence of Thue and Morse: which world goes first, so that neither does in step with anything. */
function parityOfBits(value: number): 0 | 1 {
  let parity = 0;
  for (let rest = value; rest > 0; rest >>>= 1) parity ^= rest & 1;
  return parity === 0 ? 0 : 1;
}

function totalsOf({ hostile, world }: HostileArena): Totals {
  const { intakeMs, limited, refused, sent } = hostile;
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  return {
    ...{ sent, limited, intakeMs, refused },
    strikes: sum(world.fights.outcomes),
    deaths: sum(world.reserve.losses),
  };
}

/** The report for people. */
export function hostileText(report: HostileReport): string {
  const ms = (value: number) => value.toFixed(3);
  const ratio = (value: number) => value.toFixed(4);
  return [
    `${report.clients} clients fight, ${report.fights} times ${report.pairs / report.fights} ticks in each of ` +
      `two worlds: ${report.strikes} strikes, ${report.deaths} deaths`,
    `hostile orders: ${report.hostileOrdersPerSecond.toFixed(1)} a second came to a tick, ` +
      `${report.hostileOrdersLimitedPerSecond.toFixed(0)} more were held back; of ${report.hostileOrders} ` +
      `${report.refused} were refused; ${report.gained} gained`,
    `answers: ${Object.entries(report.answers)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    `intake of one: ${report.intakeUsPerOrder.toFixed(2)} µs of a gateway`,
    `tick p50 ${ms(report.tickMsP50Without)} without, ${ms(report.tickMsP50With)} ms with; p99 ` +
      `${ms(report.tickMsP99Without)}, ${ms(report.tickMsP99With)} ms`,
    `ratio: median of ${report.blocks} blocks ${ratio(report.ratioMedian)} (95 % ${ratio(report.ratioLow)} to ` +
      `${ratio(report.ratioHigh)}), trimmed mean ${ratio(report.ratioTrimmedMean)}, sums ` +
      `${ratio(report.ratioOfSums)}; ${report.pairsDropped} of ${report.pairs} pairs were interrupted, ` +
      `${report.pairsDroppedWith} in the tick with hostile orders`,
    '',
  ].join('\n');
}
