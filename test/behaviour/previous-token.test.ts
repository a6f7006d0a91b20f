import { expect, test, vi } from 'vitest';
import { MarchlandClient } from '../../client/client.ts';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import { packUsed, unpackUsed } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { CLOSE } from '../../src/protocol/fields.ts';
import { disconnectAll } from '../../src/sim/create-world.ts';
import { HarnessNetwork } from '../support/harness-network.ts';
import type { TestClient } from '../support/test-client.ts';
import { TicketOffice } from '../support/tickets.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from '../support/world-harness.ts';

const RESUME_TICKS = 400;
/** Ticks in which a connection that says nothing is not taken for a dead one. */
const WELCOME_TICKS = 300;
const MAP: HarnessOptions = {
  map: ['A--B'],
  patrols: 5,
  gateways: 2,
  rules: { resumeTicks: RESUME_TICKS },
};

function joined(server = startWorld(MAP)): { server: WorldHarness; alice: TestClient; token: Uint8Array } {
  const alice = server.join();
  server.tick();
  return { server, alice, token: alice.welcome!.token };
}

/** Loses the socket and resumes; the world has given out a new token then, but nothing of it arrives. */
function resumeUnheard(server: WorldHarness, alice: TestClient): void {
  alice.away();
  alice.resume();
  alice.socket.outcome = 2;
  server.tick();
  expect(server.world.session.replacedTick[0]).toBe(server.world.ledger.tick[0]);
}

/** Loses the socket and resumes, and the new token arrives. */
function resumeHeard(server: WorldHarness, alice: TestClient): void {
  const { token } = alice.welcome!;
  alice.away();
  alice.resume();
  server.tick();
  expect(alice.welcome!.token).not.toEqual(token);
}

/** What happens to somebody who shows a token: 0 = let in, else the close code. */
function show(server: WorldHarness, token: Uint8Array, gateway = 1): number {
  const client = server.connect(gateway);
  client.resume(token);
  server.tick();
  expect(client.connection.state).toBe(client.socket.closeCode === 0 ? 'open' : 'closed');
  return client.socket.closeCode;
}

test('a client whose welcome was lost comes back with the token it has, as often as it takes', () => {
  const { server, alice, token } = joined();
  const { avatar } = alice;
  for (let i = 0; i < 3; i++) resumeUnheard(server, alice);
  expect(alice.welcome!.token).toEqual(token);
  resumeHeard(server, alice);
  expect(alice.welcome).toMatchObject({ session: 0 });
  expect(alice.avatar).toBe(avatar);
  server.expectMirrorExact(alice);
});

test('the client library gets its session back although a welcome was lost', async () => {
  vi.useFakeTimers();
  const server = startWorld(MAP);
  const network = new HarnessNetwork(server);
  const client = new MarchlandClient({ url: 'ws://harness', socket: network.open, random: () => 0.5 });
  try {
    client.open();
    await vi.advanceTimersByTimeAsync(0);
    server.tick(2);
    const avatar = client.avatar?.id;
    network.crash(server);
    await vi.advanceTimersByTimeAsync(250);
    expect(client.state).toBe('connecting');
    server.lanes[0].asleep = true;
    server.tick();
    expect(server.world.session.replacedTick[0]).toBe(server.world.ledger.tick[0]);
    network.crash(server);
    server.lanes[0].asleep = false;
    server.tick(2);
    await vi.advanceTimersByTimeAsync(1000);
    server.tick(2);
    expect([client.state, client.avatar?.id]).toEqual(['connected', avatar]);
    expect(client.welcome?.session).toBe(0);
  } finally {
    client.close();
    vi.useRealTimers();
  }
});

test('a client that tried several times while the world stood still comes back by its last attempt', () => {
  const { server, alice, token } = joined();
  const { avatar } = alice;
  alice.away();
  for (let attempt = 0; attempt < 3; attempt++) {
    alice.resume();
    if (attempt < 2) alice.away();
  }
  server.tick();
  expect(alice.socket.closeCode).toBe(0);
  expect(alice.connection.state).toBe('open');
  expect([alice.welcome!.session, alice.avatar]).toEqual([0, avatar]);
  expect(alice.welcome!.token).not.toEqual(token);
  server.expectMirrorExact(alice);
});

test('a client whose gateway died before the welcome comes back by another one', () => {
  const { server, alice, token } = joined();
  alice.away();
  alice.resume();
  server.lanes[0].asleep = true;
  server.tick();
  const lost = new Int32Array(INBOX_RECORD_WORDS);
  lost[WORD.kind] = INPUT.gatewayLost;
  server.lanes[0].ring.push(lost);
  server.tick();
  expect(show(server, token)).toBe(0);
});

test('a client comes back when the world crashed after the new token was safe and before it was told', () => {
  const { server, alice, token } = joined();
  resumeUnheard(server, alice);
  const memory = allocateWorldMemory();
  const { districtCount } = server.world.graph;
  expect(unpackUsed(packUsed(server.world, districtCount), viewStores(memory), districtCount)).toBe(true);
  const next = startWorld({ ...MAP, memory });
  disconnectAll(next.world);
  expect(show(next, token)).toBe(0);
});

