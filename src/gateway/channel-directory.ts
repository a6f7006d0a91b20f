import { SIDE_COUNT } from '../limits.ts';
import type { TerritoryCounts } from '../memory/territory-board.ts';
import {
  channelName,
  crowdsIndex,
  factionOfCrowds,
  isOfFaction,
  isSingle,
  scaleOfCrowds,
  splitChannelName,
} from '../protocol/channel-names.ts';
import { CHANNEL } from '../protocol/territory-records.ts';

/** The territories of a world as the channels need them. */
export interface TerritoryNames extends TerritoryCounts {
  readonly regionIds: readonly string[];
  readonly districtIds: readonly string[];
  readonly districtRegion: Uint16Array;
  /** Control points of district d are entries d to d + 1. */
  readonly controlPointStart: Uint32Array;
  /** Scales for which units are counted, the finest first; left out, there are none. */
  readonly summaryScales?: readonly number[];
  /** Whose units players may hear of by scale; left out, of those of their own faction. */
  readonly summaries?: 'all' | 'own' | 'none';
}

/** No channel or territory. */
export const NOWHERE = -1;

/** A faction that nobody belongs to: only who has none may hear of its channels. */
const NOBODY = SIDE_COUNT;

/** Factions that have channels. */
const FACTIONS = SIDE_COUNT - 1;

/**
 * Numbers all channels of a world: control points, districts, regions, the global one, then the routes of each faction,
 * its decisions, what happens between factions, and the units of each faction by scale.
 * Binary clients name them by level and index, JSON clients by the ids of the world file; a control point has its
 * district's id and a number from 1.
 */
export class ChannelDirectory {
  readonly names: TerritoryNames;
  readonly globalKey: number;
  readonly #firstDistrict: number;
  readonly #firstRegion: number;
  readonly #eventsKey: number;
  readonly #crowdsKey: number;
  /** Districts in order of their region, and where each region begins. */
  readonly #byRegion: Uint32Array;
  readonly #regionStart: Uint32Array;
  #districtOfId: Map<string, number> | undefined;

  constructor(names: TerritoryNames) {
    this.names = names;
    this.#firstDistrict = names.controlPointCount;
    this.#firstRegion = this.#firstDistrict + names.districtCount;
    this.globalKey = this.#firstRegion + names.regionCount;
    this.#eventsKey = this.globalKey + 2 * FACTIONS + 1;
    this.#crowdsKey = this.#eventsKey + 2;
    this.#regionStart = new Uint32Array(names.regionCount + 1);
    for (let d = 0; d < names.districtCount; d++) this.#regionStart[names.districtRegion[d] + 1]++;
    for (let r = 0; r < names.regionCount; r++) this.#regionStart[r + 1] += this.#regionStart[r];
    const next = this.#regionStart.slice();
    this.#byRegion = new Uint32Array(names.districtCount);
    for (let d = 0; d < names.districtCount; d++) this.#byRegion[next[names.districtRegion[d]]++] = d;
  }

  /** The key of a channel; NOWHERE when the world has no such territory. */
  keyOf(level: number, index: number): number {
    const { controlPointCount, districtCount, regionCount } = this.names;
    if (level === CHANNEL.controlPoint) return index < controlPointCount ? index : NOWHERE;
    if (level === CHANNEL.district) return index < districtCount ? this.#firstDistrict + index : NOWHERE;
    if (level === CHANNEL.region) return index < regionCount ? this.#firstRegion + index : NOWHERE;
    if (level === CHANNEL.crowds) return this.#crowdsKeyOf(index);
    if (isOfFaction(level) && (index === 0 || index > FACTIONS)) return NOWHERE;
    if (level === CHANNEL.routes) return this.globalKey + index;
    if (level === CHANNEL.decisions) return this.globalKey + FACTIONS + index;
    if (index !== 0) return NOWHERE;
    if (level === CHANNEL.events) return this.#eventsKey;
    if (level === CHANNEL.conflicts) return this.#eventsKey + 1;
    return level === CHANNEL.global ? this.globalKey : NOWHERE;
  }

