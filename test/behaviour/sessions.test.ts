import { describe, expect, test, vi } from 'vitest';
import { INPUT, WORD } from '../../components/inbox.ts';
import { ENTITY_COUNT_MAX, SESSION_COUNT_MAX, TICKET_COUNT_MAX } from '../../src/limits.ts';
import { ORDER, ROLE } from '../../src/protocol/client-messages.ts';
import { CLOSE, ENTITY_KIND, RESULT } from '../../src/protocol/fields.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { useTicket } from '../../systems/actions/use-ticket.ts';
import type { TestClient } from '../support/test-client.ts';
import { TicketOffice } from '../support/tickets.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from '../support/world-harness.ts';

const MAP: HarnessOptions = { map: ['A--B'], patrols: 5, rules: { resumeTicks: 30 } };
const office = new TicketOffice();
const WITH_TICKETS: HarnessOptions = {
  ...MAP,
  gateways: 2,
  sessions: { ticketPublicKeyFile: office.publicKeyFile },
};

function avatars(server: WorldHarness): number {
  return server.world.entities.rosters.get(ENTITY_KIND.avatar)!.ids().length;
}

/** Tickets are checked beside the ticks: goes on until the client was let in or refused. */
async function settle(server: WorldHarness, client: TestClient): Promise<void> {
  await vi.waitFor(() => {
    server.tick();
    expect(client.connection.state).toMatch(/open|closed/);
  });
}

async function joinAs(
  server: WorldHarness,
  account: string,
  options: { gateway?: number; role?: 0 | 1 } = {},
) {
  const client = server.join({ ...options, ticket: await office.ticket(account) });
  await settle(server, client);
  return client;
}

describe('joining', () => {
  test('gives a welcome, an avatar and a view of its surroundings', () => {
    const server = startWorld(MAP);
    const alice = server.join({ faction: 4 });
    server.tick();
    expect(alice.welcome).toMatchObject({ session: 0, role: ROLE.player, faction: 4, lastSequence: 0 });
    expect(server.world.identity.kind[alice.avatar]).toBe(ENTITY_KIND.avatar);
    server.expectMirrorExact(alice);
    expect(alice.mirror!.entities.has(alice.avatar)).toBe(true);
  });

  test('lets an observer follow whom it asked for, and another one when that one is gone', () => {
    const server = startWorld(MAP);
    const eve = server.observe(3);
    server.tick();
    expect(eve.avatar).toBe(3);
    expect(eve.order(ORDER.moveTo, 1, 1)).toBe(1);
    server.tick();
    expect(eve.answers).toEqual([{ sequence: 1, result: RESULT.noAvatar }]);
    expect(avatars(server)).toBe(0);
  });

  test('is refused with "try again later" when no entity is left, and leaves nothing behind', () => {
    const server = startWorld({ ...MAP, patrols: 0 });
    while (spawn(server.world, ENTITY_KIND.patrol, 1, 5, 5) !== 0);
    expect(server.world.ledger.aliveCount[0]).toBe(ENTITY_COUNT_MAX - 1);
    const alice = server.join();
    server.tick();
    expect(alice.socket.closeCode).toBe(CLOSE.tryAgainLater);
    expect(server.world.sessionByAccount.size).toBe(0);
    expect(avatars(server)).toBe(0);
  });

  test('is refused with "try again later" when no session is left', () => {
    const server = startWorld(MAP);
    const { session, ledger, sessionByToken } = server.world;
    session.state.fill(2);
    session.endsAtTick.fill(0xffff_ffff);
    ledger.sessionHigh[0] = SESSION_COUNT_MAX;
    for (let slot = 0; slot < SESSION_COUNT_MAX; slot++) sessionByToken.set(slot, slot);
    const alice = server.join();
    server.tick();
    expect(alice.socket.closeCode).toBe(CLOSE.tryAgainLater);
    expect(avatars(server)).toBe(0);
  });
});

describe('a second connection of an account', () => {
  test('takes the session over with its avatar; the first is closed as replaced', async () => {
    const server = startWorld(WITH_TICKETS);
    const first = await joinAs(server, 'alice');
    const second = await joinAs(server, 'alice', { gateway: 1 });
    expect(first.socket.closeCode).toBe(CLOSE.replaced);
    expect(second.avatar).toBe(first.avatar);
    first.away();
    server.tick(60);
    expect(second.connection.state).toBe('open');
    expect(avatars(server)).toBe(1);
    second.order(ORDER.moveTo, 5, 5);
    server.tick();
    expect(second.answers).toEqual([{ sequence: 1, result: RESULT.done }]);
    server.expectMirrorExact(second);
  });

  test('as another role ends the first session; its connection is closed as replaced', async () => {
    const server = startWorld(WITH_TICKETS);
    const first = await joinAs(server, 'alice');
    const second = await joinAs(server, 'alice', { role: ROLE.observer });
    expect(first.socket.closeCode).toBe(CLOSE.replaced);
    first.away();
    server.tick(5);
    expect(second.connection.state).toBe('open');
    expect(avatars(server)).toBe(0);
    server.expectMirrorExact(second);
  });
});

