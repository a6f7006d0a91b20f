import type { Duel } from './duel.ts';

/** One line of the table. */
export interface Row {
  readonly striker: string;
  readonly target: string;
  readonly now: Duel;
  /** The same with a changed knob. */
  readonly after: Duel | undefined;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const points = (value: number): string => value.toFixed(1);
const whole = (value: number): string => String(Math.round(value));

interface Column {
  readonly name: string;
  readonly text: (duel: Duel) => string;
}

/** The chances of the outcomes, in the order in which they are drawn. */
const OUTCOMES: readonly Column[] = [
  { name: 'miss', text: ({ chance }) => percent(chance.miss) },
  { name: 'evade', text: ({ chance }) => percent(chance.evade) },
  { name: 'parry', text: ({ chance }) => percent(chance.parry) },
  { name: 'block', text: ({ chance }) => percent(chance.block) },
  { name: 'hit', text: ({ chance }) => percent(chance.hit) },
  { name: 'critical', text: ({ chance }) => percent(chance.critical) },
];

/** What is left of a hit of middle strength after each step, and the mean of critical ones. */
const DAMAGE: readonly Column[] = [
  { name: 'power', text: ({ damage }) => whole(damage.power) },
  { name: 'armor', text: ({ damage }) => whole(damage.armor) },
  { name: 'absorb', text: ({ damage }) => whole(damage.absorb) },
  { name: 'resist', text: ({ damage }) => whole(damage.resist) },
  { name: 'critical', text: ({ criticalMean }) => points(criticalMean) },
];

const SUMS: readonly Column[] = [
  { name: 'per strike', text: ({ damagePerStrike }) => points(damagePerStrike) },
  { name: 'per second', text: ({ damagePerSecond }) => points(damagePerSecond) },
  { name: 'health', text: ({ targetHealth }) => whole(targetHealth) },
  { name: 'strikes', text: ({ strikesToFall }) => points(strikesToFall) },
  { name: 'falls in', text: ({ secondsToFall }) => timeText(secondsToFall) },
];

/** The table as text, in three blocks: what a strike comes to, what it does, and how long the target stands. */
export function tableText(rows: readonly Row[], headline: string): string {
  const blocks = [
    `chance of each outcome\n${block(rows, OUTCOMES)}`,
    `damage of a hit after each step, and of a critical one\n${block(rows, DAMAGE)}`,
    `damage on average, and what the target takes\n${block(rows, SUMS)}`,
  ];
  return `${headline}\n\n${blocks.join('\n\n')}\n`;
}

function block(rows: readonly Row[], columns: readonly Column[]): string {
  const head = ['striker', 'target', ...columns.map(({ name }) => name)];
  const lines = rows.map(({ striker, target, now, after }) => [
    ...[striker, target],
    ...columns.map(({ text }) => changeText(text(now), after && text(after))),
  ]);
  return aligned([head, ...lines]);
}

function changeText(before: string, after: string | undefined): string {
  return after === undefined || after === before ? before : `${before} → ${after}`;
}

function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never';
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, '0')} min`;
}

/** The first two columns are words, and begin at the left. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text: string, column: number) =>
    column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column]);
  return rows.map((row) => row.map(cell).join('  ')).join('\n');
}
