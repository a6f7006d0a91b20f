import { ERRAND } from '../../components/avatar.ts';
import { WORD } from '../../components/inbox.ts';
import type { World } from '../../components/world.ts';
import { ANSWER_COUNT_MAX } from '../../src/limits.ts';
import { HEADINGS, stepX, stepY } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT, type Result } from '../../src/protocol/fields.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { escortConvoy, planRoute, raidConvoy, setStance } from './convoy-orders.ts';
import { attack, setPosture } from './fight-orders.ts';
import { equip, useItem } from './items.ts';
import { takeUpObjective } from './objectives.ts';
import { notice } from './sessions.ts';
import { setCourse } from './set-course.ts';
import { paceOf } from './walk.ts';

/**
 * Carries out one order, or, when its sequence was taken before, only repeats the recorded answer: a client that
 * reconnects sends again what it has no answer to.
 */
export function takeOrder(world: World, at: number): void {
  const { answer, inbox, session } = world;
  const slot = inbox.words[at + WORD.slot];
  const sequence = inbox.words[at + WORD.sequence] >>> 0;
  const last = session.lastSequence[slot];
  const record = slot * ANSWER_COUNT_MAX + (sequence % ANSWER_COUNT_MAX);
  let result: number;
  if (sequence > last) {
    result = obey(
      world,
      session.avatar[slot],
      inbox.words[at + WORD.op],
      inbox.words[at + WORD.a],
      inbox.words[at + WORD.b],
    );
    // A skipped sequence was never taken; its slot still holds the answer to one long ago.
    const gap = Math.min(sequence - last - 1, ANSWER_COUNT_MAX - 1);
    for (let i = 1; i <= gap; i++) {
      answer.result[slot * ANSWER_COUNT_MAX + ((sequence - i) % ANSWER_COUNT_MAX)] = RESULT.tooOld;
    }
    answer.result[record] = result;
    session.lastSequence[slot] = sequence;
  } else {
    // Counting starts at 1: the place of 0 holds nothing, or the answer to another order.
    const kept = sequence > 0 && last - sequence < ANSWER_COUNT_MAX;
    result = kept ? answer.result[record] : RESULT.tooOld;
  }
  const row = notice(world, NOTICE.answer, slot);
  if (row < 0) return;
  world.frame.notices.words[row + 4] = sequence;
  world.frame.notices.words[row + 5] = result;
}

function obey(world: World, id: number, op: number, a: number, b: number): Result {
  const { avatar, fighter, graph, ledger } = world;
  if (id === 0) return RESULT.noAvatar;
  if (fighter.respawnTick[id] !== 0) return RESULT.fallen;
  switch (op) {
    case ORDER.moveTo:
      if (a < 0 || b < 0 || a >= graph.widthUnits || b >= graph.heightUnits) return RESULT.outsideWorld;
      avatar.errand[id] = ERRAND.walkTo;
      avatar.goalX[id] = a;
      avatar.goalY[id] = b;
      avatar.turnTick[id] = ledger.tick[0];
      return RESULT.done;
    case ORDER.moveDirection: {
      if (a < 0 || a >= HEADINGS || b < 1 || b > 100) return RESULT.badValue;
      const speed = Math.max(1, Math.floor((paceOf(world, id) * b) / 100));
      avatar.errand[id] = ERRAND.walkOn;
      avatar.turnTick[id] = ledger.tick[0];
      setCourse(world, id, stepX(a, speed), stepY(a, speed));
      return RESULT.done;
    }
    case ORDER.stop:
      avatar.errand[id] = ERRAND.none;
      avatar.turnTick[id] = 0;
      // Whom it was to attack it follows no more.
      fighter.isOrdered[id] = 0;
      setCourse(world, id, 0, 0);
      return RESULT.done;
    case ORDER.objective:
      return takeUpObjective(world, id, a, b);
    case ORDER.planRoute:
      return planRoute(world, id, a, b);
    case ORDER.escort:
      return escortConvoy(world, id, a, b);
    case ORDER.raid:
      return raidConvoy(world, id, a, b);
    case ORDER.convoyStance:
      return setStance(world, id, a, b);
    case ORDER.attack:
      return attack(world, id, a, b);
    case ORDER.posture:
      return setPosture(world, id, a);
    case ORDER.equip:
      return equip(world, id, a, b);
    case ORDER.useItem:
      return useItem(world, id, a);
    default:
      return RESULT.unknownOrder;
  }
}
