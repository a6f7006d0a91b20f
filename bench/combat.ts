import { PROPERTY } from '../components/combat-rules.ts';
import { OUTCOME } from '../components/fights.ts';
import type { Rules } from '../components/rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { CollectionCounter } from '../src/ops/collections.ts';
import { addPatrol } from '../systems/actions/spawn-patrol.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import { Stage } from './scenario.ts';

/** What fights cost: strikes a second that one core bears with all that belongs to them, and ticks full of fighters. */
export interface CombatReport {
  readonly units: number;
  /** Strikes of the frenzy over the time of all that resolves them: targets, properties, wounds, deaths, events. */
  readonly resolvesPerSecond: number;
  /** Whole ticks of the battle. */
  readonly tickMsP99: number;
  /** Collections of the young generation during the measured ticks of the battle. */
  readonly scavenges: number;
  readonly frenzy: FrayReport;
  readonly battle: FrayReport;
}

/** A number of ticks in which all are fighting. */
export interface FrayReport {
  readonly ticks: number;
  readonly viewers: number;
  readonly unitsMean: number;
  /** Of the fighters, at the end, thousandths: who struck or was struck within the last three seconds. */
  readonly engagedThousandths: number;
  readonly strikes: number;
  readonly wounding: number;
  /** At who had fallen before in the same tick. */
  readonly lost: number;
  readonly deaths: number;
  readonly events: number;
  readonly looks: number;
  readonly candidates: number;
  /** Strikes over the time of the systems that resolve them, and of all systems of combat. */
  readonly strikesPerSecond: number;
  readonly strikesPerSecondOfAll: number;
  /** Strikes over the time of strikeTargets alone. */
  readonly strikesPerSecondAlone: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly tickMsMax: number;
  readonly scavenges: number;
  /** Mean microseconds per tick, by system. */
  readonly systemsUs: Readonly<Record<string, number>>;
}

/** What a strike comes with: its target, the properties of both, its outcome, a death, and the news of it. */
const RESOLVING_SYSTEMS = [
  'seekTargets',
  'refreshProperties',
  'strikeTargets',
  'buryFallen',
  'watchBattles',
] as const;

/** All that there is for fights, walks of fighters among it. */
const COMBAT_SYSTEMS = ['mendFighters', 'raiseFallen', 'pursueTargets', ...RESOLVING_SYSTEMS] as const;

interface Fray {
  readonly units: number;
  readonly viewers: number;
  readonly ticks: number;
  readonly health: number;
  readonly changes: Partial<Rules['combat']>;
  /** Whether everybody strikes in every tick. */
  readonly isFrenzy: boolean;
}

/**
 * Nobody rests between two strikes, and more fall than reinforcements could replace: both are seen to beside the clock.
 * Health is what lets fighters outlive the wait for their first look around.
 */
const FRENZY = {
  ...{ viewers: 0, health: 4_000, isFrenzy: true },
  changes: { patrolsSeek: 1, reinforceTicks: 1_000_000 },
};
/**
 * Swings and looks as designers start from. Another patrol comes for each of the seven factions in every tick, and
 * health is what lets no more fall than come. Nobody retreats: a fifth of them would be away from the fight.
 */
const BATTLE = {
  ...{ viewers: 500, health: 600, isFrenzy: false },
  changes: { patrolsSeek: 1, reinforceTicks: 1, retreatBelow: 0 },
};

const WARM_UP_TICKS = 1_200;
/** Of the fighters that were wanted, so many must be there and fighting, or the figures are of something else. */
const SHARE_MIN = 0.9;
const ENGAGED_TICKS = 180;
const STRIKES_PER_DEATH_MAX = 400;

/** Fights on an open field, 10 patrols to a hectare. Throws BenchFailure when it was not the fight it should be. */
export function runCombat(units: number, ticks: number): CombatReport {
  const frenzy = runFray({ ...FRENZY, units, ticks });
  const battle = runFray({ ...BATTLE, units, ticks });
  const { tickMsP99, scavenges } = battle;
  return { units, resolvesPerSecond: frenzy.strikesPerSecond, tickMsP99, scavenges, frenzy, battle };
}

