import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { mix32 } from '../../src/maths/random.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { ROLE, type Role } from '../../src/protocol/client-messages.ts';
import type { BattleEye } from './battle-eye.ts';
import { Bot, type BotSettings } from './bot.ts';
import { addressOf } from './bot-socket.ts';
import type { CheckedMirror } from './checked-mirror.ts';
import type { ChannelAddress } from './listener.ts';
import { openInTurn } from './open-in-turn.ts';
import { SecondBytes } from './second-bytes.ts';
import { Tally } from './tally.ts';

const WAIT_MS = 20;
/** Orders are spread over time in small portions, as those of independent players would be. */
const ORDER_INTERVAL_MS = 10;

/** Of those that stop reading, so many keep a mirror: what they missed must not make them wrong. */
const SLOW_VERIFIED = 4;
const DROPPED_EVERY = 10;
const AWAY_MS_MIN = 200;
const AWAY_MS_STEP = 700;
const AWAY_MS_SPAN = 3000;
/** The global channel's whole state is dear: a gateway allows it about once a second in the long run. */
const CHECK_INTERVAL_MS = 1200;

export interface FleetSettings extends Pick<BotSettings, 'seed' | 'orderCountMax' | 'newBook'> {
  readonly url: string;
  readonly clients: number;
  /** Bots that run the full mirror, spread over all. */
  readonly verified: number;
  /** Percent of the bots that stop reading now and then, spread over all; some of them verify what they are sent. */
  readonly slowPercent?: number;
  readonly role: (client: number) => Role;
  /** Faction that the i-th client plays for; 0 = whichever the server chooses. */
  readonly faction: (client: number) => number;
  readonly focus: (client: number) => number;
  /** Strategic channels that the i-th client listens to. */
  readonly channels: (client: number) => readonly ChannelAddress[];
}

/** What the bots measured between `beginMeasuring` and now. */
export interface FleetFigures {
  readonly seconds: number;
  readonly messagesPerSecond: number;
  /** WebSocket frames, headers included; without TCP and IP. */
  readonly bytesPerClientPerSecond: number;
  readonly loadCores: number;
  /** Cores that all processes of the machine used together. */
  readonly machineCores: number;
}

/** Orders that were never answered, and those that were done but never confirmed. */
export interface OpenOrders {
  readonly unanswered: number;
  readonly unconfirmed: number;
}

/** What the verified bots found since they connected. */
export interface Verdict {
  readonly hashChecks: number;
  readonly hashMismatches: number;
  readonly wrongChanges: number;
  readonly missedChanges: number;
  readonly entitiesInViewMean: number;
}

/** All bots of a run, in this thread. */
export class Fleet {
  readonly tally = new Tally();
  readonly bots: Bot[];
  /** Bytes of each client in each second since measuring began, as far as `sampleSecond` was called. */
  readonly secondBytes: SecondBytes;
  readonly #verified: readonly Bot[];
  #startMicros = 0;
  #startBytes = 0;
  #startCpu = process.cpuUsage();
  #startBusySeconds = 0;
  #ordering: NodeJS.Timeout | undefined;
  readonly #drops: NodeJS.Timeout[] = [];

  constructor(settings: FleetSettings) {
    const address = addressOf(settings.url);
    const { clients, verified, orderCountMax, slowPercent = 0 } = settings;
    const isOneOf = (i: number, count: number) => spread(i + 1, count, clients) > spread(i, count, clients);
    let slowVerified = SLOW_VERIFIED;
    this.bots = Array.from({ length: clients }, (_, i) => {
      const isSlow = isOneOf(i, Math.floor((clients * slowPercent) / 100));
      return new Bot(
        {
          ...address,
          role: settings.role(i),
          faction: settings.faction(i),
          focus: settings.focus(i),
          verified: isOneOf(i, verified) || (isSlow && slowVerified-- > 0),
          isSlow,
          orderCountMax: settings.role(i) === ROLE.player ? orderCountMax : 0,
          seed: mix32(settings.seed ^ i),
          channels: settings.channels(i),
          newBook: settings.newBook,
        },
        this.tally,
      );
    });
    this.secondBytes = new SecondBytes(this.bots);
    this.#verified = this.bots.filter(({ settings: { verified } }) => verified);
  }

  /** Bots whose session is open. */
  get connected(): number {
    return this.#count((bot) => bot.state === 'open');
  }

  /** The mirror of a verified bot that is connected; undefined where there is none. */
  get spotter(): CheckedMirror | undefined {
    return this.#verified.find(({ state, mirror }) => state === 'open' && mirror !== undefined)?.mirror;
  }

  /** What each verified bot saw of fights. */
  get eyes(): BattleEye[] {
    return this.#verified.map(({ eye }) => eye);
  }

  /** Bots that stop reading now and then. */
  get slow(): Bot[] {
    return this.bots.filter(({ settings: { isSlow } }) => isSlow);
  }

  /** Bots that `startDrops` leaves alone. */
  get steady(): Bot[] {
    return this.bots.filter((bot, i) => !isDropped(bot, i));
  }

  /** Opens all connections, a bounded number at a time, and waits until each has its session or has failed. */
  connect(interrupted: AbortSignal): Promise<void> {
    return openInTurn(this.bots, interrupted);
  }

