import type { PerformanceReport, ServerCores } from '../../src/ops/performance-report.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { type BrawlFigures, brawlFigures } from './brawl-figures.ts';
import type { DelayCounts } from './delay-counts.ts';
import type { Fleet, FleetFigures, OpenOrders, Verdict } from './fleet.ts';
import type { HostileFigures } from './hostile-figures.ts';
import type { MemoryFigures } from './memory-samples.ts';
import type { PaceFigures } from './pace-figures.ts';
import type { Settled } from './settle.ts';
import { type SoakFigures, soakFigures } from './soak-figures.ts';
import type { StallFigures } from './stalls.ts';
import type { StormFigures } from './storm.ts';
import type { StrangerFigures } from './strangers.ts';
import type { Tally } from './tally.ts';
import { CAUSES_MIN, type TradeFigures, tradeFigures } from './trade-figures.ts';
import type { TrialFigures } from './trials.ts';
import type { Workload } from './workload.ts';

/** What the command answers. Figures of the server are null when its operator port was not given. */
export interface LoadResult {
  readonly clients: number;
  readonly connected: number;
  readonly workload: string;
  readonly seconds: number;
  readonly ticksPerSecond: number | null;
  readonly tickMsP50: number | null;
  readonly tickMsP99: number | null;
  readonly latenessMsP99: number | null;
  readonly deliveryMsP50: number;
  readonly deliveryMsP99: number;
  readonly deliveryMsMax: number;
  readonly bytesPerClientPerSecond: number;
  /** Bytes of one client in one second: what 99 % of all those seconds did not exceed. */
  readonly bytesPerClientSecondP99: number;
  readonly bitsPerClientPerSecond: number;
  readonly messagesPerSecond: number;
  readonly entitiesInViewMean: number;
  readonly verifiedClients: number;
  readonly wrongChanges: number;
  readonly missedChanges: number;
  readonly hashChecks: number;
  readonly hashMismatches: number;
  /** Over all bots: late or missing beats, ticks that went back or came twice, messages of an unknown kind. */
  readonly missedBeats: number;
  readonly ticksOutOfOrder: number;
  readonly unknownMessages: number;
  /** Why connections were lost, and how many each. */
  readonly losses: Readonly<Record<string, number>>;
  readonly serverCores: ServerCores | null;
  readonly serverRssMb: number | null;
  readonly scavengesSim: number | null;
  readonly fanOutMsP99: number | null;
  /** Times that a gateway fell so far behind that it gave all of its clients their views anew. */
  readonly gatewayLaps: number | null;
  readonly loadCores: number;
  /** Cores that neither server nor bots used: with much of it, the figures are about this machine's other work. */
  readonly otherCores: number | null;
  readonly orders?: OrderFigures;
  /** Of workloads with strategic channels. Territories told of, per client. */
  readonly updatesPerSecond?: number;
  /** From the due time of the tick in which a district or control point changed; null where too few did to tell. */
  readonly eventToClientMsP95?: number | null;
  readonly lost?: number;
  readonly outOfOrder?: number;
  readonly strategic?: StrategicFigures;
  /** Of the workload with convoys: proposals and new paths, mean of the factions. */
  readonly routesGeneratedPerSecondPerFaction?: number;
  /** From the order planRoute to its proposal; null where none came. */
  readonly askedAnsweredMsP95?: number | null;
  /** Of the server's memory; null without its operator port, or in a run too short to tell. */
  readonly rssSlopeMbPerMinute?: number | null;
  readonly trade?: TradeFigures;
  /** Of the workload in which people fight. */
  readonly brawl?: BrawlFigures;
  readonly hostile?: HostileFigures;
  readonly pace: PaceFigures;
  /** Null without the server's operator port. */
  readonly overload: OverloadFigures | null;
  readonly soak: SoakFigures | null;
  /** Of clients that stop reading, of hostile connections, and of connections that are all cut at once. */
  readonly stalled?: StallFigures;
  readonly strangers?: StrangerFigures;
  readonly storm?: StormFigures;
}

