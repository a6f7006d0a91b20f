import { connect, type Socket } from 'node:net';
import { OPCODE } from '../../../client/websocket-reader.ts';
import { monotonicMicros } from '../../../src/ops/clock.ts';
import { clientFrame, upgradeRequest } from '../../load/client-frames.ts';
import { FrameParser, type FrameSink } from '../../load/frame-parser.ts';
import type { PeerTally } from './peer-tally.ts';
import type { ClientLink, PeerProtocol, PeerReader } from './protocol.ts';

const ATTEMPTS_MAX = 8;
const RETRY_MS = 50;

/** One for all: a read is done with before the next begins. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);

/** One client of any peer on a bare socket: what is peculiar to a peer is in its reader. */
export class PeerClient implements FrameSink, ClientLink {
  readonly client: number;
  readonly isVerified: boolean;
  readonly tally: PeerTally;
  isClosed = false;
  readonly #protocol: PeerProtocol;
  readonly #port: number;
  #reader: PeerReader;
  #parser = new FrameParser();
  #socket: Socket | undefined;
  #responseHead: string | undefined;
  #attempts = 0;
  #problem = '';

  constructor(client: number, isVerified: boolean, port: number, protocol: PeerProtocol, tally: PeerTally) {
    this.client = client;
    this.isVerified = isVerified;
    this.tally = tally;
    this.#port = port;
    this.#protocol = protocol;
    this.#reader = protocol.reader(this);
  }

  /** Bytes of messages so far, WebSocket headers included. */
  get messageBytes(): number {
    return this.#parser.messageBytes;
  }

  get isJoined(): boolean {
    return this.#reader.isJoined && !this.isClosed;
  }

  /** Opens the connection; a refused one is tried again a few times, as a full backlog refuses. */
  async open(): Promise<void> {
    let path: string;
    try {
      path = await this.#protocol.path(this.client);
    } catch (error) {
      this.isClosed = true;
      this.tally.lost((error as Error).message);
      return;
    }
    this.#connect(path);
  }

  end(): void {
    this.isClosed = true;
    this.#socket?.destroy();
  }

  send(payload: Uint8Array): void {
    this.#socket?.write(clientFrame(OPCODE.binary, payload));
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    this.#reader.message(bytes, start, end);
  }

  ping(bytes: Uint8Array, start: number, end: number): void {
    this.#socket?.write(clientFrame(OPCODE.pong, bytes.subarray(start, end)));
  }

  close(code: number, reason: string): void {
    this.#fail(`close ${code}${reason && `, ${reason}`}`);
  }

  #connect(path: string): void {
    this.#attempts++;
    this.#responseHead = '';
    const host = '127.0.0.1';
    const socket = connect({
      host,
      port: this.#port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    });
    this.#socket = socket;
    socket.on('connect', () => socket.write(upgradeRequest(host, this.#port, path)));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#problem ||= error.code ?? error.message;
    });
    socket.on('close', () => this.#closed(path));
  }

  #read(length: number): boolean {
    this.tally.nowMicros = monotonicMicros();
    if (this.#responseHead !== undefined) this.#readResponse(length);
    else if (!this.#parser.push(readBuffer, length, this)) this.#fail(this.#parser.failure);
    return true;
  }

  #readResponse(length: number): void {
    this.#responseHead += readBuffer.toString('latin1', 0, length);
    const headEnd = this.#responseHead!.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const status = this.#responseHead!.slice(0, this.#responseHead!.indexOf('\r\n'));
    const rest = Buffer.from(this.#responseHead!.slice(headEnd + 4), 'latin1');
    this.#responseHead = undefined;
    if (!status.startsWith('HTTP/1.1 101')) return this.#fail(`answer "${status}"`);
    this.#reader.opened();
    this.#parser.push(rest, rest.length, this);
  }

  #fail(reason: string): void {
    this.#problem ||= reason;
    this.#socket?.destroy();
  }

  #closed(path: string): void {
    if (this.isClosed) return;
    if (this.#responseHead !== undefined && this.#attempts < ATTEMPTS_MAX) {
      this.#problem = '';
      setTimeout(() => {
        if (!this.isClosed) this.#connect(path);
      }, RETRY_MS * this.#attempts);
      return;
    }
    this.isClosed = true;
    this.tally.lost(this.#problem || 'the connection ended');
  }
}
