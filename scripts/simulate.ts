import { PLANTED_BUGS } from '../bench/simulator/bugs.ts';
import { catchBug } from '../bench/simulator/canary.ts';
import { Machine } from '../bench/simulator/ground.ts';
import { readSimulateOptions, SIMULATE_HELP, type SimulateOptions } from '../bench/simulator/options.ts';
import { type Outcome, playGame } from '../bench/simulator/play.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Plays and returns the exit code. */
function main(argv: readonly string[]): number {
  let options: SimulateOptions;
  try {
    options = readSimulateOptions(argv);
  } catch (error) {
    say(`simulate: ${(error as Error).message}\nSee npm run simulate -- --help`);
    return EXIT_BAD_USAGE;
  }
  if (options.help) {
    process.stdout.write(SIMULATE_HELP);
    return 0;
  }
  const machine = new Machine(options.minds);
  return options.seed === undefined ? playMany(machine, options) : playOne(machine, options, options.seed);
}

function playOne(machine: Machine, { ticks, plant, json }: SimulateOptions, seed: number): number {
  const spoil = PLANTED_BUGS.find(({ name }) => name === plant)?.spoil;
  const start = performance.now();
  const outcome = playGame(machine, seed, ticks, spoil);
  const ticksPerSecond = perSecond(outcome.ticks, start);
  const { violation, ...rest } = outcome;
  if (violation) say(`tick ${violation.tick} of the game: ${violation.stack}`);
  const facts = { ...rest, violation: violation?.what ?? null, ticksPerSecond };
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : lines(facts));
  return violation ? EXIT_FAILED : 0;
}

function playMany(machine: Machine, { seeds, ticks, minds, json }: SimulateOptions): number {
  const start = performance.now();
  let violations = 0;
  let played = 0;
  let recoveries = 0;
  let confirmed = 0;
  let decisions = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = playGame(machine, seed, ticks);
    played += outcome.ticks;
    recoveries += outcome.recoveries;
    confirmed += outcome.confirmed;
    decisions += outcome.decisions;
    if (outcome.violation) {
      violations++;
      say(commandFor(outcome, ticks, minds));
    }
    if (seed % 20 === 0) say(`${seed} of ${seeds} games, ${violations} with a violation`);
  }
  const ticksPerSecond = perSecond(played, start);
  const caught = PLANTED_BUGS.filter((bug) => wasCaught(machine, bug));
  const facts = {
    ...{ seeds, ticks, violations, plantedBugs: PLANTED_BUGS.length, caughtBugs: caught.length },
    ...{ ticksPerSecond, recoveries, confirmedOrders: confirmed, decisions },
  };
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : lines(facts));
  return violations > 0 || caught.length < PLANTED_BUGS.length ? EXIT_FAILED : 0;
}

function wasCaught(machine: Machine, bug: (typeof PLANTED_BUGS)[number]): boolean {
  const outcome = catchBug(machine, bug);
  if (outcome === undefined) say(`planted bug ${bug.name} got away`);
  else say(`planted bug ${bug.name}: caught, seed ${outcome.seed}: ${outcome.violation!.what}`);
  return outcome !== undefined;
}

/** The one line that repeats a violation. */
function commandFor({ seed, violation }: Outcome, ticks: number, minds: boolean): string {
  return `npm run simulate -- --seed ${seed} --ticks ${ticks}${minds ? ' --minds' : ''}    # ${violation!.what}`;
}

function perSecond(ticks: number, startMillis: number): number {
  return Math.round((ticks * 1000) / (performance.now() - startMillis));
}

function lines(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name.padEnd(16)} ${value ?? 'none'}\n`)
    .join('');
}

process.exitCode = main(process.argv.slice(2));
