import { element } from './element.ts';
import { cssColor, type Palette } from './palette.ts';
import type { FactionView } from './world-data.ts';

/** How factions look in words and colors on the cards. */
export class FactionsShown {
  readonly #names = new Map<number, string>();
  readonly #palette: Palette;

  constructor(factions: readonly FactionView[], palette: Palette) {
    for (const { id, name } of factions) this.#names.set(id, name);
    this.#palette = palette;
  }

  readonly nameOf = (faction: number): string =>
    faction === 0 ? 'nobody' : (this.#names.get(faction) ?? `faction ${faction}`);

  /** The color of a faction's units, which is the brighter one. */
  color(faction: number): string {
    return cssColor(this.#palette.unit[faction] ?? this.#palette.unit[0]);
  }

  /** Land color with the unit color beside it, as in the legend. */
  swatch(faction: number): HTMLElement {
    const swatch = element('i', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = cssColor(this.#palette.land[faction] ?? this.#palette.land[0]);
    swatch.style.borderColor = this.color(faction);
    return swatch;
  }

  /** Influences as a stacked bar: parts of the whole by faction, the rest is nobody's. */
  stackedBar(parts: readonly { faction: number; share: number }[]): HTMLElement {
    const bar = element('div', { class: 'stacked', 'aria-hidden': 'true' });
    for (const { faction, share } of parts) {
      const part = element('i');
      part.style.width = `${(share * 100).toFixed(2)}%`;
      part.style.background = this.color(faction);
      bar.append(part);
    }
    return bar;
  }
}
