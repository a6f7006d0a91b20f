import type { ServerConfig } from '../config/schema.ts';
import { TIER_WORDS } from '../replication/tiers.ts';
import { Pace } from './pace.ts';
import type { Socket } from './socket.ts';
import type { Watcher } from './strategic-channels.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * opening: no hello yet; joining: the simulation decides; open: has a session; watching: reads JSON without one;
 * closed.
 */
export type ConnectionState = 'opening' | 'joining' | 'open' | 'watching' | 'closed';

/** Channels a second that a connection may ask for in the long run, and at once. The global one counts for several. */
const CHANNELS_PER_SECOND = 16;
const CHANNEL_BURST = 160;

/** One socket and what the gateway knows of its client. */
export class Connection {
  readonly id: number;
  readonly address: string;
  readonly openedMicros: number;
  readonly frames: TokenBucket;
  readonly bytes: TokenBucket;
  readonly resyncs: TokenBucket;
  readonly channels: TokenBucket;
  /** How well it keeps up with what it is sent. */
  readonly pace = new Pace();
  /** Whether it speaks marchland.json.v1. */
  readonly isText: boolean;
  /** What it listens to; undefined while that is nothing. */
  watcher: Watcher | undefined;
  socket: Socket | undefined;
  state: ConnectionState = 'opening';
  /** Turns of the pulse since it was last heard. */
  silentTurns = 0;
  malformed = 0;
  limited = 0;
  /** Whether the simulation was asked for a session and has not answered yet. */
  awaitsSession = false;
  /** Resume token that the client gets when the session opens. */
  token: Uint8Array | undefined;
  slot = -1;
  epoch = 0;
  /** Faction whose route channel is the only one it may hear; 0 = it may hear all. */
  faction = 0;
  /** View as the client has it, after the last frame sent to it. */
  hasView = false;
  viewColumn = 0;
  viewRow = 0;
  viewRadius = 0;
  /** Tiers of the sectors in view, as `tierAt` reads them. */
  readonly tiers = new Int32Array(TIER_WORDS);
  /** Of the sectors in view. */
  fastestTier = 0;
  /** That the view may have: only in its ticks does the client hold the world. */
  slowestTier = 0;
  lastSentTick = 0;
  /** Tick of the newest order told as done that the client does not know to be safe on disk yet; 0 = none. */
  unconfirmedTick = 0;
  /** Set when the client reads too slowly: it gets no blocks until it has drained and its view comes anew. */
  stale = false;
  staleSinceMicros = 0;
  refreshAsked = false;

  constructor(
    id: number,
    address: string,
    network: ServerConfig['network'],
    nowMicros: number,
    isText = false,
  ) {
    this.id = id;
    this.address = address;
    this.isText = isText;
    this.openedMicros = nowMicros;
    this.frames = new TokenBucket(network.framesPerSecond, network.frameBurst, nowMicros);
    this.bytes = new TokenBucket(network.bytesPerSecond, network.byteBurst, nowMicros);
    // A mirror that fails asks once a check; more often is either broken or hostile, and a view is dear.
    this.resyncs = new TokenBucket(0.5, 4, nowMicros);
    this.channels = new TokenBucket(CHANNELS_PER_SECOND, CHANNEL_BURST, nowMicros);
  }
}
