import type { Mirror } from '../../client/mirror.ts';
import { GEAR_COUNT, POSTURE_COUNT } from '../../components/combat-rules.ts';
import { BAG_SLOTS } from '../../src/limits.ts';
import { HEADINGS } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import type { TerritoryGraph } from '../../src/territory/graph.ts';
import type { Chance } from './chance.ts';

/** An order that a client comes up with, and what a server may answer to it. */
export interface Whim {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly expected: readonly number[];
}

const DONE = [RESULT.done];
/** Whom one sees may have gone or fallen since, or be no enemy at all. */
const ATTACKED = [RESULT.done, RESULT.notThere, RESULT.notPossible];
/** Things are used up, and not in a row. */
const USED = [RESULT.done, RESULT.notPossible, RESULT.busy];

/** Walks, fights and mistakes, of a client that sees what its mirror holds. */
export function whim(chance: Chance, { widthUnits, heightUnits }: TerritoryGraph, mirror: Mirror): Whim {
  const kind = chance.below(16);
  if (kind < 3) {
    return { op: ORDER.moveTo, a: chance.below(widthUnits), b: chance.below(heightUnits), expected: DONE };
  }
  if (kind < 6) {
    return { op: ORDER.moveDirection, a: chance.below(HEADINGS), b: chance.between(1, 100), expected: DONE };
  }
  switch (kind) {
    case 6:
      return { op: ORDER.stop, a: 0, b: 0, expected: DONE };
    case 7:
      return { op: ORDER.moveTo, a: -1, b: 0, expected: [RESULT.outsideWorld] };
    case 8:
      return {
        op: ORDER.moveDirection,
        a: 0,
        b: 101 + chance.below(100),
        expected: [RESULT.badValue],
      };
    case 9:
      return { op: ORDER.posture, a: POSTURE_COUNT, b: 0, expected: [RESULT.badValue] };
    case 10:
    case 11:
      return { op: ORDER.posture, a: chance.below(POSTURE_COUNT), b: 0, expected: DONE };
    case 12:
      return { op: ORDER.equip, a: chance.below(BAG_SLOTS), b: chance.below(1 + GEAR_COUNT), expected: USED };
    case 13:
      return { op: ORDER.useItem, a: chance.below(BAG_SLOTS), b: 0, expected: USED };
    default:
      return attackSomebody(chance, mirror);
  }
}

function attackSomebody(chance: Chance, mirror: Mirror): Whim {
  const seen = [...mirror.entities.values()];
  const entity = seen[chance.below(Math.max(1, seen.length))];
  if (entity === undefined) return { op: ORDER.attack, a: 0, b: 0, expected: DONE };
  const use = chance.oneIn(3) ? 0 : 1 + entity.generation;
  return { op: ORDER.attack, a: entity.id, b: use, expected: ATTACKED };
}