/** The server's overload ladder. */
export interface OverloadFigures {
  /** RUNG in the end, and steps up while measuring. */
  readonly rung: number;
  readonly climbs: number;
  /** Time that was waited before until it stood on one rung, and whether it did so within a minute. */
  readonly settleSeconds: number;
  readonly isSettled: boolean;
}

export interface StrategicFigures {
  readonly eventToClientMsP50: number | null;
  readonly eventToClientMsP99: number | null;
  readonly drops: number;
  readonly resumes: number;
  /** Channels whose whole state came a second time. */
  readonly wholeAgain: number;
  readonly refused: number;
  /** Clients whose channels were held against the server's board in the end, and territories that differed. */
  readonly checkedClients: number;
  readonly differences: number;
}

export interface OrderFigures {
  readonly sent: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly repeated: number;
  readonly unasked: number;
  /** Answered with something else than done; and by the name of the result. */
  readonly refused: number;
  readonly refusedByResult: Readonly<Record<string, number>>;
  readonly answerMsP50: number;
  readonly answerMsP99: number;
  /** Done, and known to be safe on disk. */
  readonly confirmed: number;
  readonly unconfirmed: number;
  /** Until the client has the confirmation: from sending the order. */
  readonly confirmMsP50: number;
  readonly confirmMsP99: number;
  /** From having the answer. */
  readonly confirmAfterAnswerMsP50: number;
  readonly confirmAfterAnswerMsP99: number;
  /** From the due time of the tick that carried the order out. */
  readonly confirmAfterTickMsP50: number;
  readonly confirmAfterTickMsP99: number;
}

export interface Measured {
  readonly clients: number;
  readonly workload: string;
  readonly connected: number;
  readonly silent: number;
  readonly figures: FleetFigures;
  readonly verdict: Verdict;
  readonly report: PerformanceReport | undefined;
  /** What became of no order; undefined where none were given. */
  readonly open: OpenOrders | undefined;
  /** Clients whose channels were held against the board; undefined where there are no channels. */
  readonly checkedClients: number | undefined;
  readonly memory: MemoryFigures | undefined;
  /** What else is in the result. */
  readonly kind: Workload['figures'] | undefined;
  /** Strikes by outcome while measuring, of a brawl; undefined where the server was not asked. */
  readonly strikes: ReadonlyMap<string, number> | undefined;
  readonly hostile: HostileFigures | undefined;
  readonly pace: PaceFigures;
  /** Undefined without the server's operator port. */
  readonly settled: Settled | undefined;
  readonly trials: TrialFigures;
}

function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** Puts together what bots and server measured. */
export function loadResult(measured: Measured, { tally, bots, eyes, secondBytes }: Fleet): LoadResult {
  const { figures, verdict, report, open, clients, kind, strikes, hostile } = measured;
  return {
    clients: measured.clients,
    connected: measured.connected,
    workload: measured.workload,
    seconds: rounded(figures.seconds),
    ticksPerSecond: report?.ticksPerSecond ?? null,
    tickMsP50: report?.tickMsP50 ?? null,
    tickMsP99: report?.tickMsP99 ?? null,
    latenessMsP99: report?.latenessMsP99 ?? null,
    deliveryMsP50: rounded(tally.deliveries.quantileMs(0.5)),
    deliveryMsP99: rounded(tally.deliveries.quantileMs(0.99)),
    deliveryMsMax: rounded(tally.deliveries.maxMicros / 1000),
    bytesPerClientPerSecond: rounded(figures.bytesPerClientPerSecond, 1),
    bytesPerClientSecondP99: secondBytes.quantile(0.99),
    bitsPerClientPerSecond: rounded(figures.bytesPerClientPerSecond * 8, 0),
    messagesPerSecond: rounded(figures.messagesPerSecond, 0),
    entitiesInViewMean: rounded(verdict.entitiesInViewMean, 1),
    verifiedClients: bots.filter((bot) => bot.mirror !== undefined).length,
    wrongChanges: verdict.wrongChanges,
    missedChanges: verdict.missedChanges,
    hashChecks: verdict.hashChecks,
    hashMismatches: verdict.hashMismatches,
    missedBeats: tally.missedBeats + measured.silent,
    ticksOutOfOrder: tally.ticksOutOfOrder,
    unknownMessages: tally.unknownMessages,
    losses: Object.fromEntries(tally.losses),
    serverCores: report?.serverCores ?? null,
    serverRssMb: report?.serverRssMb ?? null,
    scavengesSim: report?.scavengesSim ?? null,
    fanOutMsP99: report
      ? rounded(Math.max(...report.gateways.map((gateway) => gateway.fanOutUsP99)) / 1000)
      : null,
    gatewayLaps: report ? report.gateways.reduce((sum, { laps }) => sum + laps, 0) : null,
    loadCores: rounded(figures.loadCores),
    otherCores: report
      ? rounded(Math.max(0, figures.machineCores - figures.loadCores - report.serverCores.total))
      : null,
    pace: measured.pace,
    overload: report && measured.settled ? overloadFigures(report, measured.settled) : null,
    soak: measured.memory && report ? soakFigures(measured.memory, report) : null,
    rssSlopeMbPerMinute: measured.memory?.settledSlopeMbPerMinute ?? null,
    ...measured.trials,
    ...(open ? { orders: orderFigures(tally, open) } : {}),
    ...(measured.checkedClients === undefined ? {} : strategicFigures(tally, measured)),
    ...(kind === 'trade' ? tradeFigures(tally, figures.seconds, measured.memory) : {}),
    ...(kind === 'brawl'
      ? { brawl: brawlFigures({ clients, seconds: figures.seconds, eyes, tally: tally.brawl, strikes }) }
      : {}),
    ...(hostile ? { hostile } : {}),
  };
}