  /** From now on each bot gives so many orders a second, one bot after the other. */
  startOrders(ordersPerSecond: number): void {
    const { bots } = this;
    const startMicros = monotonicMicros();
    let given = 0;
    this.#ordering = setInterval(() => {
      const nowMicros = monotonicMicros();
      const due = ((nowMicros - startMicros) / 1e6) * ordersPerSecond * bots.length;
      for (; given < due; given++) bots[given % bots.length].order(nowMicros);
    }, ORDER_INTERVAL_MS);
  }

  /** Ends the orders and waits for answers and confirmations that are under way, `timeoutMs` at most. */
  async stopOrders(timeoutMs: number): Promise<OpenOrders> {
    clearInterval(this.#ordering);
    const endMicros = monotonicMicros() + timeoutMs * 1000;
    for (;;) {
      const open = this.#openOrders();
      if (open.unanswered + open.unconfirmed === 0 || monotonicMicros() >= endMicros) return open;
      await sleep(WAIT_MS);
    }
  }

  /**
   * Drops every tenth bot once within the next `seconds`, one after the other, each for a part of a second up to three;
   * it resumes then. Those that verify the world stay, as a new mirror would forget what it found.
   */
  startDrops(seconds: number): void {
    const dropped = this.bots.filter((bot, i) => isDropped(bot, i));
    for (const [i, bot] of dropped.entries()) {
      const awayMs = AWAY_MS_MIN + ((i * AWAY_MS_STEP) % AWAY_MS_SPAN);
      const lastMs = Math.max(0, 1000 * seconds - awayMs - AWAY_MS_SPAN);
      this.#drops.push(setTimeout(() => bot.drop(awayMs), (lastMs * i) / dropped.length));
    }
  }

  /** Holds what all bots heard on their channels against the board. Returns how many could be held against it. */
  async checkChannels(timeoutMs: number): Promise<number> {
    const endMicros = monotonicMicros() + timeoutMs * 1000;
    const isChecked = (bot: Bot) => bot.ear?.isChecked ?? false;
    while (monotonicMicros() < endMicros && !this.bots.every(isChecked)) {
      for (const bot of this.bots) bot.checkChannels();
      await sleep(CHECK_INTERVAL_MS);
    }
    return this.#count(isChecked);
  }

  beginMeasuring(): void {
    this.tally.beginMeasuring();
    for (const eye of this.eyes) eye.beginMeasuring();
    this.secondBytes.begin();
    this.#startMicros = monotonicMicros();
    this.#startBytes = this.#bytes();
    this.#startCpu = process.cpuUsage();
    this.#startBusySeconds = machineBusySeconds();
  }

  figures(): FleetFigures {
    const seconds = (monotonicMicros() - this.#startMicros) / 1e6;
    const { user, system } = process.cpuUsage(this.#startCpu);
    return {
      seconds,
      messagesPerSecond: this.tally.messages / seconds,
      bytesPerClientPerSecond: (this.#bytes() - this.#startBytes) / seconds / Math.max(1, this.connected),
      loadCores: (user + system) / 1e6 / seconds,
      machineCores: (machineBusySeconds() - this.#startBusySeconds) / seconds,
    };
  }

  /** Counts bots that have heard nothing for too long; to be asked while the server still runs. */
  silentBots(): number {
    const nowMicros = monotonicMicros();
    return this.#count((bot) => bot.isSilent(nowMicros));
  }

  verdict(): Verdict {
    const mirrors = this.bots.flatMap(({ mirror }) => mirror ?? []);
    const sum = (of: (mirror: (typeof mirrors)[number]) => number) =>
      mirrors.reduce((total, mirror) => total + of(mirror), 0);
    const hashMismatches = sum((mirror) => mirror.hashMismatches);
    return {
      hashChecks: sum((mirror) => mirror.hashChecks),
      hashMismatches,
      wrongChanges: sum((mirror) => mirror.unknownRecords + mirror.contradictions + mirror.unreadableFrames),
      missedChanges: hashMismatches + sum((mirror) => mirror.differences),
      entitiesInViewMean: mirrors.length === 0 ? 0 : sum((mirror) => mirror.entities.size) / mirrors.length,
    };
  }

  end(): void {
    clearInterval(this.#ordering);
    for (const drop of this.#drops) clearTimeout(drop);
    for (const bot of this.bots) bot.end();
  }

  #bytes(): number {
    return this.bots.reduce((sum, bot) => sum + bot.messageBytes, 0);
  }

  #count(fits: (bot: Bot) => boolean): number {
    return this.bots.reduce((count, bot) => count + (fits(bot) ? 1 : 0), 0);
  }

  #openOrders(): OpenOrders {
    const open = { unanswered: 0, unconfirmed: 0 };
    for (const { orders } of this.bots) {
      open.unanswered += orders?.unanswered() ?? 0;
      open.unconfirmed += orders?.unconfirmed() ?? 0;
    }
    return open;
  }
}

function isDropped(bot: Bot, i: number): boolean {
  return i % DROPPED_EVERY === 0 && !bot.settings.verified;
}

/** How many of `count`, spread evenly over `all`, come before the place `i`. */
function spread(i: number, count: number, all: number): number {
  return Math.floor((i * count) / all);
}

/** Processor seconds that this machine has spent on anything since it was started. */
function machineBusySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
