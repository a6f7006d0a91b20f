import type { Rules } from '../../components/rules.ts';
import { CAUSE, CAUSE_COUNT, OBJECTIVE, OBJECTIVE_COUNT } from '../../components/territory-rules.ts';
import type { BalanceConfig } from '../config/schema.ts';
import { WORLD_EVENT_KIND_MAX } from '../limits.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';

type TerritoryConfig = BalanceConfig['territory'];
type EventKind = TerritoryConfig['events']['kinds'][number];

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
/** What decay and pressure maps call a whole. */
const DECAY_ONE = 2 ** 20;
const PRESSURE_ONE = 65_536;

const milli = (points: number): number => Math.round(points * 1000);
const ticks = (seconds: number): number => Math.round(seconds * TICKS_PER_SECOND);

/** The designers' numbers about territory in milli-points and ticks. All rounding of them happens here, once. */
export function territoryRulesFrom(config: TerritoryConfig): Rules['territory'] {
  const { control, decay, defence, events, presence, pressure, siege, support } = config;
  const byKind = (otherwise: number, pick: (kind: EventKind) => number) =>
    Array.from({ length: WORLD_EVENT_KIND_MAX }, (_, index) => {
      const kind = events.kinds[index];
      return kind === undefined ? otherwise : pick(kind);
    });
  return {
    presenceMilliPerSecond: Math.round(milli(presence.pointsPerMinute) / SECONDS_PER_MINUTE),
    presenceUnitsCap: presence.fullComplementUnits,
    presenceContestedPercent: presence.contestedPercent,
    presenceFactionPercent: [100, ...presence.factionPercent],
    supportFloorMilli: milli(support.floorPercent),
    supportSeaPercent: support.seaPercent,
    defenceMax: defence.divisorMax,
    defenceHalfLifeSeconds: defence.halfLifeSeconds,
    decayGraceTicks: ticks(decay.graceMinutes * SECONDS_PER_MINUTE),
    decayPerMinute: decayPerMinute(decay.halfLifeHours),
    decayCutOffFactor: decay.cutOffFactor,
    decayHeldMilli: milli(decay.heldPoints),
    contestedOnMilli: milli(control.contestedOnPoints),
    contestedOnPercent: control.contestedOnPercent,
    contestedOffMilli: milli(control.contestedOffPoints),
    contestedHostileOnTicks: ticks(control.hostileOnSeconds),
    contestedHostileOffTicks: ticks(control.hostileOffSeconds),
    captureMilli: milli(control.capturePoints),
    captureLeadMilli: milli(control.captureLeadPoints),
    captureHoldTicks: ticks(control.captureHoldSeconds),
    loseMilli: milli(control.losePoints),
    loseHoldTicks: ticks(control.loseHoldSeconds),
    graceTicks: ticks(control.graceSeconds),
    graceLeadFactor: control.graceLeadFactor,
    exclusiveMilli: milli(control.exclusivePoints),
    exclusiveOthersMilli: milli(control.exclusiveOthersPoints),
    underdogPercent: presence.underdogPercent,
    hubImmune: control.hubImmune ? 1 : 0,
    siegeValueMin: siege.strategicValueMin,
    siegeProbeTicks: ticks(siege.probeSeconds),
    siegeDominateMilli: milli(siege.dominatePoints),
    siegeLockTicks: ticks(siege.lockSeconds),
    objectiveTicks: objectiveTicks(config.objectives),
    impulseMin: impulses(config.impulses, 'leastPoints'),
    impulseMax: impulses(config.impulses, 'mostPoints'),
    eventIntervalTicks: ticks(events.meanIntervalMinutes * SECONDS_PER_MINUTE),
    eventWeight: byKind(0, (kind) => kind.weight),
    eventTicks: byKind(0, (kind) => ticks(kind.minutes * SECONDS_PER_MINUTE)),
    eventPresencePercent: byKind(100, (kind) => kind.presencePercent),
    eventDecayPercent: byKind(100, (kind) => kind.decayPercent),
    eventSupportPercent: byKind(100, (kind) => kind.supportPercent),
    eventLossMilli: byKind(0, (kind) => milli(kind.lossPoints)),
    eventCause: byKind(CAUSE.none, (kind) => CAUSE[kind.cause]),
    pressureDecayPerKm: Math.round((pressure.remainingPercentPerKilometer * PRESSURE_ONE) / 100),
    pressureMomentum: Math.round((pressure.momentumPercent * PRESSURE_ONE) / 100),
  };
}

/** Share of 2^20 that goes in a minute, so that after the half-life half is left; 0 when nothing ever goes. */
function decayPerMinute(halfLifeHours: number): number {
  if (halfLifeHours === 0) return 0;
  return Math.round(DECAY_ONE * (1 - 0.5 ** (1 / (halfLifeHours * MINUTES_PER_HOUR))));
}

function objectiveTicks(seconds: TerritoryConfig['objectives']): number[] {
  const byObjective = new Array<number>(OBJECTIVE_COUNT).fill(0);
  byObjective[OBJECTIVE.capture] = ticks(seconds.captureSeconds);
  byObjective[OBJECTIVE.defend] = ticks(seconds.defendSeconds);
  byObjective[OBJECTIVE.extract] = ticks(seconds.extractSeconds);
  byObjective[OBJECTIVE.protect] = ticks(seconds.protectSeconds);
  byObjective[OBJECTIVE.gather] = ticks(seconds.gatherSeconds);
  return byObjective;
}

/** Milli-points by CAUSE; 0 for what is no occasion. The sections of the configuration are named as the causes. */
function impulses(config: TerritoryConfig['impulses'], end: 'leastPoints' | 'mostPoints'): number[] {
  const byCause = new Array<number>(CAUSE_COUNT).fill(0);
  for (const [cause, worth] of Object.entries(config))
    byCause[CAUSE[cause as keyof typeof config]] = milli(worth[end]);
  return byCause;
}
