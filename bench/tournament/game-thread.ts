import { parentPort } from 'node:worker_threads';
import { type GameResult, playGame } from './game.ts';
import type { GameSettings } from './options.ts';

/** Entry of a thread that plays games, one after the other as it is told. */

export interface GameOrder {
  readonly settings: GameSettings;
  readonly seed: number;
  readonly hours: number;
}

export type GameNews =
  | { readonly kind: 'minutes'; readonly seed: number; readonly minutes: number }
  | { readonly kind: 'result'; readonly result: GameResult };

parentPort!.on('message', ({ hours, seed, settings }: GameOrder) => {
  const tell = (news: GameNews) => parentPort!.postMessage(news);
  const result = playGame(settings, seed, hours, (minutes) => tell({ kind: 'minutes', seed, minutes }));
  tell({ kind: 'result', result });
});
