import type { LoadResult } from './result.ts';
import type { Row } from './table.ts';

const ROUTES_PER_SECOND_MIN = 2;

/** Rows about routes and convoys; none where nobody asked for any. */
export function tradeRows(result: LoadResult): Row[] {
  const { askedAnsweredMsP95 = null, routesGeneratedPerSecondPerFaction = 0, trade } = result;
  if (!trade) return [];
  const { memory } = trade;
  const slope = memory?.slopeMbPerMinute ?? null;
  return [
    { name: 'changes of territories that affected routes', value: `${trade.causedChanges}` },
    ...(trade.note === '' ? [] : [{ name: trade.note, value: '' }]),
    {
      name: 'change to new path at client p50 / p95, ms',
      value: `${text(trade.newPathMsP50)} / ${text(trade.newPathMsP95)}`,
    },
    {
      name: 'routes generated per second and faction',
      value: routesGeneratedPerSecondPerFaction.toFixed(2),
      target: `≥ ${ROUTES_PER_SECOND_MIN}`,
      isMet: routesGeneratedPerSecondPerFaction >= ROUTES_PER_SECOND_MIN,
    },
    { name: 'routes asked for', value: `${trade.asked}` },
    {
      name: 'routes asked for and not answered',
      value: `${trade.unanswered}`,
      target: '0',
      isMet: trade.unanswered === 0,
    },
    { name: 'order to proposal p95, ms', value: text(askedAnsweredMsP95) },
    {
      name: 'orders about convoys: stances, escorts, raids',
      value: `${trade.stances}, ${trade.escorts}, ${trade.raids}`,
    },
    {
      name: 'memory of the server, first / last third, MB',
      value: `${text(memory?.firstThirdMb ?? null)} / ${text(memory?.lastThirdMb ?? null)}`,
    },
    { name: 'slope of its memory, MB a minute', value: text(slope) },
  ];
}

function text(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
