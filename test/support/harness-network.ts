import type { CloseLike, MessageLike, SocketLike } from '../../client/socket.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { WorldHarness } from './world-harness.ts';

/** A socket of the client library that ends in a gateway of a harness: what one side sends the other has at once. */
class HarnessSocket implements SocketLike {
  binaryType = '';
  readonly bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: MessageLike) => void) | null = null;
  onclose: ((event: CloseLike) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly #gateway: Gateway;
  readonly #connection: Connection;
  #isOpen = true;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#connection = gateway.open(
      {
        send: (bytes) => {
          this.onmessage?.({ data: bytes.slice().buffer });
          return 1;
        },
        bufferedBytes: () => 0,
        ping: () => {},
        end: (code, reason) => this.lose(code, reason),
        destroy: () => this.lose(),
      },
      '127.0.0.1',
    );
    queueMicrotask(() => this.onopen?.(undefined as never));
  }

  send(data: Uint8Array): void {
    if (this.#isOpen) this.#gateway.receive(this.#connection, data, true);
  }

  close(): void {
    this.lose(1000);
  }

  /** Ends the connection for both sides. */
  lose(code = 1006, reason = ''): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#gateway.closed(this.#connection);
    this.onclose?.({ code, reason });
  }
}

/** Opens sockets of the client library to whatever server stands there now: a test may put another in its place. */
export class HarnessNetwork {
  server: WorldHarness;
  #socket: HarnessSocket | undefined;

  constructor(server: WorldHarness) {
    this.server = server;
  }

  readonly open = (): SocketLike => {
    this.#socket = new HarnessSocket(this.server.lanes[0].gateway);
    return this.#socket;
  };

  /** The server is gone with all its connections, and `next` takes its place. */
  crash(next: WorldHarness): void {
    this.server = next;
    this.#socket?.lose();
  }
}
