import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { strikesBetween } from '../bench/load/brawl-figures.ts';
import { Fleet } from '../bench/load/fleet.ts';
import { HostileCompany } from '../bench/load/hostile-company.ts';
import { MemorySamples } from '../bench/load/memory-samples.ts';
import { markPerformance, metricsNow, performanceSince } from '../bench/load/operator-port.ts';
import { LOAD_HELP, type LoadOptions, readLoadOptions } from '../bench/load/options.ts';
import { paceFigures } from '../bench/load/pace-figures.ts';
import { type LoadResult, loadResult } from '../bench/load/result.ts';
import { type ServerProcess, startServer } from '../bench/load/server-process.ts';
import { settle } from '../bench/load/settle.ts';
import { loadTable } from '../bench/load/table.ts';
import { Trials } from '../bench/load/trials.ts';
import { WORKLOADS, type Workload } from '../bench/load/workload.ts';
import { writeWorldFile } from '../src/territory/world-file.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
const WARM_UP_SECONDS = 3;
const ANSWER_TIMEOUT_MS = 2000;
/** An answer that comes late is late, not lost: whoever has all of them waits no longer. */
const ORDERS_TIMEOUT_MS = 10_000;
const CHECK_TIMEOUT_MS = 8000;
/** A single player gets all orders of a fleet when it is alone. */
const DIRECTED_ORDERS_PER_SECOND_MAX = 20;

interface Target {
  readonly url: string;
  readonly operator: string | undefined;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs the load and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let options: LoadOptions;
  try {
    options = readLoadOptions(argv);
  } catch (error) {
    say(`load: ${(error as Error).message}\nSee npm run load -- --help`);
    return EXIT_BAD_USAGE;
  }
  if (options.help) {
    process.stdout.write(LOAD_HELP);
    return 0;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  try {
    const result = options.url
      ? await drive(options, { url: options.url, operator: options.operator }, interrupt.signal)
      : await driveOwnServer(options, interrupt.signal);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : loadTable(result));
    return 0;
  } catch (error) {
    say(`load: ${interrupt.signal.aborted ? 'interrupted' : (error as Error).message}`);
    return EXIT_FAILED;
  }
}

