import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config/load.ts';
import { writeWorldFile } from '../../src/territory/world-file.ts';
import { type ServerFacts, type ServerProcess, startServer } from '../load/server-process.ts';
import { WORKLOADS } from '../load/workload.ts';
import { Bot } from './bot.ts';
import { holdJournal } from './disk-standstill.ts';
import { Faults } from './faults.ts';
import { countFights, type FightCount } from './fight-count.ts';
import { Inspector, type Replayed } from './inspection.ts';
import type { CrashOptions } from './options.ts';
import { Oracle } from './oracle.ts';
import { OrderLedger } from './order-ledger.ts';
import { type CrashResult, crashResult, type Recovery } from './result.ts';
import { planRound, type RoundPlan } from './round-plan.ts';

const STEP_MS = 10;
const LAST_MS = 1_000;
const WAIT_MS = 5;
const BACK_TIMEOUT_MS = 20_000;
const PATROLS = 200;
/** Patrols stand so close that there are fights all the time, and who falls in them is soon back. */
const FIGHT_SETTINGS = [
  // Minds that decide every few seconds: a crash comes in the middle of their looks and operations.
  'world.inhabitants.minds=true',
  'factions.minds.strategicSeconds=10',
  'factions.minds.tacticalSeconds=5',
  'balance.combat.engagement.patrolsSeek=true',
  'balance.combat.units.avatar.health=20',
  'balance.combat.recovery.respawnSeconds=2',
  'balance.combat.recovery.reinforceSeconds=0.2',
];
/**
 * The first server tells the ports, and works longer than the others, so that all there is comes from its journal. The
 * last one is there to show what became of the crash before.
 */
const PLAIN_ROUND: RoundPlan = {
  moment: 'work',
  killAfterMs: 2_000,
  standstillMs: 0,
  snapshotIntervalSeconds: 30,
};

/** A run: one directory, one port, and bots that outlive many servers. To be carried out once. */
export class CrashRun {
  readonly #options: CrashOptions;
  readonly #say: (text: string) => void;
  readonly #directory = mkdtempSync(join(tmpdir(), 'marchland-crash-'));
  readonly #settings: readonly string[];
  readonly #inspector: Inspector;
  readonly #faults = new Faults();
  readonly #bots: Bot[] = [];
  readonly #oracle = new Oracle(this.#bots, this.#faults);
  readonly #recoveries: Recovery[] = [];
  #server: ServerProcess | undefined;
  #ports: readonly string[] = ['server.network.port=0', 'server.operator.port=0'];
  /** What the last crash left, as replayed here. */
  #replayed: Replayed | undefined;
  /** How long the killed process took to be gone. */
  #killMs = 0;
  /** When the first bot had a frame of the server that runs now. */
  #firstBackMs: number | undefined;
  readonly #fights: FightCount[] = [];
  #refused = 0;
  #confirmedOfRefused = 0;
  #killedWhileStarting = 0;
  #unreadable = '';

  constructor(options: CrashOptions, say: (text: string) => void) {
    this.#options = options;
    this.#say = say;
    const workload = WORKLOADS['avatars'];
    const worldFile = join(this.#directory, 'world.json');
    writeWorldFile(worldFile, workload.world(options.clients));
    this.#settings = [
      ...workload.settings(options.clients),
      `world.inhabitants.patrols=${PATROLS}`,
      ...FIGHT_SETTINGS,
      `world.seed=${options.seed}`,
      `world.file=${JSON.stringify(worldFile)}`,
      'server.log.level=warn',
    ];
    const storage = `server.storage.directory=${JSON.stringify(this.#directory)}`;
    this.#inspector = new Inspector(loadConfig('config', [...this.#settings, storage]));
  }