describe('a ticket', () => {
  test('opens one session, whichever gateway it is shown to', async () => {
    const server = startWorld(WITH_TICKETS);
    const ticket = await office.ticket('alice');
    const first = server.join({ ticket });
    await settle(server, first);
    for (const gateway of [0, 1]) {
      const again = server.join({ ticket, gateway });
      await settle(server, again);
      expect(again.socket.closeCode).toBe(CLOSE.badTicket);
    }
    expect(first.connection.state).toBe('open');
  });

  test('is remembered until it expires, and its place is used again then', () => {
    const { world } = startWorld(MAP);
    const { keyLow } = world.usedTicket;
    expect(useTicket(world, 7, 1)).toBe(true);
    expect(useTicket(world, 7, 1)).toBe(false);
    expect(useTicket(world, 7 + TICKET_COUNT_MAX, 1)).toBe(true);
    world.ledger.tick[0] += 75 * 60;
    expect(useTicket(world, 7 + 2 * TICKET_COUNT_MAX, 1)).toBe(true);
    expect(keyLow[7]).toBe(7 + 2 * TICKET_COUNT_MAX);
    expect(useTicket(world, 7 + 2 * TICKET_COUNT_MAX, 1)).toBe(false);
  });

  test('is refused while more are in use than can be remembered', () => {
    const { world } = startWorld(MAP);
    for (let key = 1; key <= TICKET_COUNT_MAX; key++) expect(useTicket(world, key, 3)).toBe(true);
    expect(useTicket(world, TICKET_COUNT_MAX + 1, 3)).toBe(false);
    world.ledger.tick[0] += 75 * 60;
    expect(useTicket(world, TICKET_COUNT_MAX + 1, 3)).toBe(true);
  });
});

describe('resuming', () => {
  test('gives the session back with its avatar, at another gateway too', () => {
    const server = startWorld({ ...MAP, gateways: 2 });
    const alice = server.join();
    server.tick();
    const { avatar } = alice;
    alice.order(ORDER.moveDirection, 100, 100);
    server.tick();
    alice.away();
    server.tick(20);
    const again = server.connect(1);
    again.resume(alice.welcome!.token);
    server.tick();
    expect(again.welcome).toMatchObject({ session: 0, lastSequence: 1 });
    expect(again.avatar).toBe(avatar);
    server.expectMirrorExact(again);
    server.tick(60);
    expect(again.connection.state).toBe('open');
  });

  test('works with the newest token only', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    server.tick();
    const old = alice.welcome!.token;
    alice.away();
    alice.resume();
    server.tick();
    expect(alice.welcome!.token).not.toEqual(old);
    for (const token of [old, new Uint8Array(32)]) {
      const thief = server.connect();
      thief.resume(token);
      server.tick();
      expect(thief.socket.closeCode).toBe(CLOSE.cannotResume);
    }
    expect(alice.connection.state).toBe('open');
  });

  test('needs all of the token', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    server.tick();
    const { connection, token0, token1, token2, token3 } = server.world.session;
    const held = connection[0];
    const resume = (changedWord: number) => {
      const record = Int32Array.of(
        INPUT.resume,
        0,
        999,
        0,
        0,
        0,
        0,
        0,
        token0[0],
        token1[0],
        token2[0],
        token3[0],
        1,
        2,
        3,
        4,
      );
      if (changedWord >= 0) record[WORD.token + changedWord] ^= 1;
      server.lanes[0].ring.push(record);
      server.tick();
    };
    for (let word = 0; word < 4; word++) resume(word);
    expect([connection[0], alice.socket.closeCode]).toEqual([held, 0]);
    resume(-1);
    expect([connection[0], alice.socket.closeCode]).toEqual([999, CLOSE.replaced]);
  });

  test('twice at once with one token succeeds for exactly one', () => {
    const server = startWorld({ ...MAP, gateways: 2 });
    const alice = server.join();
    server.tick();
    const { token } = alice.welcome!;
    alice.away();
    const racers = [server.connect(0), server.connect(1)];
    for (const racer of racers) racer.resume(token);
    server.tick(2);
    expect(racers.map((racer) => racer.connection.state).sort()).toEqual(['closed', 'open']);
    expect(racers.map((racer) => racer.socket.closeCode).sort()).toEqual([0, CLOSE.cannotResume]);
    expect(avatars(server)).toBe(1);
  });

  test('closes a connection that still holds the session', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    server.tick();
    const again = server.connect();
    again.resume(alice.welcome!.token);
    server.tick();
    expect(alice.socket.closeCode).toBe(CLOSE.replaced);
    alice.away();
    server.tick(60);
    expect(again.connection.state).toBe('open');
    expect(avatars(server)).toBe(1);
  });

  test('is over after the resume time: session and avatar end exactly then, once', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    const bob = server.observe(1);
    server.tick();
    const alive = server.world.ledger.aliveCount[0];
    alice.away();
    server.tick(30);
    expect(avatars(server)).toBe(1);
    server.tick();
    expect(avatars(server)).toBe(0);
    expect(server.world.identity.kind[alice.avatar]).toBe(0);
    server.tick(60);
    expect(server.world.ledger.aliveCount[0]).toBe(alive - 1);
    alice.resume();
    server.tick();
    expect(alice.socket.closeCode).toBe(CLOSE.cannotResume);
    server.expectMirrorExact(bob);
  });

  test('leaves no session behind when the connection is lost before the welcome', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    alice.away();
    server.tick(40);
    expect(avatars(server)).toBe(0);
    expect(server.world.sessionByAccount.size).toBe(0);
  });

  test('leaves no session behind when the gateway missed the frame with the welcome', () => {
    const server = startWorld(MAP);
    const alice = server.join();
    server.lanes[0].asleep = true;
    server.tick(8_300);
    server.lanes[0].asleep = false;
    server.tick();
    expect(alice.socket.closeCode).toBe(CLOSE.tryAgainLater);
    alice.away();
    server.tick(60);
    expect(avatars(server)).toBe(0);
  });
});