test('a replay gives the session to the same of all who show a token', () => {
  const { server, alice, token } = joined();
  resumeUnheard(server, alice);
  alice.away();
  const racers = [server.connect(0), server.connect(1)];
  for (const racer of racers) racer.resume(token);
  server.tick(2);
  const again = startWorld(MAP);
  for (const records of server.journal) again.replay(records);
  expect(again.hash()).toBe(server.hash());
});

test('two that show the previous token at once: exactly one wins', () => {
  const { server, alice, token } = joined();
  resumeUnheard(server, alice);
  alice.away();
  const racers = [server.connect(0), server.connect(1)];
  for (const racer of racers) racer.resume(token);
  server.tick(2);
  expect(racers.map((racer) => racer.socket.closeCode).sort()).toEqual([0, CLOSE.cannotResume]);
});

test('the previous token is dead once the newest was used', () => {
  const { server, alice, token } = joined();
  resumeHeard(server, alice);
  resumeHeard(server, alice);
  alice.away();
  expect(show(server, token)).toBe(CLOSE.cannotResume);
  expect(show(server, alice.welcome!.token)).toBe(0);
});

test('the previous token is dead once an order came over the connection that got the newest', () => {
  const { server, alice, token } = joined();
  alice.order(ORDER.stop);
  resumeHeard(server, alice);
  alice.order(ORDER.stop);
  server.tick();
  alice.away();
  expect(show(server, token)).toBe(CLOSE.cannotResume);
});

test('what a gateway sends of itself does not prove that the newest token arrived', () => {
  const { server, alice, token } = joined();
  resumeUnheard(server, alice);
  const refresh = new Int32Array(INBOX_RECORD_WORDS);
  refresh[WORD.kind] = INPUT.refresh;
  refresh[WORD.epoch] = server.world.session.epoch[0];
  server.lanes[0].ring.push(refresh);
  server.tick();
  alice.away();
  expect(show(server, token)).toBe(0);
});

test('the previous token is dead when the resume time has passed since it was replaced', () => {
  for (const [ticks, code] of [
    [RESUME_TICKS - 1, 0],
    [RESUME_TICKS, CLOSE.cannotResume],
  ]) {
    const { server, alice, token } = joined();
    resumeHeard(server, alice);
    server.tick(ticks - 10);
    alice.away();
    server.tick(10);
    expect(show(server, token)).toBe(code);
  }
});

test('the previous token takes over a connection only when that has been silent for long', () => {
  for (const [ticks, code] of [
    [WELCOME_TICKS - 1, CLOSE.cannotResume],
    [WELCOME_TICKS, 0],
  ]) {
    const { server, alice, token } = joined();
    resumeUnheard(server, alice);
    server.tick(ticks - 1);
    expect(show(server, token)).toBe(code);
    expect(alice.socket.closeCode).toBe(code === 0 ? CLOSE.replaced : 0);
  }
});

test('a ticket of the account makes every earlier token dead', async () => {
  const office = new TicketOffice();
  const server = startWorld({ ...MAP, sessions: { ticketPublicKeyFile: office.publicKeyFile } });
  const joinAlice = async () => {
    const client = server.join({ ticket: await office.ticket('alice') });
    await vi.waitFor(() => {
      server.tick();
      expect(client.connection.state).toBe('open');
    });
    return client;
  };
  const first = await joinAlice();
  const tokens = [first.welcome!.token];
  resumeHeard(server, first);
  tokens.push(first.welcome!.token);
  const second = await joinAlice();
  second.away();
  for (const token of tokens) expect(show(server, token)).toBe(CLOSE.cannotResume);
});

test('the end of a session ends both of its tokens', () => {
  const { server, alice, token } = joined();
  resumeUnheard(server, alice);
  expect(server.world.sessionByToken.size).toBe(2);
  alice.away();
  server.tick(RESUME_TICKS + 2);
  expect(server.world.sessionByToken.size).toBe(0);
  expect(show(server, token)).toBe(CLOSE.cannotResume);
});

test('a record that shows nothing finds no session that has no previous token', () => {
  const { server, alice } = joined();
  const resume = new Int32Array(INBOX_RECORD_WORDS);
  resume[WORD.kind] = INPUT.resume;
  resume[WORD.connection] = 999;
  server.world.sessionByToken.set(0, 0);
  alice.away();
  server.lanes[0].ring.push(resume);
  server.tick(2);
  expect(server.world.session.connection[0]).not.toBe(999);
});

test('all of the previous token is needed', () => {
  for (let word = -1; word < 4; word++) {
    const { server, alice } = joined();
    resumeUnheard(server, alice);
    alice.away();
    const { connection, previousToken0, previousToken1, previousToken2, previousToken3 } =
      server.world.session;
    const resume = new Int32Array(INBOX_RECORD_WORDS);
    resume[WORD.kind] = INPUT.resume;
    resume[WORD.connection] = 999;
    resume.set([previousToken0[0], previousToken1[0], previousToken2[0], previousToken3[0]], WORD.token);
    if (word >= 0) resume[WORD.token + word] ^= 1;
    server.lanes[1].ring.push(resume);
    server.tick();
    expect(connection[0] === 999, `word ${word}`).toBe(word < 0);
  }
});
