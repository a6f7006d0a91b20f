import {
  causeWords,
  duration,
  labelWords,
  points,
  rowWords,
  secondsOf,
  territoryWords,
} from './history-words.ts';
import type { CommandOutput } from './output.ts';
import type { Place } from './places.ts';
import { HISTORY_HELP, type RecordedWorld, runOnHistory } from './recorded-world.ts';
import { type Cause, type Story, tellStory } from './story.ts';

export const HELP = `npm run territory -- why ID [--data DIR] [--config DIR] [--world FILE] [--set PATH=VALUE]...
                          [--json]

Tells why a territory has the owner it has: when it changed hands last, and what each cause did for each faction since
the change before. All of it is what the server wrote down (history.db); ticks are world time, 60 a second.

${HISTORY_HELP}  --json           one JSON object as the last line of stdout: answer, causes, since, events, flip ...

Exit code: 0 answered, 2 bad usage, no such territory, or no history.
`;

/** Causes told in words; the rest is told in one. */
const TOLD_MAX = 8;

/** Runs `territory why` with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput): number {
  return runOnHistory('why', HELP, argv, output, (recorded, place, { asJson }) => {
    const story = tellStory(recorded, place);
    const answer = answerOf(recorded, place, story);
    return asJson ? `${JSON.stringify(facts(recorded, place, story, answer))}\n` : `${answer}\n`;
  });
}

function answerOf(recorded: RecordedWorld, place: Place, story: Story): string {
  const { span } = recorded;
  const lines = [headline(recorded, place, story), ''];
  const { flip, flipBefore } = story;
  const until = flip?.tick ?? span.toldTick;
  const time = duration(until - story.fromTick);
  if (!flip) lines.push(`Since history began (${time}):`);
  else if (flipBefore)
    lines.push(`In the ${time} since it changed hands before, at tick ${flipBefore.tick}:`);
  else lines.push(`In the ${time} from the beginning of history to then:`);
  lines.push(...causeLines(recorded, story.causes));
  if (story.events.length > 0) {
    lines.push('', 'What happened meanwhile, the newest first:');
    for (const row of story.events) {
      const where =
        row.level === place.level && row.territory === place.index
          ? ''
          : ` ${territoryWords(recorded, row.level, row.territory)}:`;
      lines.push(`  tick ${row.tick}:${where} ${rowWords(recorded, row)}`);
    }
  }
  if (flip) {
    lines.push('', `In the ${duration(span.toldTick - flip.tick)} since then:`);
    lines.push(...causeLines(recorded, story.since));
  }
  for (const { lost, tick } of story.gaps) {
    lines.push(
      '',
      `Rows are missing before tick ${tick}${lost > 0 ? `: ${lost} found no room` : ''}; sums are too small.`,
    );
  }
  return lines.join('\n');
}

function headline(recorded: RecordedWorld, place: Place, { flip, label, owner }: Story): string {
  const { factionNames, graph, span } = recorded;
  const region = graph.regionNames[graph.districtRegion[place.district]];
  const held = owner === 0 ? 'is held by nobody' : `is held by ${factionNames[owner]}`;
  const state = label === undefined ? '' : ` (${labelWords(label)})`;
  const what = `${place.name} (${place.id}, ${region}) ${held}${state}.`;
  if (!flip) {
    return `${what} It has not changed hands since tick ${span.sinceTick}, where this history begins.`;
  }
  const ago = duration(span.toldTick - flip.tick);
  const change =
    flip.to === 0
      ? `${factionNames[flip.from]} lost it`
      : `${factionNames[flip.to]} took it from ${factionNames[flip.from]}`;
  const why = causeWords(flip.cause, flip.to !== 0, flip.actor);
  return `${what} ${change} ${why} at tick ${flip.tick}, ${ago} ago.`;
}

function causeLines({ factionNames }: RecordedWorld, causes: readonly Cause[]): string[] {
  // What rounds to nothing explains nothing.
  const told = causes.filter(({ milli }) => Math.abs(milli) >= 50);
  if (told.length === 0) return ['  no influence moved'];
  const lines = told.slice(0, TOLD_MAX).map(({ actor, cause, faction, firstTick, milli, tick }) => {
    const verb = milli < 0 ? 'lost' : 'took';
    const time = tick > firstTick ? ` in ${duration(tick - firstTick)}` : ` at tick ${tick}`;
    const words = causeWords(cause, milli >= 0, actor);
    return `  ${factionNames[faction]} ${verb} ${points(Math.abs(milli))} points ${words}${time}`;
  });
  const rest = told.slice(TOLD_MAX);
  if (rest.length > 0) lines.push(`  and ${rest.length} smaller causes (--json names all)`);
  return lines;
}

function facts(recorded: RecordedWorld, place: Place, story: Story, answer: string): object {
  const { factionNames, span } = recorded;
  const { flip, owner } = story;
  return {
    answer,
    causes: story.causes.map((cause) => causeFacts(recorded, cause)),
    since: story.since.map((cause) => causeFacts(recorded, cause)),
    events: story.events.map((row) => ({
      ...{ tick: row.tick, territory: territoryWords(recorded, row.level, row.territory) },
      what: rowWords(recorded, row),
    })),
    territory: { id: place.id, name: place.name, level: place.level, index: place.index },
    ...{ owner, ownerName: factionNames[owner] },
    label: story.label === undefined ? null : labelWords(story.label),
    flip: flip ? { ...flip, secondsAgo: secondsOf(span.toldTick - flip.tick) } : null,
    flipBefore: story.flipBefore ?? null,
    ...{ fromTick: story.fromTick, sinceTick: span.sinceTick, toldTick: span.toldTick, gaps: story.gaps },
  };
}

function causeFacts(
  { factionNames }: RecordedWorld,
  { actor, cause, faction, firstTick, milli, tick }: Cause,
): object {
  return {
    ...{
      faction,
      factionName: factionNames[faction],
      cause,
      words: causeWords(cause, milli >= 0, actor),
      actor,
    },
    ...{ points: Math.round(milli) / 1000, firstTick, tick, seconds: secondsOf(tick - firstTick) },
  };
}
