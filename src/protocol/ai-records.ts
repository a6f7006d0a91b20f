import type { ByteWriter } from './bytes.ts';

/**
 * What the ai channels tell about the minds of factions; ai-reader.ts reads it. `mind` holds all that a faction is at;
 * decisions, operations, pacts, attacks and conflicts are events.
 */

/** Kinds of records, in their first byte; the kinds below are in route-records.ts. */
export const AI_RECORD = { decision: 8, operation: 9, mind: 10, pact: 11, attack: 12, conflict: 13 } as const;

/** Options of a decision that are told, the best ones: three may be chosen at once, and one to compare them with. */
export const OPTIONS_TOLD_MAX = 4;
/** The numbers that each was weighed by. */
export const OPTION_INPUTS = 16;

/** Goals and operations of a faction at a time. */
export const MIND_GOALS_MAX = 3;
export const MIND_OPERATIONS_MAX = 16;

const INPUTS_BIT = 1 << 7;

export const AI_RECORDS = [
  {
    kind: AI_RECORD.decision,
    name: 'decision',
    body:
      'faction u8, number varint, layer u8, chosen u8, district + 1 varint, origin u8, weighed varint, ' +
      'score zigzag (1/65,536), tick u32, options u8, per option: kind u8, district + 1 varint, other faction u8, ' +
      'flags bits 0-2 | inputs bit 7 u8, score zigzag, and with that bit 16 varints',
    meaning:
      'a decision and its best options, the best first. Kinds are goals, templates or reflexes by layer, ' +
      'and origins strategies, goals or threats',
  },
  {
    kind: AI_RECORD.operation,
    name: 'operation',
    body:
      'faction u8, place u8, event u8, template u8, goal u8, other faction u8, district + 1 varint, squads u8, ' +
      'decision varint, word varint, tick u32',
    meaning:
      'what happened to the operation at that place. The word says, of began: soldiers; of arrived: ticks ' +
      'after the first squad; of step: its number; of ended: how',
  },
  {
    kind: AI_RECORD.mind,
    name: 'mind',
    body:
      'faction u8, strategy u8, home district + 1 varint (0 = the hub), tick u32, goals u8, per goal: kind u8, ' +
      'district varint, other faction u8, score zigzag (1/65,536), squads u8, deadline tick u32, ' +
      'place of its operation + 1 u8; operations u8, per operation: place u8, template u8, goal u8, district varint, ' +
      'other faction u8, step u8, squads u8, soldiers varint, decision varint, first tick u32, deadline tick u32',
    meaning: 'all that a faction is at; what was told before is void',
  },
  {
    kind: AI_RECORD.pact,
    name: 'pact',
    body: 'event u8, faction u8, other faction u8, tick at which it ends u32, tick u32',
    meaning: 'what happened between two factions; 0 = there is no pact',
  },
  {
    kind: AI_RECORD.attack,
    name: 'attack',
    body: 'faction u8, other faction u8, goal u8, tick u32',
    meaning: 'a faction began an operation against another; where is not told',
  },
  {
    kind: AI_RECORD.conflict,
    name: 'conflict',
    body: 'event u8, district varint, owner bits 0-2 | strongest faction bits 3-5 u8, second strongest u8, tick u32',
    meaning: 'a district became contested or calm, or changed hands',
  },
] as const;

/** An option of a decision; numbers as in ai-words.ts. */
export interface AiOption {
  kind: number;
  /** -1 = it is about none. */
  district: number;
  /** The other faction, 0 nobody. */
  other: number;
  /** AI_OPTION_FLAG. */
  flags: number;
  /** 1/65,536. */
  score: number;
  /** Whether `inputs` were told. */
  hasInputs: boolean;
  readonly inputs: Uint16Array;
}

export interface AiDecision {
  faction: number;
  /** Of this faction, from 1. */
  number: number;
  layer: number;
  chosen: number;
  /** -1 = it is about none. */
  district: number;
  /** The strategy, goal or threat that it follows from. */
  origin: number;
  /** Options there were. */
  weighed: number;
  score: number;
  tick: number;
  /** Options told: `options[0 .. count)`. */
  count: number;
  readonly options: readonly AiOption[];
}

export interface AiOperationEvent {
  faction: number;
  /** Place among the operations of its faction. */
  place: number;
  event: number;
  template: number;
  goal: number;
  other: number;
  district: number;
  squads: number;
  /** Number of the decision that began it. */
  decision: number;
  word: number;
  tick: number;
}

export interface AiGoal {
  kind: number;
  district: number;
  other: number;
  score: number;
  squads: number;
  deadlineTick: number;
  /** Place of the operation for it + 1, 0 none. */
  operation: number;
}

export interface AiOperation {
  place: number;
  template: number;
  goal: number;
  district: number;
  other: number;
  step: number;
  squads: number;
  soldiers: number;
  decision: number;
  bornTick: number;
  deadlineTick: number;
}

export interface AiMind {
  faction: number;
  strategy: number;
  /** District + 1 where its squads gather, 0 = the hub. */
  home: number;
  tick: number;
  /** `goals[0 .. goalCount)`, `operations[0 .. operationCount)`. */
  goalCount: number;
  operationCount: number;
  readonly goals: readonly AiGoal[];
  readonly operations: readonly AiOperation[];
}

export interface AiPact {
  event: number;
  faction: number;
  other: number;
  /** Tick at which it ends, 0 = there is none. */
  endTick: number;
  tick: number;
}

