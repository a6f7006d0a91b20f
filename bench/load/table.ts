import { BRAWL_TARGETS, brawlRows, hostileRows } from './brawl-table.ts';
import { faultRows, soakRows } from './fault-table.ts';
import type { LoadResult, OrderFigures } from './result.ts';
import { tradeRows } from './trade-table.ts';

const TICKS_PER_SECOND = 60;
const TICKS_TOLERANCE = 0.1;
const LATENESS_MS_MAX = 0.5;
const DELIVERY_MS_MAX = 25;
const BYTES_MAX = 600;
const CONFIRM_MS_MAX = 33;
const UPDATES_PER_SECOND_MIN = 20;
const EVENT_MS_MAX = 50;

/** A figure, and whether it meets its target. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly target?: string;
  /** undefined = it cannot be told. */
  readonly isMet?: boolean | undefined;
}

/** The result for people: a figure per line, and beside it the target and whether it is met. */
export function loadTable(result: LoadResult): string {
  const rows = [
    ...[...measuredRows(result), ...checkedRows(result), ...faultRows(result)],
    ...[...serverRows(result), ...overloadRows(result), ...soakRows(result)],
  ];
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const valueWidth = Math.max(...rows.map(({ value }) => value.length));
  const lines = rows.map(({ name, value, target, isMet }) => {
    const verdict =
      target && `  ${target.padEnd(14)} ${isMet === undefined ? 'unknown' : isMet ? 'met' : 'MISSED'}`;
    return `${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}${verdict ?? ''}`;
  });
  return `${lines.join('\n')}\n`;
}

function measuredRows(result: LoadResult): Row[] {
  const { brawl, ticksPerSecond, latenessMsP99, deliveryMsP99, bytesPerClientPerSecond } = result;
  const deliveryMsMax = brawl ? BRAWL_TARGETS.deliveryMsMax : DELIVERY_MS_MAX;
  const bytesMax = brawl ? BRAWL_TARGETS.bytesMax : BYTES_MAX;
  return [
    {
      name: 'clients connected',
      value: `${result.connected}`,
      target: `${result.clients}`,
      isMet: result.connected === result.clients,
    },
    {
      name: 'ticks per second',
      value: number(ticksPerSecond, 2),
      target: '60.0 ± 0.1',
      // The span between two samples is not cut at ticks: as many as one tick may lie on either side of it.
      isMet: holds(ticksPerSecond, (ticks) => isTickKept(ticks, result.seconds)),
    },
    {
      name: 'tick lateness p99, ms',
      value: number(latenessMsP99, 3),
      target: `≤ ${LATENESS_MS_MAX}`,
      isMet: holds(latenessMsP99, (ms) => ms <= LATENESS_MS_MAX),
    },
    {
      name: 'tick p50 / p99, ms',
      value: `${number(result.tickMsP50, 2)} / ${number(result.tickMsP99, 2)}`,
      ...(brawl && {
        target: `≤ ${BRAWL_TARGETS.tickMsMax}`,
        isMet: holds(result.tickMsP99, (ms) => ms <= BRAWL_TARGETS.tickMsMax),
      }),
    },
    { name: 'delivery p50, ms', value: number(result.deliveryMsP50, 2) },
    {
      name: 'delivery p99, ms',
      value: number(deliveryMsP99, 2),
      target: `≤ ${deliveryMsMax}`,
      isMet: deliveryMsP99 <= deliveryMsMax,
    },
    { name: 'delivery max, ms', value: number(result.deliveryMsMax, 2) },
    {
      name: 'bytes per client and second',
      value: number(bytesPerClientPerSecond, 0),
      // The target is for the world around a client; channels come on top.
      ...(result.strategic ? {} : { target: `≤ ${bytesMax}`, isMet: bytesPerClientPerSecond <= bytesMax }),
    },
    { name: 'messages per second', value: number(result.messagesPerSecond, 0) },
    { name: 'entities in view', value: number(result.entitiesInViewMean, 1) },
  ];
}

function checkedRows(result: LoadResult): Row[] {
  const none = (name: string, count: number): Row => ({
    name,
    value: `${count}`,
    target: '0',
    isMet: count === 0,
  });
  const { orders } = result;
  return [
    { name: 'verified clients', value: `${result.verifiedClients}` },
    { name: 'hash checks', value: `${result.hashChecks}` },
    none('hash mismatches', result.hashMismatches),
    none('wrong changes', result.wrongChanges),
    none('missed changes', result.missedChanges),
    none('missed beats', result.missedBeats),
    none('ticks out of order', result.ticksOutOfOrder),
    none('unknown messages', result.unknownMessages),
    ...Object.entries(result.losses).map(([reason, count]) => none(`lost: ${reason}`, count)),
    ...(orders
      ? [
          { name: 'orders sent', value: `${orders.sent}` },
          none('orders not answered', orders.unanswered),
          none('answers repeated or unasked', orders.repeated + orders.unasked),
          // Who is far from a convoy can neither escort nor raid it: that some are refused is part of it.
          // And whoever has just fallen obeys no more.
          ...(result.trade ? [] : refusedRows(result, orders, none)),
          none('orders done and not confirmed', orders.unconfirmed),
          ...orderDelayRows(orders),
        ]
      : []),
    ...strategicRows(result, none),
    ...tradeRows(result),
    ...brawlRows(result),
    ...hostileRows(result),
  ];
}

