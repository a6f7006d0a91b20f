import { WORD } from '../../components/inbox.ts';
import { RUNG } from '../../components/overload.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { ROLE } from '../../src/protocol/client-messages.ts';
import { CLOSE, ENTITY_KIND } from '../../src/protocol/fields.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { endAbsence } from './absence.ts';
import { tellKit } from './items.ts';
import { lookupKey } from './session-tokens.ts';
import { connectSession, endSession, freeSlot } from './sessions.ts';
import { spawnAvatar } from './spawn-avatar.ts';
import { useTicket } from './use-ticket.ts';

/**
 * Opens a session for the account of a join record. An account that already has one gets that back: two bodies for one
 * player would be the result otherwise. Refuses with "try again later" when slots or entities are used up, and under
 * overload (see RUNG).
 */
export function joinSession(world: World, at: number): void {
  const { inbox, session, sessionByAccount } = world;
  const gateway = inbox.words[at + WORD.gateway];
  const connection = inbox.words[at + WORD.connection];
  const account = lookupKey(inbox.words[at + WORD.accountLow], inbox.words[at + WORD.accountHigh]);
  const role = inbox.words[at + WORD.role];
  const known = sessionByAccount.get(account);
  const hasSession = known !== undefined && session.role[known] === role;
  // Before the ticket is used: with the same one it may be tried again.
  if (!hasSession && !admits(world, role)) {
    world.frame.joinsRefused++;
    return refuse(world, gateway, connection, CLOSE.tryAgainLater);
  }
  const ticketLow = inbox.words[at + WORD.ticketLow];
  const ticketHigh = inbox.words[at + WORD.ticketHigh];
  if ((ticketLow !== 0 || ticketHigh !== 0) && !useTicket(world, ticketLow, ticketHigh)) {
    return refuse(world, gateway, connection, CLOSE.badTicket);
  }
  if (hasSession) {
    // The client starts counting anew, so the old sequence numbers must not shadow its orders.
    session.lastSequence[known] = 0;
    if (session.avatar[known] !== 0) endAbsence(world, session.avatar[known]);
    connectSession(world, known, gateway, connection, at + WORD.nextToken, false);
    tellKit(world, known);
    return;
  }
  if (known !== undefined) endSession(world, known);

  const slot = freeSlot(world);
  if (slot < 0) return refuse(world, gateway, connection, CLOSE.tryAgainLater);
  session.role[slot] = role;
  session.faction[slot] = inbox.words[at + WORD.faction] || 1 + (slot % 7);
  session.accountLow[slot] = inbox.words[at + WORD.accountLow];
  session.accountHigh[slot] = inbox.words[at + WORD.accountHigh];
  session.lastSequence[slot] = 0;
  session.avatar[slot] = 0;
  session.focus[slot] = 0;
  if (role === ROLE.player) {
    if (spawnAvatar(world, slot) === 0) return refuse(world, gateway, connection, CLOSE.tryAgainLater);
  } else {
    session.focus[slot] = focusFor(world, slot, inbox.words[at + WORD.focus]);
  }
  session.state[slot] = SESSION_STATE.free;
  sessionByAccount.set(account, slot);
  connectSession(world, slot, gateway, connection, at + WORD.nextToken, false);
  tellKit(world, slot);
}

/** Whether the overload ladder leaves room for new sessions of this role. */
function admits({ ledger }: World, role: number): boolean {
  return ledger.overload[0] < (role === ROLE.observer ? RUNG.spectatorsShed : RUNG.closed);
}

/** What an observer follows: what it asked for if that is alive, else one of the patrols in turn. */
export function focusFor(world: World, slot: number, wanted: number): number {
  if (wanted > 0 && wanted <= world.ledger.entityHigh[0] && world.identity.kind[wanted] !== 0) return wanted;
  const patrols = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  return patrols.length === 0 ? 0 : patrols[slot % patrols.length];
}

/** Tells a gateway to close a connection that asked for a session. */
export function refuse(world: World, gateway: number, connection: number, closeCode: number): void {
  const at = world.frame.notices.add();
  if (at < 0) return;
  const { words } = world.frame.notices;
  words[at] = NOTICE.refused;
  words[at + 1] = gateway;
  words[at + 2] = connection;
  words[at + 3] = -1;
  words[at + 4] = closeCode;
}
