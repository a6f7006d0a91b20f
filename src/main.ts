import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from './config/load.ts';
import { createLog } from './ops/log.ts';
import { hashText, startMessage } from './ops/start-message.ts';
import { createServer } from './server.ts';
import { VERSION } from './version.ts';

const HELP = `Marchland ${VERSION} - world server

npm start -- [options]

  --world FILE       world file (.json) or drawn world (.txt) instead of world.file of the configuration
  --config DIR       directory of server.yaml, world.yaml, balance.yaml, factions.yaml (default: config)
  --data DIR         where the world is saved, instead of storage.directory
  --set PATH=VALUE   any knob, e.g. --set server.network.port=9000; may be given several times
  --json             print facts for a machine: a line when up, a line when stopped
  --help             this text

Knobs are described in docs/CONFIG.md. Exit codes: 0 stopped on request, 1 stopped without a last
snapshot, 2 bad usage, configuration, world or storage.`;

const EXIT_FAILED = 1;

/** Runs the server until a signal. Everything that is wrong before the first tick ends with 2 and nothing started. */
async function main(argv: readonly string[]): Promise<void> {
  const began = performance.now();
  const options = parse(argv);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const settings = [...(options.set ?? [])];
  if (options.world) settings.push(`world.file=${JSON.stringify(options.world)}`);
  if (options.data) settings.push(`server.storage.directory=${JSON.stringify(options.data)}`);
  const configDirectory = options.config ?? 'config';
  if (!existsSync(configDirectory)) return refuse(`--config: found no directory ${configDirectory}`);

  // Whoever read the output may leave (`npm start | head`): the world must not end with them.
  process.stdout.on('error', () => {});
  const stopped = new Promise<undefined>((resolve) => {
    // Not `once`: npm passes a Ctrl+C on that the terminal has sent already, and the second would end a save half-way.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(undefined));
  });
  try {
    const log = createLog('info');
    const server = createServer({ configDirectory, settings, log });
    log.level = server.logLevel;
    const world = await server.start();
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...world, seconds, hash: hashText(world.hash) })}\n`
        : startMessage({ ...world, worldTitle: world.title, seconds }),
    );
    await stopped;
    const saved = await server.stop();
    if (!saved) {
      log.fatal('stopped without a last snapshot; what was confirmed is in the journal');
      process.exitCode = EXIT_FAILED;
      return;
    }
    const facts = { tick: saved.tick, hash: hashText(saved.hash) };
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ stopped: true, ...facts })}\n`
        : `\nStopped at tick ${facts.tick}, world hash ${facts.hash}, saved in ${world.dataDirectory}\n`,
    );
  } catch (error) {
    refuse((error as Error).message, !(error instanceof ConfigError));
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        world: { type: 'string' },
        config: { type: 'string' },
        data: { type: 'string' },
        set: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    refuse(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

function refuse(reason: string, hint = false): void {
  process.stderr.write(`marchland: ${reason}\n`);
  if (hint)
    process.stderr.write('Nothing was started. See npm start -- --help, and docs/CONFIG.md for the knobs.\n');
  process.exitCode = 2;
}

await main(process.argv.slice(2));
