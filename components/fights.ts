import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import { PROPERTY_COUNT, UNIT_COUNT } from './combat-rules.ts';

/** Outcomes of a strike, in the order in which they are drawn; their counts are metrics. */
export const OUTCOME = { miss: 0, evade: 1, parry: 2, block: 3, hit: 4, critical: 5, lost: 6 } as const;

export const OUTCOME_COUNT = Object.keys(OUTCOME).length;

/** Where a fort or a base can stand. */
export interface FortSite {
  /** ENTITY_KIND of what stands there. */
  readonly kind: number;
  readonly district: number;
  /** Control point, -1 for a base. */
  readonly point: number;
  /** 1/4096 m. */
  readonly x: number;
  readonly y: number;
}

/** What happens in a fight that clients who see the place are told, in this tick. */
export interface BattleNews {
  count: number;
  /** BATTLE_EVENT of the protocol. */
  readonly kind: Uint8Array;
  readonly sector: Uint32Array;
  /** By kind: who fell; the control point; participants. */
  readonly subject: Uint32Array;
  /** By kind: who did it, or 0; the faction. */
  readonly actor: Uint32Array;
  /** Place + 1 of the next event in the same sector, 0 none; valid while they are encoded. */
  readonly next: Uint32Array;
  /** Events of the tick that has ended, for who looks at the world between two ticks. */
  lastCount: number;
  /** Events that did not fit, since boot, for the metrics. */
  dropped: number;
}

/**
 * Working memory of combat. Nothing here is state: properties follow from the stores and the rules, the lists are empty
 * between ticks. After a restore, and when the rules change, every property is dirty.
 */
export interface Fights {
  /** By PROPERTY, then by entity id. Valid where `dirty` is 0. */
  readonly property: readonly Int32Array[];
  /** STYLE and DAMAGE of the weapon in hand, by id. Valid with the properties. */
  readonly style: Uint8Array;
  readonly damageKind: Uint8Array;
  /** Bits of the properties to be computed anew, by id. */
  readonly dirty: Uint32Array;
  /** Ids with a dirty bit, each once, in the order in which they became dirty. */
  readonly dirtyIds: Uint32Array;
  dirtyCount: number;
  /** Who strikes in this tick, ascending. */
  readonly strikers: Uint32Array;
  strikerCount: number;
  /** What comes of it, by place in `strikers`. */
  readonly outcome: Uint8Array;
  readonly damage: Uint32Array;
  /** Who fell in this tick, and by whom (an id, or 0), in order. */
  readonly fallen: Uint32Array;
  readonly killer: Uint32Array;
  fallenCount: number;
  readonly news: BattleNews;
  readonly sites: readonly FortSite[];
  /** Since boot, for the metrics. */
  readonly outcomes: Float64Array;
  /** Who fell, by ENTITY_KIND - 1. */
  readonly deaths: Float64Array;
  recomputed: number;
  effectsBegun: number;
  looks: number;
  candidates: number;
}

/** Events of fights that one tick can tell; what goes beyond is not told. */
export const BATTLE_NEWS_MAX = 4_096;

/** All properties of an entity. */
export const ALL_PROPERTIES = (1 << PROPERTY_COUNT) - 1;

/** Working memory for a world whose forts and bases stand at `sites`. */
export function createFights(sites: readonly FortSite[]): Fights {
  return {
    property: Array.from({ length: PROPERTY_COUNT }, () => new Int32Array(ENTITY_COUNT_MAX)),
    style: new Uint8Array(ENTITY_COUNT_MAX),
    damageKind: new Uint8Array(ENTITY_COUNT_MAX),
    dirty: new Uint32Array(ENTITY_COUNT_MAX),
    dirtyIds: new Uint32Array(ENTITY_COUNT_MAX),
    dirtyCount: 0,
    strikers: new Uint32Array(ENTITY_COUNT_MAX),
    strikerCount: 0,
    outcome: new Uint8Array(ENTITY_COUNT_MAX),
    damage: new Uint32Array(ENTITY_COUNT_MAX),
    fallen: new Uint32Array(ENTITY_COUNT_MAX),
    killer: new Uint32Array(ENTITY_COUNT_MAX),
    fallenCount: 0,
    news: {
      count: 0,
      kind: new Uint8Array(BATTLE_NEWS_MAX),
      sector: new Uint32Array(BATTLE_NEWS_MAX),
      subject: new Uint32Array(BATTLE_NEWS_MAX),
      actor: new Uint32Array(BATTLE_NEWS_MAX),
      next: new Uint32Array(BATTLE_NEWS_MAX),
      lastCount: 0,
      dropped: 0,
    },
    sites,
    outcomes: new Float64Array(OUTCOME_COUNT),
    deaths: new Float64Array(UNIT_COUNT),
    recomputed: 0,
    effectsBegun: 0,
    looks: 0,
    candidates: 0,
  };
}
