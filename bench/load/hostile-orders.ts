import { HEADINGS } from '../../src/maths/fixed-point.ts';
import { ORDER, type Order } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import type { Attempt, HostileBook } from './hostile-book.ts';
import { PLOTS, type Scene } from './hostile-plots.ts';

const OLD_SEQUENCES = 40;

/** Answers to whatever one orders: who has fallen obeys nobody, and a repeat may come late, or before its turn. */
const EXCUSES: ReadonlySet<number> = new Set([RESULT.fallen, RESULT.busy, RESULT.tooOld]);

/** A sequence that was answered long ago, now with an order that would be carried out if it were new. */
export function repeatedOrder({ below }: Scene, book: HostileBook): Order {
  const sequence = Math.max(0, book.takenUpTo - below(OLD_SEQUENCES));
  return { sequence, op: ORDER.moveDirection, a: below(HEADINGS), b: 100 };
}

/** One of the plots, under the next sequence; without an occasion for it the first, which has one always. */
export function plottedOrder(scene: Scene, book: HostileBook): Order {
  const wanted = scene.below(PLOTS.length);
  const found = PLOTS[wanted].order(scene);
  const plot = found ? wanted : 0;
  const order = found ?? PLOTS[0].order(scene)!;
  const target = order.op === ORDER.attack ? order.a : 0;
  return { sequence: book.attempt(plot, target), ...order };
}

/** What the answer to an attempt says of the server. `scene` is what is seen when it comes. */
export function judgeAnswer(
  { plot, target }: Attempt,
  result: number,
  scene: Scene | undefined,
): 'refused' | 'refusedWrongly' | 'allowed' | 'gained' {
  const { isStillImpossible, results } = PLOTS[plot];
  if (result !== RESULT.done)
    return results.includes(result) || EXCUSES.has(result) ? 'refused' : 'refusedWrongly';
  if (!isStillImpossible || !scene) return 'gained';
  return isStillImpossible(scene, scene.mirror.entities.get(target)) ? 'gained' : 'allowed';
}
