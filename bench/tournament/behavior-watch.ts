import { GOAL, TEMPLATE, TEMPLATE_COUNT } from '../../components/ai-rules.ts';
import {
  CHRONICLE,
  CHRONICLE_WORDS,
  OPERATION_END,
  OPERATION_EVENT,
  PACT_EVENT,
} from '../../components/chronicle.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { isAttack } from '../../src/ai/goals.ts';
import { STEP } from '../../src/ai/templates.ts';
import { OPERATIONS_EACH, SIDE_COUNT } from '../../src/limits.ts';

/** Factions that are corporations: what Free77 is against. */
const CORPORATE = [1, 7];

/** What a faction did in a game, as an onlooker sees it. */
export interface Behavior {
  /** Operations by TEMPLATE. */
  readonly templates: number[];
  /** Attacks on somebody, by faction. */
  readonly attacksOn: number[];
  squads: number;
  soldiers: number;
  /** Strategic value of the targets of attacks, summed up. */
  targetValue: number;
  /** Of each operation with several squads that arrived: ticks from the first to the last. */
  readonly arrivalSpreads: number[];
  /** Ticks that squads stayed at a place that they took. */
  readonly stays: number[];
  relocations: number;
  pacts: number;
  betrayals: number;
  /** Districts that it took from somebody, or from nobody. */
  captures: number;
  done: number;
  ended: number;
}

interface LiveOperation {
  readonly faction: number;
  readonly district: number;
  arrivals: number;
  spread: number;
  /** 0 = the place is not taken. */
  takenTick: number;
}

/** Watches a game and sums up what each faction does in it. */
export class BehaviorWatch {
  readonly behaviors: readonly Behavior[];
  handChanges = 0;
  /** Longest time between two changes of hands, ticks. */
  longestQuietTicks = 0;
  /** Whole spans of `quietTicks` in which nothing changed hands. */
  quietSpans = 0;
  readonly #world: World;
  readonly #quietTicks: number;
  readonly #operations = new Map<number, LiveOperation>();
  #lastChangeTick: number;

  constructor(world: World, quietTicks: number) {
    this.#world = world;
    this.#quietTicks = quietTicks;
    this.#lastChangeTick = world.ledger.tick[0];
    this.behaviors = Array.from({ length: SIDE_COUNT }, () => ({
      templates: Array.from({ length: TEMPLATE_COUNT }, () => 0),
      attacksOn: Array.from({ length: SIDE_COUNT }, () => 0),
      ...{ squads: 0, soldiers: 0, targetValue: 0, arrivalSpreads: [], stays: [], relocations: 0 },
      ...{ pacts: 0, betrayals: 0, captures: 0, done: 0, ended: 0 },
    }));
  }

  /** Takes in what the tick that has just run wrote down. */
  look(): void {
    const { count, words } = this.#world.chronicle;
    for (let at = 0; at < count * CHRONICLE_WORDS; at += CHRONICLE_WORDS) {
      const kind = words[at];
      if (kind === CHRONICLE.owner && words[at + 1] === LEVEL.district)
        this.#changeHands(words[at + 2], words[at + 7]);
      else if (kind === CHRONICLE.operation) this.#follow(words, at);
      else if (kind === CHRONICLE.pact) this.#notePact(words[at + 3], words[at + 1]);
    }
  }

  /** To be called at the end: the last quiet span may still be open. */
  finish(): void {
    this.#endQuiet();
  }

  #changeHands(district: number, owner: number): void {
    this.handChanges++;
    this.#endQuiet();
    if (owner === 0) return;
    this.behaviors[owner].captures++;
    for (const live of this.#operations.values()) {
      if (live.faction === owner && live.district === district && live.takenTick === 0) {
        live.takenTick = this.#world.ledger.tick[0];
      }
    }
  }

  #endQuiet(): void {
    const tick = this.#world.ledger.tick[0];
    const quiet = tick - this.#lastChangeTick;
    this.quietSpans += Math.floor(quiet / this.#quietTicks);
    this.longestQuietTicks = Math.max(this.longestQuietTicks, quiet);
    this.#lastChangeTick = tick;
  }

  #follow(words: Int32Array, at: number): void {
    const row = words[at + 6] & 0xffff;
    const word = words[at + 7];
    switch (words[at + 1]) {
      case OPERATION_EVENT.began:
        this.#begin(row, words[at + 4], words[at + 6] >>> 16, word);
        break;
      case OPERATION_EVENT.arrived: {
        const live = this.#operations.get(row);
        if (live === undefined) break;
        live.arrivals++;
        live.spread = Math.max(live.spread, word);
        break;
      }
      case OPERATION_EVENT.step:
        if (word === STEP.withdraw || word === STEP.settle) this.#leave(row);
        break;
      case OPERATION_EVENT.ended:
        this.#end(row, words[at + 4], word);
        break;
    }
  }

  #begin(row: number, template: number, squads: number, soldiers: number): void {
    const { graph, operation } = this.#world;
    const faction = Math.floor(row / OPERATIONS_EACH);
    const behavior = this.behaviors[faction];
    const district = operation.district[row];
    const other = operation.faction[row];
    this.#operations.set(row, { faction, district, arrivals: 0, spread: 0, takenTick: 0 });
    behavior.templates[template]++;
    behavior.squads += squads;
    behavior.soldiers += soldiers;
    const goal = operation.goal[row];
    // An answer to a threat has no goal: it is an attack when it goes to the land of somebody else.
    if (other === 0 || other === faction || !isAttack(goal === GOAL.none ? GOAL.raid : goal, other)) return;
    behavior.attacksOn[other]++;
    behavior.targetValue += graph.districtValue[district];
  }

  #leave(row: number): void {
    const live = this.#operations.get(row);
    if (live === undefined || live.takenTick === 0) return;
    this.behaviors[live.faction].stays.push(this.#world.ledger.tick[0] - live.takenTick);
    live.takenTick = 0;
  }

  #end(row: number, template: number, end: number): void {
    const live = this.#operations.get(row);
    if (live === undefined) return;
    this.#leave(row);
    const behavior = this.behaviors[live.faction];
    if (live.arrivals > 1) behavior.arrivalSpreads.push(live.spread);
    behavior.ended++;
    if (end === OPERATION_END.done) behavior.done++;
    if (end === OPERATION_END.done && template === TEMPLATE.relocate) behavior.relocations++;
    this.#operations.delete(row);
  }

  #notePact(faction: number, event: number): void {
    if (event === PACT_EVENT.made) this.behaviors[faction].pacts++;
    if (event === PACT_EVENT.broken) this.behaviors[faction].betrayals++;
  }
}

/** Attacks of a faction, and those of them that went against corporations other than itself. */
export function attacksOf(
  behavior: Behavior,
  faction: number,
): { readonly all: number; readonly corporate: number } {
  let all = 0;
  let corporate = 0;
  for (let other = 1; other < SIDE_COUNT; other++) {
    all += behavior.attacksOn[other];
    if (CORPORATE.includes(other) && other !== faction) corporate += behavior.attacksOn[other];
  }
  return { all, corporate };
}
