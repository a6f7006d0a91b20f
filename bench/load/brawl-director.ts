import { setTimeout as sleep } from 'node:timers/promises';
import { POSTURE } from '../../components/combat-rules.ts';
import { mix32 } from '../../src/maths/random.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { HARM_FALLEN } from '../../src/protocol/fields.ts';
import { ORDER } from '../../src/protocol/orders.ts';
import type { Bot } from './bot.ts';
import { brawlTurn, TURNS_PER_SECOND } from './brawl-turns.ts';
import type { CheckedMirror } from './checked-mirror.ts';
import type { Fleet } from './fleet.ts';
import type { Director } from './workload.ts';

const TURN_INTERVAL_MS = 5;
const WAIT_MS = 20;

/** A client, and whether its avatar was told to attack since it stands. */
interface Fighter {
  readonly bot: Bot;
  isRoused: boolean;
}

/**
 * Lets every client of a fleet turn so many times a second, one after the other, and attack whoever is in reach. Where
 * the avatars are it reads from the mirror of a client that verifies what it is sent, as all see the same.
 */
export class BrawlDirector implements Director {
  readonly #fleet: Fleet;
  readonly #fighters: readonly Fighter[];
  readonly #seed: number;
  #timer: NodeJS.Timeout | undefined;
  #draws = 0;

  constructor(fleet: Fleet, seed: number) {
    this.#fleet = fleet;
    this.#fighters = fleet.bots.map((bot) => ({ bot, isRoused: false }));
    this.#seed = seed;
  }

  start(): void {
    const startMicros = monotonicMicros();
    const fighters = this.#fighters;
    let turns = 0;
    this.#timer = setInterval(() => {
      const now = monotonicMicros();
      const due = ((now - startMicros) / 1e6) * TURNS_PER_SECOND * fighters.length;
      const mirror = this.#fleet.spotter;
      for (; turns < due; turns++) {
        if (mirror) this.#turn(fighters[turns % fighters.length], mirror, now);
      }
    }, TURN_INTERVAL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await sleep(WAIT_MS);
  }

  #turn(fighter: Fighter, mirror: CheckedMirror, now: number): void {
    const { bot } = fighter;
    const { brawl } = this.#fleet.tally;
    const avatar = mirror.entities.get(bot.orders?.avatarEntity ?? 0);
    if (!avatar) {
      brawl.turnsUnseen++;
      return;
    }
    if (avatar.harm === HARM_FALLEN) {
      // A fallen one obeys nobody; whether its posture outlives the fall is up to the server.
      fighter.isRoused = false;
      brawl.turnsFallen++;
      return;
    }
    if (!fighter.isRoused) {
      fighter.isRoused = bot.give(ORDER.posture, POSTURE.attack, 0, now) > 0;
    }
    const { columns, rows, units } = mirror.grid;
    const { heading, percent } = brawlTurn(
      {
        x: mirror.xAt(avatar, mirror.tick),
        y: mirror.yAt(avatar, mirror.tick),
        width: columns * units,
        height: rows * units,
      },
      (bound) => this.#below(bound),
    );
    if (bot.give(ORDER.moveDirection, heading, percent, now) > 0) brawl.turns++;
  }

  /** A whole number below `bound`, the same in every run up to the same draw. */
  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}