async function driveOwnServer(options: LoadOptions, interrupted: AbortSignal): Promise<LoadResult> {
  const workload = WORKLOADS[options.workload];
  const directory = mkdtempSync(join(tmpdir(), 'marchland-load-'));
  let server: ServerProcess | undefined;
  try {
    const world = join(directory, 'world.json');
    writeWorldFile(world, workload.world(options.clients));
    const settings = [
      ...workload.settings(options.clients),
      // It may slow streams down, but whom it sends away is not measured.
      'server.overload.rungMax=3',
      `world.seed=${options.seed}`,
      `server.network.gatewayThreads=${options.gateways}`,
      'server.log.level=warn',
      ...options.settings,
    ];
    server = await startServer({
      args: ['--world', world, ...settings.flatMap((setting) => ['--set', setting])],
    });
    say(`server is up with ${server.facts.entities} entities, ${server.wsUrl}`);
    const result = await drive(options, { url: server.wsUrl, operator: server.operatorUrl }, interrupted);
    await server.stop();
    return result;
  } finally {
    await server?.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Connects, warms up, measures. Throws when nobody could connect or the run was interrupted. */
async function drive(options: LoadOptions, target: Target, interrupted: AbortSignal): Promise<LoadResult> {
  const { clients, seconds, seed } = options;
  const workload = WORKLOADS[options.workload];
  const fleet = new Fleet({
    ...{ url: target.url, clients, verified: options.verified, seed, slowPercent: options.stalled },
    ...{ role: workload.role, focus: workload.focus, channels: workload.channels ?? (() => []) },
    faction: workload.faction ?? (() => 0),
    orderCountMax: 2 * (WARM_UP_SECONDS + seconds) * ordersPerSecondMax(workload, options),
  });
  const director = workload.director?.(fleet, workload.world(clients), seed);
  const company =
    options.hostile > 0 ? new HostileCompany(fleet, target.url, options.hostile, seed) : undefined;
  const trials = new Trials(fleet, workload, options, target.url, target.operator);
  let memory: MemorySamples | undefined;
  try {
    await fleet.connect(interrupted);
    await company?.connect(interrupted);
    if (fleet.connected === 0 && !interrupted.aborted) {
      throw new Error(
        `no client could connect to ${target.url}: ${[...fleet.tally.losses.keys()].join('; ')}`,
      );
    }
    // The first request loads Node's HTTP client, and while it does no bot reads: not while measuring.
    if (target.operator) await markPerformance(target.operator);
    say(`${fleet.connected} of ${clients} connected, warming up for ${WARM_UP_SECONDS} s`);
    const settled = target.operator ? await settle(target.operator, say, interrupted) : undefined;
    if (workload.orders) fleet.startOrders(options.ordersPerSecond);
    director?.start();
    await sleep(WARM_UP_SECONDS * 1000, undefined, { signal: interrupted });
    const mark = target.operator ? await markPerformance(target.operator) : undefined;
    fleet.beginMeasuring();
    const isBrawl = workload.figures === 'brawl';
    const before = target.operator && isBrawl ? await metricsNow(target.operator) : undefined;
    const hostilities = company?.alternate(target.operator, seconds, interrupted);
    const trial = trials.run(seconds, interrupted);
    // An interrupted run ends before they are waited for.
    hostilities?.catch(() => {});
    trial.catch(() => {});
    if (mark) memory = new MemorySamples(() => performanceSince(target.operator!, mark));
    memory?.start(seconds);
    if (workload.channels) fleet.startDrops(seconds);
    for (let second = 1; second <= seconds; second++) {
      await sleep(1000 * second - 1000 * fleet.figures().seconds, undefined, { signal: interrupted });
      fleet.secondBytes.sample();
      say(progress(fleet));
    }
    const figures = fleet.figures();
    const strikes = before && strikesBetween(before, await metricsNow(target.operator!));
    const report = mark ? await performanceSince(target.operator!, mark) : undefined;
    const pace = paceFigures(fleet);
    memory?.stop();
    await hostilities;
    await trial;
    await director?.stop(ANSWER_TIMEOUT_MS);
    const open = workload.orders || director ? await fleet.stopOrders(ORDERS_TIMEOUT_MS) : undefined;
    const checkedClients = workload.channels ? await fleet.checkChannels(CHECK_TIMEOUT_MS) : undefined;
    const measured = {
      checkedClients,
      ...{ clients, workload: options.workload, figures, report },
      ...{ connected: fleet.connected, silent: fleet.silentBots(), verdict: fleet.verdict() },
      ...{ open, memory: memory?.figures(), kind: workload.figures },
      ...{ strikes, hostile: company?.figures(), pace, settled, trials: trials.figures() },
    };
    return loadResult(measured, fleet);
  } finally {
    memory?.stop();
    void director?.stop(0);
    company?.end();
    trials.end();
    fleet.end();
  }
}

/** What one client gives at the most. */
function ordersPerSecondMax(workload: Workload, { ordersPerSecond }: LoadOptions): number {
  if (workload.director) return DIRECTED_ORDERS_PER_SECOND_MAX;
  return workload.orders ? ordersPerSecond : 0;
}

function progress(fleet: Fleet): string {
  const { deliveries } = fleet.tally;
  const { seconds, messagesPerSecond, bytesPerClientPerSecond, loadCores } = fleet.figures();
  const { hashChecks, hashMismatches, wrongChanges, missedChanges } = fleet.verdict();
  return [
    `${seconds.toFixed(0).padStart(3)} s`,
    `${fleet.connected} clients`,
    `${messagesPerSecond.toFixed(0)} messages/s`,
    `${bytesPerClientPerSecond.toFixed(0)} B/s each`,
    `delivery ${deliveries.quantileMs(0.5).toFixed(1)}/${deliveries.quantileMs(0.99).toFixed(1)} ms`,
    `${hashChecks} checks, ${hashMismatches} differ, ${wrongChanges} wrong, ${missedChanges} missed`,
    `bots ${loadCores.toFixed(2)} cores`,
  ].join('  ');
}

process.exitCode = await main(process.argv.slice(2));
