import type { BattleNews, Kit } from './battle-news.ts';
import { type NextTurn, NO_TURNS } from './course-ahead.ts';

/** One entity as the server has it. `x` and `y` hold at `baseTick`; the course carries them on from there. */
export interface MirrorEntity {
  readonly id: number;
  generation: number;
  kind: number;
  faction: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** Health lost, 0 whole .. 255 fallen. */
  harm: number;
  /** Entity it attacks, 0 none; it need not be in view. */
  target: number;
  /** Tick after which (x, y) is the position. */
  baseTick: number;
  /** Turns that it will take unless told otherwise, the soonest first; see `courseAt`. */
  next: readonly NextTurn[];
}

/** An entity of which nothing is known yet. */
export function unknownEntity(id: number): MirrorEntity {
  return {
    id,
    generation: 0,
    kind: 0,
    faction: 0,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    harm: 0,
    target: 0,
    baseTick: 0,
    next: NO_TURNS,
  };
}

export interface MirrorEvents {
  entered?(entity: MirrorEntity): void;
  /** It has another course or place, or all of it was told anew. */
  changed?(entity: MirrorEntity): void;
  /** Its harm is another than `before`. */
  hurt?(entity: MirrorEntity, before: number): void;
  /** It attacks another target, or none any more. */
  aimed?(entity: MirrorEntity): void;
  battle?(news: BattleNews): void;
  kit?(kit: Kit): void;
  left?(entity: MirrorEntity): void;
  /** A view came with the order to forget everything, before which the mirror was behind. */
  reset?(): void;
  answered?(sequence: number, result: number): void;
  avatar?(entity: number, generation: number): void;
  objective?(state: number, objective: number, controlPoint: number, endTick: number): void;
  owner?(district: number, owner: number): void;
  clock?(tick: number, durableTick: number, paceThousandths: number, tickZeroMicros: number): void;
  /** The mirror differed from the server in a sector: a fresh view must be asked for. */
  mismatch?(sector: number): void;
}
