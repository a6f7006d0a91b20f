import type { PeersOptions } from './options.ts';
import { isFloor, PEER_LABELS, type PeerName } from './peer-names.ts';
import { PEERS, type SendProfile } from './peers.ts';
import type { Purpose, Trial } from './results.ts';
import type { runTrial } from './trial.ts';

/** All runs of a bench, in turn. */
export class Bench {
  readonly trials: Trial[] = [];
  readonly #options: PeersOptions;
  readonly #marchlandNode: string;
  readonly #runTrial: typeof runTrial;
  readonly #say: (line: string) => void;
  /** What Marchland sent last, by number of clients. */
  readonly #profiles = new Map<number, SendProfile>();

  /** `marchlandNode` is the Node that Marchland runs on; `say` is told a line for each run. */
  constructor(
    options: PeersOptions,
    marchlandNode: string,
    run: typeof runTrial,
    say: (line: string) => void,
  ) {
    this.#options = options;
    this.#marchlandNode = marchlandNode;
    this.#runTrial = run;
    this.#say = say;
  }

  /** The comparison of all peers, that with bare sends, and the ladders. */
  async measureAll(): Promise<void> {
    const { clients, floorClients, ladder, peers } = this.#options;
    await this.#compare(peers, clients, 'all');
    const bare = peers.filter((peer) => peer === 'marchland' || isFloor(peer));
    if (bare.some(isFloor)) await this.#compare(bare, floorClients, 'floor');
    if (ladder) for (const peer of peers) await this.#climb(peer);
  }

  /** A B C D, then D C B A, and so on: whatever changes slowly on the machine comes to all of them. */
  async #compare(peers: readonly PeerName[], clients: number, purpose: Purpose): Promise<void> {
    for (let round = 1; round <= this.#options.rounds; round++) {
      const order = round % 2 === 1 ? peers : peers.toReversed();
      for (const peer of order) await this.#run(peer, clients, purpose, round);
    }
  }

  /** Steps up until a number of clients was not held twice: a single bad run may be the machine's. */
  async #climb(peer: PeerName): Promise<void> {
    const { ladder } = PEERS[peer];
    const steps = this.#options.quick ? ladder.filter((_, i) => i % 2 === 1) : ladder;
    for (const clients of steps) {
      const isHeld =
        (await this.#run(peer, clients, 'ladder', 1)) || (await this.#run(peer, clients, 'ladder', 2));
      if (!isHeld) return;
    }
  }

  async #run(peer: PeerName, clients: number, purpose: Purpose, round: number): Promise<boolean> {
    const { seconds, seed, verified } = this.#options;
    const marchlandNode = this.#marchlandNode;
    const setting = { seconds, seed, verified, marchlandNode, profile: this.#profiles.get(clients) };
    const { profile, trial } = await this.#runTrial({ peer, clients, purpose, round }, setting);
    if (peer === 'marchland' && profile) this.#profiles.set(clients, profile);
    this.trials.push(trial);
    this.#say(trialLine(trial));
    return trial.held;
  }
}

function trialLine({ clients, failure, held, measured, peer, purpose, round }: Trial): string {
  const head = `${purpose.padEnd(6)} ${round}  ${PEER_LABELS[peer].padEnd(24)} ${String(clients).padStart(5)} clients`;
  if (!measured) return `${head}  FAILED: ${failure}`;
  const losses = Object.entries(measured.losses).map(([reason, count]) => `  lost ${count}: ${reason}`);
  return [
    head,
    `${measured.ticksPerSecond.toFixed(2)} ticks/s`,
    `${measured.serverCores.toFixed(3)} cores`,
    `${measured.bytesPerClientPerSecond.toFixed(0)} B/s each`,
    `delay ${measured.delayMsP50.toFixed(1)}/${measured.delayMsP99.toFixed(1)} ms`,
    `${measured.checks} views checked, ${measured.wrong + measured.unreadable} wrong`,
    `bots ${measured.loadCores.toFixed(2)}, others ${measured.otherCores.toFixed(2)} cores`,
    `${held ? 'held' : 'NOT HELD'}${losses.join('')}`,
  ].join('  ');
}
