import type {
  AiAttack,
  AiConflict,
  AiDecision,
  AiGoal,
  AiMind,
  AiOperation,
  AiOperationEvent,
  AiOption,
  AiPact,
} from '../protocol/ai-records.ts';
import {
  AI_CHOICES,
  AI_GOALS,
  AI_LAYERS,
  AI_OPTION_FLAG,
  AI_ORIGINS,
  AI_STRATEGIES,
  AI_TEMPLATES,
  CONFLICT_EVENTS,
  OPERATION_ENDS,
  OPERATION_EVENTS,
  PACT_EVENTS,
} from '../protocol/ai-words.ts';
import { ByteReader } from '../protocol/bytes.ts';
import { CHANNEL, readRecords } from '../protocol/territory-records.ts';

/** What marchland.json.v1 says on the ai channels, from the same blocks that binary clients get. */

/** A score of 1, a perfect fit. */
const SCORE_ONE = 65_536;

/** Says an element of a table of words; a number that this build does not know stays a number. */
function named(names: readonly string[] | undefined, number: number): string | number {
  return names?.[number] ?? number;
}

/** The id of a district in the world file. */
type IdOf = (district: number) => string | null;

function scoreOf(score: number): number {
  return Math.round((score / SCORE_ONE) * 1e4) / 1e4;
}

function optionFields(option: AiOption, layer: number, idOf: IdOf) {
  const has = (flag: number) => (option.flags & flag) !== 0;
  return {
    choice: named(AI_CHOICES[layer], option.kind),
    district_id: idOf(option.district),
    other_faction_id: option.other,
    score: scoreOf(option.score),
    chosen: has(AI_OPTION_FLAG.chosen),
    vetoed: has(AI_OPTION_FLAG.vetoed),
    running: has(AI_OPTION_FLAG.running),
    inputs: option.hasInputs ? Array.from(option.inputs) : null,
  };
}

function decisionFields(record: AiDecision, idOf: IdOf) {
  return {
    faction_id: record.faction,
    decision: record.number,
    layer: named(AI_LAYERS, record.layer),
    choice: named(AI_CHOICES[record.layer], record.chosen),
    district_id: idOf(record.district),
    origin: named(AI_ORIGINS[record.layer], record.origin),
    score: scoreOf(record.score),
    options_weighed: record.weighed,
    tick: record.tick,
    options: record.options.slice(0, record.count).map((option) => optionFields(option, record.layer, idOf)),
  };
}

function operationEventFields(record: AiOperationEvent, idOf: IdOf) {
  const event = named(OPERATION_EVENTS, record.event);
  return {
    faction_id: record.faction,
    operation: record.place,
    event,
    template: named(AI_TEMPLATES, record.template),
    goal: named(AI_GOALS, record.goal),
    other_faction_id: record.other,
    district_id: idOf(record.district),
    squads: record.squads,
    decision: record.decision,
    ...(event === 'began' ? { soldiers: record.word } : {}),
    ...(event === 'arrived' ? { ticks_after_first: record.word } : {}),
    ...(event === 'step' ? { step: record.word } : {}),
    ...(event === 'ended' ? { end: named(OPERATION_ENDS, record.word) } : {}),
    tick: record.tick,
  };
}

function goalFields(goal: AiGoal, idOf: IdOf) {
  return {
    goal: named(AI_GOALS, goal.kind),
    district_id: idOf(goal.district),
    other_faction_id: goal.other,
    score: scoreOf(goal.score),
    squads: goal.squads,
    deadline_tick: goal.deadlineTick,
    operation: goal.operation === 0 ? null : goal.operation - 1,
  };
}

function operationFields(operation: AiOperation, idOf: IdOf) {
  return {
    operation: operation.place,
    template: named(AI_TEMPLATES, operation.template),
    goal: named(AI_GOALS, operation.goal),
    district_id: idOf(operation.district),
    other_faction_id: operation.other,
    step: operation.step,
    squads: operation.squads,
    soldiers: operation.soldiers,
    decision: operation.decision,
    first_tick: operation.bornTick,
    deadline_tick: operation.deadlineTick,
  };
}

function mindFields(mind: AiMind, idOf: IdOf) {
  return {
    faction_id: mind.faction,
    strategy: named(AI_STRATEGIES, mind.strategy),
    home_district_id: mind.home === 0 ? null : idOf(mind.home - 1),
    goals: mind.goals.slice(0, mind.goalCount).map((goal) => goalFields(goal, idOf)),
    operations: mind.operations.slice(0, mind.operationCount).map((one) => operationFields(one, idOf)),
    mind_tick: mind.tick,
  };
}

function pactFields(record: AiPact) {
  return {
    event: named(PACT_EVENTS, record.event),
    faction_id: record.faction,
    other_faction_id: record.other,
    end_tick: record.endTick,
    tick: record.tick,
  };
}

function attackFields(record: AiAttack) {
  return {
    faction_id: record.faction,
    other_faction_id: record.other,
    goal: named(AI_GOALS, record.goal),
    tick: record.tick,
  };
}

function conflictFields(record: AiConflict, idOf: IdOf) {
  return {
    event: named(CONFLICT_EVENTS, record.event),
    district_id: idOf(record.district),
    owner: record.owner,
    strongest_faction: record.first,
    second_faction: record.second,
    tick: record.tick,
  };
}

/** The type of a message and what it says besides where it belongs. */
interface Said {
  readonly type: string;
  readonly fields: object;
}

/** The message that tells of a block of an ai channel; of a whole state where `isWhole`. */
export function mindMessage(
  level: number,
  isWhole: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
  districtIds: readonly string[],
): Said {
  const idOf = (district: number) => districtIds[district] ?? null;
  const decisions: ReturnType<typeof decisionFields>[] = [];
  const operations: ReturnType<typeof operationEventFields>[] = [];
  const minds: ReturnType<typeof mindFields>[] = [];
  const pacts: ReturnType<typeof pactFields>[] = [];
  const attacks: ReturnType<typeof attackFields>[] = [];
  const conflicts: ReturnType<typeof conflictFields>[] = [];
  const reader = new ByteReader(bytes, start, end);
  readRecords(reader, reader.varint(), {
    territory: () => {},
    event: () => {},
    decision: (record) => decisions.push(decisionFields(record, idOf)),
    operation: (record) => operations.push(operationEventFields(record, idOf)),
    mind: (record) => minds.push(mindFields(record, idOf)),
    pact: (record) => pacts.push(pactFields(record)),
    attack: (record) => attacks.push(attackFields(record)),
    conflict: (record) => conflicts.push(conflictFields(record, idOf)),
  });
  const mind = minds.at(-1) ?? null;
  if (level === CHANNEL.decisions) {
    if (isWhole) return { type: 'initial_state', fields: { mind } };
    return { type: 'ai_decision', fields: { decisions, operations, mind } };
  }
  if (level === CHANNEL.events) {
    if (isWhole) return { type: 'initial_state', fields: { pacts } };
    return { type: 'ai_event', fields: { pacts, attacks } };
  }
  return { type: isWhole ? 'initial_state' : 'ai_conflict', fields: { conflicts } };
}

/** The message that says that there is nothing new on an ai channel. */
export function noMindNews(level: number): Said {
  return mindMessage(level, false, Uint8Array.of(0), 0, 1, []);
}
