import { describe, expect, test } from 'vitest';
import { SIDE_COUNT } from '../src/limits.ts';
import { copyUsed } from '../src/memory/used-rows.ts';
import { crowdsChannel } from '../src/protocol/channel-names.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import {
  blocksOf,
  CROWDS,
  type CrowdBlock,
  CrowdClient,
  CrowdJsonClient,
  CrowdStage,
  countedByHand,
  FACTIONS,
  heldBy,
  SCALES,
  TELL_TICK,
} from './support/crowd-stage.ts';

/** What a client holds must be what there is, in a tick in which it was told. */
function expectHeld({ crowds }: CrowdClient, { world }: CrowdStage, factions = FACTIONS): void {
  for (const scale of SCALES) {
    for (const faction of factions) {
      expect(heldBy(crowds, scale, faction)).toEqual(countedByHand(world, scale, faction));
    }
  }
}

describe('what is told', () => {
  test('is how many live in each cell, of every scale and faction, after any life', () => {
    const stage = new CrowdStage({ seed: 3 });
    const client = new CrowdClient(stage);
    client.view.subscribe(CROWDS, 0);
    for (let second = 0; second < 12; second++) {
      stage.liveToTelling();
      stage.deliver();
      expectHeld(client, stage);
    }
    const alive = FACTIONS.map((faction) => client.crowds.total(2, faction));
    expect(Math.min(...alive)).toBeGreaterThan(20);
    expect(FACTIONS.map((faction) => client.crowds.total(4, faction))).toEqual(alive);
  });

  test('at a scale is the sum of what is told at the scale below', () => {
    const stage = new CrowdStage({ seed: 4 });
    const client = new CrowdClient(stage);
    client.view.subscribe(CROWDS, 0);
    for (let second = 0; second < 5; second++) {
      stage.liveToTelling();
      stage.deliver();
      const sums = new Map<string, number[]>();
      for (const { x, y, counts } of client.crowds.cells(2)) {
        const parent = sums.get(`${x >> 2} ${y >> 2}`) ?? Array(SIDE_COUNT).fill(0);
        sums.set(
          `${x >> 2} ${y >> 2}`,
          parent.map((sum, side) => sum + counts[side]),
        );
      }
      const told = [...client.crowds.cells(4)].map(({ x, y, counts }) => [`${x} ${y}`, [...counts]]);
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(sums));
    }
  });

  test('leaves out who has fallen, and tells of them again when they rise', () => {
    const stage = new CrowdStage({ patrols: 7 });
    const client = new CrowdClient(stage);
    client.view.subscribe(CROWDS, 0);
    stage.liveToTelling();
    const { fighter, identity, ledger } = stage.world;
    const [fallen] = stage.server.aliveIds().filter((id) => identity.kind[id] === ENTITY_KIND.avatar);
    const faction = identity.faction[fallen];
    stage.deliver();
    const before = client.crowds.total(2, faction);
    fighter.respawnTick[fallen] = ledger.tick[0] + 90;
    stage.tick(60);
    stage.deliver();
    expect(client.crowds.total(2, faction)).toBe(before - 1);
    stage.tick(60);
    stage.deliver();
    expect(client.crowds.total(2, faction)).toBe(before);
  });

  test('comes once a second, in cells that changed and no others, and counts without a gap', () => {
    const stage = new CrowdStage({ seed: 5 });
    const told: CrowdBlock[] = [];
    const held = new Map<string, string>();
    stage.live(300, (world) => {
      const blocks = blocksOf(world);
      if (blocks.length > 0) expect(world.ledger.tick[0] % 60).toBe(TELL_TICK);
      for (const { scale, faction, records } of blocks) {
        expect(records.length).toBeGreaterThan(0);
        for (const record of records) {
          const [x, y, count] = record.split(' ');
          const cell = `${scale} ${faction} ${x} ${y}`;
          expect(held.get(cell) ?? '0').not.toBe(count);
          held.set(cell, count);
        }
      }
      told.push(...blocks);
    });
    for (const scale of SCALES) {
      for (const faction of FACTIONS) {
        const own = told.filter((block) => block.scale === scale && block.faction === faction);
        expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
      }
    }
    expect(told.length).toBeGreaterThan(5 * 7);
  });

  test('is nothing while nobody crosses a border', () => {
    const stage = new CrowdStage({ seed: 6, rules: { patrolUnitsPerTickMin: 0, patrolUnitsPerTickMax: 0 } });
    stage.tick(TELL_TICK);
    const still = stage.server.aliveIds();
    stage.world.motion.vx.fill(0);
    stage.world.motion.vy.fill(0);
    let blocks = 0;
    stage.tick(120, (world) => {
      world.motion.vx.fill(0);
      world.motion.vy.fill(0);
      blocks += blocksOf(world).length;
    });
    expect(stage.server.aliveIds()).toEqual(still);
    expect(blocks).toBe(0);
  });

  test('of a restored world is the same as of one that ran on', () => {
    for (const extra of [0, 1]) {
      const first = new CrowdStage({ seed: 7 });
      first.liveToTelling();
      first.tick(40 + 20 * extra - extra);
      const memory = new SharedArrayBuffer(first.server.memory.byteLength);
      copyUsed(first.world, new Uint8Array(memory), first.world.graph.districtCount);
      const second = new CrowdStage({ seed: 7, memory, era: 2 });
      const told = [first, second].map((stage) => {
        const blocks: CrowdBlock[] = [];
        stage.tick(130, (world) => blocks.push(...blocksOf(world)));
        return { blocks, hash: stage.server.hash() };
      });
      expect(told[1]).toEqual(told[0]);
      expect(told[0].blocks.length).toBeGreaterThan(0);
    }
  });

  test('of a world restored with sectors of another size begins anew', () => {
    const first = new CrowdStage({ seed: 8 });
    first.liveToTelling(2);
    const { memory } = first.server;
    const second = new CrowdStage({ seed: 8, memory, sectorMeters: 50, era: 2 });
    const channels = FACTIONS.map((faction) => crowdsChannel(2, faction));
    const client = new CrowdClient(second);
    client.view.subscribe(channels, 0);
    second.deliver();
    expect([...client.crowds.cells(2)]).toEqual([]);
    second.liveToTelling();
    second.deliver();
    for (const faction of FACTIONS) {
      expect(heldBy(client.crowds, 2, faction)).toEqual(countedByHand(second.world, 2, faction));
    }
    expect(second.world.crowdGrid.scales.map(({ columns }) => columns)).toEqual([32, 8]);
    expect(client.view.gaps).toBe(0);
  });

  test.each([
    ['before', -1],
    ['after', 0],
  ])('in a frame that was full %s it reaches everybody with the next', (_when, offset) => {
    const stage = new CrowdStage({ seed: 9 });
    const client = new CrowdClient(stage);
    client.view.subscribe(CROWDS, 0);
    stage.liveToTelling();
    stage.live(59);
    const full = SCHEDULE.findIndex(({ name }) => name === 'tellCrowds') + offset;
    stage.tick(
      1,
      () => {},
      (index) => {
        if (index === full) stage.world.frame.bytes.overflowed = true;
      },
    );
    expect(stage.world.ledger.tick[0] % 60).toBe(TELL_TICK);
    expect(stage.world.frame.overflows).toBe(1);
    stage.liveToTelling();
    stage.deliver();
    expectHeld(client, stage);
    expect(client.view.gaps).toBe(0);
  });
});

