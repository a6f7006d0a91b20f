import { ERRAND } from '../../components/avatar.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { ANSWER_COUNT_MAX } from '../../src/limits.ts';
import { hashText } from '../../src/ops/start-message.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import type { Bot } from './bot.ts';
import type { Faults } from './faults.ts';
import type { Replayed } from './inspection.ts';

/** Holds recovered worlds against what the bots were told. */
export class Oracle {
  readonly #bots: readonly Bot[];
  readonly #faults: Faults;

  constructor(bots: readonly Bot[], faults: Faults) {
    this.#bots = bots;
    this.#faults = faults;
  }

  /**
   * Makes a watch over one replay: goals tell which order was carried out, so it sees an order that is done in another
   * tick than was told, or again after a newer one.
   */
  watch(): (world: World) => void {
    const sequences = this.#bots.map(() => 0);
    return (world) => {
      for (const { ledger, slot } of this.#bots) {
        const id = world.session.avatar[slot];
        if (id === 0) continue;
        const sequence = ledger.sequenceOfGoal(world.avatar.goalX[id], world.avatar.goalY[id]);
        const before = sequences[ledger.bot];
        if (sequence === before) continue;
        sequences[ledger.bot] = sequence;
        // The first goal seen in a replay may be of any time before its snapshot.
        if (before === 0) continue;
        const tick = world.ledger.tick[0];
        const doneTick = ledger.doneTick(sequence);
        if (sequence < before) {
          this.#faults.double(ledger.bot, sequence, `done again in tick ${tick}, after order ${before}`);
        } else if (doneTick !== 0 && doneTick !== tick) {
          this.#faults.double(ledger.bot, sequence, `done in tick ${tick}, but told in tick ${doneTick}`);
        }
      }
    };
  }

  /** Judges the replays of one crash, newest snapshot first. */
  judge(replays: readonly Replayed[]): void {
    const [newest, ...others] = replays;
    for (const { divergence, fromTick } of replays) {
      if (divergence !== undefined)
        this.#faults.mismatch(`from the snapshot of tick ${fromTick}: ${divergence}`);
    }
    for (const other of others) {
      if (other.tick === newest.tick && other.hash === newest.hash) continue;
      this.#faults.mismatch(
        `from the snapshot of tick ${newest.fromTick} history ends with ${stateText(newest)}, from that of tick ` +
          `${other.fromTick} with ${stateText(other)} (${other.problems.join('; ') || 'no problem found'})`,
      );
    }
    for (const bot of this.#bots) this.#judgeBot(bot, newest.world);
  }

  /** Holds what a server says that it started with against what was replayed here. */
  judgeStart(facts: { readonly tick: number; readonly hash: string }, replayed: Replayed): void {
    if (facts.tick === replayed.tick && facts.hash === hashText(replayed.hash)) return;
    this.#faults.mismatch(
      `the server started with hash ${facts.hash} at tick ${facts.tick}, the replay here ends with ` +
        stateText(replayed),
    );
  }

  #judgeBot({ ledger, slot }: Bot, world: World): void {
    const { answer, avatar, session } = world;
    const isHeld = session.state[slot] !== SESSION_STATE.free && session.avatar[slot] !== 0;
    const last = isHeld ? session.lastSequence[slot] : 0;
    ledger.recovered(last, `the world of tick ${world.ledger.tick[0]}`);
    const keptResult = (sequence: number) =>
      last - sequence < ANSWER_COUNT_MAX
        ? answer.result[slot * ANSWER_COUNT_MAX + (sequence % ANSWER_COUNT_MAX)]
        : undefined;
    for (const { sequence, result } of ledger.keptResults(last)) {
      const kept = keptResult(sequence);
      if (kept !== result)
        this.#faults.double(ledger.bot, sequence, `its answer is kept as ${kept}, not ${result}`);
    }
    if (!isHeld) return;
    const id = session.avatar[slot];
    const errand = ledger.errandAfter(last, keptResult);
    const goal = ledger.sequenceOfGoal(avatar.goalX[id], avatar.goalY[id]);
    if (errand.goalSequence !== goal) {
      const found = `the avatar walks for order ${goal}, not ${errand.goalSequence}, after order ${last}`;
      if (goal < errand.goalSequence) this.#faults.lose(ledger.bot, errand.goalSequence, found);
      else this.#faults.double(ledger.bot, goal, found);
    }
    const allowed = errandsOf(errand.op);
    if (!allowed.includes(avatar.errand[id])) {
      this.#faults.lose(ledger.bot, last, `the avatar's errand is ${avatar.errand[id]}, not ${allowed}`);
    }
  }
}

/** What an avatar may be at after its last order; a walk ends in standing still, by itself or in a fall. */
function errandsOf(op: number): number[] {
  if (op === ORDER.moveTo) return [ERRAND.walkTo, ERRAND.none];
  return op === ORDER.moveDirection ? [ERRAND.walkOn, ERRAND.none] : [ERRAND.none];
}

function stateText({ tick, hash }: Replayed): string {
  return `hash ${hashText(hash)} at tick ${tick}`;
}
