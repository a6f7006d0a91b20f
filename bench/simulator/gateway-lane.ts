import { Doorkeeper, hashSecret } from '../../src/gateway/admission.ts';
import { CommandSender, type Join, type SecretHash } from '../../src/gateway/command-sender.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { GatewayMetrics } from '../../src/gateway/gateway-metrics.ts';
import { CommandRing } from '../../src/memory/command-ring.ts';
import type { SharedBlocks } from '../../src/memory/control-block.ts';
import { FrameRingReader } from '../../src/memory/frame-ring.ts';
import type { SectorGrid } from '../../src/protocol/items.ts';
import type { Chance } from './chance.ts';
import { NETWORK, SESSIONS } from './ground.ts';

/** No frame of a small world is longer. */
const FRAME_WORDS_MAX = 65_536;

/** Lets everybody in, each under the account it comes with. */
class SimulatedDoorkeeper extends Doorkeeper {
  account = 0;

  override guest() {
    return { account: Int32Array.of(this.account, 1), ticket: new Int32Array(2), faction: 0 };
  }
}

/** Gives out resume tokens that follow from the seed. */
class SeededSender extends CommandSender {
  connections: ReadonlyMap<number, Connection> = new Map();
  readonly #chance: Chance;

  constructor(ring: CommandRing, gateway: number, chance: Chance) {
    super(ring, gateway);
    this.#chance = chance;
  }

  override join(join: Join): void {
    super.join({ ...join, nextToken: this.#newToken(join.connection) });
  }

  override resume(connection: number, token: SecretHash): void {
    super.resume(connection, token, this.#newToken(connection));
  }

  #newToken(connection: number): SecretHash {
    const token = Uint8Array.from({ length: 32 }, () => this.#chance.below(256));
    this.connections.get(connection)!.token = token;
    return hashSecret(token);
  }
}

/** A gateway thread: the real gateway between its rings, which runs when the game says so. */
export class GatewayLane {
  readonly index: number;
  readonly gateway: Gateway;
  readonly ring: CommandRing;
  readonly sender: CommandSender;
  readonly #reader: FrameRingReader;
  readonly #doorkeeper = new SimulatedDoorkeeper({ ...SESSIONS, guests: 'always' });
  /** Until then frames pile up in the ring. */
  asleepUntil = 0;

  constructor(blocks: SharedBlocks, index: number, grid: SectorGrid, chance: Chance) {
    this.index = index;
    this.ring = new CommandRing(blocks.commands[index]);
    const sender = new SeededSender(new CommandRing(blocks.commands[index]), index, chance);
    this.sender = sender;
    this.#reader = new FrameRingReader(blocks.frames, FRAME_WORDS_MAX);
    this.gateway = new Gateway(
      {
        ...{ network: NETWORK, sessions: SESSIONS, grid },
        ...{ connectionsMax: 1000, tickZeroMicros: () => 0 },
      },
      this.#reader,
      sender,
      this.#doorkeeper,
      new GatewayMetrics(blocks.metrics, index),
    );
    sender.connections = this.gateway.connections;
    sender.gatewayLost();
  }

  /** The account that says hello next. */
  expect(account: number): void {
    this.#doorkeeper.account = account;
  }

  /** Hands out the frames that lie in the ring. */
  run(now: number): void {
    if (now < this.asleepUntil) return;
    for (let state = this.#reader.read(); state !== 'none'; state = this.#reader.read()) {
      if (state === 'lapped') this.gateway.lapped();
      else this.gateway.deliver();
    }
  }

  /** As if the ring had come round while the thread slept. */
  lap(): void {
    while (this.#reader.read() !== 'none');
    this.gateway.lapped();
  }
}
