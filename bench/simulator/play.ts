import { Game, type Spoil } from './game.ts';
import type { Machine } from './ground.ts';

/** How a game ended. */
export interface Outcome {
  readonly seed: number;
  readonly ticks: number;
  /** Tick at which it ended early, and why; undefined for a game without a violation. */
  readonly violation: { readonly tick: number; readonly what: string; readonly stack: string } | undefined;
  readonly recoveries: number;
  readonly confirmed: number;
  /** Decisions that minds had made in the world as it was in the end. */
  readonly decisions: number;
  /** Hash over what happened: equal for equal seeds. */
  readonly trail: number;
}

/** Plays one game. Whatever the server throws is a violation: nothing that clients or disk do may end it. */
export function playGame(machine: Machine, seed: number, ticks: number, spoil?: Spoil): Outcome {
  let game: Game | undefined;
  let violation: Outcome['violation'];
  try {
    game = new Game(machine, seed, ticks, spoil);
    game.play();
  } catch (error) {
    const { message, stack } = error as Error;
    violation = { tick: game?.now ?? 0, what: message, stack: stack ?? message };
  }
  return {
    ...{ seed, ticks: game?.now ?? 0, violation },
    recoveries: game?.oracle.recoveries ?? 0,
    confirmed: game?.clients.reduce((sum, client) => sum + client.confirmedCount, 0) ?? 0,
    decisions: game?.server.world.mind.decisions.reduce((sum, count) => sum + count, 0) ?? 0,
    trail: (game?.server.world.ledger.trail[0] ?? 0) >>> 0,
  };
}
