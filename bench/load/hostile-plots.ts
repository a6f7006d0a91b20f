import type { Mirror, MirrorEntity } from '../../client/mirror.ts';
import { BAG_SLOTS } from '../../src/limits.ts';
import { HEADINGS, UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { HARM_FALLEN, RESULT } from '../../src/protocol/fields.ts';
import { ORDER } from '../../src/protocol/orders.ts';

/** What a hostile client knows: the world around it, who it is, and a draw below a bound. */
export interface Scene {
  readonly mirror: Mirror;
  readonly self: MirrorEntity;
  readonly below: (bound: number) => number;
}

/** An order that no server may carry out. */
export interface Plot {
  readonly name: string;
  /** What a server answers to it, as long as the avatar stands. */
  readonly results: readonly number[];
  /** Undefined where the scene has no occasion for it. */
  readonly order: (scene: Scene) => { op: number; a: number; b: number } | undefined;
  /** Whether it is still impossible; left out, it always is. Of what it attacks, when the answer comes. */
  readonly isStillImpossible?: (scene: Scene, target: MirrorEntity | undefined) => boolean;
}

/** Beyond the sight of everybody, with what the highest cap of items and ground could add to it. */
const FAR_UNITS = 270 * UNITS_PER_METER;
const NOBODY = 120_000;
const UNKNOWN_OPS = [0, 99, 255];
const INT32_MAX = 0x7fff_ffff;

const attack = (entity: MirrorEntity | undefined) =>
  entity && { op: ORDER.attack, a: entity.id, b: 1 + entity.generation };

/** Some entity that fits, from a random one on. */
function find({ mirror, below }: Scene, fits: (entity: MirrorEntity) => boolean): MirrorEntity | undefined {
  const all = [...mirror.entities.values()];
  const start = below(Math.max(1, all.length));
  for (let i = 0; i < all.length; i++) {
    const entity = all[(start + i) % all.length];
    if (fits(entity)) return entity;
  }
  return undefined;
}

function isFar({ mirror, self }: Scene, other: MirrorEntity): boolean {
  const dx = mirror.xAt(other, mirror.tick) - mirror.xAt(self, mirror.tick);
  const dy = mirror.yAt(other, mirror.tick) - mirror.yAt(self, mirror.tick);
  return dx * dx + dy * dy > FAR_UNITS * FAR_UNITS;
}

const isFallen = (entity: MirrorEntity | undefined) => entity?.harm === HARM_FALLEN;

/** What hostile clients try, one after the other. */
export const PLOTS: readonly Plot[] = [
  {
    name: 'speedAbove100Percent',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.moveDirection, a: below(HEADINGS), b: 101 + below(10_000) }),
  },
  {
    name: 'speedOfNoSize',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.moveDirection, a: below(HEADINGS), b: -below(INT32_MAX) }),
  },
  {
    name: 'headingOutOfRange',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.moveDirection, a: HEADINGS + below(INT32_MAX - HEADINGS), b: 100 }),
  },
  {
    name: 'walkOutOfTheWorld',
    results: [RESULT.outsideWorld],
    order: ({ below, mirror }) => ({
      op: ORDER.moveTo,
      a: mirror.grid.columns * mirror.grid.units + below(1000),
      b: -1 - below(INT32_MAX),
    }),
  },
  {
    name: 'orderOfNoKind',
    results: [RESULT.unknownOrder],
    order: ({ below }) => ({ op: UNKNOWN_OPS[below(UNKNOWN_OPS.length)], a: below(1000), b: below(1000) }),
  },
  { name: 'attackOneself', results: [RESULT.notPossible], order: ({ self }) => attack(self) },
  {
    name: 'attackFriend',
    results: [RESULT.notPossible],
    order: (scene) => attack(find(scene, ({ faction }) => faction === scene.self.faction)),
  },
  {
    name: 'attackFallen',
    results: [RESULT.notPossible],
    order: (scene) => attack(find(scene, isFallen)),
    isStillImpossible: (_, target) => isFallen(target),
  },
  {
    name: 'attackOutOfSight',
    // Who retreats attacks nobody, far or near.
    results: [RESULT.notThere, RESULT.notPossible],
    order: (scene) => attack(find(scene, (entity) => isFar(scene, entity))),
    isStillImpossible: (scene, target) => target !== undefined && isFar(scene, target),
  },
  {
    name: 'attackNobody',
    results: [RESULT.notPossible],
    order: ({ below }) => ({ op: ORDER.attack, a: NOBODY + below(10_000), b: 0 }),
  },
  {
    name: 'attackBeyondAllIds',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.attack, a: INT32_MAX - below(1000), b: 0 }),
  },
  {
    name: 'attackFormerUseOfAnId',
    results: [RESULT.notPossible],
    order: (scene) => {
      const entity = find(scene, ({ faction }) => faction !== scene.self.faction);
      return entity && { op: ORDER.attack, a: entity.id, b: 1 + ((entity.generation + 1) % 256) };
    },
  },
  {
    name: 'postureOfNoKind',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.posture, a: 3 + below(1000), b: 0 }),
  },
  {
    name: 'wearFromNoPlace',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.equip, a: BAG_SLOTS + below(1000), b: 0 }),
  },
  {
    name: 'wearOnNoPlace',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.equip, a: 0, b: 4 + below(1000) }),
  },
  {
    name: 'useFromNoPlace',
    results: [RESULT.badValue],
    order: ({ below }) => ({ op: ORDER.useItem, a: -1 - below(1000), b: 0 }),
  },
];