function refusedRows(
  { brawl }: LoadResult,
  { refused, refusedByResult }: OrderFigures,
  none: (name: string, count: number) => Row,
): Row[] {
  const fallen = brawl ? (refusedByResult['fallen'] ?? 0) : 0;
  return [
    ...(brawl ? [{ name: 'orders refused to the fallen', value: `${fallen}` }] : []),
    none('orders refused', refused - fallen),
  ];
}

function strategicRows(result: LoadResult, none: (name: string, count: number) => Row): Row[] {
  const { strategic, trade, updatesPerSecond = 0, lost = 0, outOfOrder = 0 } = result;
  const { eventToClientMsP95 = null } = result;
  if (!strategic) return [];
  const updates = number(updatesPerSecond, 1);
  return [
    trade
      ? { name: 'records of routes and convoys per client and second', value: updates }
      : {
          name: 'territorial updates per client and second',
          value: updates,
          target: `≥ ${UPDATES_PER_SECOND_MIN}`,
          isMet: updatesPerSecond >= UPDATES_PER_SECOND_MIN,
        },
    {
      name: 'event to client p95, ms',
      value: number(eventToClientMsP95, 2),
      target: `≤ ${EVENT_MS_MAX}`,
      isMet: holds(eventToClientMsP95, (ms) => ms <= EVENT_MS_MAX),
    },
    none('blocks lost', lost),
    none('blocks out of order', outOfOrder),
    none('channels refused', strategic.refused),
    {
      name: 'clients dropped and resumed',
      value: `${strategic.resumes}`,
      target: `${strategic.drops}`,
      isMet: strategic.resumes === strategic.drops,
    },
    { name: 'channels told whole a second time', value: `${strategic.wholeAgain}` },
    {
      name: 'clients held against the board',
      value: `${strategic.checkedClients}`,
      target: `${result.connected}`,
      isMet: strategic.checkedClients === result.connected,
    },
    none('states that differ from the board', strategic.differences),
  ];
}

function orderDelayRows(orders: OrderFigures): Row[] {
  const delays = (name: string, p50: number, p99: number): Row => ({
    name: `${name} p50 / p99, ms`,
    value: `${number(p50, 1)} / ${number(p99, 1)}`,
  });
  return [
    delays('sent to answered', orders.answerMsP50, orders.answerMsP99),
    delays('sent to confirmed', orders.confirmMsP50, orders.confirmMsP99),
    delays('answered to confirmed', orders.confirmAfterAnswerMsP50, orders.confirmAfterAnswerMsP99),
    {
      ...delays('tick due to confirmed', orders.confirmAfterTickMsP50, orders.confirmAfterTickMsP99),
      target: `p99 ≤ ${CONFIRM_MS_MAX}`,
      isMet: orders.confirmAfterTickMsP99 <= CONFIRM_MS_MAX,
    },
  ];
}

function overloadRows({ overload }: LoadResult): Row[] {
  if (!overload) return [];
  const { climbs, isSettled, rung, settleSeconds } = overload;
  return [
    { name: 'rung of the overload ladder; climbed while measured', value: `${rung}; ${climbs}` },
    { name: 'settled on a rung within, s', value: isSettled ? number(settleSeconds, 0) : 'not settled' },
  ];
}

function serverRows({ serverCores, ...result }: LoadResult): Row[] {
  const cores = serverCores
    ? Object.entries(serverCores).map(([thread, used]) => ({
        name: `server cores, ${thread}`,
        value: number(used, 2),
      }))
    : [];
  return [
    ...cores,
    { name: 'fan-out p99, ms', value: number(result.fanOutMsP99, 2) },
    { name: 'times a gateway gave up frames', value: number(result.gatewayLaps, 0) },
    { name: 'server memory, MB', value: number(result.serverRssMb, 0) },
    { name: 'collections in the sim', value: number(result.scavengesSim, 0) },
    { name: 'cores of the bots', value: number(result.loadCores, 2) },
    { name: 'cores of all else here', value: number(result.otherCores, 2) },
  ];
}

function isTickKept(ticksPerSecond: number, seconds: number): boolean {
  return Math.abs(ticksPerSecond - TICKS_PER_SECOND) <= Math.max(TICKS_TOLERANCE, 1 / seconds);
}

function holds(value: number | null, test: (value: number) => boolean): boolean | undefined {
  return value === null ? undefined : test(value);
}

function number(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}
