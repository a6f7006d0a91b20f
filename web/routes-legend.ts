import { element } from './element.ts';
import { cssColor } from './palette.ts';
import { RISK_WORDS } from './route-bands.ts';
import type { RouteLayerId } from './route-layer.ts';
import { CHOKE_COLOR, RISK_COLORS } from './route-looks.ts';

interface LegendRow {
  readonly layer: RouteLayerId;
  /** Class of the sample beside the words. */
  readonly sample: string;
  readonly words: string;
  readonly color?: string;
}

const ROWS: readonly LegendRow[] = [
  { layer: 'routes', sample: 'line', words: 'route' },
  { layer: 'routes', sample: 'line dashed', words: 'degraded' },
  { layer: 'routes', sample: 'line dotted', words: 'pending' },
  { layer: 'routes', sample: 'line cross', words: 'invalid' },
  { layer: 'routes', sample: 'far', words: 'convoy, told of last here' },
  ...RISK_WORDS.map((words, risk) => ({
    ...({ layer: 'risk', sample: 'band', words, color: cssColor(RISK_COLORS[risk]) } as const),
  })),
  { layer: 'risk', sample: 'band broken', words: 'road disrupted' },
  { layer: 'traffic', sample: 'wedge', words: 'more convoys and trips' },
  { layer: 'chokes', sample: 'ring', words: 'many routes pass', color: cssColor(CHOKE_COLOR) },
];

/** Says what lines, bands and rings of routes mean: of the layers that are on. */
export class RoutesLegend {
  readonly view = element('section', {
    id: 'routes-legend',
    class: 'card',
    'aria-label': 'Routes on the map',
  });
  readonly #rows: { layer: RouteLayerId; row: HTMLElement }[];

  constructor() {
    this.#rows = ROWS.map(({ layer, sample, words, color }) => {
      const mark = element('i', { class: sample, 'aria-hidden': 'true' });
      if (color !== undefined) mark.style.color = color;
      return { layer, row: element('p', { hidden: true }, mark, words) };
    });
    this.view.append(...this.#rows.map(({ row }) => row));
    this.view.hidden = true;
  }

  show(layer: RouteLayerId, shown: boolean): void {
    for (const one of this.#rows) if (one.layer === layer) one.row.hidden = !shown;
    this.view.hidden = this.#rows.every(({ row }) => row.hidden);
  }
}