  levelOf(key: number): number {
    if (key < this.#firstDistrict) return CHANNEL.controlPoint;
    if (key < this.#firstRegion) return CHANNEL.district;
    if (key < this.globalKey) return CHANNEL.region;
    if (key === this.globalKey) return CHANNEL.global;
    if (key <= this.globalKey + FACTIONS) return CHANNEL.routes;
    if (key < this.#eventsKey) return CHANNEL.decisions;
    if (key >= this.#crowdsKey) return CHANNEL.crowds;
    return key === this.#eventsKey ? CHANNEL.events : CHANNEL.conflicts;
  }

  indexOf(key: number): number {
    if (key < this.#firstDistrict) return key;
    if (key < this.#firstRegion) return key - this.#firstDistrict;
    if (key < this.globalKey) return key - this.#firstRegion;
    if (key >= this.#crowdsKey) {
      const place = Math.floor((key - this.#crowdsKey) / FACTIONS);
      return crowdsIndex(this.names.summaryScales![place], ((key - this.#crowdsKey) % FACTIONS) + 1);
    }
    if (key === this.globalKey || key >= this.#eventsKey) return 0;
    return ((key - this.globalKey - 1) % FACTIONS) + 1;
  }

  /** The faction whose secret a channel is, 0 = it is nobody's. */
  ownerOf(key: number): number {
    const level = this.levelOf(key);
    if (level !== CHANNEL.crowds) return isOfFaction(level) ? this.indexOf(key) : 0;
    const { summaries } = this.names;
    if (summaries === 'all') return 0;
    return summaries === 'none' ? NOBODY : factionOfCrowds(this.indexOf(key));
  }

  /** What a player of a faction may hear in the place of a channel that is another's: the own one, if any. */
  ownInstead(key: number, faction: number): string[] {
    const level = this.levelOf(key);
    if (level !== CHANNEL.crowds) return [channelName(level, faction)];
    const own = crowdsIndex(scaleOfCrowds(this.indexOf(key)), faction);
    return this.names.summaries === 'none' ? [] : [channelName(level, own)];
  }

  /** Place of the scale of a channel of crowds, by its index: 0 the finest. */
  crowdPlaceOf(index: number): number {
    return this.names.summaryScales!.indexOf(scaleOfCrowds(index));
  }

  districtsOf(region: number): Uint32Array {
    return this.#byRegion.subarray(this.#regionStart[region], this.#regionStart[region + 1]);
  }

  /** The id of a territory, as in the world file; of a faction's channel that. */
  idOf(level: number, index: number): string {
    const { controlPointStart, districtIds, regionIds } = this.names;
    if (isOfFaction(level) || level === CHANNEL.crowds) return String(index);
    if (level === CHANNEL.region) return regionIds[index];
    if (level === CHANNEL.district) return districtIds[index];
    const district = districtHolding(controlPointStart, index);
    return `${districtIds[district]}/${index - controlPointStart[district] + 1}`;
  }

  /** The territory of an id; NOWHERE when there is none. */
  find(level: number, id: string): number {
    if (level === CHANNEL.region) return this.names.regionIds.indexOf(id);
    if (level === CHANNEL.district) return this.#districtOf(id);
    const slash = id.lastIndexOf('/');
    const number = id.slice(slash + 1);
    const district = this.#districtOf(id.slice(0, Math.max(0, slash)));
    if (district === NOWHERE || !/^[1-9][0-9]{0,5}$/.test(number)) return NOWHERE;
    const { controlPointStart } = this.names;
    const index = controlPointStart[district] + Number(number) - 1;
    return index < controlPointStart[district + 1] ? index : NOWHERE;
  }

  nameOf(key: number): string {
    const level = this.levelOf(key);
    return channelName(level, isSingle(level) ? '' : this.idOf(level, this.indexOf(key)));
  }

  /** The key of a channel by its name; NOWHERE when there is none. */
  keyOfName(name: string): number {
    const words = splitChannelName(name);
    if (!words) return NOWHERE;
    if (isSingle(words.level)) return this.keyOf(words.level, 0);
    if (isOfFaction(words.level)) {
      return /^[1-9]$/.test(words.id) ? this.keyOf(words.level, Number(words.id)) : NOWHERE;
    }
    if (words.level === CHANNEL.crowds) return this.keyOf(words.level, Number(words.id));
    const index = this.find(words.level, words.id);
    return index === NOWHERE ? NOWHERE : this.keyOf(words.level, index);
  }

  #crowdsKeyOf(index: number): number {
    const place = (this.names.summaryScales ?? []).indexOf(scaleOfCrowds(index));
    const faction = factionOfCrowds(index);
    return place < 0 || faction === 0 ? NOWHERE : this.#crowdsKey + place * FACTIONS + faction - 1;
  }

  #districtOf(id: string): number {
    this.#districtOfId ??= new Map(this.names.districtIds.map((name, district) => [name, district]));
    return this.#districtOfId.get(id) ?? NOWHERE;
  }
}

function districtHolding(controlPointStart: Uint32Array, point: number): number {
  let low = 0;
  let high = controlPointStart.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (controlPointStart[middle] <= point) low = middle;
    else high = middle;
  }
  return low;
}
