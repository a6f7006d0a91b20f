import { CRASH_HELP, type CrashOptions, readCrashOptions } from '../bench/crash/options.ts';
import { crashTable } from '../bench/crash/result.ts';
import { CrashRun } from '../bench/crash/run.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs the crashes and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let options: CrashOptions;
  try {
    options = readCrashOptions(argv);
  } catch (error) {
    say(`crash: ${(error as Error).message}\nSee npm run crash -- --help`);
    return EXIT_BAD_USAGE;
  }
  if (options.help) {
    process.stdout.write(CRASH_HELP);
    return 0;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  try {
    const result = await new CrashRun(options, say).run(interrupt.signal);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : crashTable(result));
    return 0;
  } catch (error) {
    say(`crash: ${interrupt.signal.aborted ? 'interrupted' : (error as Error).message}`);
    return EXIT_FAILED;
  }
}

process.exitCode = await main(process.argv.slice(2));
