import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording, RecordingError } from '../client/playback-file.ts';
import { choice, OptionError, wholeNumber } from '../src/command-line.ts';
import {
  type CapturedMessage,
  CaptureError,
  readCapture,
  SENDER,
  writeCapture,
} from '../src/inspect/capture.ts';
import { itemTotals, type Totals, totalsOf } from '../src/inspect/totals.ts';
import { frameHeadByte } from '../src/protocol/server-messages.ts';
import { ListenError, listen, ROLES } from './inspect/listen.ts';
import { dumpText, totalsText } from './inspect/report.ts';
import { totalsSvg } from './inspect/totals-svg.ts';

const HELP = `npm run inspect -- FILE [options]             what every byte of a capture says
npm run inspect -- --live URL [options]       the same of what a running server sends now

FILE is a capture (written with --out) or a recording (.mrec), whose frames are shown as a server would send them.

  --live URL     open a session at ws://... as a guest and listen
  --seconds N    how long, 1-3600 (default 10)
  --role NAME    observer or player (default observer)
  --out FILE     keep what was heard as a capture
  --from SIDE    server or client: whose messages are added up and shown (default server)
  --frame K      show frame K, from 0; may be given several times
  --limit N      show the first N frames, 0-10000 (default 3, or 0 with --frame)
  --svg FILE     write a picture of the totals by item and field
  --json         print the totals as one JSON object, the last line of stdout
  --help         print this

Exit code: 0 done, 1 no session or a file that cannot be read, 2 bad usage.
`;

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
const GZIP_MAGIC = 0x1f;
const MICROS_PER_TICK = 1e6 / 60;

/** Where the words of a run go; the console unless a test listens. */
export interface InspectOutput {
  print(text: string): void;
  printError(text: string): void;
}

const CONSOLE: InspectOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

const OPTIONS = {
  live: { type: 'string' },
  seconds: { type: 'string' },
  role: { type: 'string' },
  out: { type: 'string' },
  from: { type: 'string', default: 'server' },
  frame: { type: 'string', multiple: true, default: [] as string[] },
  limit: { type: 'string' },
  svg: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the inspector with command-line arguments and returns the exit code. */
export async function main(argv: readonly string[], output: InspectOutput = CONSOLE): Promise<number> {
  try {
    await inspect(argv, output);
    return 0;
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof OptionError || error instanceof TypeError) {
      output.printError(`inspect: ${message}\nSee npm run inspect -- --help\n`);
      return EXIT_BAD_USAGE;
    }
    const isExpected =
      error instanceof CaptureError || error instanceof RecordingError || error instanceof ListenError;
    if (!isExpected && !('code' in (error as Error))) throw error;
    output.printError(`inspect: ${message}\n`);
    return EXIT_FAILED;
  }
}

async function inspect(argv: readonly string[], output: InspectOutput): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  if (values.help) {
    output.print(HELP);
    return;
  }
  if (positionals.length + (values.live === undefined ? 0 : 1) !== 1) {
    throw new TypeError(`found ${positionals.length} files, allowed: one file, or --live URL`);
  }
  if (values.live === undefined) {
    for (const name of ['seconds', 'role', 'out'] as const) {
      if (values[name] !== undefined) throw new OptionError(name, 'without --live', 'both');
    }
  }
  const sender = SENDER[choice('from', values.from, ['server', 'client'])];
  const limit = wholeNumber('limit', values.limit ?? (values.frame.length > 0 ? '0' : '3'), 0, 10_000);
  const chosen = values.frame.map((text) => wholeNumber('frame', text, 0, 0xffff_ffff));
  const all =
    values.live === undefined ? await readMessages(positionals[0]) : await hear(values.live, values, output);
  if (values.out !== undefined) writeFileSync(values.out, writeCapture(all));
  const messages = all.filter((message) => message.sender === sender);
  const missing = chosen.find((number) => number >= messages.length);
  if (missing !== undefined) {
    throw new OptionError('frame', `${missing}`, `0-${messages.length - 1}, what the ${values.from} sent`);
  }
  const title = values.live ?? positionals[0];
  const totals = totalsOf(messages);
  if (values.svg !== undefined) writeFileSync(values.svg, totalsSvg(title, totals));
  const shown = values.json ? output.printError : output.print;
  const numbers = new Set([...messages.keys()].slice(0, limit).concat(chosen));
  for (const number of numbers) shown(`${dumpText(number, messages[number])}\n`);
  shown(totalsText(title, totals));
  if (values.json) output.print(`${JSON.stringify(totalsJson(totals))}\n`);
}

async function readMessages(path: string): Promise<CapturedMessage[]> {
  const bytes = new Uint8Array(readFileSync(path));
  if (bytes[0] !== GZIP_MAGIC) return readCapture(bytes);
  const { bytes: recorded, frameTick, frameStart, frameEnd } = await openRecording(bytes);
  return Array.from(frameTick, (tick, i) => ({
    sender: SENDER.server,
    micros: Math.round((tick - frameTick[0]) * MICROS_PER_TICK),
    bytes: Uint8Array.of(
      frameHeadByte(tick, tick),
      tick & 0xff,
      ...recorded.subarray(frameStart[i], frameEnd[i]),
    ),
  }));
}

function hear(
  url: string,
  { seconds = '10', role = 'observer' }: { seconds?: string; role?: string },
  output: InspectOutput,
): Promise<CapturedMessage[]> {
  if (!/^wss?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new OptionError('live', `"${url}"`, 'an address that starts with ws:// or wss://');
  }
  const wanted = wholeNumber('seconds', seconds, 1, 3600);
  const name = choice('role', role, Object.keys(ROLES));
  output.printError(`listening to ${url} as ${name} for ${wanted} s\n`);
  return listen(url, ROLES[name], wanted);
}

/** What the command answers; the names are fixed. */
function totalsJson(totals: Totals) {
  const { seconds, messages, bytes, fields, sizes } = totals;
  const inBytes = <T extends { bits: number }>({ bits, ...rest }: T) => ({ ...rest, bytes: bits / 8 });
  return {
    ...{ seconds, messages, bytes, bytesPerSecond: seconds > 0 ? bytes / seconds : null },
    items: itemTotals(totals).map(inBytes),
    fields: fields.map(inBytes),
    sizes: sizes.map((count, bin) => ({ fromBytes: 2 ** bin, messages: count })),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