function runFray({ units, viewers, ticks, health, changes, isFrenzy }: Fray): FrayReport {
  const stage = new Stage({ land: 'open', units, viewers });
  const { world } = stage;
  // Patrols are the first unit, and alone on the field.
  const base = world.rules.combat.base.with(PROPERTY.health, health);
  world.rules = { ...world.rules, combat: { ...world.rules.combat, base, ...changes } };
  const watch = new Stopwatch(world, ticks);
  const collections = new ScavengeCounter();
  let scavengesBefore = 0;
  let before = totalsOf(world);
  let unitTicks = 0;
  for (let i = -WARM_UP_TICKS; i < ticks; i++) {
    if (isFrenzy) goad(world);
    if (i === 0) {
      scavengesBefore = collections.count();
      before = totalsOf(world);
      watch.reset();
    }
    watch.begin();
    stage.step(watch.lap);
    watch.end(Math.max(0, i));
    unitTicks += i < 0 ? 0 : world.ledger.aliveCount[0];
  }
  const scavenges = collections.count() - scavengesBefore;
  const after = totalsOf(world);
  const done = { strikes: 0, wounding: 0, lost: 0, deaths: 0, looks: 0, candidates: 0 };
  for (const name of Object.keys(done) as (keyof typeof done)[]) done[name] = after[name] - before[name];
  const unitsMean = Math.round(unitTicks / ticks);
  const engagedThousandths = engagedOf(world);
  assertWork(unitsMean >= units * SHARE_MIN, `fighters: ${unitsMean} on average, not ${units}`);
  assertWork(engagedThousandths >= SHARE_MIN * 1000, `fights: only ${engagedThousandths / 10} % are engaged`);
  assertWork(
    done.wounding > done.strikes / 4,
    `strikes: ${done.wounding} of ${done.strikes} wounded anybody`,
  );
  assertWork(
    done.deaths > done.strikes / STRIKES_PER_DEATH_MAX,
    `deaths: ${done.deaths} by ${done.strikes} strikes`,
  );
  assertWork(watch.events >= done.deaths, `events: ${watch.events} of ${done.deaths} deaths`);
  assertWork(done.looks > 0 && done.candidates > 0, 'targets: nobody looked for any');
  const sorted = watch.tickMs.slice().sort();
  const at = (share: number) => sorted[Math.min(ticks - 1, Math.floor(ticks * share))];
  return {
    ...{ ticks, viewers, unitsMean, engagedThousandths, ...done, events: watch.events },
    strikesPerSecond: Math.round((done.strikes * 1000) / watch.msOf(RESOLVING_SYSTEMS)),
    strikesPerSecondOfAll: Math.round((done.strikes * 1000) / watch.msOf(COMBAT_SYSTEMS)),
    strikesPerSecondAlone: Math.round((done.strikes * 1000) / watch.msOf(['strikeTargets'])),
    ...{ tickMsP50: at(0.5), tickMsP99: at(0.99), tickMsMax: sorted[ticks - 1], scavenges },
    systemsUs: Object.fromEntries(SCHEDULE.map(({ name }) => [name, (watch.msOf([name]) * 1000) / ticks])),
  };
}

/** Has everybody strike in the next tick, and replaces the fallen at once. */
function goad(world: World): void {
  const { fighter, ledger, reserve } = world;
  fighter.swingTick.fill(0, 0, ledger.entityHigh[0] + 1);
  for (let faction = 1; faction < SIDE_COUNT; faction++) {
    // The count of the alive tells apart the places where they appear.
    for (; reserve.fallen[faction] > 0; reserve.fallen[faction]--)
      addPatrol(world, faction, ledger.aliveCount[0]);
  }
}

/** After it nothing is noted any more of what happened in fights. */
const LAST_SYSTEM = SCHEDULE.findIndex(({ name }) => name === 'watchBattles');

