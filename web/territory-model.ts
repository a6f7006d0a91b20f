import { CHANNEL, type EventRecord, SIDES, type TerritoryRecord } from '../src/protocol/territory-records.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { TerritoryTable } from './territory-table.ts';
import { isSteadyCause } from './territory-words.ts';

/** Changes kept to be shown: an evening at one district, or a stormy minute of the whole world. */
const CHANGES_MAX = 10_000;
const FLIPS_MAX = 100;
const EVENTS_MAX = 200;
/** Influence that must move at once to be a line of its own, in centi-points. */
const IMPULSE_CENTI_MIN = 50;

/** Something that happened to a territory while the page looked on. */
export interface TerritoryChange {
  readonly level: number;
  readonly index: number;
  readonly tick: number;
  readonly kind: 'owner' | 'label' | 'claim' | 'impulse';
  /** Who gained by it; 0 nobody. */
  readonly faction: number;
  /** Owner or label before; centi-points of an impulse. */
  readonly before: number;
  /** Owner or label after. */
  readonly after: number;
  readonly cause: number;
  readonly actor: number;
}

/** Everything the page knows of territories: the newest state of each, what changed, and the world events. */
export class TerritoryModel {
  readonly points: TerritoryTable;
  readonly districts: TerritoryTable;
  readonly regions: TerritoryTable;
  /** Newest last, as in all lists here. */
  readonly changes: TerritoryChange[] = [];
  /** Districts that changed hands: apart, since minutes of small changes would push them out of the others. */
  readonly flips: TerritoryChange[] = [];
  readonly events: EventRecord[] = [];
  /** Rises with every change that somebody could see; whoever draws compares it with what was drawn. */
  version = 0;
  readonly #dirty: number[] = [];
  readonly #isDirty: Uint8Array;

  constructor(world: WorldFile) {
    this.points = new TerritoryTable(world.controlPoints.length);
    this.districts = new TerritoryTable(world.districts.length);
    this.regions = new TerritoryTable(world.regions.length);
    this.#isDirty = new Uint8Array(world.districts.length);
    world.districts.forEach((district, index) => {
      this.districts.owner[index] = district.owner;
    });
    world.controlPoints.forEach((point, index) => {
      this.points.owner[index] = world.districts[point.district].owner;
    });
  }

  /** The table of a level; undefined for a level that has none. */
  table(level: number): TerritoryTable | undefined {
    return [this.points, this.districts, this.regions][level];
  }

  /**
   * Takes a record; one of a territory that the world file lacks is passed over. A lower tick than before is no
   * mistake: the world may have come back from disk.
   */
  take(record: Readonly<TerritoryRecord>): void {
    const table = this.table(record.level);
    if (!table || record.index >= table.count) return;
    if (table.isKnown(record.index)) this.#noteChanges(table, record);
    table.take(record);
    this.version++;
    if (record.level !== CHANNEL.district || this.#isDirty[record.index] === 1) return;
    this.#isDirty[record.index] = 1;
    this.#dirty.push(record.index);
  }

  takeEvent(event: EventRecord): void {
    const known = this.events.some(
      (one) => one.kind === event.kind && one.region === event.region && one.beginTick === event.beginTick,
    );
    if (known) return;
    this.events.push({ ...event });
    if (this.events.length > EVENTS_MAX) this.events.shift();
    this.version++;
  }

  /** Calls `paint` for every district that changed since the last call. */
  drain(paint: (district: number) => void): void {
    for (const district of this.#dirty) {
      this.#isDirty[district] = 0;
      paint(district);
    }
    this.#dirty.length = 0;
  }

  /** World events at a tick, anywhere. */
  eventsAt(tick: number): EventRecord[] {
    return this.events.filter((event) => event.beginTick <= tick && event.endTick > tick);
  }

  /** World events over a region at a tick. */
  eventsOver(region: number, tick: number): EventRecord[] {
    return this.eventsAt(tick).filter((event) => event.region === region);
  }

  /** The newest changes of a territory first. */
  changesOf(level: number, index: number, countMax: number): TerritoryChange[] {
    const found: TerritoryChange[] = [];
    for (let i = this.changes.length - 1; i >= 0 && found.length < countMax; i--) {
      const change = this.changes[i];
      if (change.level === level && change.index === index) found.push(change);
    }
    return found;
  }

  #noteChanges(table: TerritoryTable, record: TerritoryRecord): void {
    const { level, index, tick, cause, actor, owner, label, challenger } = record;
    const common = { level, index, tick, cause, actor };
    const [ownerBefore, labelBefore] = [table.owner[index], table.label[index]];
    if (owner !== ownerBefore) {
      const change = { ...common, kind: 'owner', faction: owner, before: ownerBefore, after: owner } as const;
      this.#note(change);
      if (level === CHANNEL.district) this.#noteFlip(change);
    } else if (challenger !== 0 && challenger !== table.challenger[index]) {
      this.#note({ ...common, kind: 'claim', faction: challenger, before: owner, after: challenger });
    } else if (!isSteadyCause(cause)) this.#noteImpulse(table, record);
    if (label !== labelBefore) {
      const faction = table.strongest(index);
      this.#note({ ...common, kind: 'label', faction, before: labelBefore, after: label });
    }
  }

  /** The faction that gained most at one blow, or lost most where none gained. */
  #noteImpulse(table: TerritoryTable, record: TerritoryRecord): void {
    const { level, index, tick, cause, actor } = record;
    let faction = 0;
    let most = 0;
    for (let side = 1; side < SIDES; side++) {
      const moved = record.influence[side] - table.influence[index * SIDES + side];
      const isMore = moved > 0 ? moved > most : most <= 0 && moved < most;
      if (!isMore) continue;
      faction = side;
      most = moved;
    }
    if (Math.abs(most) < IMPULSE_CENTI_MIN) return;
    this.#note({ level, index, tick, kind: 'impulse', faction, before: most, after: 0, cause, actor });
  }

  #noteFlip(change: TerritoryChange): void {
    this.flips.push(change);
    if (this.flips.length > FLIPS_MAX) this.flips.shift();
  }

  #note(change: TerritoryChange): void {
    this.changes.push(change);
    if (this.changes.length > CHANGES_MAX) this.changes.splice(0, CHANGES_MAX / 4);
  }
}
