import { type BattleNews, type Mirror, type MirrorEntity, UNITS_PER_METER } from '../client/index.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { LiveMap } from './live-map.ts';
import type { PositionOf } from './unit-layer.ts';

export interface Battleground {
  readonly world: WorldFile;
  readonly map: LiveMap;
  readonly positionOf: PositionOf;
  mirror(): Mirror | undefined;
}

/** Draws what news of fights tell: explosions, last blows, battles and captures. */
export class BattleMarks {
  readonly #ground: Battleground;
  readonly #at = { x: 0, y: 0, vx: 0, vy: 0 };
  readonly #from = { x: 0, y: 0, vx: 0, vy: 0 };

  constructor(ground: Battleground) {
    this.#ground = ground;
  }

  /**
   * Draws an event, while who falls in it is still in view. Returns where it is, in meters, good until the next one;
   * undefined for one whose place is not known.
   */
  draw(news: BattleNews, nowMs: number): Readonly<{ x: number; y: number }> | undefined {
    switch (news.kind) {
      case 'massiveBattle':
        return this.#drawBattle(news, nowMs);
      case 'resourceCapture':
        return this.#drawCapture(news, nowMs);
      case 'unitDestroyed':
      case 'baseDestroyed':
        return this.#drawFall(news, nowMs);
    }
  }

  #drawBattle({ sector, subject }: BattleNews, nowMs: number) {
    const mirror = this.#ground.mirror();
    if (!mirror) return undefined;
    this.#middleOf(mirror, sector);
    this.#ground.map.fights.battle(sector, this.#at.x, this.#at.y, subject, nowMs);
    return this.#at;
  }

  #drawCapture({ subject, actor }: BattleNews, nowMs: number) {
    const { world, map } = this.#ground;
    const point = world.controlPoints[subject];
    if (!point) return undefined;
    [this.#at.x, this.#at.y] = point.position;
    map.fights.burst('capture', this.#at.x, this.#at.y, nowMs, map.palette.unit[actor]);
    return this.#at;
  }

  #drawFall({ subject, actor }: BattleNews, nowMs: number) {
    const { map, positionOf } = this.#ground;
    const who = this.#entity(subject);
    if (!who) return undefined;
    const { x, y } = positionOf(who, nowMs, this.#at);
    const isBuilding = who.kind === ENTITY_KIND.fort || who.kind === ENTITY_KIND.base;
    map.fights.burst(isBuilding ? 'building' : 'unit', x, y, nowMs);
    // The last blow leaves nobody behind who could be seen harmed.
    const by = this.#entity(actor);
    if (by) {
      const from = positionOf(by, nowMs, this.#from);
      map.fights.book.add(actor, subject, from.x, from.y, x, y, nowMs);
    }
    return this.#at;
  }

  #entity(id: number): MirrorEntity | undefined {
    return this.#ground.mirror()?.entities.get(id);
  }

  /** Where those of a sector who attack somebody are in the mean; its middle when nobody does. */
  #middleOf({ grid, entities }: Mirror, sector: number): void {
    const [west, north] = [
      (sector % grid.columns) * grid.units,
      Math.floor(sector / grid.columns) * grid.units,
    ];
    let [x, y, count] = [0, 0, 0];
    for (const entity of entities.values()) {
      if (entity.target === 0 || entity.x < west || entity.y < north) continue;
      if (entity.x >= west + grid.units || entity.y >= north + grid.units) continue;
      x += entity.x;
      y += entity.y;
      count++;
    }
    this.#at.x = (count > 0 ? x / count : west + grid.units / 2) / UNITS_PER_METER;
    this.#at.y = (count > 0 ? y / count : north + grid.units / 2) / UNITS_PER_METER;
  }
}
