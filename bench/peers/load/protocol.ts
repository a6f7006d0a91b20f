import type { PeerTally } from './peer-tally.ts';
import type { Truth } from './truth.ts';

/** Where only changes are told, tick and clock are told this often, in ticks. */
export const BEAT_TICKS = 30;

/** What a client knows of itself, and how it answers. */
export interface ClientLink {
  /** Number of the client, from 0; it follows the unit of that number. */
  readonly client: number;
  /** Whether it decodes all it is sent and holds it against the truth. */
  readonly isVerified: boolean;
  readonly tally: PeerTally;
  send(payload: Uint8Array): void;
}

/** Reads what one client is sent. The bytes are only lent. */
export interface PeerReader {
  /** Whether the server has let it in. */
  readonly isJoined: boolean;
  /** The WebSocket is open. */
  opened(): void;
  message(bytes: Uint8Array, start: number, end: number): void;
}

/** How to talk to one peer. */
export interface PeerProtocol {
  /** Where a client's WebSocket is. Peers with matchmaking ask for a seat first. */
  path(client: number): Promise<string>;
  reader(link: ClientLink): PeerReader;
}

/** What a protocol is made for. */
export interface ProtocolSetting {
  readonly port: number;
  readonly truth: Truth;
  /** Whether changes of courses are told instead of positions. */
  readonly courses: boolean;
}

/** A file of a protocol. Some need packages that are installed on first use, so they are loaded when needed. */
export interface ProtocolModule {
  openProtocol(setting: ProtocolSetting): PeerProtocol;
}