function overloadFigures(report: PerformanceReport, { seconds, isSettled }: Settled): OverloadFigures {
  const { overloadClimbs, overloadRung } = report;
  return { rung: overloadRung, climbs: overloadClimbs, settleSeconds: seconds, isSettled };
}

function strategicFigures({ strategic, trade }: Tally, measured: Measured) {
  const { checkedClients, connected, figures } = measured;
  const isTrade = measured.kind === 'trade';
  const events = isTrade ? trade.causedDelays : strategic.delays;
  const isEnough = !isTrade || trade.causes.size >= CAUSES_MIN;
  const eventMs = (share: number) => (isEnough ? rounded(events.quantileMs(share)) : null);
  const { drops, resumes, wholeAgain, refused, differences, lost, outOfOrder, updates } = strategic;
  return {
    updatesPerSecond: rounded(updates / figures.seconds / Math.max(1, connected), 1),
    eventToClientMsP95: eventMs(0.95),
    lost,
    outOfOrder,
    strategic: {
      eventToClientMsP50: eventMs(0.5),
      eventToClientMsP99: eventMs(0.99),
      ...{ drops, resumes, wholeAgain, refused, differences },
      checkedClients: checkedClients ?? 0,
    },
  };
}

function orderFigures(tally: Tally, { unanswered, unconfirmed }: OpenOrders): OrderFigures {
  const p50 = (delays: DelayCounts) => rounded(delays.quantileMs(0.5));
  const p99 = (delays: DelayCounts) => rounded(delays.quantileMs(0.99));
  return {
    sent: tally.ordersSent,
    answered: tally.answers,
    unanswered,
    repeated: tally.answersRepeated,
    unasked: tally.answersUnasked,
    refused: tally.ordersRefused,
    refusedByResult: Object.fromEntries(
      Object.entries(RESULT).flatMap(([name, result]) =>
        tally.refusals.has(result) ? [[name, tally.refusals.get(result)!]] : [],
      ),
    ),
    answerMsP50: p50(tally.answerDelays),
    answerMsP99: p99(tally.answerDelays),
    confirmed: tally.ordersConfirmed,
    unconfirmed,
    confirmMsP50: p50(tally.confirmDelays),
    confirmMsP99: p99(tally.confirmDelays),
    confirmAfterAnswerMsP50: p50(tally.confirmDelaysAfterAnswer),
    confirmAfterAnswerMsP99: p99(tally.confirmDelaysAfterAnswer),
    confirmAfterTickMsP50: p50(tally.confirmDelaysAfterTick),
    confirmAfterTickMsP99: p99(tally.confirmDelaysAfterTick),
  };
}
