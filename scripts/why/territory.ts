import { OPERATION_EVENT } from '../../components/chronicle.ts';
import type { Trace } from '../../src/ai/explain-trace.ts';
import type { OperationRow } from '../../src/storage/history-minds.ts';
import { duration } from '../territory/history-words.ts';
import { findPlace, type Place } from '../territory/places.ts';
import { tellStory } from '../territory/story.ts';
import { main as territoryWhy } from '../territory/why.ts';
import {
  type Answer,
  causeOf,
  decisionName,
  explained,
  goalBehind,
  operationLines,
  operationWords,
} from './answer.ts';
import { type ToldWorld, traceOf } from './told-world.ts';

/** Operations looked at, the newest first. */
const OPERATIONS_MAX = 40;
/** An operation that began so long before a change of owner may have led to it: as long as any may take. */
const LEADS_TICKS = 3600 * 60;

/** An operation with what led to it. */
interface Work {
  readonly began: OperationRow;
  readonly rows: readonly OperationRow[];
  readonly trace: Trace | undefined;
}

/**
 * Who fights for a territory and why, and how it came to its owner: from the goal over the operation and its steps to
 * the change. `argv` are the options that `territory why` shares.
 */
export function whyTerritory(told: ToldWorld, id: string, argv: readonly string[]): Answer {
  const { graph, span } = told.recorded;
  const place = findPlace(graph, id);
  const works = worksAbout(told, place);
  const running = works.filter(({ rows }) => rows.every(({ event }) => event !== OPERATION_EVENT.ended));
  const { flip } = tellStory(told.recorded, place);
  const led =
    flip &&
    works.find(({ began }) => {
      return began.faction === flip.to && began.tick <= flip.tick && flip.tick - began.tick <= LEADS_TICKS;
    });
  const lines: string[] = [];
  if (running.length === 0) lines.push(`No faction has an operation for ${place.name} under way.`);
  for (const work of running) {
    const since = duration(span.toldTick - work.began.tick);
    lines.push(`${factionOf(told, work)} is at work on ${place.name} since ${since} (${nameOf(work)}):`);
    lines.push(...chainLines(told, work), '');
  }
  if (flip && led && !running.includes(led)) {
    lines.push(
      '',
      `How ${factionOf(told, led)} came to take it at tick ${flip.tick}:`,
      ...chainLines(told, led),
    );
  } else if (flip && !led && flip.to !== 0) {
    const who = told.names.factions[flip.to];
    lines.push(
      '',
      `No operation of ${who} led to the change at tick ${flip.tick}: whoever stood there took it.`,
    );
  }
  const story = territoryStory(place.id, argv);
  lines.push('', story.answer);
  const answer = lines.join('\n');
  const chain = [...running, ...(led && !running.includes(led) ? [led] : [])];
  return {
    text: answer,
    facts: {
      ...story,
      ...{ answer, causes: [...chain.flatMap((work) => causesOf(told, work)), ...story.causes] },
      operations: works.map(({ began, rows }) => ({
        decision: decisionName(began),
        faction: began.faction,
        rows,
      })),
    },
  };
}

function worksAbout(told: ToldWorld, place: Place): Work[] {
  const { reader, span } = told.recorded;
  return reader.minds
    .operationsAbout(place.district, OPERATION_EVENT.began, span.toldTick, OPERATIONS_MAX)
    .map((began) => {
      const decision = reader.minds.decision(began.faction, began.number);
      return { began, rows: reader.minds.operationOf(began), trace: decision && traceOf(told, decision) };
    });
}

/** From the goal to what the squads did. */
function chainLines(told: ToldWorld, { rows, trace }: Work): string[] {
  const goal = trace && goalBehind(told, trace);
  const lines: string[] = [];
  if (goal) lines.push('  The goal:', ...indented(explained(told, goal.trace, goal.option).lines));
  if (trace) lines.push('  How to go about it:', ...indented(explained(told, trace).lines));
  else lines.push('  The decision that began it is not kept any more.');
  lines.push('  What they did:', ...indented(operationLines(rows)));
  return lines;
}

function causesOf(told: ToldWorld, { began, rows, trace }: Work): object[] {
  const goal = trace && goalBehind(told, trace);
  return [
    ...(goal ? [causeOf(told, goal.trace, goal.option)] : []),
    ...(trace ? [causeOf(told, trace)] : []),
    ...rows.map((row) => ({ decision: decisionName(began), tick: row.tick, words: operationWords(row) })),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

function factionOf({ names }: ToldWorld, { began }: Work): string {
  return names.factions[began.faction];
}

function nameOf({ began }: Work): string {
  return `decision ${decisionName(began)}`;
}

/** What `territory why` tells of the same place. */
function territoryStory(id: string, argv: readonly string[]): { answer: string; causes: readonly object[] } {
  let printed = '';
  let errors = '';
  const code = territoryWhy([id, ...argv, '--json'], {
    print: (text) => void (printed += text),
    printError: (text) => void (errors += text),
  });
  if (code !== 0) throw new Error(errors.trim());
  return JSON.parse(printed) as { answer: string; causes: readonly object[] };
}
