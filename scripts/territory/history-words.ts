import { CHRONICLE } from '../../components/chronicle.ts';
import { CAUSE, LEVEL, OBJECTIVE } from '../../components/territory-rules.ts';
import type { HistoryRow } from '../../src/storage/history-coalescer.ts';
import { LABEL } from '../../src/territory/control.ts';
import { districtPlace, pointPlace } from './places.ts';
import type { RecordedWorld } from './recorded-world.ts';

const TICKS_PER_SECOND = 60;

/** What a cause does: how who gains by it says it, and how who loses by it. */
const CAUSE_WORDS: Readonly<Record<number, readonly [gain: string, loss: string]>> = {
  [CAUSE.none]: ['for no known cause', 'for no known cause'],
  [CAUSE.presence]: ['by presence', 'to the presence of others'],
  [CAUSE.decay]: ['by decay', 'by decay'],
  [CAUSE.objectiveCapture]: ['by the objective capture', 'to the objective capture'],
  [CAUSE.objectiveDefend]: ['by the objective defend', 'to the objective defend'],
  [CAUSE.objectiveExtract]: ['by the objective extract', 'to the objective extract'],
  [CAUSE.objectiveProtect]: ['by the objective protect', 'to the objective protect'],
  [CAUSE.objectiveGather]: ['by the objective gather intelligence', 'to the objective gather intelligence'],
  [CAUSE.pointCaptured]: ['by the capture of a control point', 'by the loss of a control point'],
  [CAUSE.pointDefended]: ['by the defence of a control point', 'by a failed attack on a control point'],
  [CAUSE.operationFailed]: ['by the failed operation of another', 'by a failed operation'],
  [CAUSE.civilianHarm]: ['by harm that others did to civilians', 'by harm to civilians'],
  [CAUSE.disaster]: ['by a disaster', 'by a disaster'],
  [CAUSE.uprising]: ['by an uprising', 'by an uprising'],
  [CAUSE.ownerLost]: ['by the weakness of the owner', 'by weakness'],
  [CAUSE.rollUp]: ['by its control points', 'by its control points'],
  [CAUSE.unitDestroyed]: ['by the fall of an enemy', 'by a fall'],
  [CAUSE.fortDestroyed]: ['by the fall of a fort', 'by the fall of a fort'],
};

/** A cause in words, for a gain or for a loss. */
export function causeWords(cause: number, isGain: boolean, actor: number): string {
  const words = CAUSE_WORDS[cause]?.[isGain ? 0 : 1] ?? `by cause ${cause}`;
  return actor === 0 ? words : `${words} of avatar ${actor}`;
}

/** Milli-points as points with one decimal. */
export function points(milli: number): string {
  return (Math.round(milli / 100) / 10).toFixed(1);
}

/** A length of world time, in its two largest units. */
export function duration(ticks: number): string {
  const seconds = Math.round(ticks / TICKS_PER_SECOND);
  const units: readonly (readonly [seconds: number, name: string])[] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [size, name] = units[first];
  const next = units[first + 1];
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return `${Math.floor(seconds / size)} ${name}${rest > 0 ? ` ${rest} ${next[1]}` : ''}`;
}

/** Seconds of world time, to a tenth. */
export function secondsOf(ticks: number): number {
  return Math.round((ticks * 10) / TICKS_PER_SECOND) / 10;
}

export function labelWords(label: number): string {
  return nameOf(LABEL, label);
}

/** A territory by level and index, as people call it. */
export function territoryWords({ graph }: RecordedWorld, level: number, index: number): string {
  if (level === LEVEL.region) return graph.regionNames[index];
  if (level === LEVEL.district) return districtPlace(graph, index).name;
  const district = graph.controlPointDistrict[index];
  return pointPlace(graph, district, index - graph.controlPointStart[district] + 1).name;
}

/** What a row of history says. */
export function rowWords(recorded: RecordedWorld, row: HistoryRow): string {
  const { eventNames, factionNames } = recorded;
  const { a, actor, b, cause } = row;
  const faction = factionNames[row.faction] ?? `faction ${row.faction}`;
  const who = (side: number) => factionNames[side] ?? `faction ${side}`;
  switch (row.kind) {
    case CHRONICLE.influence: {
      const moved = `${faction} ${a < 0 ? 'lost' : 'took'} ${points(Math.abs(a))} points`;
      return `${moved} ${causeWords(cause, a >= 0, actor)}, now ${points(b)}`;
    }
    case CHRONICLE.owner:
      if (b === 0) return `${who(a)} lost it, it is nobody's`;
      return a === 0 ? `${who(b)} took it` : `${who(b)} took it from ${who(a)}`;
    case CHRONICLE.label:
      return `from ${labelWords(a)} to ${labelWords(b)}`;
    case CHRONICLE.contested:
      return `contested between ${who(a)} and ${who(b)}`;
    case CHRONICLE.calm:
      return `no longer contested; ${who(a)} leads before ${who(b)}`;
    case CHRONICLE.eventBegan:
      return `${eventNames[a] ?? `event ${a}`} began, for ${duration(b - row.tick)}`;
    case CHRONICLE.objective:
      return `${faction}: avatar ${actor} carried out the objective ${nameOf(OBJECTIVE, a)}, worth ${points(b)} points`;
    default:
      return `row of kind ${row.kind}`;
  }
}

function nameOf(table: Readonly<Record<string, number>>, number: number): string {
  return Object.keys(table).find((name) => table[name] === number) ?? `${number}`;
}