/** Time by system and by tick, and what only lasts for a tick. */
class Stopwatch {
  readonly tickMs: Float64Array;
  events = 0;
  readonly #systemMs = new Float64Array(SCHEDULE.length);
  #start = 0;
  #last = 0;

  readonly #world: World;

  constructor(world: World, ticks: number) {
    this.#world = world;
    this.tickMs = new Float64Array(ticks);
  }

  reset(): void {
    this.#systemMs.fill(0);
    this.events = 0;
  }

  begin(): void {
    this.#start = this.#last = performance.now();
  }

  readonly lap = (index: number): void => {
    const now = performance.now();
    this.#systemMs[index] += now - this.#last;
    this.#last = now;
    if (index === LAST_SYSTEM) this.events += this.#world.fights.news.count;
  };

  end(tick: number): void {
    this.tickMs[tick] = this.#last - this.#start;
  }

  msOf(names: readonly string[]): number {
    return SCHEDULE.reduce((sum, { name }, i) => sum + (names.includes(name) ? this.#systemMs[i] : 0), 0);
  }
}

/** Collections of this thread; see CollectionCounter for why not by an observer. */
class ScavengeCounter {
  #count = 0;
  readonly #counter = new CollectionCounter({
    at: (name) => Number(name === 'scavenges'),
    add: (place, amount) => {
      this.#count += place * amount;
    },
    set: () => {},
  });

  /** Scavenges so far. */
  count(): number {
    this.#counter.poll();
    return this.#count;
  }
}

/** What the world counts of its fights. */
function totalsOf({ fights, reserve }: World) {
  const { outcomes } = fights;
  return {
    strikes: outcomes.reduce((sum, count) => sum + count, 0),
    wounding: outcomes[OUTCOME.hit] + outcomes[OUTCOME.critical],
    lost: outcomes[OUTCOME.lost],
    deaths: reserve.losses.reduce((sum, count) => sum + count, 0),
    looks: fights.looks,
    candidates: fights.candidates,
  };
}

function engagedOf({ fighter, identity, ledger }: World): number {
  let engaged = 0;
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] === 0 || fighter.engagedTick[id] === 0) continue;
    if (fighter.engagedTick[id] + ENGAGED_TICKS >= ledger.tick[0]) engaged++;
  }
  return Math.floor((engaged * 1000) / ledger.aliveCount[0]);
}

/** The report for people. */
export function combatText({ units, frenzy, battle }: CombatReport): string {
  return [
    frayText(`${units} in a frenzy: all strike in every tick`, frenzy),
    frayText(`${units} in battle: swings and looks as configured at first`, battle),
  ].join('\n');
}

function frayText(title: string, report: FrayReport): string {
  const { systemsUs } = report;
  const perTick = (count: number) => (count / report.ticks).toFixed(1);
  const millions = (count: number) => `${(count / 1e6).toFixed(2)} M`;
  return [
    `${title}, ${report.viewers} viewers`,
    `${report.unitsMean} alive, ${report.engagedThousandths / 10} % of them engaged; per tick ` +
      `${perTick(report.strikes)} strikes (${perTick(report.wounding)} wound, ${perTick(report.lost)} are lost), ` +
      `${perTick(report.deaths)} deaths, ${perTick(report.events)} events, ${perTick(report.looks)} looks at ` +
      `${perTick(report.candidates)} candidates`,
    `strikes per second: ${millions(report.strikesPerSecond)}, with targets, deaths and events; ` +
      `${millions(report.strikesPerSecondOfAll)} with walks and mending besides; ` +
      `${millions(report.strikesPerSecondAlone)} strikeTargets alone`,
    `whole ticks: p50 ${report.tickMsP50.toFixed(2)}, p99 ${report.tickMsP99.toFixed(2)}, max ` +
      `${report.tickMsMax.toFixed(2)} ms; ${report.scavenges} scavenges in ${report.ticks} ticks`,
    ...COMBAT_SYSTEMS.map((name) => `  ${name.padEnd(19)}${systemsUs[name].toFixed(1).padStart(8)} µs/tick`),
    '',
  ].join('\n');
}
