import { parseArgs } from 'node:util';
import { choice, OptionError, SEED_MAX, wholeNumber } from '../../src/command-line.ts';
import { GATEWAY_COUNT_MAX } from '../../src/limits.ts';
import { WORKLOADS } from './workload.ts';

const names = Object.keys(WORKLOADS);

export const LOAD_HELP = `npm run load -- [options]     bots over real sockets, and what server and network did for them

  --clients N       bots (default 200)
  --seconds S       how long to measure, after a warm-up of 3 s (default 10)
  --workload NAME   ${Object.entries(WORKLOADS)
    .map(([name, { about }]) => `${name}: ${about}`)
    .join('\n                    ')}
                    (default patrol)
  --ordersPerSecond N   orders of each client, for workloads that give any (default 1)
  --verified K      bots that run the full mirror and check every record and hash (default 8, and one of 250)
  --stalled PERCENT clients that read nothing by turns; what that costs the others is part of the result (default 0)
  --strangers N     hostile connections by turns: mute ones, slow ones, floods, garbage; likewise (default 0)
  --phaseSeconds S  how long such a turn lasts, and the quiet one beside it (default 5)
  --hostile N       further clients that try what is forbidden, by turns of a second, with a workload whose clients
                    fight (brawl); what they gained and what they cost is part of the result (default 0)
  --gateways N      gateway threads of the server it starts (default 1)
  --seed N          of the world and of the orders (default 1)
  --set PATH=VALUE  any further knob of the server it starts; may be given several times
  --url URL         use this running server (ws://...) instead of starting one
  --operator URL    operator port of that server (http://...); without it there are no figures of the server
  --json            print one JSON object, the last line of stdout
  --help            print this

A line per second goes to stderr. Targets are only reported: the exit code is 0 when the run was carried out, 1 when it
failed, 2 for bad usage.
`;

const CLIENTS_MAX = 12_000;
const SECONDS_MAX = 3600;
const HOSTILE_MAX = 1_000;
const STALLED_PERCENT_MAX = 50;
const STRANGERS_MAX = 5_000;
const PHASE_SECONDS_MAX = 300;
const VERIFIED_MIN = 8;
/** So many clients to one that runs the full mirror: it costs the generator as much as twenty others. */
const CLIENTS_PER_VERIFIED = 250;
/** A gateway drops what is over its rate; one order is one frame. */
const ORDERS_PER_SECOND_MAX = 60;

export interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly workload: string;
  /** Per client. */
  readonly ordersPerSecond: number;
  readonly verified: number;
  readonly hostile: number;
  /** Percent of the clients. */
  readonly stalled: number;
  readonly strangers: number;
  readonly phaseSeconds: number;
  readonly gateways: number;
  readonly seed: number;
  readonly settings: readonly string[];
  readonly url: string | undefined;
  readonly operator: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readLoadOptions(argv: readonly string[]): LoadOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      clients: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      workload: { type: 'string', default: 'patrol' },
      ordersPerSecond: { type: 'string' },
      verified: { type: 'string' },
      hostile: { type: 'string', default: '0' },
      stalled: { type: 'string', default: '0' },
      strangers: { type: 'string', default: '0' },
      phaseSeconds: { type: 'string', default: '5' },
      gateways: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      set: { type: 'string', multiple: true, default: [] },
      url: { type: 'string' },
      operator: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const workload = choice('workload', values.workload, names);
  const clients = wholeNumber('clients', values.clients, 1, CLIENTS_MAX);
  if (values.ordersPerSecond !== undefined && !WORKLOADS[workload].orders) {
    throw new OptionError('ordersPerSecond', `with workload ${workload}`, 'one that gives orders');
  }
  const hostile = wholeNumber('hostile', values.hostile, 0, HOSTILE_MAX);
  if (hostile > 0 && WORKLOADS[workload].figures !== 'brawl') {
    throw new OptionError('hostile', `with workload ${workload}`, 'brawl');
  }
  if (values.url !== undefined) {
    address('url', values.url, 'ws:');
    if (values.set.length > 0) throw new OptionError('set', 'with --url', 'one of them');
  }
  if (values.operator !== undefined) {
    address('operator', values.operator, 'http:');
    if (values.url === undefined) throw new OptionError('operator', 'without --url', 'both');
  }
  const stalled = wholeNumber('stalled', values.stalled, 0, STALLED_PERCENT_MAX);
  const strangers = wholeNumber('strangers', values.strangers, 0, STRANGERS_MAX);
  // Two faults at a time would each be blamed for the other.
  if (stalled > 0 && strangers > 0) throw new OptionError('strangers', 'with --stalled', 'one of them');
  if (stalled + strangers > 0 && WORKLOADS[workload].figures === 'storm') {
    throw new OptionError('workload', 'storm with --stalled or --strangers', 'another one');
  }
  const verifiedUsual = Math.min(clients, Math.max(VERIFIED_MIN, Math.ceil(clients / CLIENTS_PER_VERIFIED)));
  const verified = wholeNumber('verified', values.verified ?? String(verifiedUsual), 0, clients);
  if (verified === 0 && WORKLOADS[workload].figures === 'brawl') {
    throw new OptionError('verified', `0 with workload ${workload}`, 'at least 1, by which the others see');
  }
  return {
    clients,
    seconds: wholeNumber('seconds', values.seconds, 1, SECONDS_MAX),
    workload,
    ordersPerSecond: wholeNumber('ordersPerSecond', values.ordersPerSecond ?? '1', 1, ORDERS_PER_SECOND_MAX),
    verified,
    hostile,
    stalled,
    strangers,
    phaseSeconds: wholeNumber('phaseSeconds', values.phaseSeconds, 1, PHASE_SECONDS_MAX),
    gateways: wholeNumber('gateways', values.gateways, 1, GATEWAY_COUNT_MAX),
    seed: wholeNumber('seed', values.seed, 0, SEED_MAX),
    settings: values.set,
    url: values.url,
    operator: values.operator,
    json: values.json,
    help: values.help,
  };
}

function address(name: string, text: string, protocol: string): void {
  if (URL.canParse(text) && new URL(text).protocol === protocol) return;
  throw new OptionError(name, `"${text}"`, `an address that starts with ${protocol}//`);
}
