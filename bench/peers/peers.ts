import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWorldFile } from '../../src/territory/world-file.ts';
import { WORKLOADS } from '../load/workload.ts';
import { changeProfile } from './change-profile.ts';
import type { PeerProtocol, ProtocolModule, ProtocolSetting } from './load/protocol.ts';
import type { PeerName } from './peer-names.ts';
import type { PeerCommand } from './server-process.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');

/** What Marchland was seen to send, for the floor to send the same. */
export interface SendProfile {
  readonly messagesPerClientPerTick: number;
  /** Payload bytes at the middle of each of equally many messages. */
  readonly sizes: readonly number[];
}

export interface PeerSetting {
  readonly clients: number;
  readonly seed: number;
  /** The Node that Marchland runs on; the peers run on the one that runs this. */
  readonly marchlandNode: string;
  /** A directory of this run's own. */
  readonly directory: string;
  readonly profile: SendProfile | undefined;
}

export interface Peer {
  /** Whether every client gets a message in every tick. */
  readonly everyTick: boolean;
  /** Whether what clients are sent can be held against the truth. */
  readonly isVerified: boolean;
  /** Numbers of clients to be tried, in turn, until it no longer holds them at 60 Hz; [] = it is not asked. */
  readonly ladder: readonly number[];
  readonly command: (setting: PeerSetting) => PeerCommand;
  /** File in load/ that talks to it, and whether it tells changes of courses instead of positions. */
  readonly protocol: 'marchland' | 'colyseus' | 'msgpack' | 'floor';
  readonly courses: boolean;
}

export const PEERS: Readonly<Record<PeerName, Peer>> = {
  marchland: {
    protocol: 'marchland',
    courses: true,
    everyTick: false,
    isVerified: true,
    ladder: [2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000],
    command: marchlandCommand,
  },
  colyseus: {
    protocol: 'colyseus',
    courses: false,
    everyTick: true,
    isVerified: true,
    ladder: [150, 200, 250, 300, 350, 400, 450, 500],
    command: (setting) => typeScriptServer('colyseus.ts', setting),
  },
  'colyseus-courses': {
    protocol: 'colyseus',
    courses: true,
    everyTick: false,
    isVerified: true,
    ladder: [200, 300, 400, 500, 600, 800, 1000, 1200, 1500],
    command: (setting) => typeScriptServer('colyseus.ts', setting, '--courses'),
  },
  msgpack: {
    protocol: 'msgpack',
    courses: false,
    everyTick: true,
    isVerified: true,
    ladder: [500, 700, 900, 1100, 1300, 1500, 2000],
    command: (setting) => typeScriptServer('msgpack.ts', setting),
  },
  floor: {
    protocol: 'floor',
    courses: false,
    everyTick: false,
    isVerified: false,
    ladder: [],
    command: floorCommand,
  },
  'floor-changes': {
    protocol: 'floor',
    courses: false,
    everyTick: false,
    isVerified: false,
    ladder: [],
    command: (setting) => floorCommand({ ...setting, profile: changeProfile(setting.clients, setting.seed) }),
  },
};

/** Loads what talks to a peer. */
export async function openProtocol(
  { courses, protocol }: Peer,
  setting: Omit<ProtocolSetting, 'courses'>,
): Promise<PeerProtocol> {
  const module = (await import(`./load/${protocol}.ts`)) as ProtocolModule;
  return module.openProtocol({ ...setting, courses });
}

function typeScriptServer(name: string, { clients, seed }: PeerSetting, ...more: string[]): PeerCommand {
  const args = [join(HERE, 'servers', name), '--clients', `${clients}`, '--seed', `${seed}`, ...more];
  return { file: process.execPath, args, directory: HERE };
}

/** Marchland as `npm run load -- --workload patrol` starts it, but at 60 Hz whatever the load: as the others. */
function marchlandCommand({ clients, directory, marchlandNode, seed }: PeerSetting): PeerCommand {
  const { settings, world } = WORKLOADS['patrol'];
  const file = join(directory, 'world.json');
  writeWorldFile(file, world(clients));
  const knobs = [
    ...settings(clients),
    ...[`world.seed=${seed}`, 'server.log.level=warn', 'server.network.port=0', 'server.operator.port=0'],
    'server.overload.rungMax=0',
  ];
  return {
    file: marchlandNode,
    args: [
      ...['dist/server/main.js', '--json', '--data', join(directory, 'data'), '--world', file],
      ...knobs.flatMap((knob) => ['--set', knob]),
    ],
    directory: ROOT,
  };
}

function floorCommand({ directory, marchlandNode, profile }: PeerSetting): PeerCommand {
  if (!profile)
    throw new Error('the floor sends what Marchland sent, which has not run with so many clients');
  const file = join(directory, 'profile.json');
  writeFileSync(file, JSON.stringify(profile));
  return { file: marchlandNode, args: [join(HERE, 'servers/floor.mjs'), file], directory: HERE };
}
