import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { Crowd } from './load/crowd.ts';
import { Truth } from './load/truth.ts';
import type { PeerName } from './peer-names.ts';
import { openProtocol, PEERS, type SendProfile } from './peers.ts';
import { isHeld, type Purpose, type Trial } from './results.ts';
import { type PeerServer, startPeer } from './server-process.ts';

const CONNECT_TIMEOUT_MS = 30_000;
const WARM_UP_MS = 2500;
const SIZE_PARTS = 100;

export interface TrialPlan {
  readonly peer: PeerName;
  readonly clients: number;
  readonly purpose: Purpose;
  readonly round: number;
}

export interface TrialSetting {
  readonly seconds: number;
  readonly seed: number;
  readonly verified: number;
  readonly marchlandNode: string;
  /** What the floor sends. */
  readonly profile: SendProfile | undefined;
}

/**
 * One server, one crowd, one measurement. A peer that does not start, or dies, gives a trial with its failure and no
 * figures: it counts as failed and is never left out.
 */
export async function runTrial(
  plan: TrialPlan,
  setting: TrialSetting,
): Promise<{ readonly trial: Trial; readonly profile: SendProfile | undefined }> {
  const directory = mkdtempSync(join(tmpdir(), 'marchland-peers-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await measure(plan, setting, directory);
  } catch (error) {
    return { trial: { ...plan, held: false, failure: (error as Error).message }, profile: undefined };
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function measure(plan: TrialPlan, setting: TrialSetting, directory: string) {
  const { clients } = plan;
  const { marchlandNode, profile, seconds, seed } = setting;
  const peer = PEERS[plan.peer];
  const server = await startPeer(peer.command({ clients, seed, marchlandNode, directory, profile }));
  const verified = peer.isVerified ? Math.min(setting.verified, clients) : 0;
  let crowd: Crowd | undefined;
  try {
    const truth = new Truth(clients, seed);
    const protocol = await openProtocol(peer, { port: server.port, truth });
    crowd = new Crowd(clients, verified, server.port, protocol);
    await crowd.connect(CONNECT_TIMEOUT_MS);
    await sleep(WARM_UP_MS);
    stopIfEnded(server);
    crowd.beginMeasuring();
    const startCpu = server.cpuSeconds();
    await sleep(seconds * 1000);
    stopIfEnded(server);
    const serverSeconds = server.cpuSeconds() - startCpu;
    const figures = crowd.figures();
    const { tally } = crowd;
    const { checkedUnits, checks, unreadable, wrong } = tally;
    const serverCores = serverSeconds / figures.seconds;
    const measured = {
      joined: crowd.joined,
      ...figures,
      serverCores,
      otherCores: Math.max(0, figures.machineCores - figures.loadCores - serverCores),
      serverRssMb: server.residentMb(),
      ...{ verified, checks, checkedUnits, wrong, unreadable },
      losses: Object.fromEntries(tally.losses),
    };
    const expected = { clients, everyTick: peer.everyTick };
    const trial: Trial = { ...plan, held: isHeld(expected, measured), measured: rounded(measured) };
    const perTick = figures.messagesPerClientPerSecond / TICKS_PER_SECOND;
    return { trial, profile: { messagesPerClientPerTick: perTick, sizes: tally.sizeProfile(SIZE_PARTS) } };
  } finally {
    crowd?.end();
    await server.end();
  }
}

/** Throws with the last words of a server that is no longer there. */
function stopIfEnded(server: PeerServer): void {
  const ended = server.ended();
  if (ended !== undefined) throw new Error(ended);
}

/** Four digits after the point are more than any of these figures is good for. */
function rounded<T extends object>(figures: T): T {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ]),
  ) as T;
}
