import type { PerformanceReport, ServerCores } from '../../src/ops/performance-report.ts';
import type { Fleet, FleetFigures, Verdict } from './fleet.ts';

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
  readonly loadCores: number;
  /** Cores that neither server nor bots used: with much of it, the figures are about this machine's other work. */
  readonly otherCores: number | null;
  readonly orders?: OrderFigures;
}

export interface OrderFigures {
  readonly sent: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly repeated: number;
  readonly unasked: number;
  /** Answered with something else than done. */
  readonly refused: number;
  readonly answerMsP50: number;
  readonly answerMsP99: number;
}

export interface Measured {
  readonly clients: number;
  readonly workload: string;
  readonly connected: number;
  readonly silent: number;
  readonly figures: FleetFigures;
  readonly verdict: Verdict;
  readonly report: PerformanceReport | undefined;
  /** Orders that were never answered; undefined where none were given. */
  readonly unanswered: number | undefined;
}

function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** Puts together what bots and server measured. */
export function loadResult(measured: Measured, { tally, bots }: Fleet): LoadResult {
  const { figures, verdict, report, unanswered } = measured;
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
    loadCores: rounded(figures.loadCores),
    otherCores: report
      ? rounded(Math.max(0, figures.machineCores - figures.loadCores - report.serverCores.total))
      : null,
    ...(unanswered === undefined
      ? {}
      : {
          orders: {
            sent: tally.ordersSent,
            answered: tally.answers,
            unanswered,
            repeated: tally.answersRepeated,
            unasked: tally.answersUnasked,
            refused: tally.ordersRefused,
            answerMsP50: rounded(tally.answerDelays.quantileMs(0.5)),
            answerMsP99: rounded(tally.answerDelays.quantileMs(0.99)),
          },
        }),
  };
}
