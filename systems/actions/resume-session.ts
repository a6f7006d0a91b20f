import { WORD } from '../../components/inbox.ts';
import type { World } from '../../components/world.ts';
import { CLOSE } from '../../src/protocol/fields.ts';
import { refuse } from './join-session.ts';
import { connectSession, lookupKey } from './sessions.ts';

/** Gives a session back to whoever shows its newest token. Of two that race with one token, exactly one wins. */
export function resumeSession(world: World, at: number): void {
  const { inbox, session } = world;
  const { words } = inbox;
  const token = at + WORD.token;
  const slot = world.sessionByToken.get(lookupKey(words[token], words[token + 1]));
  const good =
    slot !== undefined &&
    session.token0[slot] === words[token] &&
    session.token1[slot] === words[token + 1] &&
    session.token2[slot] === words[token + 2] &&
    session.token3[slot] === words[token + 3];
  const gateway = words[at + WORD.gateway];
  const connection = words[at + WORD.connection];
  if (good) {
    connectSession(world, slot, gateway, connection, at + WORD.nextToken, true);
    return;
  }
  refuse(world, gateway, connection, CLOSE.cannotResume);
}
