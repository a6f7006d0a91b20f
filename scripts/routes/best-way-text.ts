import type { BestWay } from './best-way.ts';
import { bar, columns, meters } from './words.ts';

const STEP_BAR_MARKS = 16;
const PART_BAR_MARKS = 40;
/** Names of districts told of another way. */
const OTHERS_MAX = 5;

/** The way for people: its steps, what it costs and why, what else there is. */
export function wayText(way: BestWay): string {
  const where = way.directory === null ? 'a world that begins now' : `${way.directory} at tick ${way.tick}`;
  const headline = `${way.faction}, ${way.from.name} (${way.from.id}) to ${way.to.name} (${way.to.id}), ${where}`;
  const parts = way.found ? foundParts(way) : [missingText(way)];
  return `${[headline, ...parts, keptText(way)].join('\n\n')}\n`;
}

function foundParts(way: BestWay): string[] {
  return [stepTable(way), partsText(way), changeText(way), alternativesText(way)];
}

function missingText({ hopsMax, securityMin, unsafe }: BestWay): string {
  const limits = [
    ...(hopsMax > 0 ? [`of at most ${hopsMax} steps`] : []),
    ...(securityMin > 0 ? [`with a security of ${securityMin} at every step`] : []),
  ];
  const no = ['There is no way', ...limits].join(' ');
  if (unsafe === null) return `${no}.`;
  return `${no}. The cheapest that is less safe costs ${meters(unsafe.cost)}, its least safe step ${unsafe.security.min}.`;
}

function stepTable({ cost, hops, path, security }: BestWay): string {
  const most = Math.max(...path.map((step) => step.cost), 1);
  const rows = path.map((step, i) => [
    `${i}`,
    `${step.name} (${step.id})`.slice(0, 32),
    step.isContested ? `${step.owner}, contested` : step.owner,
    i === 0 ? '' : meters(step.length),
    i === 0 ? '' : meters(step.cost),
    i === 0 ? '' : step.security.toFixed(2),
    i === 0 ? '' : bar(step.cost / most, STEP_BAR_MARKS),
  ]);
  const table = columns(
    [['step', 'district', 'owner', 'length', 'cost', 'security', ''], ...rows],
    'rllrrrl',
  );
  return (
    `${table}${hops} steps, cost ${meters(cost ?? 0)}, security ${security.mean.toFixed(2)} in the mean and ` +
    `${security.min.toFixed(2)} at the least`
  );
}

function partsText({ cost, costParts, weakest }: BestWay): string {
  const total = Math.max(cost ?? 0, 1);
  const rows = Object.entries(costParts).map(([name, part]) => [
    name,
    meters(part),
    `${Math.round((100 * part) / total)} %`,
    bar(part / total, PART_BAR_MARKS),
  ]);
  const weak =
    weakest === null || weakest.security >= 1
      ? 'Every step is as safe as can be.'
      : `The least safe step leads from ${weakest.from.name} to ${weakest.to.name}: ${weakest.security.toFixed(2)}.`;
  return `What the cost is made of:\n${columns(rows, 'lrrl')}${weak}`;
}

function changeText({ whatWouldChange }: BestWay): string {
  const { dearest, margin } = whatWouldChange;
  const first =
    margin === null
      ? 'What would change it: no other way was found.'
      : `What would change it: the steps that only this way has becoming dearer by more than ${meters(margin)}.`;
  if (dearest.length === 0) return `${first}\nNo step costs more than its length.`;
  const rows = dearest.map(({ extra, id, name, reasons }) => [
    `  ${name} (${id})`,
    `+${meters(extra)}`,
    reasons.join(', '),
  ]);
  return `${first}\nWhere it costs most beyond its length:\n${columns(rows, 'lrl')}`.trimEnd();
}

function alternativesText({ alternatives }: BestWay): string {
  if (alternatives.length === 0) return 'Other ways: none.';
  const rows = alternatives.map(({ cost, extra, extraShare, hops, others, security }) => {
    const told = others.slice(0, OTHERS_MAX).join(', ');
    const rest = others.length > OTHERS_MAX ? ` and ${others.length - OTHERS_MAX} more` : '';
    return [
      `  ${meters(cost)}`,
      `+${meters(extra)}`,
      `+${(100 * extraShare).toFixed(1)} %`,
      `${hops} steps`,
      `${security.mean.toFixed(2)} / ${security.min.toFixed(2)}`,
      others.length === 0 ? 'by other borders' : `by ${told}${rest}`,
    ];
  });
  return `Other ways (cost, more than the best, steps, security mean / least):\n${columns(rows, 'rrrrrl')}`.trimEnd();
}

function keptText({ faction, kept }: BestWay): string {
  if (kept === null) return `${faction} keeps no route between the two.`;
  const behind = kept.reasonDistrict === null ? '' : ` (${kept.reasonDistrict.name})`;
  const path =
    kept.cost === null
      ? 'it has no path'
      : kept.isThisPath
        ? 'on this very path'
        : `on another path, which costs ${meters(kept.cost)}`;
  return (
    `${faction} keeps route ${kept.route} between the two: ${kept.state}, ${path}; last change: ${kept.reason}${behind}; ` +
    `${kept.convoys} convoys on it, ${kept.trips} trips, profit ${kept.profit.toFixed(2)}.`
  );
}
