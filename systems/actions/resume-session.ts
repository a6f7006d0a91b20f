import { WORD } from '../../components/inbox.ts';
import type { World } from '../../components/world.ts';
import { CLOSE } from '../../src/protocol/fields.ts';
import { endAbsence } from './absence.ts';
import { tellKit } from './items.ts';
import { refuse } from './join-session.ts';
import { keepToken, sessionOfToken } from './session-tokens.ts';
import { connectSession } from './sessions.ts';

/**
 * Gives a session back to whoever shows its token, and a new token with it. The one shown stays good until the new one
 * is known to have arrived; of two that race with one token, exactly one wins.
 */
export function resumeSession(world: World, at: number): void {
  const { words } = world.inbox;
  const gateway = words[at + WORD.gateway];
  const connection = words[at + WORD.connection];
  const slot = sessionOfToken(world, at + WORD.token);
  if (slot < 0) return refuse(world, gateway, connection, CLOSE.cannotResume);
  if (world.session.avatar[slot] !== 0) endAbsence(world, world.session.avatar[slot]);
  connectSession(world, slot, gateway, connection, at + WORD.nextToken, true);
  keepToken(world, slot, at + WORD.token);
  tellKit(world, slot);
}
