import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT } from '../limits.ts';
import type { AiConflict, AiGoal, AiMind, AiOperation } from '../protocol/ai-records.ts';

/**
 * What the ai channels have told: what each faction is at, the pacts, and the districts that are contested. A part of
 * the territory board, written and read within its lock.
 */

/** Words of a faction: sequence, tick, strategy, home, goals, operations, then those. */
const GOAL_WORDS = 7;
const OPERATION_WORDS = 11;
const MIND_HEAD_WORDS = 6;
const GOALS_AT = MIND_HEAD_WORDS;
const OPERATIONS_AT = GOALS_AT + GOALS_EACH * GOAL_WORDS;
const MIND_WORDS = OPERATIONS_AT + OPERATIONS_EACH * OPERATION_WORDS;

/** Words before the rest: sequences of the channels of events and of conflicts. */
const HEAD_WORDS = 2;
const PACTS_AT = HEAD_WORDS + SIDE_COUNT * MIND_WORDS;
const CONFLICTS_AT = PACTS_AT + SIDE_COUNT * SIDE_COUNT;

/** Words of a district: 1 = contested | owner << 1 | strongest << 4 | second << 7, and since when. */
const CONFLICT_WORDS = 2;

/** Words of the board. */
export function mindsBoardWords(districtCount: number): number {
  return CONFLICTS_AT + districtCount * CONFLICT_WORDS;
}

export class MindsBoard {
  readonly #words: Int32Array;
  readonly #districtCount: number;

  /** `words` are mindsBoardWords of shared memory. */
  constructor(words: Int32Array, districtCount: number) {
    this.#words = words;
    this.#districtCount = districtCount;
  }

  /** Sequence of a faction's channel of decisions. */
  sequenceOf(faction: number): number {
    return this.#words[mindAt(faction)] >>> 0;
  }

  get eventsSequence(): number {
    return this.#words[0] >>> 0;
  }

  set eventsSequence(sequence: number) {
    this.#words[0] = sequence;
  }

  get conflictsSequence(): number {
    return this.#words[1] >>> 0;
  }

  set conflictsSequence(sequence: number) {
    this.#words[1] = sequence;
  }

  putMind(record: AiMind, sequence: number): void {
    const words = this.#words;
    const at = mindAt(record.faction);
    words[at] = sequence;
    words[at + 1] = record.tick;
    words[at + 2] = record.strategy;
    words[at + 3] = record.home;
    words[at + 4] = record.goalCount;
    words[at + 5] = record.operationCount;
    for (let i = 0; i < record.goalCount; i++)
      putGoal(words, at + GOALS_AT + i * GOAL_WORDS, record.goals[i]);
    for (let i = 0; i < record.operationCount; i++) {
      putOperation(words, at + OPERATIONS_AT + i * OPERATION_WORDS, record.operations[i]);
    }
  }

  /** Fills `into` with what a faction is at. */
  getMind(faction: number, into: AiMind): void {
    const words = this.#words;
    const at = mindAt(faction);
    into.faction = faction;
    into.tick = words[at + 1] >>> 0;
    into.strategy = words[at + 2];
    into.home = words[at + 3];
    // A write may be going on, and what is read then is thrown away: but it must not run over the end.
    into.goalCount = Math.min(GOALS_EACH, words[at + 4]);
    into.operationCount = Math.min(OPERATIONS_EACH, words[at + 5]);
    for (let i = 0; i < into.goalCount; i++) getGoal(words, at + GOALS_AT + i * GOAL_WORDS, into.goals[i]);
    for (let i = 0; i < into.operationCount; i++) {
      getOperation(words, at + OPERATIONS_AT + i * OPERATION_WORDS, into.operations[i]);
    }
  }

  /** Tick at which the pact between two factions ends, 0 = there is none. */
  pact(faction: number, other: number): number {
    return this.#words[PACTS_AT + faction * SIDE_COUNT + other] >>> 0;
  }

  putPact(faction: number, other: number, endTick: number): void {
    this.#words[PACTS_AT + faction * SIDE_COUNT + other] = endTick;
  }

  isContested(district: number): boolean {
    return (this.#words[conflictAt(district)] & 1) !== 0;
  }

  /** Puts down that a district is contested. */
  putConflict(record: AiConflict): void {
    if (record.district >= this.#districtCount) return;
    const at = conflictAt(record.district);
    this.#words[at] = 1 | (record.owner << 1) | (record.first << 4) | (record.second << 7);
    this.#words[at + 1] = record.tick;
  }

  dropConflict(district: number): void {
    if (district < this.#districtCount) this.#words[conflictAt(district)] = 0;
  }

  /** Fills `into` with a district that is contested. */
  getConflict(district: number, into: AiConflict): void {
    const at = conflictAt(district);
    const sides = this.#words[at];
    into.district = district;
    into.owner = (sides >> 1) & 7;
    into.first = (sides >> 4) & 7;
    into.second = (sides >> 7) & 7;
    into.tick = this.#words[at + 1] >>> 0;
  }
}

function mindAt(faction: number): number {
  return HEAD_WORDS + faction * MIND_WORDS;
}

function conflictAt(district: number): number {
  return CONFLICTS_AT + district * CONFLICT_WORDS;
}

function putGoal(words: Int32Array, at: number, goal: AiGoal): void {
  words[at] = goal.kind;
  words[at + 1] = goal.district;
  words[at + 2] = goal.other;
  words[at + 3] = goal.score;
  words[at + 4] = goal.squads;
  words[at + 5] = goal.deadlineTick;
  words[at + 6] = goal.operation;
}

function getGoal(words: Int32Array, at: number, goal: AiGoal): void {
  goal.kind = words[at];
  goal.district = words[at + 1];
  goal.other = words[at + 2];
  goal.score = words[at + 3];
  goal.squads = words[at + 4];
  goal.deadlineTick = words[at + 5] >>> 0;
  goal.operation = words[at + 6];
}

function putOperation(words: Int32Array, at: number, operation: AiOperation): void {
  words[at] = operation.place;
  words[at + 1] = operation.template;
  words[at + 2] = operation.goal;
  words[at + 3] = operation.district;
  words[at + 4] = operation.other;
  words[at + 5] = operation.step;
  words[at + 6] = operation.squads;
  words[at + 7] = operation.soldiers;
  words[at + 8] = operation.decision;
  words[at + 9] = operation.bornTick;
  words[at + 10] = operation.deadlineTick;
}

function getOperation(words: Int32Array, at: number, operation: AiOperation): void {
  operation.place = words[at];
  operation.template = words[at + 1];
  operation.goal = words[at + 2];
  operation.district = words[at + 3];
  operation.other = words[at + 4];
  operation.step = words[at + 5];
  operation.squads = words[at + 6];
  operation.soldiers = words[at + 7];
  operation.decision = words[at + 8] >>> 0;
  operation.bornTick = words[at + 9] >>> 0;
  operation.deadlineTick = words[at + 10] >>> 0;
}
