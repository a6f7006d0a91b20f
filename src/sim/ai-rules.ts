import {
  AI_RULES,
  BRAIN,
  CONSIDERATION,
  CONSIDERATION_COUNT,
  CURVE_POINTS,
  GOAL,
  GOAL_COUNT,
  STRATEGY,
  STRATEGY_COUNT,
  TEMPLATE,
  TEMPLATE_COUNT,
  TRAIT,
  TRAIT_COUNT,
} from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { FactionsConfig, WorldConfig } from '../config/schema.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../limits.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from '../maths/fixed-point.ts';
import { RESOURCES } from '../territory/world-schema.ts';

type AiRules = Rules['ai'];
type Minds = FactionsConfig['minds'];
type Mind = FactionsConfig['factions'][number]['mind'];

const SECONDS_PER_MINUTE = 60;
/** Hostility to whoever nothing is said about, and affinity. */
const HOSTILITY_MIDDLE = 500;

const thousandths = (value: number): number => Math.round(value * 1000);
const ticks = (seconds: number): number => Math.round(seconds * TICKS_PER_SECOND);
const minutes = (value: number): number => ticks(value * SECONDS_PER_MINUTE);

/** Rules of a world in which no faction has a mind. */
export const NO_MINDS: AiRules = Object.fromEntries(
  Object.entries(AI_RULES).map(([name, part]) => [
    name,
    'isList' in part ? Array.from({ length: part.words }, () => 0) : 0,
  ]),
) as unknown as AiRules;

/** The designers' personas in thousandths and ticks; all of their rounding. Without factions nobody has a mind. */
export function aiRulesFrom(config: FactionsConfig | undefined, world: WorldConfig): AiRules {
  if (config === undefined || !world.inhabitants.minds) return NO_MINDS;
  const personas = config.factions.map(({ mind }) => mind);
  return { ...paceOf(config.minds), ...personasOf(personas), ...relationsOf(personas) };
}

function paceOf(minds: Minds) {
  const strategyGoal = zeros(STRATEGY_COUNT * GOAL_COUNT);
  for (const [strategy, ranks] of Object.entries(minds.strategies)) {
    const row = STRATEGY[strategy as keyof typeof STRATEGY] * GOAL_COUNT;
    for (const [goal, rank] of Object.entries(ranks))
      strategyGoal[row + GOAL[goal as keyof typeof GOAL]] = thousandths(rank);
  }
  return {
    unitsPerTick: minds.workUnitsPerTick,
    strategicTicks: ticks(minds.strategicSeconds),
    tacticalTicks: ticks(minds.tacticalSeconds),
    decisionDelayTicks: ticks(minds.decisionDelaySeconds),
    goalTicks: minutes(minds.goalMinutes),
    cooldownTicks: minutes(minds.cooldownMinutes),
    pactTicks: minutes(minds.pactMinutes),
    soldierThousandths: minds.soldiersPercent * 10,
    reachUnits: minds.reachMeters * UNITS_PER_METER,
    inertiaThousandths: minds.inertiaPercent * 10,
    strategyGoal,
  };
}

function personasOf(personas: readonly Mind[]) {
  const named = (count: number, numbers: Readonly<Record<string, number>>, pick: (mind: Mind) => object) =>
    byFaction(count, personas, (mind, row) => {
      for (const [name, value] of Object.entries(pick(mind))) row[numbers[name]] = thousandths(value);
    });
  const one = (pick: (mind: Mind) => number) =>
    byFaction(1, personas, (mind, row) => {
      row[0] = pick(mind);
    });
  const resources = Object.fromEntries(RESOURCES.map((name, number) => [name, number]));
  return {
    brain: one((mind) => BRAIN[mind.brain]),
    trait: named(TRAIT_COUNT, TRAIT, (mind) => mind.traits),
    weight: named(CONSIDERATION_COUNT, CONSIDERATION, (mind) => mind.weights),
    curve: byFaction(CONSIDERATION_COUNT * CURVE_POINTS, personas, writeCurves),
    goalTaste: named(GOAL_COUNT, GOAL, (mind) => mind.goals),
    templateTaste: named(TEMPLATE_COUNT, TEMPLATE, (mind) => mind.templates),
    resourceTaste: named(RESOURCE_COUNT, resources, (mind) => mind.prefers),
    squadSize: one((mind) => mind.squads.size),
    squadCount: one((mind) => mind.squads.count),
    holdTicks: one((mind) => ticks(mind.squads.holdSeconds)),
  };
}

function writeCurves(mind: Mind, row: number[]): void {
  for (const [name, points] of Object.entries(mind.curves)) {
    const at = CONSIDERATION[name as keyof typeof CONSIDERATION] * CURVE_POINTS;
    points.forEach((point, i) => {
      row[at + i] = thousandths(point);
    });
  }
}

function relationsOf(personas: readonly Mind[]) {
  const hostility = byFaction(SIDE_COUNT, personas, (_, row) => row.fill(HOSTILITY_MIDDLE));
  const affinity = zeros(SIDE_COUNT * SIDE_COUNT);
  personas.forEach((mind, index) => {
    const row = (index + 1) * SIDE_COUNT;
    hostility[row + index + 1] = 0;
    for (const to of mind.relations) {
      hostility[row + to.faction] = thousandths(to.hostility);
      affinity[row + to.faction] = thousandths(to.affinity);
    }
  });
  return { affinity, hostility };
}

/** A list by faction, of `count` numbers each; those of nobody are 0. */
function byFaction(
  count: number,
  personas: readonly Mind[],
  write: (mind: Mind, row: number[]) => void,
): number[] {
  const rows = personas.map((mind) => {
    const row = zeros(count);
    write(mind, row);
    return row;
  });
  return [zeros(count), ...rows].flat();
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