describe('a listener', () => {
  test('that comes late holds the same as one that followed', () => {
    const stage = new CrowdStage({ seed: 10 });
    stage.liveToTelling(2);
    stage.deliver();
    const late = new CrowdClient(stage);
    late.view.subscribe(CROWDS, 0);
    expectHeld(late, stage);
    late.view.unsubscribe([crowdsChannel(2, 3)]);
    expect(heldBy(late.crowds, 2, 3)).toEqual([]);
    expect(heldBy(late.crowds, 2, 4)).toEqual(countedByHand(stage.world, 2, 4));
  });

  test('that is dropped, slow or lapped time and again is never wrong', () => {
    const stage = new CrowdStage({ seed: 11, patrols: 150 });
    const { dice } = stage;
    const clients = Array.from({ length: 4 }, () => new CrowdClient(stage));
    for (const client of clients) client.view.subscribe(CROWDS, 0);
    for (let round = 0; round < 40; round++) {
      stage.live(20 + dice(40));
      const client = clients[dice(clients.length)];
      const what = dice(8);
      if (what < 4) {
        client.drop();
        stage.deliver();
        stage.live(dice(150));
        client.open();
      } else if (what === 4) {
        stage.gateway.lapped();
      } else if (what === 5) {
        client.socket.outcome = 2;
        stage.deliver();
        client.socket.drain();
      }
      for (const each of clients) each.connection.stale = false;
      stage.deliver();
    }
    stage.liveToTelling();
    stage.deliver();
    for (const client of clients) {
      expectHeld(client, stage);
      expect([client.view.gaps, client.view.unreadableMessages]).toEqual([0, 0]);
    }
    expect(stage.count('strategicBlocksAgain')).toBeGreaterThan(20);
  });
});

