import { Container, Text, type TextStyleOptions } from 'pixi.js';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';

export interface Label {
  text: string;
  x: number;
  y: number;
  /** About how wide the named ground is. */
  widthMeters: number;
}

export interface LabelOptions {
  style: TextStyleOptions;
  /** Scales between which the labels show, in pixels per meter. */
  from: number;
  to: number;
  /** Width of the ground on screen below which a name would only be clutter. */
  groundPixelsMin: number;
  countMax: number;
}

/** Names on the ground. Texts are pooled: a name is drawn again only when it comes into view. */
export class LabelLayer {
  readonly view = new Container();
  readonly #labels: readonly Label[];
  readonly #options: LabelOptions;
  readonly #shown = new Map<number, Text>();
  readonly #free: Text[] = [];

  constructor(labels: readonly Label[], options: LabelOptions) {
    this.#labels = labels;
    this.#options = options;
  }

  update(camera: Camera): void {
    const { from, to, groundPixelsMin, countMax } = this.#options;
    const scale = camera.pixelsPerMeter;
    this.view.visible = scale >= from && scale < to;
    if (!this.view.visible) return;
    for (let i = 0; i < this.#labels.length; i++) {
      const label = this.#labels[i];
      const x = camera.screenX(label.x);
      const y = camera.screenY(label.y);
      const wanted =
        label.widthMeters * scale >= groundPixelsMin &&
        x > -80 &&
        y > -20 &&
        x < camera.widthPixels + 80 &&
        y < camera.heightPixels + 20;
      const text = this.#shown.get(i);
      if (!wanted) {
        if (text) this.#hide(i, text);
        continue;
      }
      const placed = text ?? (this.#shown.size < countMax ? this.#show(i) : undefined);
      placed?.position.set(Math.round(x), Math.round(y));
    }
  }

  #show(index: number): Text {
    const text = this.#free.pop() ?? this.#make();
    text.text = this.#labels[index].text;
    text.visible = true;
    this.#shown.set(index, text);
    return text;
  }

  #hide(index: number, text: Text): void {
    text.visible = false;
    this.#shown.delete(index);
    this.#free.push(text);
  }

  #make(): Text {
    const text = new Text({ text: '', style: this.#options.style });
    text.anchor.set(0.5);
    this.view.addChild(text);
    return text;
  }
}

export function districtLabels(world: WorldFile): Label[] {
  return world.districts.map((district) => ({
    text: district.name,
    x: district.center[0],
    y: district.center[1],
    widthMeters: Math.sqrt(district.areaSquareMeters),
  }));
}

/** One label per region, in the middle of its ground. */
export function regionLabels(world: WorldFile): Label[] {
  const sums = world.regions.map(() => ({ area: 0, x: 0, y: 0 }));
  for (const district of world.districts) {
    const sum = sums[district.region];
    sum.area += district.areaSquareMeters;
    sum.x += district.center[0] * district.areaSquareMeters;
    sum.y += district.center[1] * district.areaSquareMeters;
  }
  return world.regions.flatMap((region, index) => {
    const { area, x, y } = sums[index];
    if (area === 0) return [];
    return [{ text: region.name.toUpperCase(), x: x / area, y: y / area, widthMeters: Math.sqrt(area) }];
  });
}