export interface AiAttack {
  faction: number;
  other: number;
  goal: number;
  tick: number;
}

export interface AiConflict {
  event: number;
  district: number;
  owner: number;
  /** The strongest two factions there, 0 nobody. */
  first: number;
  second: number;
  tick: number;
}

export function createAiDecision(): AiDecision {
  return {
    ...{ faction: 0, number: 0, layer: 0, chosen: 0, district: -1, origin: 0, weighed: 0, score: 0 },
    ...{ tick: 0, count: 0 },
    options: Array.from({ length: OPTIONS_TOLD_MAX }, () => ({
      ...{ kind: 0, district: -1, other: 0, flags: 0, score: 0, hasInputs: false },
      inputs: new Uint16Array(OPTION_INPUTS),
    })),
  };
}

export function createAiOperationEvent(): AiOperationEvent {
  return {
    ...{ faction: 0, place: 0, event: 0, template: 0, goal: 0, other: 0, district: -1, squads: 0 },
    ...{ decision: 0, word: 0, tick: 0 },
  };
}

export function createAiMind(): AiMind {
  return {
    ...{ faction: 0, strategy: 0, home: 0, tick: 0, goalCount: 0, operationCount: 0 },
    goals: Array.from({ length: MIND_GOALS_MAX }, () => ({
      ...{ kind: 0, district: 0, other: 0, score: 0, squads: 0, deadlineTick: 0, operation: 0 },
    })),
    operations: Array.from({ length: MIND_OPERATIONS_MAX }, () => ({
      ...{ place: 0, template: 0, goal: 0, district: 0, other: 0, step: 0, squads: 0, soldiers: 0 },
      ...{ decision: 0, bornTick: 0, deadlineTick: 0 },
    })),
  };
}

export function createAiPact(): AiPact {
  return { event: 0, faction: 0, other: 0, endTick: 0, tick: 0 };
}

export function createAiConflict(): AiConflict {
  return { event: 0, district: 0, owner: 0, first: 0, second: 0, tick: 0 };
}

/** See AI_RECORDS. */
export function writeDecision(to: ByteWriter, record: AiDecision): void {
  to.u8(AI_RECORD.decision);
  to.u8(record.faction);
  to.varint(record.number);
  to.u8(record.layer);
  to.u8(record.chosen);
  to.varint(record.district + 1);
  to.u8(record.origin);
  to.varint(record.weighed);
  to.zigzag(record.score);
  to.u32(record.tick);
  to.u8(record.count);
  for (let i = 0; i < record.count; i++) {
    const option = record.options[i];
    to.u8(option.kind);
    to.varint(option.district + 1);
    to.u8(option.other);
    to.u8(option.flags | (option.hasInputs ? INPUTS_BIT : 0));
    to.zigzag(option.score);
    if (option.hasInputs) for (let k = 0; k < OPTION_INPUTS; k++) to.varint(option.inputs[k]);
  }
}

/** See AI_RECORDS. */
export function writeOperationEvent(to: ByteWriter, record: AiOperationEvent): void {
  to.u8(AI_RECORD.operation);
  to.u8(record.faction);
  to.u8(record.place);
  to.u8(record.event);
  to.u8(record.template);
  to.u8(record.goal);
  to.u8(record.other);
  to.varint(record.district + 1);
  to.u8(record.squads);
  to.varint(record.decision);
  to.varint(record.word);
  to.u32(record.tick);
}

/** See AI_RECORDS. */
export function writeMind(to: ByteWriter, record: AiMind): void {
  to.u8(AI_RECORD.mind);
  to.u8(record.faction);
  to.u8(record.strategy);
  to.varint(record.home);
  to.u32(record.tick);
  to.u8(record.goalCount);
  for (let i = 0; i < record.goalCount; i++) {
    const goal = record.goals[i];
    to.u8(goal.kind);
    to.varint(goal.district);
    to.u8(goal.other);
    to.zigzag(goal.score);
    to.u8(goal.squads);
    to.u32(goal.deadlineTick);
    to.u8(goal.operation);
  }
  to.u8(record.operationCount);
  for (let i = 0; i < record.operationCount; i++) {
    const operation = record.operations[i];
    to.u8(operation.place);
    to.u8(operation.template);
    to.u8(operation.goal);
    to.varint(operation.district);
    to.u8(operation.other);
    to.u8(operation.step);
    to.u8(operation.squads);
    to.varint(operation.soldiers);
    to.varint(operation.decision);
    to.u32(operation.bornTick);
    to.u32(operation.deadlineTick);
  }
}

/** See AI_RECORDS. */
export function writePact(to: ByteWriter, record: AiPact): void {
  to.u8(AI_RECORD.pact);
  to.u8(record.event);
  to.u8(record.faction);
  to.u8(record.other);
  to.u32(record.endTick);
  to.u32(record.tick);
}

/** See AI_RECORDS. */
export function writeAttack(to: ByteWriter, record: AiAttack): void {
  to.u8(AI_RECORD.attack);
  to.u8(record.faction);
  to.u8(record.other);
  to.u8(record.goal);
  to.u32(record.tick);
}

/** See AI_RECORDS. */
export function writeConflict(to: ByteWriter, record: AiConflict): void {
  to.u8(AI_RECORD.conflict);
  to.u8(record.event);
  to.varint(record.district);
  to.u8(record.owner | (record.first << 3));
  to.u8(record.second);
  to.u32(record.tick);
}
