import type { RouteState } from '../client/index.ts';
import { stateName } from './convoy-words.ts';
import { type Palette, packColor, type Rgb } from './palette.ts';
import { disruptedDistricts, type Holdings, RISK, riskOf, stretchesOf, trafficWidth } from './route-bands.ts';
import { LINE_STYLE, type LinedRoute } from './route-lines.ts';

/** How routes and roads look: what of a route decides its line, and what of a road its band. */

export const LINE_PIXELS = 2.4;
const PENDING_PIXELS = 2;
const INVALID_PIXELS = 1.4;
const INVALID_ALPHA = 0.55;
const BAND_PIXELS = 8;

export const CROSS_COLOR: Rgb = [240, 84, 74];
export const CHOKE_COLOR: Rgb = [255, 236, 170];
export const PROPOSAL_COLOR: Rgb = [255, 244, 214];
export const TRAFFIC_COLOR: Rgb = [206, 214, 224];
const TRAFFIC_ALPHA = 0.5;
const RISK_ALPHA = 0.72;

/** By RISK. */
export const RISK_COLORS: readonly Rgb[] = [
  [88, 184, 120],
  [232, 180, 92],
  [232, 112, 70],
  [222, 58, 104],
];

/** The line of a route. One without a way is drawn straight from end to end. */
export function lineOf(route: Readonly<RouteState>, palette: Palette): LinedRoute {
  const { state, faction, path, from, to } = route;
  const name = stateName(state);
  const color = palette.unit[faction] ?? palette.unit[0];
  const common = { route: route.route, faction, path: path.length > 1 ? path : [from, to] };
  switch (name) {
    case 'pending':
      return { ...common, style: LINE_STYLE.dotted, color: packColor(color, 0.9), width: PENDING_PIXELS };
    case 'degraded':
      return { ...common, style: LINE_STYLE.dashed, color: packColor(color), width: LINE_PIXELS };
    case 'invalid': {
      const faint = packColor(color, INVALID_ALPHA);
      return { ...common, style: LINE_STYLE.dashed, color: faint, width: INVALID_PIXELS };
    }
    default:
      return { ...common, style: LINE_STYLE.solid, color: packColor(color), width: LINE_PIXELS };
  }
}

/** Lines in the order in which they lie side by side: those of a faction, and of a pair of ends, together. */
export function linesOf(routes: Iterable<Readonly<RouteState>>, palette: Palette): LinedRoute[] {
  const ends = ({ from, to }: RouteState) => [Math.min(from, to), Math.max(from, to)];
  return [...routes]
    .sort((a, b) => {
      const [a0, a1] = ends(a);
      const [b0, b1] = ends(b);
      return a.faction - b.faction || a0 - b0 || a1 - b1 || a.route - b.route;
    })
    .map((route) => lineOf(route, palette));
}

/** Bands under the lines: a color by risk, a width by traffic; dashed where a road is known to be disrupted. */
export function bandsOf(
  routes: Iterable<Readonly<RouteState>>,
  holdings: Holdings,
  shown: { risk: boolean; traffic: boolean },
): LinedRoute[] {
  const all = [...routes];
  const disrupted = disruptedDistricts(all);
  return stretchesOf(all, holdings.owner.length).map(({ from, to, convoys, trips }) => {
    const isDisrupted = shown.risk && (disrupted.has(from) || disrupted.has(to));
    const risk = riskOf(holdings, from, to);
    return {
      route: -1,
      faction: 0,
      path: [from, to],
      style: isDisrupted ? LINE_STYLE.dashed : LINE_STYLE.solid,
      color: shown.risk
        ? packColor(RISK_COLORS[risk], risk === RISK.safe ? 0.5 : RISK_ALPHA)
        : packColor(TRAFFIC_COLOR, TRAFFIC_ALPHA),
      width: shown.traffic ? trafficWidth(convoys, trips) + 2 : BAND_PIXELS,
    };
  });
}

/** Where the cross of an invalid route is put: half-way along its path, as meters. */
export function middleOf(
  path: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { x: number; y: number } {
  const last = (path.length - 1) / 2;
  const [one, other] = [path[Math.floor(last)], path[Math.ceil(last)]];
  return { x: (x[one] + x[other]) / 2, y: (y[one] + y[other]) / 2 };
}
