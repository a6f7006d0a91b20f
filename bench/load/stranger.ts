import { connect, type Socket } from 'node:net';
import { OPCODE } from '../../client/websocket-reader.ts';
import { ROLE, writeHello } from '../../src/protocol/client-messages.ts';
import { TABLE_HASH } from '../../src/protocol/table-hash.ts';
import type { ServerAddress } from './bot-socket.ts';
import { clientFrame, upgradeRequest } from './client-frames.ts';
import { FrameParser } from './frame-parser.ts';

/** What a hostile connection does to a server, and how often it acts. */
export const STRANGER = {
  /** Connects and says nothing at all. */
  mute: { everyMs: 1000 },
  /** Sends its request for a WebSocket byte by byte. */
  drip: { everyMs: 200 },
  /** Opens a WebSocket and never says hello. */
  noHello: { everyMs: 1000 },
  /** Joins, and sends frames that cannot be read. */
  malformed: { everyMs: 100 },
  /** Joins, and sends far more frames than it may. */
  flood: { everyMs: 200 },
  /** Joins, and sends a frame longer than any may be. */
  oversized: { everyMs: 500 },
} as const;
export type StrangerKind = keyof typeof STRANGER;

const FLOOD_FRAMES = 100;
const PING_KIND = 4;
const OVERSIZED_BYTES = 60_000;
const NO_CODE = 'cut without a code';

/** One of 100 that the server has to read and answer: the dearest thing that anybody may ask for. */
const PING = clientFrame(OPCODE.binary, Uint8Array.of(PING_KIND, 1, 2, 3, 4, 5, 6, 7, 8));
const FLOOD = Buffer.concat(Array.from({ length: FLOOD_FRAMES }, () => PING));
const GARBAGE = clientFrame(
  OPCODE.binary,
  Uint8Array.from({ length: 40 }, (_, i) => 255 - i),
);
const OVERSIZED = Buffer.concat([
  Buffer.from([0x80 | OPCODE.binary, 0x80 | 126, OVERSIZED_BYTES >> 8, OVERSIZED_BYTES & 0xff, 0, 0, 0, 0]),
  Buffer.alloc(OVERSIZED_BYTES),
]);
/** Nothing that a stranger is sent matters but how it ends: they share what they read into. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

/** A connection that means harm. It knows a good deal about the protocol. */
export class Stranger {
  readonly kind: StrangerKind;
  readonly #address: ServerAddress;
  readonly #ended: (kind: StrangerKind, how: string) => void;
  #socket: Socket | undefined;
  #parser = new FrameParser();
  #isUpgraded = false;
  #steps = 0;
  #how = NO_CODE;

  /** `ended` is told of a connection that the server has ended, and how. */
  constructor(kind: StrangerKind, address: ServerAddress, ended: (kind: StrangerKind, how: string) => void) {
    this.kind = kind;
    this.#address = address;
    this.#ended = ended;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  open(): void {
    const { host, port, path } = this.#address;
    this.#parser = new FrameParser();
    this.#isUpgraded = false;
    this.#steps = 0;
    this.#how = NO_CODE;
    const socket = connect({
      ...{ host, port, noDelay: true },
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    });
    this.#socket = socket;
    if (this.kind !== 'mute' && this.kind !== 'drip') {
      socket.on('connect', () => socket.write(upgradeRequest(host, port, path)));
    }
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#ended(this.kind, this.#how);
    });
  }

  /** Does the next of what it does. */
  act(): void {
    const socket = this.#socket;
    if (!socket) return;
    const step = this.#steps++;
    const { host, port, path } = this.#address;
    if (this.kind === 'drip') socket.write(upgradeRequest(host, port, path)[step] ?? ' ');
    if (!this.#isUpgraded) return;
    if (this.kind === 'malformed') socket.write(GARBAGE);
    if (this.kind === 'flood') socket.write(FLOOD);
    if (this.kind === 'oversized') socket.write(OVERSIZED);
  }

  /** Goes, and tells nobody. */
  leave(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.resetAndDestroy();
  }

  #read(length: number): boolean {
    if (!this.#isUpgraded) {
      // Whatever comes with the head of the answer is of no interest.
      this.#isUpgraded = readBuffer.toString('latin1', 0, Math.min(length, 12)) === 'HTTP/1.1 101';
      if (!this.#isUpgraded) this.#how = readBuffer.toString('latin1', 0, length).split('\r\n')[0];
      else if (this.kind !== 'noHello') this.#hello();
      return true;
    }
    this.#parser.push(readBuffer, length, {
      message: () => {},
      ping: () => {},
      close: (code, reason) => {
        this.#how = `${code} ${reason}`.trim();
      },
    });
    return true;
  }

  #hello(): void {
    const hello = writeHello({
      tableHash: TABLE_HASH,
      role: ROLE.observer,
      faction: 0,
      focus: 0,
      ticket: '',
    });
    this.#socket?.write(clientFrame(OPCODE.binary, hello));
  }
}
