import { MIND_PHASE } from '../../components/ai.ts';
import { BRAIN, LAYER, REFLEX } from '../../components/ai-rules.ts';
import { OPERATION_EVENT } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { isChosen, type Trace, type TracedOption } from '../../src/ai/explain-trace.ts';
import { isAttack } from '../../src/ai/goals.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { type Moment, MomentNote, type Play } from './stage.ts';
import type { ToldByMinds } from './traces.ts';

/** A decision as it was traced, with the world just before it began. */
export interface Decided {
  readonly trace: Trace;
  /** The option that led to the attack. */
  readonly option: TracedOption;
  readonly before: Moment;
}

/** An operation that began in order to attack somebody, with what its trace tells of why. */
export interface Attack {
  readonly tick: number;
  readonly faction: number;
  /** What began it: a tactical decision, or an answer to a threat. Undefined: the trace does not tell. */
  readonly cause: Decided | undefined;
  /** Of one that serves a goal, what chose the goal. Undefined: the trace does not tell. */
  readonly origin: Decided | undefined;
  readonly isAnswer: boolean;
}

/** Watches a game for attacks, and keeps the moments from which their decisions can be made again. */
export class AttackWatch {
  readonly #play: Play;
  /** By faction: where its strategic decision at work began, and its last complete one. */
  readonly #begun: (Moment | undefined)[] = [];
  readonly #strategic: { readonly trace: Trace; readonly before: Moment }[] = [];
  readonly #phase = new Uint8Array(SIDE_COUNT);
  readonly #before = new MomentNote();

  constructor(play: Play) {
    this.#play = play;
  }

  /** Plays one tick. Returns the attacks that began in it. */
  step(): Attack[] {
    const { world } = this.#play;
    this.#before.take(world);
    const told = this.#play.step();
    this.#watchStrategy(world, told);
    return told.operations
      .filter(({ event }) => event === OPERATION_EVENT.began)
      .flatMap(({ faction, number }) => {
        const trace = told.traces.find(
          ({ decision }) => decision.faction === faction && decision.number === number,
        );
        return this.#attackOf(faction, trace) ?? [];
      });
  }

  #watchStrategy({ mind, rules }: World, { traces }: ToldByMinds): void {
    for (let faction = 1; faction < SIDE_COUNT; faction++) {
      if (rules.ai.brain[faction] === BRAIN.none) continue;
      const trace = traces.find(
        ({ decision }) => decision.faction === faction && decision.layer === LAYER.strategic,
      );
      // One that takes no time begins and ends in the same tick.
      const isBegun = mind.phase[faction] !== MIND_PHASE.idle || trace !== undefined;
      if (this.#phase[faction] === MIND_PHASE.idle && isBegun) this.#begun[faction] = this.#before.moment;
      if (trace) this.#strategic[faction] = { trace, before: this.#begun[faction]! };
      this.#phase[faction] = mind.phase[faction];
    }
  }

  #attackOf(faction: number, trace: Trace | undefined): Attack | undefined {
    const { tick } = this.#play;
    const none = { tick, faction, cause: undefined, origin: undefined, isAnswer: false };
    const option = trace?.options.find(isChosen);
    if (trace === undefined || option === undefined) return none;
    const { chosen, layer, origin } = trace.decision;
    const cause = { trace, option, before: this.#before.moment };
    if (layer === LAYER.immediate) {
      const strikes = chosen === REFLEX.counterRaid || chosen === REFLEX.recapture;
      return strikes ? { ...none, cause, isAnswer: true } : undefined;
    }
    if (!isAttack(origin, option.other)) return undefined;
    const last = this.#strategic[faction];
    const goal = last?.trace.options.find(
      (one) => isChosen(one) && one.kind === origin && one.district === option.district,
    );
    return { ...none, cause, origin: last && goal && { ...last, option: goal } };
  }
}
