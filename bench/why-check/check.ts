import { beginGame } from '../tournament/game.ts';
import type { GameSettings } from '../tournament/options.ts';
import { AttackWatch } from './attacks.ts';
import { Play, Stage } from './stage.ts';
import { verify } from './verify.ts';

const TICKS_PER_MINUTE = 3600;

export interface CheckPlan {
  readonly game: GameSettings;
  readonly firstSeed: number;
  readonly seeds: number;
  /** Attacks wanted of all games together. */
  readonly sample: number;
  /** Longest game, in minutes of world time. */
  readonly minutes: number;
}

export interface CheckResult {
  readonly sample: number;
  readonly explained: number;
  readonly verified: number;
  /** Attacks that no single number of a persona would have prevented. */
  readonly unchangeable: number;
  readonly answers: number;
  /** Changes that were passed over because other decisions of the same tick came out otherwise with them too. */
  readonly disturbed: number;
  readonly failures: readonly string[];
  /** How often each number was what would have changed it. */
  readonly changes: Readonly<Record<string, number>>;
}

/**
 * Plays games without clients, takes the attacks that come, each game its share of them, and holds each against its
 * trace. `told` gets the number of attacks so far.
 */
export function checkWhy(plan: CheckPlan, told: (count: number) => void = () => {}): CheckResult {
  const counts = { sample: 0, explained: 0, verified: 0, unchangeable: 0, answers: 0, disturbed: 0 };
  const failures: string[] = [];
  const changes: Record<string, number> = {};
  for (let game = 0; game < plan.seeds; game++) {
    const seed = plan.firstSeed + game;
    const wanted = Math.floor((plan.sample * (game + 1)) / plan.seeds);
    const world = beginGame(plan.game, seed);
    const stage = new Stage(world);
    const watch = new AttackWatch(new Play(world));
    for (let tick = 0; tick < plan.minutes * TICKS_PER_MINUTE && counts.sample < wanted; tick++) {
      for (const attack of watch.step()) {
        if (counts.sample === wanted) break;
        const verdict = verify(attack, stage, world);
        counts.sample++;
        if (verdict.isExplained) counts.explained++;
        if (verdict.isVerified) counts.verified++;
        if (verdict.isUnchangeable) counts.unchangeable++;
        if (attack.isAnswer) counts.answers++;
        counts.disturbed += verdict.disturbed;
        failures.push(...verdict.failures.map((failure) => `seed ${seed}: ${failure}`));
        for (const setting of verdict.changes) {
          const name = /mind\.(.*)=/.exec(setting)![1];
          changes[name] = (changes[name] ?? 0) + 1;
        }
        told(counts.sample);
      }
    }
  }
  return { ...counts, failures, changes };
}
