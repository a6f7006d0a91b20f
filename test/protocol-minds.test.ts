import { describe, expect, test } from 'vitest';
import {
  GOAL,
  LAYER,
  REFLEX_NAMES,
  STRATEGY_NAMES,
  TEMPLATE_NAMES,
  THREAT_NAMES,
} from '../components/ai-rules.ts';
import { OPERATION_END, OPERATION_EVENT, OPTION_FLAG, PACT_EVENT } from '../components/chronicle.ts';
import { CONFLICT } from '../components/mind-news.ts';
import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT } from '../src/limits.ts';
import {
  createAiDecision,
  createAiMind,
  MIND_GOALS_MAX,
  MIND_OPERATIONS_MAX,
  OPTIONS_TOLD_MAX,
  writeAttack,
  writeConflict,
  writeDecision,
  writeMind,
  writeOperationEvent,
  writePact,
} from '../src/protocol/ai-records.ts';
import * as words from '../src/protocol/ai-words.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import {
  channelName,
  decisionsChannel,
  mindChannels,
  splitChannelName,
} from '../src/protocol/channel-names.ts';
import { CHANNEL, readRecords } from '../src/protocol/territory-records.ts';

function snake(names: Iterable<string>): string[] {
  return [...names].map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

describe('words are those of the numbers in the world', () => {
  test.each([
    ['layers', words.AI_LAYERS, Object.keys(LAYER)],
    ['strategies', words.AI_STRATEGIES, STRATEGY_NAMES],
    ['goals', words.AI_GOALS, Object.keys(GOAL)],
    ['templates', words.AI_TEMPLATES, TEMPLATE_NAMES],
    ['threats', words.AI_THREATS, THREAT_NAMES],
    ['reflexes', words.AI_REFLEXES, REFLEX_NAMES],
    ['events of operations', words.OPERATION_EVENTS, Object.keys(OPERATION_EVENT)],
    ['ends of operations', words.OPERATION_ENDS, Object.keys(OPERATION_END)],
    ['events of pacts', words.PACT_EVENTS.slice(0, -1), Object.keys(PACT_EVENT)],
    ['events of conflicts', words.CONFLICT_EVENTS, Object.keys(CONFLICT)],
  ])('%s', (_what, told, names) => {
    expect([...told]).toEqual(snake(names));
  });

  test('flags and sizes', () => {
    expect(words.AI_OPTION_FLAG).toEqual(OPTION_FLAG);
    expect([MIND_GOALS_MAX, MIND_OPERATIONS_MAX]).toEqual([GOALS_EACH, OPERATIONS_EACH]);
  });
});

/** A block with one record of each kind, with numbers as large as they come. */
function sample() {
  const decision = createAiDecision();
  Object.assign(decision, { faction: 7, number: 4_000_000_000, layer: 2, chosen: 6, district: 70_000 });
  Object.assign(decision, { origin: 8, weighed: 65_535, score: -65_536, tick: 4_000_000_001, count: 2 });
  Object.assign(decision.options[0], {
    kind: 8,
    district: -1,
    other: 7,
    flags: 5,
    score: -2,
    hasInputs: true,
  });
  decision.options[0].inputs.forEach((_, i, inputs) => {
    inputs[i] = 65_535 - i;
  });
  Object.assign(decision.options[1], {
    kind: 1,
    district: 0,
    other: 0,
    flags: 0,
    score: 2,
    hasInputs: false,
  });
  const mind = createAiMind();
  Object.assign(mind, { faction: 7, strategy: 4, home: 70_001, tick: 4_000_000_001 });
  mind.goalCount = MIND_GOALS_MAX;
  mind.operationCount = MIND_OPERATIONS_MAX;
  mind.goals.forEach((goal, i) => {
    Object.assign(goal, {
      kind: 8,
      district: 70_000 + i,
      other: 7,
      score: -5,
      squads: 24,
      deadlineTick: 9,
      operation: i,
    });
  });
  mind.operations.forEach((operation, place) => {
    Object.assign(operation, { place, template: 11, goal: 8, district: 3, other: 7, step: 5, squads: 24 });
    Object.assign(operation, {
      soldiers: 288,
      decision: 4_000_000_000,
      bornTick: 4_000_000_000,
      deadlineTick: 1,
    });
  });
  const operation = {
    ...{ faction: 7, place: 15, event: 3, template: 11, goal: 8, other: 7, district: -1, squads: 24 },
    ...{ decision: 4_000_000_000, word: 65_535, tick: 4_000_000_001 },
  };
  const pact = { event: 4, faction: 6, other: 7, endTick: 4_000_000_000, tick: 1 };
  const attack = { faction: 7, other: 6, goal: 8, tick: 4_000_000_001 };
  const conflict = { event: 3, district: 70_000, owner: 7, first: 7, second: 6, tick: 4_000_000_001 };
  return { decision, mind, operation, pact, attack, conflict };
}

function written({
  decision,
  mind,
  operation,
  pact,
  attack,
  conflict,
}: ReturnType<typeof sample>): Uint8Array {
  const to = new ByteWriter(new Uint8Array(2048));
  writeDecision(to, decision);
  writeOperationEvent(to, operation);
  writeMind(to, mind);
  writePact(to, pact);
  writeAttack(to, attack);
  writeConflict(to, conflict);
  expect(to.overflowed).toBe(false);
  return to.bytes.slice(0, to.at);
}

function heard(bytes: Uint8Array) {
  const told: object[] = [];
  const keep = (record: object) => told.push(structuredClone(record));
  const sink = {
    ...{ territory: keep, event: keep, decision: keep, operation: keep },
    mind: keep,
    pact: keep,
  };
  const reader = new ByteReader(bytes);
  const isRead = readRecords(reader, 6, { ...sink, attack: keep, conflict: keep });
  return { told, isRead, left: reader.left };
}

test('what is written is read again', () => {
  const records = sample();
  const { told, isRead, left } = heard(written(records));
  const { options, ...decision } = records.decision;
  const third = expect.anything();
  expect([isRead, left]).toEqual([true, 0]);
  expect(told).toEqual([
    { ...decision, options: [options[0], options[1], third, third] },
    ...[records.operation, records.mind, records.pact, records.attack, records.conflict],
  ]);
});

test('a block that is cut off or garbled is not read, or read as something else, but never throws', () => {
  const bytes = written(sample());
  for (let end = 0; end < bytes.length; end++) expect(heard(bytes.subarray(0, end)).isRead).toBe(false);
  for (let at = 0; at < bytes.length; at++) {
    const garbled = bytes.slice();
    garbled[at] ^= 1 << (at & 7);
    heard(garbled);
  }
});

test('more options, goals or operations than there can be are refused', () => {
  const rest = new Uint8Array(400);
  const read = (...head: number[]) =>
    readRecords(new ByteReader(Uint8Array.of(...head, ...rest)), 1, { territory() {}, event() {} });
  // Faction, number, layer, choice, district, origin, weighed, score, tick: then the count.
  const decision = [8, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
  expect([read(...decision, OPTIONS_TOLD_MAX), read(...decision, OPTIONS_TOLD_MAX + 1)]).toEqual([
    true,
    false,
  ]);
  const mind = [10, 1, 0, 0, 0, 0, 0, 0];
  expect([read(...mind, MIND_GOALS_MAX), read(...mind, MIND_GOALS_MAX + 1)]).toEqual([true, false]);
  expect([read(...mind, 0, MIND_OPERATIONS_MAX), read(...mind, 0, MIND_OPERATIONS_MAX + 1)]).toEqual([
    true,
    false,
  ]);
});

test('channels have names, and no other names mean them', () => {
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    expect(decisionsChannel(faction)).toBe(`ai:faction:${faction}:decisions`);
    expect(channelName(CHANNEL.decisions, faction)).toBe(decisionsChannel(faction));
    expect(splitChannelName(decisionsChannel(faction))).toEqual({
      level: CHANNEL.decisions,
      id: `${faction}`,
    });
  }
  expect(mindChannels(3).map((name) => splitChannelName(name)?.level)).toEqual([5, 6, 7]);
  for (const [level, name] of [
    [CHANNEL.events, 'ai:cross_faction:events'],
    [CHANNEL.conflicts, 'ai:territorial:conflicts'],
  ] as const) {
    expect(splitChannelName(name)).toEqual({ level, id: '' });
    expect(channelName(level, '')).toBe(name);
  }
  for (const name of [
    'ai:faction::decisions',
    'ai:faction:1',
    'ai:cross_faction',
    'ai:territorial:conflicts:1',
  ]) {
    expect(splitChannelName(name)).toBeUndefined();
  }
});
