import { TICKS_PER_SECOND } from '../client/index.ts';
import type { EventRecord } from '../src/protocol/territory-records.ts';
import type { TerritoryChange } from './territory-model.ts';
import { causeWords, eventWords, LABEL_WORDS, OBJECTIVES, spanWords } from './territory-words.ts';

/** How factions are called; 0 is nobody. */
export type NameOf = (faction: number) => string;

/** A line of a territory's history. */
export interface HistoryLine {
  readonly tick: number;
  /** Faction whose color it is told in, 0 none. */
  readonly faction: number;
  readonly words: string;
}

/** A row of the server's history: what happened, as its chronicle keeps it. */
export interface HistoryRow {
  /** Tick of the first of the changes that were summed up in the row, where there were several. */
  firstTick?: number;
  tick: number;
  kind: number;
  faction: number;
  cause: number;
  actor: number;
  a: number;
  b: number;
}

/** Kinds of rows of the server's history. */
const ROW = { influence: 1, owner: 2, label: 3, contested: 4, calm: 5, eventBegan: 6, objective: 7 } as const;
const MILLI_PER_POINT = 1000;
const CENTI_PER_POINT = 100;

/** A change that the page saw, in words. */
export function changeLine(change: TerritoryChange, nameOf: NameOf): HistoryLine {
  const { tick, faction } = change;
  return { tick, faction, words: changeWords(change, nameOf) };
}

function changeWords(change: TerritoryChange, nameOf: NameOf): string {
  const { kind, faction, before, after, cause, actor } = change;
  switch (kind) {
    case 'owner':
      return ownerWords(before, after, cause, actor, nameOf);
    case 'label':
      return labelWords(before, after);
    case 'claim':
      return `${nameOf(faction)} claims it`;
    case 'impulse':
      return `${nameOf(faction)} ${points(before / CENTI_PER_POINT)} – ${because(cause, actor)}`;
  }
}

/** A row of the server's history in words; undefined for a kind that this page does not know. */
export function historyLine(
  row: HistoryRow,
  nameOf: NameOf,
  events: readonly string[],
): HistoryLine | undefined {
  const words = rowWords(row, nameOf, events);
  if (words === undefined) return undefined;
  const faction = row.kind === ROW.owner ? row.b : row.faction;
  return { tick: row.tick, faction, words };
}

function rowWords(row: HistoryRow, nameOf: NameOf, events: readonly string[]): string | undefined {
  const { kind, faction, cause, actor, a, b } = row;
  switch (kind) {
    case ROW.influence:
      return `${nameOf(faction)} ${points(a / MILLI_PER_POINT)}${spanOf(row)} – ${because(cause, actor)}`;
    case ROW.owner:
      return ownerWords(a, b, cause, actor, nameOf);
    case ROW.label:
      return labelWords(a, b);
    case ROW.contested:
      return b === 0 ? 'contested' : `contested by ${nameOf(a)} and ${nameOf(b)}`;
    case ROW.calm:
      return 'no longer contested';
    case ROW.eventBegan:
      return `${eventWords(a, events)} began`;
    case ROW.objective:
      return `${nameOf(faction)}: ${objectiveName(a)} by avatar ${actor}, ${points(b / MILLI_PER_POINT)}`;
    default:
      return undefined;
  }
}

/** Who took a territory from whom: "Free77 took it from Directorate – presence". */
export function ownerWords(
  before: number,
  after: number,
  cause: number,
  actor: number,
  nameOf: NameOf,
): string {
  const why = because(cause, actor);
  if (after === 0) return `${nameOf(before)} lost it – ${why}`;
  return before === 0
    ? `${nameOf(after)} took it – ${why}`
    : `${nameOf(after)} took it from ${nameOf(before)} – ${why}`;
}

/** A world event with what is left of it: "storm, 4 min left". */
export function eventLine(event: EventRecord, names: readonly string[], left: string): string {
  return `${eventWords(event.kind, names)}, ${left} left`;
}

/**
 * The lines to show, newest first: what the server's history has, and what the page saw after that. Without the
 * server's rows all that the page saw.
 */
export function mergeLines(
  seen: readonly HistoryLine[],
  stored: readonly HistoryLine[],
  countMax: number,
): HistoryLine[] {
  const storedTo = stored.reduce((newest, line) => Math.max(newest, line.tick), -1);
  return [...seen.filter((line) => line.tick > storedTo), ...stored]
    .sort((a, b) => b.tick - a.tick)
    .slice(0, countMax);
}

/** How long the changes of a row took in all: " in 6 min", nothing for a single one. */
function spanOf({ firstTick, tick }: HistoryRow): string {
  const seconds = (tick - (firstTick ?? tick)) / TICKS_PER_SECOND;
  return seconds < 1 ? '' : ` in ${spanWords(seconds)}`;
}

function labelWords(before: number, after: number): string {
  return `${LABEL_WORDS[after] ?? after}, was ${LABEL_WORDS[before] ?? before}`;
}

function because(cause: number, actor: number): string {
  return actor === 0 ? causeWords(cause) : `${causeWords(cause)} (avatar ${actor})`;
}

function objectiveName(number: number): string {
  return OBJECTIVES.find((one) => one.number === number)?.name.toLowerCase() ?? `objective ${number}`;
}

function points(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