  /**
   * Carries it out. Rejects when a server does not start, the bots do not come back, or `interrupted` is given; nothing
   * is left behind in any case.
   */
  async run(interrupted: AbortSignal): Promise<CrashResult> {
    const { clients, rounds, seed } = this.#options;
    const stepping = setInterval(() => this.#step(), STEP_MS);
    try {
      await this.#recover(PLAIN_ROUND, interrupted);
      for (let round = 1; round <= rounds; round++) {
        const plan = round === 1 ? PLAIN_ROUND : planRound(seed, round);
        if (round > 1 && plan.moment === 'start') await this.#killWhileStarting(plan);
        else {
          if (round > 1) await this.#recover(plan, interrupted);
          await this.#killAtWork(plan, interrupted);
        }
        this.#inspect();
        this.#say(this.#progress(round, plan));
      }
      await this.#recover(PLAIN_ROUND, interrupted);
      await sleep(LAST_MS, undefined, { signal: interrupted });
      await this.#server?.stop();
      if (this.#unreadable !== '') throw new Error(this.#unreadable);
      return crashResult(
        {
          ...{ rounds, clients, seed, recoveries: this.#recoveries, refused: this.#refused },
          ...{ killedWhileStarting: this.#killedWhileStarting, confirmedOfRefused: this.#confirmedOfRefused },
          fights: this.#fights,
        },
        this.#bots,
        this.#faults,
      );
    } catch (error) {
      throw new Error([(error as Error).message, ...this.#faults.texts].join('\n  '), { cause: error });
    } finally {
      clearInterval(stepping);
      for (const bot of this.#bots) bot.end();
      await this.#server?.kill();
      rmSync(this.#directory, { recursive: true, force: true });
    }
  }

  #step(): void {
    const nowMs = performance.now();
    for (const bot of this.#bots) bot.step(nowMs);
  }

  /** Starts a server on what is there and waits until every bot is back and knows that its session is safe. */
  async #recover(plan: RoundPlan, interrupted: AbortSignal): Promise<void> {
    const startMs = performance.now();
    this.#firstBackMs = undefined;
    this.#server = await this.#start(plan);
    const upMs = performance.now() - startMs;
    const { facts } = this.#server;
    if (this.#bots.length === 0) this.#join(facts);
    const deadlineMs = performance.now() + BACK_TIMEOUT_MS;
    while (!this.#bots.every((bot) => bot.isBack && bot.isSafe)) {
      if (performance.now() > deadlineMs) throw new Error(`bots are not back: ${this.#states()}`);
      await sleep(WAIT_MS, undefined, { signal: interrupted });
    }
    if (this.#replayed === undefined) return;
    this.#recoveries.push({
      upMs: this.#killMs + upMs,
      recoveryMs: this.#killMs + this.#firstBackMs! - startMs,
      replayMs: this.#replayed.millis,
      ticksReplayed: this.#replayed.tick - this.#replayed.fromTick,
    });
  }

  async #start(plan: RoundPlan, spawned?: (pid: number) => void): Promise<ServerProcess> {
    const interval = `server.storage.snapshotIntervalSeconds=${plan.snapshotIntervalSeconds}`;
    const server = await startServer({
      dataDirectory: this.#directory,
      args: [...this.#settings, ...this.#ports, interval].flatMap((setting) => ['--set', setting]),
      ...(spawned && { spawned }),
    });
    if (this.#replayed) this.#oracle.judgeStart(server.facts, this.#replayed);
    return server;
  }

  /** Lets the bots join the first server, whose ports all that follow take over. */
  #join({ socketUrl, operatorUrl }: ServerFacts): void {
    this.#ports = [
      `server.network.port=${new URL(socketUrl).port}`,
      `server.operator.port=${new URL(operatorUrl).port}`,
    ];
    const { clients, seed } = this.#options;
    for (let index = 0; index < clients; index++) {
      const newLedger = () => new OrderLedger(index, seed, this.#faults);
      const bot = new Bot(socketUrl, seed + index, newLedger, {
        back: () => {
          this.#firstBackMs ??= performance.now();
        },
        refused: ({ ledger }) => {
          this.#refused++;
          this.#confirmedOfRefused += ledger.confirmed;
        },
        unreadable: (_, what) => {
          this.#unreadable ||= `bot ${index} got ${what}`;
        },
      });
      this.#bots.push(bot);
      bot.open();
    }
  }

  async #killAtWork(plan: RoundPlan, interrupted: AbortSignal): Promise<void> {
    await sleep(plan.killAfterMs - plan.standstillMs, undefined, { signal: interrupted });
    const release = plan.standstillMs > 0 ? await holdJournal(this.#inspector.dataDirectory) : () => {};
    await sleep(plan.standstillMs, undefined, { signal: interrupted });
    const start = performance.now();
    await this.#server!.kill();
    this.#killMs = performance.now() - start;
    this.#server = undefined;
    release();
    await this.#untilAllDropped();
  }

  async #killWhileStarting(plan: RoundPlan): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let isKilled = false;
    try {
      this.#server = await this.#start(plan, (pid) => {
        timer = setTimeout(() => {
          isKilled = true;
          process.kill(pid, 'SIGKILL');
        }, plan.killAfterMs);
      });
      // It was faster: the bots are on their way back when it is killed.
      await this.#server.ended;
    } catch (error) {
      if (!isKilled) throw error;
      this.#killedWhileStarting++;
    } finally {
      clearTimeout(timer);
    }
    this.#server = undefined;
    this.#killMs = 0;
    await this.#untilAllDropped();
  }

  /** What the dead server had sent already must not count for the next. */
  async #untilAllDropped(): Promise<void> {
    const deadlineMs = performance.now() + BACK_TIMEOUT_MS;
    while (this.#bots.some(({ state }) => state === 'open' || state === 'joining')) {
      if (performance.now() > deadlineMs) throw new Error(`bots do not notice the crash: ${this.#states()}`);
      await sleep(WAIT_MS);
    }
  }

  #inspect(): void {
    const replays = this.#inspector.replayAll(() => this.#oracle.watch());
    this.#oracle.judge(replays);
    this.#replayed = replays[0];
    this.#fights.push(countFights(replays[0].world));
  }

  #states(): string {
    return this.#bots.map(({ state, isSafe }) => `${state}${isSafe ? '' : ' (unsafe)'}`).join(', ');
  }

  #progress(round: number, { moment, killAfterMs }: RoundPlan): string {
    const { tick, fromTick } = this.#replayed!;
    const last = this.#recoveries.at(-1);
    const { fighting = 0, fallen = 0 } = this.#fights.at(-1) ?? {};
    const confirmed = this.#bots.reduce((total, { ledger }) => total + ledger.confirmed, 0);
    return [
      `round ${String(round).padStart(3)}: ${moment}, killed after ${killAfterMs} ms`,
      `${tick - fromTick} ticks to replay up to ${tick}`,
      `${fighting} fighting, ${fallen} fallen`,
      `${confirmed + this.#confirmedOfRefused} confirmed`,
      `${this.#faults.lost} lost, ${this.#faults.doubled} doubled, ${this.#faults.hashMismatches} hashes differ`,
      `last recovery ${last ? last.recoveryMs.toFixed(0) : '-'} ms`,
    ].join('  ');
  }
}
