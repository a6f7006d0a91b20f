import { Worker } from 'node:worker_threads';
import type { GameResult } from './game.ts';
import type { GameNews, GameOrder } from './game-thread.ts';
import type { TournamentOptions } from './options.ts';

/** What is told while games are played. */
export interface Progress {
  minutes(seed: number, minutes: number): void;
  over(result: GameResult): void;
}

/** Plays all games, some at a time, and returns them by seed. Rejects with the first error of a game. */
export async function playAll(options: TournamentOptions, progress: Progress): Promise<GameResult[]> {
  const { first, game, hours, seeds } = options;
  const results: GameResult[] = [];
  let next = first;
  const workers = Array.from({ length: Math.min(options.workers, seeds) }, startWorker);
  try {
    await Promise.all(
      workers.map(async (worker) => {
        while (next < first + seeds) {
          const result = await play(worker, { settings: game, seed: next++, hours }, progress);
          results.push(result);
          progress.over(result);
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results.sort((one, other) => one.seed - other.seed);
}

function startWorker(): Worker {
  return new Worker(new URL('./game-thread.js', import.meta.url));
}

function play(worker: Worker, order: GameOrder, progress: Progress): Promise<GameResult> {
  return new Promise((resolve, reject) => {
    const onMessage = (news: GameNews) => {
      if (news.kind === 'minutes') {
        progress.minutes(news.seed, news.minutes);
        return;
      }
      worker.off('message', onMessage).off('error', reject);
      resolve(news.result);
    };
    worker.on('message', onMessage).once('error', reject);
    worker.postMessage(order);
  });
}
