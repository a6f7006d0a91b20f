import { type CaptureTime, LIMIT_SECONDS } from './capture-time.ts';

/** One cell of the table of capture times; no time where the owner cannot defend so well. */
export interface Cell {
  readonly units: number;
  readonly supportPercent: number;
  readonly defence: number;
  readonly time: CaptureTime | undefined;
  /** The time with a changed knob. */
  readonly after?: CaptureTime | undefined;
}

/** The table as text: a block per defence, a line per support, a column per number of attackers. */
export function textTable(cells: readonly Cell[], headline: string): string {
  const columns = columnsOf(cells);
  const blocks = groups(cells, ({ defence }) => defence).map(([defence, block]) => {
    const lines = groups(block, ({ supportPercent }) => supportPercent).map(([support, line]) => [
      `${Math.round(support)} %`,
      ...columns.map(({ units }) => cellText(line.find((cell) => cell.units === units)!)),
    ]);
    const head = ['support', ...columns.map(({ name }) => name)];
    return `defence ${defence}\n${aligned([head, ...lines])}`;
  });
  return `${headline}\n\n${blocks.join('\n\n')}\n`;
}

/** Neighboring columns with the same figures throughout are told as one: more than a full complement earns no more. */
function columnsOf(cells: readonly Cell[]): { units: number; name: string }[] {
  const columns = groups(cells, ({ units }) => units).map(([units, column]) => ({
    ...{ units, last: units },
    text: column.map(cellText).join(),
  }));
  const merged: typeof columns = [];
  for (const column of columns) {
    const before = merged.at(-1);
    if (before?.text === column.text) before.last = column.last;
    else merged.push({ ...column });
  }
  return merged.map(({ units, last }) => ({
    units,
    name: `${units}${last > units ? `-${last}` : ''} unit${last > 1 ? 's' : ''}`,
  }));
}

function groups(cells: readonly Cell[], key: (cell: Cell) => number): [number, Cell[]][] {
  const byKey = new Map<number, Cell[]>();
  for (const cell of cells) byKey.set(key(cell), [...(byKey.get(key(cell)) ?? []), cell]);
  return [...byKey];
}

function cellText({ time, after }: Cell): string {
  const text = timeText(time);
  const afterText = timeText(after);
  if (after === undefined || text === afterText) return text;
  return `${text} → ${afterText}${changeText(time, after)}`;
}

function changeText(before: CaptureTime | undefined, after: CaptureTime): string {
  if (!before?.captureSeconds || !after.captureSeconds) return '';
  const percent = Math.round((after.captureSeconds / before.captureSeconds - 1) * 100);
  return ` ${percent > 0 ? '+' : ''}${percent} %`;
}

function timeText(time: CaptureTime | undefined): string {
  if (time === undefined) return '-';
  if (time.captureSeconds === null) return `>${LIMIT_SECONDS / 3600} h`;
  const minutes = Math.floor(time.captureSeconds / 60);
  const seconds = String(time.captureSeconds % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  ')).join('\n');
}
