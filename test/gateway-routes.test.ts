import { describe, expect, test } from 'vitest';
import { ROUTE_REASON } from '../components/routes.ts';
import { ROLE } from '../src/protocol/client-messages.ts';
import { writeSubscribe } from '../src/protocol/strategic-messages.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { NOTICE } from '../src/replication/frame.ts';
import { retireRoute } from '../systems/actions/retire-route.ts';
import { seeded } from './support/random-life.ts';
import { boardOf, boardOfFaction, heldBy, RouteClient, RouteJsonClient } from './support/route-clients.ts';
import { ask, DISTRICT_IDS, givePath, openRoute, sendConvoy, worsen } from './support/route-life.ts';
import { RouteStage } from './support/route-stage.ts';
import { TicketOffice } from './support/tickets.ts';

const channel = (faction: number) => `convoy:faction:${faction}:routes`;

describe('a binary listener', () => {
  test('gets the whole state, then every batch, and holds what the board holds', () => {
    const stage = new RouteStage({ seed: 21 });
    stage.live(400);
    stage.deliver();
    const client = new RouteClient(stage);
    client.view.subscribe([channel(1), channel(2), channel(3)], 0);
    expect(heldBy(client)).toEqual({ routes: boardOf(stage).routes, convoys: boardOf(stage).convoys });
    expect(heldBy(client).routes.length).toBeGreaterThan(3);
    for (let played = 0; played < 400; played += 200) {
      stage.live(200);
      stage.deliver();
    }
    expect(heldBy(client)).toEqual({ routes: boardOf(stage).routes, convoys: boardOf(stage).convoys });
    expect(client.view.gaps).toBe(0);
    expect(stage.count('strategicStates')).toBe(3);
    expect(stage.count('strategicBlocks')).toBeGreaterThan(100);
  });

  test('that is dropped, slow, or lapped time and again is never wrong', () => {
    const stage = new RouteStage({ seed: 22 });
    const dice = seeded(5);
    const clients = Array.from({ length: 6 }, (_, i) => {
      const client = new RouteClient(stage);
      client.view.subscribe([channel(1 + (i % 3))], 0);
      return client;
    });
    for (let round = 0; round < 120; round++) {
      stage.live(1 + dice(12));
      const client = clients[dice(clients.length)];
      const what = dice(12);
      if (what < 4) {
        client.drop();
        stage.deliver();
        stage.live(dice(30));
        client.open();
      } else if (what === 4) {
        // What is in the ring is lost to the gateway.
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
    stage.live(9);
    stage.deliver();
    clients.forEach((client, i) => {
      expect(heldBy(client)).toEqual(boardOfFaction(stage, 1 + (i % 3)));
      expect([client.view.gaps, client.view.unreadableMessages]).toEqual([0, 0]);
    });
    expect(stage.count('strategicBlocksAgain')).toBeGreaterThan(20);
  });

  test('gets what it missed as batches, or hears that it missed nothing', () => {
    const stage = new RouteStage({ seed: 23 });
    stage.live(90);
    stage.deliver();
    const client = new RouteClient(stage);
    client.view.subscribe([channel(1)], 0);
    client.drop();
    stage.live(60);
    stage.deliver();
    client.open();
    expect(heldBy(client)).toEqual(boardOfFaction(stage, 1));
    expect(stage.count('strategicStates')).toBe(1);
    client.drop();
    const before = client.messages.length;
    client.open();
    expect(client.messages.length).toBe(before + 1);
    expect(client.messages[before].length).toBeLessThan(16);
    expect(stage.count('strategicStates')).toBe(1);
  });

  test('gets the same whole state from a gateway that began anew', () => {
    const stage = new RouteStage({ seed: 24 });
    stage.live(300);
    stage.deliver();
    const [before, after] = [0, 1].map((i) => {
      if (i === 1) stage.restartGateway();
      const client = new RouteClient(stage);
      client.view.subscribe([channel(2)], 0);
      return client;
    });
    expect(after.messages).toEqual(before.messages);
    expect(heldBy(after).routes.length).toBeGreaterThan(0);
    stage.live(30);
    stage.deliver();
    expect(heldBy(after)).toEqual(boardOfFaction(stage, 2));
  });

  test('is refused channels that are not there', () => {
    const stage = new RouteStage();
    const client = new RouteClient(stage);
    client.view.subscribe([channel(0), channel(8), channel(7)], 0);
    expect(client.refused).toEqual([channel(0), channel(8)]);
    expect(client.view.channels).toEqual([channel(7)]);
  });
});

describe('routes are a secret', () => {
  test('a player hears of its own faction alone, and what it asks beyond that is counted', () => {
    const stage = new RouteStage({ seed: 25 });
    stage.live(120);
    stage.deliver();
    const client = new RouteClient(stage, 2);
    client.view.subscribe([channel(1), channel(2), channel(3), 'territorial:global'], 0);
    expect(client.refused).toEqual([channel(1), channel(3)]);
    expect(heldBy(client)).toEqual(boardOfFaction(stage, 2));
    expect(stage.count('strategicForbidden')).toBe(2);
    stage.live(60);
    stage.deliver();
    expect(heldBy(client)).toEqual(boardOfFaction(stage, 2));
    expect(client.routes.routes().every(({ faction }) => faction === 2)).toBe(true);
  });

  test.each([
    ['a player of faction 5', ROLE.player, 5, 5],
    ['an observer', ROLE.observer, 5, 0],
  ])('the gateway learns it from the session of %s', (_who, role, faction, only) => {
    const stage = new RouteStage();
    const client = new RouteClient(stage);
    const { connection } = client;
    connection.state = 'joining';
    connection.slot = -1;
    connection.token = new Uint8Array(32);
    stage.tick((world) => {
      const at = world.frame.notices.add();
      const flags = role | (faction << 8);
      world.frame.notices.words.set([NOTICE.accepted, 0, connection.id, 9, 1, flags, 0, 0], at);
    });
    stage.deliver();
    expect([connection.state, connection.faction]).toEqual(['open', only]);
    client.view.subscribe([channel(1), channel(5)], 0);
    expect(client.refused).toEqual(only === 0 ? [] : [channel(1)]);
  });

  test('a JSON client with the ticket of a faction hears of that alone; one without, of all', async () => {
    const office = new TicketOffice();
    const stage = new RouteStage({ tickets: office.publicKeyFile });
    const client = new RouteJsonClient(stage);
    client.say({ type: 'hello', ticket: await office.ticket('ann', { faction: 3 }) });
    while (client.connection.state !== 'watching') await new Promise((resolve) => setTimeout(resolve, 5));
    client.say({ type: 'subscribe', channels: [channel(3)] });
    expect(client.take('initial_state')).toHaveLength(1);
    for (const request of [
      { type: 'subscribe', channels: [channel(4)] },
      { type: 'request_update', channel: channel(4) },
    ]) {
      client.say(request);
      expect(client.take('error')).toMatchObject([{ code: 'forbidden_channel', allowed: [channel(3)] }]);
    }
    expect(stage.count('strategicForbidden')).toBe(2);
    const open = new RouteStage();
    const guest = new RouteJsonClient(open);
    guest.say({ type: 'subscribe', channels: [channel(3), channel(4)] });
    expect(guest.take('initial_state')).toHaveLength(2);
  });
});

describe('in JSON', () => {
  /** A stage in which faction 2 has a route, and a client that listens to it. */
  function listening() {
    const stage = new RouteStage();
    for (let i = 0; i < 2; i++) {
      stage.tick((world) => {
        if (i === 0) givePath(world, openRoute(world, 2, 1, 2), [4, 5, 6, 7, 8]);
      });
    }
    stage.deliver();
    const client = new RouteJsonClient(stage);
    client.say({ type: 'subscribe', channels: [channel(2)] });
    return { stage, client };
  }

  test('the whole state names districts, states and reasons', () => {
    const { client } = listening();
    const [state] = client.take('initial_state');
    expect(state).toMatchObject({ channel: channel(2), era: 1, sequence: 1, tick: 2, convoys: [] });
    expect(state['routes']).toEqual([
      {
        ...{ route_id: 0, faction_id: 2, state: 'active', reason: 'cheaper', reason_district_id: null },
        ...{ from_district_id: DISTRICT_IDS[4], to_district_id: DISTRICT_IDS[8], version: 1 },
        ...{ cost_meters: 2508, security: 0.905, security_min: 0.7, profitability: 1.005, convoys: 0 },
        ...{ trips: 0, cause_tick: 0, tick: 2, kept_districts: 0 },
        path: [4, 5, 6, 7, 8].map((district) => DISTRICT_IDS[district]),
      },
    ]);
    expect(state['summary']).toMatchObject({ faction_id: 2, routes: { active: 1, pending: 0 }, money: 0 });
    expect(String(state['timestamp'])).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('a batch is told as one message to a type, causes first, all of one sequence', () => {
    const { stage, client } = listening();
    client.heard.length = 0;
    stage.tick();
    stage.tick((world) => {
      givePath(world, 0, [4, 5, 11, 12, 8]);
      const lost = openRoute(world, 2, 3, 4);
      worsen(world, lost, 7);
      sendConvoy(world, 2, 0);
      ask(world, 2, [0, 1]);
    });
    stage.deliver();
    expect(client.heard.map(({ type, sequence, tick }) => [type, sequence, tick])).toEqual([
      ['routes_invalidated_by_territory', 2, 4],
      ['route_invalidated', 2, 4],
      ['route_generated', 2, 4],
      ['route_proposed', 2, 4],
      ['convoy_update', 2, 4],
      ['faction_routes_updated', 2, 4],
    ]);
    expect(client.heard).toMatchObject([
      { territories: [{ district_id: DISTRICT_IDS[7], faction_id: 2, routes: 1, cause_tick: 4 }] },
      { routes: [{ route_id: 1, state: 'invalid', reason: 'captured', district_id: DISTRICT_IDS[7] }] },
      { routes: [{ route_id: 0, kept_districts: 2, path: [11, 12, 8].map((d) => DISTRICT_IDS[d]) }] },
      { proposals: [{ session: 17, reason: 'asked', path: [DISTRICT_IDS[0], DISTRICT_IDS[1]] }] },
      { convoys: [{ convoy_id: 1, event: 'departed', route_id: 0, resource: 'intelligence', cargo: 300 }] },
      { faction_id: 2, routes: { active: 1, invalid: 1 } },
    ]);
  });

  test('a route that ended says so and why', () => {
    const { stage, client } = listening();
    client.heard.length = 0;
    for (let i = 0; i < 2; i++) {
      stage.tick((world) => {
        if (i === 0) retireRoute(world, 0, ROUTE_REASON.endLost);
      });
    }
    stage.deliver();
    expect(client.take('route_invalidated')).toMatchObject([
      { routes: [{ route_id: 0, state: 'ended', reason: 'end_lost', district_id: null }] },
    ]);
    client.say({ type: 'request_update', channel: channel(2) });
    expect(client.take('initial_state')).toMatchObject([{ routes: [], sequence: 2 }]);
  });

  test('who names what it has is told what follows, or that nothing does', () => {
    const { stage, client } = listening();
    client.say({ type: 'unsubscribe', channels: [channel(2)] });
    stage.tick((world) => givePath(world, 0, [4, 8]));
    stage.tick();
    stage.deliver();
    const newest = stage.board.routes.sequenceOf(2);
    const since = (sequence: number) => ({ [channel(2)]: { era: 1, sequence } });
    client.say({ type: 'subscribe', channels: [channel(2)], after: since(newest - 1) });
    expect(client.take('route_generated')).toMatchObject([{ sequence: newest }]);
    client.heard.length = 0;
    client.say({ type: 'subscribe', channels: [channel(2)], after: since(newest) });
    expect(client.heard).toMatchObject([{ type: 'convoy_update', sequence: newest, convoys: [] }]);
  });

  test('a faction that is none has no channel', () => {
    const { client } = listening();
    for (const id of ['0', '8', '01', 'x']) {
      client.say({ type: 'subscribe', channels: [`convoy:faction:${id}:routes`] });
      expect(client.take('error')).toMatchObject([{ code: 'unknown_channel' }]);
    }
  });
});

test('no frame about channels can throw, whatever it says', () => {
  const stage = new RouteStage({ seed: 26 });
  stage.live(60);
  stage.deliver();
  const dice = seeded(9);
  const client = new RouteClient(stage, 1);
  for (let i = 0; i < 2000; i++) {
    const frame = writeSubscribe([
      { level: CHANNEL.routes, index: dice(12), era: dice(3), afterSequence: dice(40) },
    ]);
    if (dice(2) === 0) frame[dice(frame.length)] = dice(256);
    client.connection.state = 'open';
    client.connection.malformed = 0;
    client.connection.limited = 0;
    stage.gateway.receive(client.connection, frame, true);
  }
  expect(stage.count('strategicForbidden')).toBeGreaterThan(5);
  expect(stage.count('strategicStates')).toBeGreaterThan(1);
});
