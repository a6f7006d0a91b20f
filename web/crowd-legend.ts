import { dotRadius } from './crowd-dots.ts';
import { element } from './element.ts';

const SAMPLES = [1, 5, 25];

/** Says what the discs of units mean. */
export class CrowdLegend {
  readonly view = element('section', {
    id: 'crowd-legend',
    class: 'card',
    'aria-label': 'Units',
    hidden: true,
  });
  #scale = -1;
  #pixelsPerMeter = 0;

  /** Shows the samples as large as they are on the map, or nothing without a scale. */
  show(scale: number | undefined, sectorMeters: number, pixelsPerMeter: number): void {
    this.view.hidden = scale === undefined;
    if (scale === undefined) return;
    if (scale === this.#scale && pixelsPerMeter === this.#pixelsPerMeter) return;
    this.#scale = scale;
    this.#pixelsPerMeter = pixelsPerMeter;
    const kilometers = (sectorMeters * 2 ** scale) / 1000;
    const samples = SAMPLES.map((count) => {
      const mark = element('i', { 'aria-hidden': 'true' });
      const pixels = Math.max(4, 2 * dotRadius(count, scale, sectorMeters) * pixelsPerMeter);
      mark.style.width = `${pixels}px`;
      mark.style.height = `${pixels}px`;
      return element('span', {}, mark, String(count));
    });
    this.view.replaceChildren(
      element('p', { text: `Units in ${kilometers} × ${kilometers} km` }),
      ...samples,
    );
  }
}
