import type { TracedTick } from './trace-file.ts';

/** A tick as it was and as it is when it is run again, in microseconds. */
export interface Comparison {
  readonly liveMicros: number;
  /** Of each run. */
  readonly replayMicros: readonly number[];
  readonly medianMicros: number;
  readonly systems: readonly PartTimes[];
  /** What catches the eye, in words. */
  readonly standsOut: readonly string[];
}

export interface PartTimes {
  readonly name: string;
  readonly liveMicros: number;
  readonly medianMicros: number;
  readonly fastestMicros: number;
}

/** A system counts as what the tick was about from this part of it on. */
const SHARE_PERCENT = 25;
/** A live tick counts as explained by its work when the replay takes at least this part of its time. */
const EXPLAINED_PERCENT = 50;
/** Rows of the table for people; the JSON has all. */
const ROWS = 12;

/** Compares a tick with runs of it. `systemNames` are those of the schedule. */
export function compareTicks(
  live: TracedTick,
  runs: readonly TracedTick[],
  systemNames: readonly string[],
): Comparison {
  const names = ['intake', ...systemNames, 'seal and publish'];
  const systems = names.map((name) => {
    const times = runs.map(({ parts }) => parts.get(name) ?? 0);
    return {
      name,
      liveMicros: live.parts.get(name) ?? 0,
      medianMicros: median(times),
      fastestMicros: Math.min(...times),
    };
  });
  const replayMicros = runs.map(({ micros }) => micros);
  const medianMicros = median(replayMicros);
  return {
    liveMicros: live.micros,
    replayMicros,
    medianMicros,
    systems,
    standsOut: standsOut(live.micros, medianMicros, systems),
  };
}

function standsOut(liveMicros: number, medianMicros: number, systems: readonly PartTimes[]): string[] {
  const words = systems
    .filter((part) => part.medianMicros * 100 >= medianMicros * SHARE_PERCENT && part.medianMicros > 0)
    .sort((one, other) => other.medianMicros - one.medianMicros)
    .map(({ name, medianMicros: part }) => `${name} takes ${percent(part, medianMicros)} % of the replay`);
  if (medianMicros * 100 >= liveMicros * EXPLAINED_PERCENT) {
    words.push(
      `the replay takes ${percent(medianMicros, liveMicros)} % of the live time: the work explains it`,
    );
    return words;
  }
  const rest = milliseconds(liveMicros - medianMicros);
  words.push(`${rest} ms of the live time are not in the replay: the work of the tick does not explain them`);
  const worst = systems.reduce((most, part) => (lost(part) > lost(most) ? part : most));
  words.push(`most of them, ${milliseconds(lost(worst))} ms, passed during ${worst.name}`);
  return words;
}

function lost({ liveMicros, medianMicros }: PartTimes): number {
  return liveMicros - medianMicros;
}

/** The comparison as a table, the slowest rows first, and what stands out. */
export function comparisonText({
  liveMicros,
  replayMicros,
  systems,
  standsOut: words,
  ...rest
}: Comparison): string {
  const shown = [...systems]
    .sort((one, other) => largest(other) - largest(one))
    .slice(0, ROWS)
    .filter((part) => largest(part) > 0);
  const total = {
    name: 'whole tick',
    liveMicros,
    medianMicros: rest.medianMicros,
    fastestMicros: Math.min(...replayMicros),
  };
  const lines = [total, ...shown].map(({ name, ...times }) =>
    [name.padEnd(22), ...[times.liveMicros, times.medianMicros, times.fastestMicros].map(column)].join(''),
  );
  const head = ['ms'.padEnd(22), ...['live', 'replay p50', 'fastest'].map((text) => text.padStart(12))].join(
    '',
  );
  return [head, ...lines, '', ...words].join('\n');
}

function column(micros: number): string {
  return milliseconds(micros).padStart(12);
}

function largest({ liveMicros, medianMicros }: PartTimes): number {
  return Math.max(liveMicros, medianMicros);
}

function milliseconds(micros: number): string {
  return (micros / 1000).toFixed(2);
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((100 * part) / whole);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
