import { CHRONICLE } from '../../components/chronicle.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { HistoryRow } from '../../src/storage/history-coalescer.ts';
import type { HistoryGap, HistoryPlace } from '../../src/storage/history-database.ts';
import type { Place } from './places.ts';
import type { RecordedWorld } from './recorded-world.ts';

/** What one cause did for one faction. */
export interface Cause {
  readonly faction: number;
  readonly cause: number;
  readonly actor: number;
  /** Of the 100,000 of the territory; a district has the mean of its control points. */
  readonly milli: number;
  readonly firstTick: number;
  readonly tick: number;
}

/** A change of owner. */
export interface Flip {
  readonly tick: number;
  readonly from: number;
  readonly to: number;
  readonly cause: number;
  readonly actor: number;
}

/** Why a territory has the owner it has, as far as history tells. */
export interface Story {
  readonly owner: number;
  /** LABEL that it got last, undefined when history tells of none. */
  readonly label: number | undefined;
  /** The last change of owner and the one before, undefined when history does not reach back to one. */
  readonly flip: Flip | undefined;
  readonly flipBefore: Flip | undefined;
  /** Where `causes` begin: the flip before, or the beginning of history. */
  readonly fromTick: number;
  /** What led to the flip; without a flip, all that has happened. The strongest first. */
  readonly causes: readonly Cause[];
  /** What has happened after the flip. */
  readonly since: readonly Cause[];
  /** Other things that happened in the time of `causes`, the newest first. */
  readonly events: readonly HistoryRow[];
  readonly gaps: readonly HistoryGap[];
}

const BEGIN: HistoryPlace = { tick: -1, ordinal: 0 };
const END: HistoryPlace = { tick: Number.MAX_SAFE_INTEGER, ordinal: 0 };
const EVENTS_MAX = 20;

/** Puts together what history tells of a territory. */
export function tellStory(recorded: RecordedWorld, place: Place): Story {
  const { graph, reader, span } = recorded;
  const [last, before] = reader.newestOfKind(place.level, place.index, CHRONICLE.owner, 2);
  const label = reader.newestOfKind(place.level, place.index, CHRONICLE.label, 1)[0]?.b;
  const after = before ?? BEGIN;
  const until = last ?? END;
  const fromTick = before?.tick ?? span.sinceTick;
  return {
    owner: last?.b ?? graph.districtOwner[place.district],
    label,
    flip: last && flipOf(last),
    flipBefore: before && flipOf(before),
    fromTick,
    causes: causesBetween(recorded, place, after, until),
    since: last ? causesBetween(recorded, place, last, END) : [],
    events: eventsBetween(recorded, place, after, until),
    gaps: reader.gaps(fromTick, last?.tick ?? span.toldTick),
  };
}

function flipOf({ a, actor, b, cause, tick }: HistoryRow): Flip {
  return { tick, from: a, to: b, cause, actor };
}

/** Control points whose influence makes that of a place. */
function pointsOf({ graph }: RecordedWorld, { index, level }: Place): number[] {
  if (level === LEVEL.controlPoint) return [index];
  const first = graph.controlPointStart[index];
  return Array.from({ length: graph.controlPointStart[index + 1] - first }, (_, i) => first + i);
}

function causesBetween(
  recorded: RecordedWorld,
  place: Place,
  after: HistoryPlace,
  before: HistoryPlace,
): Cause[] {
  const controlPoints = pointsOf(recorded, place);
  const causes = new Map<string, Cause>();
  for (const point of controlPoints) {
    for (const sum of recorded.reader.sums(LEVEL.controlPoint, point, after, before)) {
      const key = `${sum.faction} ${sum.cause} ${sum.actor}`;
      const other = causes.get(key) ?? { ...sum, milli: 0 };
      causes.set(key, {
        ...other,
        milli: other.milli + sum.milli / controlPoints.length,
        firstTick: Math.min(other.firstTick, sum.firstTick),
        tick: Math.max(other.tick, sum.tick),
      });
    }
  }
  return [...causes.values()].sort((left, right) => Math.abs(right.milli) - Math.abs(left.milli));
}

/** What happened to the place itself, to owners of its control points, and to its region. */
function eventsBetween(
  recorded: RecordedWorld,
  place: Place,
  after: HistoryPlace,
  before: HistoryPlace,
): HistoryRow[] {
  const { graph, reader } = recorded;
  const own = reader.events(place.level, place.index, after, before, EVENTS_MAX);
  const region = reader.events(LEVEL.region, graph.districtRegion[place.district], after, before, EVENTS_MAX);
  const kinds: readonly number[] = [CHRONICLE.owner, CHRONICLE.objective];
  const below =
    place.level === LEVEL.controlPoint
      ? []
      : pointsOf(recorded, place).flatMap((point) =>
          reader
            .events(LEVEL.controlPoint, point, after, before, EVENTS_MAX)
            .filter(({ kind }) => kinds.includes(kind)),
        );
  return [...own, ...below, ...region].sort((left, right) => right.tick - left.tick).slice(0, EVENTS_MAX);
}
