import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import type { TerritoryModel } from './territory-model.ts';
import { POINT_WORDS, percentWords } from './territory-words.ts';

const REACH_PIXELS = 16;
const FROM_PIXELS_PER_METER = 0.1;
const SHARE_CENTI_MIN = 100;

/** The words beside the pointer when that is on a control point. */
export class PointTip {
  readonly view = element('div', { id: 'point-tip', role: 'tooltip', hidden: true });
  readonly #world: WorldFile;
  readonly #model: TerritoryModel;
  readonly #factions: FactionsShown;
  readonly #districtPoints = new Map<number, number[]>();
  #drawn = '';

  constructor(world: WorldFile, model: TerritoryModel, factions: FactionsShown) {
    this.#world = world;
    this.#model = model;
    this.#factions = factions;
    world.controlPoints.forEach(({ district }, point) => {
      const points = this.#districtPoints.get(district);
      if (points) points.push(point);
      else this.#districtPoints.set(district, [point]);
    });
  }

  /** The pointer is over `district` at CSS pixels (x, y). `holdSeconds` is how long a claim must hold. */
  update(district: number, x: number, y: number, camera: Camera, tick: number, holdSeconds: number): void {
    const point = camera.pixelsPerMeter < FROM_PIXELS_PER_METER ? -1 : this.#under(district, x, y, camera);
    const words = point < 0 ? '' : this.#words(point, tick, holdSeconds);
    if (words !== this.#drawn) {
      this.#drawn = words;
      this.view.hidden = words === '';
      this.view.textContent = words;
    }
    if (words === '') return;
    // On the side of the pointer where there is more room.
    const left = x > camera.widthPixels / 2 ? x - this.view.offsetWidth - 16 : x + 16;
    this.view.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + 12)}px)`;
  }

  #under(district: number, x: number, y: number, camera: Camera): number {
    let found = -1;
    let least = REACH_PIXELS;
    for (const point of this.#districtPoints.get(district) ?? []) {
      const [east, south] = this.#world.controlPoints[point].position;
      const distance = Math.hypot(camera.screenX(east) - x, camera.screenY(south) - y);
      if (distance >= least) continue;
      found = point;
      least = distance;
    }
    return found;
  }

  #words(point: number, tick: number, holdSeconds: number): string {
    const { points } = this.#model;
    const { nameOf } = this.#factions;
    const lines = [`${POINT_WORDS[this.#world.controlPoints[point].type]} · ${nameOf(points.owner[point])}`];
    if (points.isKnown(point)) {
      const shares = points
        .ranking(point, SHARE_CENTI_MIN)
        .map((faction) => `${nameOf(faction)} ${percentWords(points.share(point, faction) * 10_000)}`);
      lines.push(shares.length > 0 ? shares.join(' · ') : 'nobody has influence here');
    }
    const challenger = points.challenger[point];
    if (challenger !== 0) {
      const held = Math.min(holdSeconds, Math.max(0, (tick - points.challengerTick[point]) / 60));
      lines.push(`${nameOf(challenger)} holds its claim for ${held.toFixed(0)} of ${holdSeconds} s`);
    } else if (points.contested[point] === 1) lines.push('contested');
    return lines.join('\n');
  }
}
