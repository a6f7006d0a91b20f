import type { CloseLike, MessageLike, SocketLike } from '../../client/socket.ts';
import { CLIENT_MESSAGE } from '../../src/protocol/client-messages.ts';
import { type Heard, hear, pongBytes } from './server-bytes.ts';

/** A socket without a network: the test is the server. `sockets.at(-1)` is the newest one a client opened. */
export class FakeSocket implements SocketLike {
  binaryType = '';
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: MessageLike) => void) | null = null;
  onclose: ((event: CloseLike) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly url: string;
  readonly sent: Uint8Array[] = [];
  isClosed = false;

  constructor(url: string) {
    this.url = url;
  }

  send(data: Uint8Array): void {
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }

  get heard(): Heard[] {
    return this.sent.map(hear);
  }

  /** Frames of orders heard so far, each as its sequences. */
  get orderFrames(): number[][] {
    return this.heard
      .filter(({ kind }) => kind === CLIENT_MESSAGE.orders)
      .map(({ orders }) => orders.map(({ sequence }) => sequence));
  }

  accept(welcome: Uint8Array<ArrayBuffer>): void {
    this.onopen?.(undefined as never);
    this.receive(welcome);
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    this.onmessage?.({ data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
  }

  /** Answers the last ping with the server's clock. */
  pong(serverMicros: number): void {
    const ping = this.sent.findLast((bytes) => bytes[0] === CLIENT_MESSAGE.ping);
    if (ping) this.receive(pongBytes(ping, serverMicros));
  }

  drop(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason });
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];
  readonly open = (url: string): FakeSocket => {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}
