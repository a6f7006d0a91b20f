import { describe, expect, test } from 'vitest';
import { GOAL, TEMPLATE } from '../components/ai-rules.ts';
import { PACT_EVENT } from '../components/chronicle.ts';
import type { World } from '../components/world.ts';
import {
  CONFLICT_NEWS_COUNT_MAX,
  FRAME_BYTES_MAX,
  MIND_NEWS_COUNT_MAX,
  MIND_NEWS_KEPT,
  SIDE_COUNT,
} from '../src/limits.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { mindChannels } from '../src/protocol/channel-names.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { STRATEGIC_WORDS } from '../src/replication/frame.ts';
import {
  agree,
  begin,
  capture,
  contest,
  DISTRICT_IDS,
  decide,
  MindClient,
  MindJsonClient,
  MindStage,
  setGoal,
  stored,
} from './support/mind-stage.ts';
import { seeded } from './support/random-life.ts';

const FACTIONS = Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1);
const decisions = (faction: number) => `ai:faction:${faction}:decisions`;
const EVENTS = 'ai:cross_faction:events';
const CONFLICTS = 'ai:territorial:conflicts';
const ALL = [...FACTIONS.map(decisions), EVENTS, CONFLICTS];

interface Block {
  readonly tick: number;
  readonly channel: string;
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** The blocks of the ai channels in the frame of this tick. */
function blocksOf({ frame }: World): Block[] {
  const { words, count } = frame.strategic;
  const blocks: Block[] = [];
  for (let at = 0; at < count * STRATEGIC_WORDS; at += STRATEGIC_WORDS) {
    if (words[at] < CHANNEL.decisions) continue;
    const bytes = frame.bytes.bytes.slice(words[at + 3], words[at + 3] + words[at + 4]);
    blocks.push({
      tick: frame.tick,
      channel: `${words[at]}:${words[at + 1]}`,
      sequence: words[at + 2],
      bytes,
    });
  }
  return blocks;
}

/** What a client holds must be what the stores have, in a tick in which all was told. */
function expectHeld({ minds }: MindClient, { world }: MindStage, factions = FACTIONS): void {
  for (const faction of factions) {
    const { tick, ...held } = minds.mind(faction) ?? { tick: 0 };
    expect(held).toEqual(stored(world, faction));
  }
  const pacts = minds.pacts().map(({ faction, other, endTick }) => `${faction} ${other} ${endTick}`);
  const standing: string[] = [];
  for (const faction of FACTIONS) {
    for (let other = faction + 1; other < SIDE_COUNT; other++) {
      const endTick = world.pact.endTick[faction * SIDE_COUNT + other];
      if (endTick !== 0) standing.push(`${faction} ${other} ${endTick}`);
    }
  }
  expect(pacts.sort()).toEqual(standing.sort());
  const contested = [...world.district.contestedTick.subarray(0, world.graph.districtCount).entries()]
    .filter(([, since]) => since !== 0)
    .map(([district]) => district);
  expect(
    minds
      .conflicts()
      .map(({ district }) => district)
      .sort((a, b) => a - b),
  ).toEqual(contested);
}

describe('what is told', () => {
  test('counts without a gap, at most 30 times a second, and no block is empty', () => {
    const stage = new MindStage({ seed: 3 });
    const blocks: Block[] = [];
    stage.live(900, (world) => blocks.push(...blocksOf(world)));
    for (const channel of [...FACTIONS.map((faction) => `5:${faction}`), '6:0', '7:0']) {
      const own = blocks.filter((block) => block.channel === channel);
      expect(own.length).toBeGreaterThan(60);
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
      expect(own.every(({ tick, bytes }) => tick % 2 === 0 && bytes.length > 3)).toBe(true);
    }
  });

  test('is nothing while nothing happens', () => {
    const stage = new MindStage({ seed: 4 });
    stage.live(90);
    stage.tick();
    stage.tick();
    for (let i = 0; i < 50; i++) {
      stage.tick();
      expect(blocksOf(stage.world)).toEqual([]);
    }
    const { aiLedger, mindNews } = stage.world;
    expect([aiLedger.news[0], aiLedger.conflicts[0]]).toEqual([0, 0]);
    expect(mindNews.tick.every((tick) => tick === 0)).toBe(true);
  });

  test('of a decision are its four best options with all that they were weighed by', () => {
    const stage = new MindStage();
    const client = new MindClient(stage);
    client.view.subscribe([decisions(2)], 0);
    stage.tick((world) => decide(world, 2, () => 4));
    stage.tick();
    stage.deliver();
    const [decision] = client.minds.decisions(2);
    expect(decision).toMatchObject({
      number: 1,
      layer: 0,
      chosen: 1,
      district: 3,
      origin: 2,
      weighed: 45,
      tick: 1,
    });
    expect(decision.options).toHaveLength(4);
    decision.options.forEach((option, rank) => {
      expect(option).toMatchObject({ kind: 5, district: 3 + rank, other: 2, flags: rank === 0 ? 1 : 0 });
      expect(option.score).toBe(50_000 - 1000 * rank);
      expect([...option.inputs]).toEqual(Array.from({ length: 16 }, (_, i) => 60 * i + rank));
    });
  });

  test('of attacks everybody hears who and whom, and of what is none nothing', () => {
    const stage = new MindStage();
    const client = new MindClient(stage, 5);
    client.view.subscribe([EVENTS], 0);
    stage.tick((world) => {
      begin(world, 1, 0, GOAL.take, 7);
      begin(world, 1, 1, GOAL.hold, 7);
      begin(world, 2, 0, GOAL.raid, 7);
      begin(world, 3, 0, GOAL.cut, 7);
      world.operation.faction[3 * 16 + 1] = 0;
    });
    stage.tick((world) => agree(world, 4, 2, PACT_EVENT.refused));
    stage.deliver();
    expect(client.told).toEqual([
      `attack 1 2 ${GOAL.take} 1`,
      `attack 2 3 ${GOAL.raid} 1`,
      `attack 3 4 ${GOAL.cut} 1`,
      'pact 1 4 2',
    ]);
  });

  test('of a district are its owner and the two strongest', () => {
    const stage = new MindStage();
    const client = new MindClient(stage, 5);
    client.view.subscribe([CONFLICTS], 0);
    stage.tick((world) => {
      capture(world, 4, 3);
      contest(world, 4);
    });
    stage.tick();
    stage.deliver();
    expect(client.told).toEqual(['conflict 4 2', 'conflict 4 0']);
    expect(client.minds.conflicts()).toEqual([
      { event: 0, district: 4, owner: 3, first: 3, second: 5, tick: 1 },
    ]);
    stage.tick((world) => capture(world, 4, 6));
    stage.tick((world) => contest(world, 9));
    stage.deliver();
    expect(client.minds.conflicts()[0]).toMatchObject({ district: 4, owner: 6, first: 6 });
    const late = new MindClient(stage);
    late.view.subscribe([CONFLICTS], 0);
    const bare = (held: MindClient) => held.minds.conflicts().map(({ event, ...rest }) => rest);
    expect(bare(late)).toEqual(bare(client));
  });
});

describe('a listener', () => {
  test('that follows holds what the stores have, and so does one that comes later', () => {
    const stage = new MindStage({ seed: 5 });
    const early = new MindClient(stage);
    early.view.subscribe(ALL, 0);
    for (let played = 0; played < 400; played += 200) {
      stage.live(200);
      stage.deliver();
    }
    const late = new MindClient(stage);
    late.view.subscribe(ALL, 0);
    for (let round = 0; round < 30; round++) {
      expectHeld(early, stage);
      expectHeld(late, stage);
      stage.live(10);
      stage.deliver();
    }
    expect([early.view.gaps, late.view.gaps]).toEqual([0, 0]);
    expect(late.minds.conflicts().length + late.minds.pacts().length).toBeGreaterThan(3);
    expect(stage.count('strategicStates')).toBe(18);
  });

  test('that is dropped, slow, or lapped time and again is never wrong', () => {
    const stage = new MindStage({ seed: 6 });
    const dice = seeded(5);
    const clients = Array.from({ length: 4 }, () => new MindClient(stage));
    for (const client of clients) client.view.subscribe(ALL, 0);
    for (let round = 0; round < 100; round++) {
      stage.live(2 * (1 + dice(5)));
      const client = clients[dice(clients.length)];
      const what = dice(8);
      if (what < 4) {
        client.drop();
        stage.deliver();
        stage.live(2 * dice(12));
        client.open();
      } else if (what === 4) {
        stage.gateway.lapped();
        for (const each of clients) each.connection.stale = false;
      } else if (what === 5) {
        client.socket.outcome = 2;
        stage.deliver();
        client.socket.drain();
        client.connection.stale = false;
      }
      stage.deliver();
    }
    for (const client of clients) client.connection.stale = false;
    stage.live(10);
    stage.deliver();
    for (const client of clients) {
      expectHeld(client, stage);
      expect([client.view.gaps, client.view.unreadableMessages]).toEqual([0, 0]);
    }
    expect(stage.count('strategicBlocksAgain')).toBeGreaterThan(20);
  });

  test('of a world in which minds think holds what they are at', () => {
    const stage = new MindStage({ patrols: 140 });
    const client = new MindClient(stage);
    client.view.subscribe(ALL, 0);
    for (let round = 0; round < 20; round++) {
      stage.play(60);
      stage.deliver();
      expectHeld(client, stage);
    }
    expect(client.view.gaps).toBe(0);
    const kinds = new Set(client.told.map((line) => line.split(' ')[0]));
    expect([...kinds]).toEqual(expect.arrayContaining(['decision', 'mind', 'operation']));
  });

  test('of a restored world is told the same bytes as of one that ran on', () => {
    for (const ticks of [300, 301]) {
      const first = new MindStage({ seed: 7 });
      first.live(ticks);
      const memory = new SharedArrayBuffer(first.memory.byteLength);
      new Uint8Array(memory).set(new Uint8Array(first.memory));
      const second = new MindStage({ memory, era: 2 });
      const told = [first, second].map((stage) => {
        const blocks: Block[] = [];
        for (let i = 0; i < 4; i++) {
          stage.tick(i === 2 ? (world) => decide(world, 3, () => 2) : undefined);
          blocks.push(...blocksOf(stage.world));
        }
        return { blocks, hash: worldHash(stage.world, stage.world.graph.districtCount) };
      });
      expect(told[1]).toEqual(told[0]);
      expect(told[0].blocks.length).toBeGreaterThan(0);
    }
  });
});

describe('decisions are a secret', () => {
  test('a player hears of its own faction alone, and of what everybody may know', () => {
    const stage = new MindStage({ seed: 8 });
    const client = new MindClient(stage, 3);
    client.view.subscribe(ALL, 0);
    expect(client.refused).toEqual(FACTIONS.filter((faction) => faction !== 3).map(decisions));
    expect(stage.count('strategicForbidden')).toBe(6);
    stage.live(200);
    stage.deliver();
    expectHeld(client, stage, [3]);
    const told = client.told.filter((line) => /^(decision|operation|mind)/.test(line));
    expect(told.length).toBeGreaterThan(10);
    expect(told.every((line) => line.split(' ')[1] === '3')).toBe(true);
    for (const faction of [1, 2, 4, 5, 6, 7]) expect(client.minds.mind(faction)).toBeUndefined();
  });

  test('a JSON client of a faction is refused those of others; an observer hears all', () => {
    const stage = new MindStage();
    const player = new MindJsonClient(stage, 3);
    for (const request of [
      { type: 'subscribe', channels: [decisions(4)] },
      { type: 'request_update', channel: decisions(4) },
    ]) {
      player.say(request);
      expect(player.take('error')).toMatchObject([{ code: 'forbidden_channel', allowed: [decisions(3)] }]);
    }
    player.say({ type: 'subscribe', channels: [decisions(3), EVENTS, CONFLICTS] });
    expect(player.take('initial_state')).toHaveLength(3);
    const observer = new MindJsonClient(stage);
    observer.say({ type: 'subscribe', channels: ALL });
    expect(observer.take('initial_state')).toHaveLength(9);
  });

  test('there are no channels of factions that are none', () => {
    const stage = new MindStage();
    const client = new MindClient(stage);
    client.view.subscribe([decisions(0), decisions(8), decisions(7)], 0);
    expect(client.refused).toEqual([decisions(0), decisions(8)]);
    const json = new MindJsonClient(stage);
    json.say({ type: 'subscribe', channels: [decisions(8)] });
    expect(json.take('error')).toMatchObject([{ code: 'unknown_channel' }]);
  });
});

describe('in JSON', () => {
  test('a decision names goals, districts and what it was weighed by', () => {
    const stage = new MindStage();
    const client = new MindJsonClient(stage);
    client.say({ type: 'subscribe', channels: [decisions(2), EVENTS, CONFLICTS] });
    client.heard.length = 0;
    stage.tick();
    stage.tick((world) => {
      decide(world, 2, () => 0);
      world.mind.strategy[2] = 3;
      setGoal(world, 2, 0, GOAL.take, 8);
      begin(world, 2, 0, GOAL.take, 8);
      world.operation.template[2 * 16] = TEMPLATE.distributedRaids;
      agree(world, 1, 2, PACT_EVENT.made);
      capture(world, 8, 4);
      contest(world, 8);
    });
    stage.deliver();
    const [decision] = client.take('ai_decision');
    const where = { era: 1, sequence: 1, tick: 2 };
    expect(decision).toMatchObject({ ...where, channel: decisions(2) });
    expect(decision['decisions']).toMatchObject([
      {
        ...{ faction_id: 2, decision: 1, layer: 'strategic', choice: 'take', district_id: DISTRICT_IDS[3] },
        ...{ origin: 'expand', score: 0.7629, options_weighed: 45, tick: 2 },
        options: [
          { choice: 'take', chosen: true, vetoed: false, running: false, other_faction_id: 2, score: 0.7629 },
          { district_id: DISTRICT_IDS[4], chosen: false },
          { chosen: false },
          { inputs: Array.from({ length: 16 }, (_, i) => 60 * i + 3) },
        ],
      },
    ]);
    expect(decision['operations']).toMatchObject([
      { operation: 0, event: 'began', goal: 'take', soldiers: 300, district_id: DISTRICT_IDS[8] },
    ]);
    expect(decision['mind']).toMatchObject({
      ...{ strategy: 'attack', home_district_id: null },
      goals: [{ goal: 'take', district_id: DISTRICT_IDS[8], operation: null }],
      operations: [{ template: 'distributed_raids', squads: 3, soldiers: 300 }],
    });
    expect(client.take('ai_event')).toMatchObject([
      {
        ...where,
        pacts: [{ event: 'made', faction_id: 1, other_faction_id: 2, end_tick: 4_002 }],
        attacks: [{ faction_id: 2, other_faction_id: 3, goal: 'take', tick: 2 }],
      },
    ]);
    expect(client.take('ai_conflict')).toMatchObject([
      {
        ...where,
        conflicts: [
          { event: 'owner', district_id: DISTRICT_IDS[8], owner: 4, strongest_faction: 4, second_faction: 6 },
          { event: 'contested', owner: 4 },
        ],
      },
    ]);
    for (const channel of [decisions(2), EVENTS, CONFLICTS]) client.say({ type: 'request_update', channel });
    const [mind, pacts, conflicts] = client.take('initial_state');
    expect(mind['mind']).toMatchObject({ strategy: 'attack', goals: [{ goal: 'take' }] });
    expect(pacts['pacts']).toMatchObject([{ event: 'stands', faction_id: 1, other_faction_id: 2 }]);
    expect(conflicts['conflicts']).toMatchObject([{ event: 'stands', district_id: DISTRICT_IDS[8] }]);
  });

  test('who names what it has hears that it missed nothing', () => {
    const stage = new MindStage();
    stage.tick();
    stage.tick((world) => {
      decide(world, 2, () => 0);
      agree(world, 1, 2, PACT_EVENT.made);
      contest(world, 8);
    });
    stage.deliver();
    const client = new MindJsonClient(stage);
    const channels = [decisions(2), EVENTS, CONFLICTS];
    const after = Object.fromEntries(channels.map((name) => [name, { era: 1, sequence: 1 }]));
    client.say({ type: 'subscribe', channels, after });
    expect(client.heard.slice(1)).toMatchObject([
      { type: 'ai_decision', sequence: 1, decisions: [], operations: [], mind: null },
      { type: 'ai_event', sequence: 1, pacts: [], attacks: [] },
      { type: 'ai_conflict', sequence: 1, conflicts: [] },
    ]);
  });
});

describe('a burst', () => {
  test('of decisions for which there is no room makes everybody begin anew, and fits the frame', () => {
    const stage = new MindStage();
    const client = new MindClient(stage);
    client.view.subscribe([decisions(2), decisions(3), EVENTS], 0);
    stage.tick();
    stage.tick((world) => {
      for (let i = 0; i < 300; i++) decide(world, 2, () => 0);
      begin(world, 2, 3, GOAL.take, 8);
      setGoal(world, 2, 0, GOAL.take, 8);
    });
    const { world } = stage;
    expect(blocksOf(world).map(({ channel, sequence }) => `${channel} ${sequence}`)).toEqual([
      '5:2 2',
      '6:0 1',
    ]);
    expect(world.frame.bytes.at).toBeLessThan(FRAME_BYTES_MAX / 32);
    expect(world.aiLedger.newsLost[0]).toBe(300 * 13 - (MIND_NEWS_COUNT_MAX - MIND_NEWS_KEPT));
    stage.deliver();
    expectHeld(client, stage, [2]);
    expect(client.told.filter((line) => line.startsWith('decision'))).toEqual([]);
    expect(client.told).toContain(`attack 2 3 ${GOAL.take} 2`);
    stage.tick();
    stage.tick((next) => decide(next, 2, () => 0));
    stage.deliver();
    expect(client.told).toContain('decision 2 301');
    expect(client.view.gaps).toBe(0);
  });

  test('of conflicts does so as well', () => {
    const stage = new MindStage();
    const client = new MindClient(stage);
    client.view.subscribe([CONFLICTS], 0);
    stage.tick();
    stage.tick((world) => {
      for (let i = 0; i <= CONFLICT_NEWS_COUNT_MAX; i++) contest(world, i % 7);
      contest(world, 11);
    });
    expect(blocksOf(stage.world).map(({ sequence }) => sequence)).toEqual([2]);
    stage.deliver();
    expectHeld(client, stage, []);
    expect(client.minds.conflicts().map(({ district }) => district)).toContain(11);
  });
});

test('a mind’s channels are three', () => {
  expect(mindChannels(4)).toEqual([decisions(4), EVENTS, CONFLICTS]);
});
