import { connect, type Socket } from 'node:net';

/** A TCP connection that does what a client should not: nothing is read from it, and nothing is said but by hand. */
export class RawSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
  }

  /** Connects to the host and port of a ws: or http: address. Whatever comes is left unread. */
  static open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.pause();
      socket.once('connect', () => resolve(new RawSocket(socket)));
      socket.once('error', reject);
    });
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  /** Asks for a WebSocket. */
  upgrade(): void {
    const head = [
      ...['GET /ws HTTP/1.1', 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade'],
      ...[`Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`, 'Sec-WebSocket-Version: 13'],
    ];
    this.write(`${head.join('\r\n')}\r\n\r\n`);
  }

  /** Sends a binary frame of less than 126 bytes, masked with zeros. */
  frame(payload: Uint8Array): void {
    this.write(Buffer.concat([Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
