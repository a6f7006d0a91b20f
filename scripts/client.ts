import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { MarchlandClient } from '../client/client.ts';
import { UNITS_PER_METER } from '../client/kinematics.ts';
import { connectNode } from '../client/node.ts';

const HELP = `npm run client -- [options]     a client without a screen, with the exact mirror

  --url URL      address of the server (default ws://127.0.0.1:8080)
  --seconds S    how long to watch, 1-86400 (default 10)
  --observe      look on without an avatar
  --walk         walk the avatar to random points near it
  --json         print the result as one JSON object
  --help         print this

A line per second goes to stderr. Exit code: 0 done, 1 no connection, 2 bad usage.
`;

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
const CONNECT_TIMEOUT_MS = 10_000;
const REPORT_INTERVAL_MS = 1000;
const WALK_INTERVAL_REPORTS = 3;
const WALK_RADIUS_METERS = 200;
const SECONDS_MAX = 86_400;

/** Where the words of a run go; the console unless a test listens. */
export interface ClientOutput {
  print(text: string): void;
  printError(text: string): void;
}

const CONSOLE: ClientOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

interface Options {
  url: string;
  seconds: number;
  observe: boolean;
  walk: boolean;
  json: boolean;
}

/** Runs the headless client with command-line arguments and returns the exit code. */
export async function main(argv: readonly string[], output: ClientOutput = CONSOLE): Promise<number> {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  let options: Options;
  try {
    options = readOptions(argv);
  } catch (error) {
    output.printError(`client: ${(error as Error).message}\nSee npm run client -- --help\n`);
    return EXIT_BAD_USAGE;
  }
  const client = connectNode({ url: options.url, role: options.observe ? 'observer' : 'player' });
  try {
    const counts = countsOf(client);
    const problem = await connectionProblem(client);
    if (problem) {
      output.printError(`client: no connection to ${options.url}: ${problem}\n`);
      return EXIT_FAILED;
    }
    const seconds = await watch(client, options, output);
    const result = summarize(client, counts, seconds);
    if (options.json) output.print(`${JSON.stringify(result)}\n`);
    else for (const [key, value] of Object.entries(result)) output.print(`${key.padEnd(18)}${value}\n`);
    return 0;
  } finally {
    client.close();
  }
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string', default: 'ws://127.0.0.1:8080' },
      seconds: { type: 'string', default: '10' },
      observe: { type: 'boolean', default: false },
      walk: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= SECONDS_MAX)) {
    throw new RangeError(`--seconds: found ${values.seconds}, allowed: 1-${SECONDS_MAX}`);
  }
  if (!/^wss?:$/.test(URL.canParse(values.url) ? new URL(values.url).protocol : '')) {
    throw new RangeError(`--url: found ${values.url}, allowed: an address that starts with ws:// or wss://`);
  }
  if (values.observe && values.walk)
    throw new RangeError('--walk: found with --observe, allowed: one of them');
  return { ...values, seconds };
}

/** What a run counts by the client's events. */
interface Counts {
  /** World time that the frames cover. */
  ticks: number;
  ordersConfirmed: number;
}

function countsOf(client: MarchlandClient): Counts {
  const counts = { ticks: 0, ordersConfirmed: 0 };
  let last = -1;
  client.on('tick', (tick) => {
    // A server that came back from a crash may begin at an earlier tick.
    counts.ticks += last < 0 || tick < last ? 1 : tick - last;
    last = tick;
  });
  client.on('confirmed', () => counts.ordersConfirmed++);
  return counts;
}

/** Waits for the welcome; what went wrong, if it does not come in time. */
async function connectionProblem(client: MarchlandClient): Promise<string | undefined> {
  let problem = 'no answer';
  const off = client.on('state', (state, reason) => {
    if (state === 'disconnected') problem = reason;
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), CONNECT_TIMEOUT_MS);
  });
  try {
    await Promise.race([client.whenConnected(), timeout]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(timer);
    off();
  }
}

/** Watches for the wanted time and returns how long it really was. */
async function watch(client: MarchlandClient, options: Options, output: ClientOutput): Promise<number> {
  const startMs = performance.now();
  const endMs = startMs + options.seconds * 1000;
  let nextWalk = 0;
  for (let report = 0; report < Math.ceil(options.seconds); report++) {
    if (options.walk && report >= nextWalk && walkNear(client)) nextWalk = report + WALK_INTERVAL_REPORTS;
    const pauseMs = Math.min(REPORT_INTERVAL_MS, endMs - performance.now());
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    output.printError(`${reportLine(client)}\n`);
  }
  return (performance.now() - startMs) / 1000;
}

/** Returns false when there is no avatar to walk yet. */
function walkNear(client: MarchlandClient): boolean {
  const { avatar, welcome } = client;
  if (!avatar || !welcome) return false;
  const near = (position: number, sectors: number) => {
    const meters = position / UNITS_PER_METER + (2 * Math.random() - 1) * WALK_RADIUS_METERS;
    return Math.min(Math.max(meters, 0), (sectors * welcome.sectorUnits - 1) / UNITS_PER_METER);
  };
  client.moveTo(near(avatar.x, welcome.columns), near(avatar.y, welcome.rows));
  return true;
}

function reportLine(client: MarchlandClient): string {
  const now = client.diagnostics();
  return (
    `${now.state}  tick ${client.mirror?.tick ?? 0}  entities ${now.entities}  ` +
    `delivery ${now.deliveryMsP50.toFixed(1)}/${now.deliveryMsP99.toFixed(1)} ms  ` +
    `${Math.round(now.bytesPerSecond)} B/s  disk ${now.durableLagTicks} behind  checks ${now.hashChecks}, ${now.hashMismatches} wrong`
  );
}

/** What the command answers; the names are fixed. */
function summarize(client: MarchlandClient, counts: Counts, seconds: number) {
  const end = client.diagnostics();
  return {
    ticks: counts.ticks,
    frames: end.ticks,
    entities: end.entities,
    hashChecks: end.hashChecks,
    hashMismatches: end.hashMismatches,
    unknownRecords: end.unknownRecords,
    unreadableFrames: end.unreadableFrames,
    exact: end.exact && end.hashMismatches === 0 && end.unknownRecords === 0 && end.unreadableFrames === 0,
    bytesPerSecond: Math.round(end.bytesReceived / seconds),
    deliveryMsP50: Number(end.deliveryMsP50.toFixed(2)),
    deliveryMsP99: Number(end.deliveryMsP99.toFixed(2)),
    latencyMs: Number(end.latencyMs.toFixed(2)),
    reconnects: end.reconnects,
    durableLagTicks: end.durableLagTicks,
    ordersConfirmed: counts.ordersConfirmed,
    ordersPending: end.ordersPending,
    ordersWaiting: end.ordersWaiting,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