describe('in JSON', () => {
  test('the same cells are told as in binary, whole and as they change', () => {
    const stage = new CrowdStage({ seed: 12 });
    stage.liveToTelling();
    stage.deliver();
    const json = new CrowdJsonClient(stage);
    const binary = new CrowdClient(stage);
    const channel = crowdsChannel(2, 5);
    json.say({ type: 'subscribe', channels: [channel] });
    binary.view.subscribe([channel], 0);
    const held = new Map<string, number>();
    for (let second = 0; second < 4; second++) {
      for (const message of json.heard.splice(0)) {
        if (message['type'] === 'hello') continue;
        expect(message).toMatchObject({ channel, era: 1, scale: 2, faction_id: 5 });
        expect(message['type']).toBe(second === 0 ? 'initial_state' : 'crowd_update');
        for (const { x, y, units } of message['cells'] as { x: number; y: number; units: number }[]) {
          if (units > 0) held.set(`${x} ${y}`, units);
          else held.delete(`${x} ${y}`);
        }
      }
      const told = [...held].map(([place, units]) => `${place} ${units}`).sort();
      expect(told).toEqual(heldBy(binary.crowds, 2, 5));
      expect(told).toEqual(countedByHand(stage.world, 2, 5));
      stage.liveToTelling();
      stage.deliver();
    }
  });

  test('who names what it has hears that it missed nothing', () => {
    const stage = new CrowdStage();
    stage.liveToTelling();
    stage.deliver();
    const json = new CrowdJsonClient(stage);
    const channel = crowdsChannel(4, 1);
    json.say({ type: 'subscribe', channels: [channel], after: { [channel]: { era: 1, sequence: 1 } } });
    expect(json.heard[1]).toMatchObject({ type: 'crowd_update', sequence: 1, scale: 4, cells: [] });
  });
});

describe('who may hear of whom', () => {
  const own = (faction: number) => CROWDS.filter((name) => name.endsWith(`:${faction}`));

  test.each([
    ['all', 3, []],
    ['own', 3, CROWDS.filter((name) => !name.endsWith(':3'))],
    ['none', 3, CROWDS],
    ['none', 0, []],
    ['own', 0, []],
  ] as const)('with %s faction %i is refused what it may not', (summaries, faction, refused) => {
    const stage = new CrowdStage({ summaries });
    const client = new CrowdClient(stage, faction);
    client.view.subscribe(CROWDS, 0);
    expect(client.refused).toEqual(refused);
    expect(stage.count('strategicForbidden')).toBe(refused.length);
    stage.liveToTelling();
    stage.deliver();
    const heard = FACTIONS.filter((one) => client.crowds.total(2, one) > 0);
    expect(heard).toEqual(
      FACTIONS.filter((one) => !own(one).some((name) => (refused as readonly string[]).includes(name))),
    );
  });

  test('a JSON client is told what it may hear instead', () => {
    const player = new CrowdJsonClient(new CrowdStage(), 3);
    player.say({ type: 'subscribe', channels: [crowdsChannel(4, 2)] });
    const allowed = [crowdsChannel(4, 3)];
    expect(player.heard.at(-1)).toMatchObject({ type: 'error', code: 'forbidden_channel', allowed });
    const nobody = new CrowdJsonClient(new CrowdStage({ summaries: 'none' }), 3);
    nobody.say({ type: 'subscribe', channels: [crowdsChannel(4, 3)] });
    expect(nobody.heard.at(-1)).toMatchObject({ code: 'forbidden_channel', allowed: [] });
  });

  test('there are no channels of other scales, or of nobody', () => {
    const stage = new CrowdStage();
    const client = new CrowdClient(stage);
    const names = [crowdsChannel(3, 1), crowdsChannel(0, 1)];
    client.view.subscribe(names, 0);
    expect(client.refused).toEqual(names);
    for (const name of ['sectors:scale:2:faction:0', 'sectors:scale:2:faction:8', 'sectors:scale:2']) {
      expect(() => client.view.subscribe([name], 0)).toThrow(RangeError);
      const json = new CrowdJsonClient(stage);
      json.say({ type: 'subscribe', channels: [name] });
      expect(json.heard.at(-1)).toMatchObject({ code: 'unknown_channel' });
    }
  });
});
