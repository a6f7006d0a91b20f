import { element } from './element.ts';
import { cssColor } from './palette.ts';
import { heatColor } from './territory-heat.ts';

const STEPS = 8;

/** Says what the colors of the heat map mean, and what they do not. */
export function heatLegend(): HTMLElement {
  const ramp = element('i', { 'aria-hidden': 'true' });
  const stops = Array.from({ length: STEPS + 1 }, (_, i) => cssColor(heatColor(i / STEPS)));
  ramp.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
  return element(
    'section',
    { id: 'heat-legend', class: 'card', 'aria-label': 'Pressure', hidden: true },
    element('p', {}, element('span', { text: 'quiet' }), element('span', { text: 'pressed by rivals' })),
    ramp,
    element('p', {
      text: 'An estimate from shares, borders and units in view. The server’s pressure maps are for its AI.',
    }),
  );
}
