import type { ConvoysResult, FactionFigures, Minute, RouteCounts } from './play.ts';

const MARKS = '▁▂▃▄▅▆▇█';
/** Marks in a line over time; longer games are drawn a few minutes to the mark. */
const CHART_COLUMNS = 60;

/** One minute in a line. */
export function minuteLine({
  delivered,
  lost,
  minute,
  need,
  rerouted,
  stock,
  underWay,
  ...rest
}: Minute): string {
  return [
    `${String(minute).padStart(4)} min`,
    `${underWay} under way`,
    `${delivered} delivered, ${lost} lost, ${rerouted} re-routed`,
    `routes ${countsText(rest.routes)}`,
    `${rest.handChanges} districts changed hands`,
    `stock ${stock}, need ${need}`,
  ].join('  ');
}

/** The game for people: lines over time, then a table by faction, then what was checked. */
export function convoysReport(result: ConvoysResult): string {
  const { history } = result;
  const charts = [
    chart('convoys under way', history, ({ underWay }) => underWay),
    chart(
      'delivered, a minute',
      history,
      perMinute(history, ({ delivered }) => delivered),
    ),
    chart(
      'lost, a minute',
      history,
      perMinute(history, ({ lost }) => lost),
    ),
    chart(
      're-routed, a minute',
      history,
      perMinute(history, ({ rerouted }) => rerouted),
    ),
    chart(
      'districts changing hands',
      history,
      perMinute(history, ({ handChanges }) => handChanges),
    ),
    chart('units in store', history, ({ stock }) => stock),
    chart('units wanted', history, ({ need }) => need),
  ];
  return [
    ...charts,
    '',
    factionTable(result.factions),
    '',
    ...goodsLines(result),
    '',
    ...checkLines(result),
    '',
  ].join('\n');
}

type Pick = (minute: Minute, index: number) => number;

/** What came in each minute of a figure that only grows. */
function perMinute(history: readonly Minute[], pick: (minute: Minute) => number): Pick {
  return (minute, index) => pick(minute) - (index === 0 ? 0 : pick(history[index - 1]));
}

function chart(name: string, history: readonly Minute[], pick: Pick): string {
  const values = history.map(pick);
  const width = Math.ceil(values.length / CHART_COLUMNS);
  const means: number[] = [];
  for (let at = 0; at < values.length; at += width) {
    const part = values.slice(at, at + width);
    means.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  const most = Math.max(...means);
  const marks = means.map((value) => MARKS[most === 0 ? 0 : Math.round((value / most) * (MARKS.length - 1))]);
  return `${name.padEnd(26)}${marks.join('')}  up to ${Math.round(most)}`;
}

function factionTable(factions: readonly FactionFigures[]): string {
  const head = [
    'faction',
    'departed',
    'delivered',
    'lost',
    're-routed',
    'under way',
    'routes a/d/i/p',
    'found',
  ];
  const rows = factions.map((one) => [
    one.name,
    ...[one.departed, one.delivered, one.lost, one.returned, one.rerouted, one.underWay].map(String),
    countsText(one.routes),
    ...[one.routesGenerated, one.routesInvalidated, one.stock, one.need, one.money].map(String),
  ]);
  const table = [[...head, 'invalidated', 'stock', 'need', 'money'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) => {
      const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
      return cells.join('  ');
    })
    .join('\n');
}

function goodsLines({ goods }: ConvoysResult): string[] {
  return goods.map(({ carried, delivered, lost, produced, resource, stored }) => {
    const parts = `${stored} in store, ${carried} under way, ${delivered} delivered, ${lost} lost`;
    return `${resource.padEnd(14)}${String(produced).padStart(8)} produced: ${parts}`;
  });
}

function checkLines(result: ConvoysResult): string[] {
  const { minutes, ticks, seconds, tickMsP50, tickMsP99, tickMsMax } = result;
  const speed = seconds === 0 ? 0 : Math.round((minutes * 60) / seconds);
  const books = result.balanced
    ? 'every unit is in one place'
    : `${result.imbalance} units are not where they should be`;
  return [
    `${minutes} minutes (${ticks} ticks) in ${seconds.toFixed(1)} s, ${speed} times real time; tick p50 ` +
      `${tickMsP50} ms, p99 ${tickMsP99} ms, max ${tickMsMax} ms`,
    `books: ${books}`,
    `routes: ${result.routesChecked} looks and ${result.routesSearched} searches, ${result.wrongRoutes} wrong`,
  ];
}

function countsText({ active, degraded, invalid, pending }: RouteCounts): string {
  return `${active}/${degraded}/${invalid}/${pending}`;
}
