import { connect, type Socket } from 'node:net';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { clientFrame, upgradeRequest } from './client-frames.ts';
import { FrameParser, type FrameSink } from './frame-parser.ts';
import type { Tally } from './tally.ts';

/** One for all: a read is done with before the next begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024);

/** Whose socket it is. */
export interface SocketOwner extends FrameSink {
  /** The server speaks WebSocket from here on. */
  upgraded(): void;
  /** The connection is gone; `problem` says what was wrong with it, '' if nothing was. */
  gone(problem: string): void;
}

/** Address of the server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Takes a URL of a WebSocket (ws://...) apart. */
export function addressOf(url: string): ServerAddress {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80), path: pathname };
}

/** A WebSocket as a client that is as cheap as can be opens and reads it, one connection after the other. */
export class BotSocket {
  readonly #address: ServerAddress;
  readonly #owner: SocketOwner;
  readonly #tally: Tally;
  #parser = new FrameParser();
  #socket: Socket | undefined;
  /** The answer to the upgrade as far as it has come; undefined once it is read. */
  #responseHead: string | undefined;
  #problem = '';
  /** Bytes of messages of connections before this one. */
  #bytesBefore = 0;

  constructor(address: ServerAddress, owner: SocketOwner, tally: Tally) {
    this.#address = address;
    this.#owner = owner;
    this.#tally = tally;
  }

  /** Bytes of world messages and others over all connections, with WebSocket headers. */
  get messageBytes(): number {
    return this.#bytesBefore + this.#parser.messageBytes;
  }

  open(): void {
    const { host, port, path } = this.#address;
    this.#responseHead = '';
    this.#problem = '';
    this.#bytesBefore += this.#parser.messageBytes;
    this.#parser = new FrameParser();
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#read(length) },
    });
    this.#socket = socket;
    socket.on('connect', () => socket.write(upgradeRequest(host, port, path)));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#problem ||= error.code ?? error.message;
    });
    socket.on('close', () => {
      // A connection that was given up for another one ends unheard.
      if (this.#socket === socket) this.#owner.gone(this.#problem);
    });
  }

  send(opcode: number, payload: Uint8Array): void {
    this.#socket?.write(clientFrame(opcode, payload));
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Ends the connection as if a cable were pulled. Nobody is told. */
  cut(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.resetAndDestroy();
  }

  /** Ends the connection for this reason, unless there was one before. */
  end(reason: string): void {
    this.#problem ||= reason;
    this.#socket?.destroy();
  }

  #read(length: number): boolean {
    this.#tally.nowMicros = monotonicMicros();
    if (this.#responseHead !== undefined) this.#readResponse(length);
    else if (!this.#parser.push(readBuffer, length, this.#owner)) this.end(this.#parser.failure);
    return true;
  }

  #readResponse(length: number): void {
    this.#responseHead += readBuffer.toString('latin1', 0, length);
    const headEnd = this.#responseHead!.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const status = this.#responseHead!.slice(0, this.#responseHead!.indexOf('\r\n'));
    const rest = Buffer.from(this.#responseHead!.slice(headEnd + 4), 'latin1');
    this.#responseHead = undefined;
    if (!status.startsWith('HTTP/1.1 101')) return this.end(`answer "${status}"`);
    this.#owner.upgraded();
    this.#parser.push(rest, rest.length, this.#owner);
  }
}
