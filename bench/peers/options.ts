import { parseArgs } from 'node:util';
import { choice, OptionError, SEED_MAX, wholeNumber } from '../../src/command-line.ts';
import { PEER_NAMES, type PeerName } from './peer-names.ts';

export const PEERS_HELP = `npm run bench:peers -- [options]     Marchland and its peers on one machine, in turn

  --peers A,B,…     of ${PEER_NAMES.join(', ')} (default all)
  --clients N       clients of the comparison of all peers (default 300)
  --floorClients N  clients of the comparison of Marchland with bare sends of the same sizes (default 2000)
  --rounds N        rounds of both comparisons; every second one runs backward (default 2)
  --seconds S       measured in each run, after 2.5 s to warm up (default 8)
  --verified K      clients that decode everything and hold it against the truth (default 5)
  --noLadder        do not look for the most clients that each peer holds at 60 Hz
  --seed N          of the world (default 1)
  --quick           1 round of 4 s, and only every second step of the ladders: 3 minutes instead of 10
  --save            write docs/peers/results.json and comparison.svg; npm run docs prints docs/BENCHMARKS.md from it
  --json            print all runs as one JSON object, the last line of stdout
  --help            print this

Installs the peers into bench/peers/node_modules when they are not there. A line per run goes to stderr. Exit code: 0
when every run gave figures, 1 when one failed, 2 for bad usage.
`;

const CLIENTS_MAX = 12_000;
const QUICK_SECONDS = '4';

export interface PeersOptions {
  readonly peers: readonly PeerName[];
  readonly clients: number;
  readonly floorClients: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly verified: number;
  readonly ladder: boolean;
  readonly seed: number;
  readonly quick: boolean;
  readonly save: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws OptionError or TypeError with what was found and what is allowed. */
export function readPeersOptions(argv: readonly string[]): PeersOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      peers: { type: 'string', default: PEER_NAMES.join(',') },
      clients: { type: 'string', default: '300' },
      floorClients: { type: 'string', default: '2000' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      verified: { type: 'string', default: '5' },
      noLadder: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { quick } = values;
  const peers = values.peers.split(',').map((name) => choice('peers', name, PEER_NAMES));
  if (peers.includes('floor') && !peers.includes('marchland')) {
    throw new OptionError('peers', 'floor without marchland', 'both, as the floor sends what Marchland sent');
  }
  return {
    peers: PEER_NAMES.filter((name) => peers.includes(name)),
    clients: wholeNumber('clients', values.clients, 1, CLIENTS_MAX),
    floorClients: wholeNumber('floorClients', values.floorClients, 1, CLIENTS_MAX),
    rounds: wholeNumber('rounds', values.rounds ?? (quick ? '1' : '2'), 1, 20),
    seconds: wholeNumber('seconds', values.seconds ?? (quick ? QUICK_SECONDS : '8'), 1, 20),
    verified: wholeNumber('verified', values.verified, 1, 100),
    ladder: !values.noLadder,
    seed: wholeNumber('seed', values.seed, 0, SEED_MAX),
    quick,
    save: values.save,
    json: values.json,
    help: values.help,
  };
}
