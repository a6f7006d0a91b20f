import {
  AI_RECORD,
  type AiAttack,
  type AiConflict,
  type AiDecision,
  type AiMind,
  type AiOperationEvent,
  type AiPact,
  createAiConflict,
  createAiDecision,
  createAiMind,
  createAiOperationEvent,
  createAiPact,
  MIND_GOALS_MAX,
  MIND_OPERATIONS_MAX,
  OPTION_INPUTS,
  OPTIONS_TOLD_MAX,
} from './ai-records.ts';
import type { ByteReader } from './bytes.ts';

/** Reads the records of the ai channels; what they hold is in ai-records.ts. */

/** What a reader of ai records is told; the records are only lent. Whoever does not care leaves one out. */
export interface AiSink {
  decision?(record: AiDecision): void;
  operation?(record: AiOperationEvent): void;
  mind?(record: AiMind): void;
  pact?(record: AiPact): void;
  attack?(record: AiAttack): void;
  conflict?(record: AiConflict): void;
}

const FLAGS_MASK = 7;
const INPUTS_BIT = 1 << 7;

const decision = createAiDecision();
const operation = createAiOperationEvent();
const mind = createAiMind();
const pact = createAiPact();
const attack: AiAttack = { faction: 0, other: 0, goal: 0, tick: 0 };
const conflict = createAiConflict();

/** Reads the rest of a record of that kind. Returns false when it cannot be read; `from.bad` may be set then. */
export function readAiRecord(from: ByteReader, kind: number, sink: AiSink): boolean {
  if (kind === AI_RECORD.decision) {
    if (!readDecision(from)) return false;
    sink.decision?.(decision);
  } else if (kind === AI_RECORD.operation) {
    readOperationEvent(from);
    if (from.bad) return false;
    sink.operation?.(operation);
  } else if (kind === AI_RECORD.mind) {
    if (!readMind(from)) return false;
    sink.mind?.(mind);
  } else if (kind === AI_RECORD.pact) {
    readPact(from);
    if (from.bad) return false;
    sink.pact?.(pact);
  } else if (kind === AI_RECORD.attack) {
    readAttack(from);
    if (from.bad) return false;
    sink.attack?.(attack);
  } else if (kind === AI_RECORD.conflict) {
    readConflict(from);
    if (from.bad) return false;
    sink.conflict?.(conflict);
  } else return false;
  return true;
}

function readDecision(from: ByteReader): boolean {
  decision.faction = from.u8();
  decision.number = from.varint();
  decision.layer = from.u8();
  decision.chosen = from.u8();
  decision.district = from.varint() - 1;
  decision.origin = from.u8();
  decision.weighed = from.varint();
  decision.score = from.zigzag();
  decision.tick = from.u32();
  decision.count = from.u8();
  if (from.bad || decision.count > OPTIONS_TOLD_MAX) return false;
  for (let i = 0; i < decision.count; i++) readOption(from, i);
  return !from.bad;
}

function readOption(from: ByteReader, place: number): void {
  const option = decision.options[place];
  option.kind = from.u8();
  option.district = from.varint() - 1;
  option.other = from.u8();
  const flags = from.u8();
  option.flags = flags & FLAGS_MASK;
  option.hasInputs = (flags & INPUTS_BIT) !== 0;
  option.score = from.zigzag();
  for (let i = 0; i < OPTION_INPUTS; i++) option.inputs[i] = option.hasInputs ? from.varint() : 0;
}

function readOperationEvent(from: ByteReader): void {
  operation.faction = from.u8();
  operation.place = from.u8();
  operation.event = from.u8();
  operation.template = from.u8();
  operation.goal = from.u8();
  operation.other = from.u8();
  operation.district = from.varint() - 1;
  operation.squads = from.u8();
  operation.decision = from.varint();
  operation.word = from.varint();
  operation.tick = from.u32();
}

function readMind(from: ByteReader): boolean {
  mind.faction = from.u8();
  mind.strategy = from.u8();
  mind.home = from.varint();
  mind.tick = from.u32();
  mind.goalCount = from.u8();
  if (from.bad || mind.goalCount > MIND_GOALS_MAX) return false;
  for (let i = 0; i < mind.goalCount; i++) readGoal(from, i);
  mind.operationCount = from.u8();
  if (from.bad || mind.operationCount > MIND_OPERATIONS_MAX) return false;
  for (let i = 0; i < mind.operationCount; i++) readOperation(from, i);
  return !from.bad;
}

function readGoal(from: ByteReader, place: number): void {
  const goal = mind.goals[place];
  goal.kind = from.u8();
  goal.district = from.varint();
  goal.other = from.u8();
  goal.score = from.zigzag();
  goal.squads = from.u8();
  goal.deadlineTick = from.u32();
  goal.operation = from.u8();
}

function readOperation(from: ByteReader, place: number): void {
  const running = mind.operations[place];
  running.place = from.u8();
  running.template = from.u8();
  running.goal = from.u8();
  running.district = from.varint();
  running.other = from.u8();
  running.step = from.u8();
  running.squads = from.u8();
  running.soldiers = from.varint();
  running.decision = from.varint();
  running.bornTick = from.u32();
  running.deadlineTick = from.u32();
}

function readPact(from: ByteReader): void {
  pact.event = from.u8();
  pact.faction = from.u8();
  pact.other = from.u8();
  pact.endTick = from.u32();
  pact.tick = from.u32();
}

function readAttack(from: ByteReader): void {
  attack.faction = from.u8();
  attack.other = from.u8();
  attack.goal = from.u8();
  attack.tick = from.u32();
}

function readConflict(from: ByteReader): void {
  conflict.event = from.u8();
  conflict.district = from.varint();
  const sides = from.u8();
  conflict.owner = sides & 7;
  conflict.first = (sides >> 3) & 7;
  conflict.second = from.u8();
  conflict.tick = from.u32();
}
