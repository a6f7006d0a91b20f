import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { CLIENT_MESSAGE } from '../../src/protocol/client-messages.ts';
import { type Heard, hear, pongBytes } from './server-bytes.ts';

/** The bytes of one unmasked WebSocket frame. */
export function serverFrame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head[0] = (isFinal ? 0x80 : 0) | opcode;
  if (head.length === 2) head[1] = payload.length;
  else if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  else head.writeBigUInt64BE(BigInt(payload.length), 2);
  if (head.length > 2) head[1] = head.length === 4 ? 126 : 127;
  return Buffer.concat([head, payload]);
}

export interface ClientWebSocketFrame {
  opcode: number;
  isMasked: boolean;
  payload: Buffer;
}

/** One accepted connection; the test decides what it says. */
export class FakePeer {
  readonly frames: ClientWebSocketFrame[] = [];
  readonly stream: Duplex;
  onBinary: (payload: Buffer) => void = () => {};
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('end', () => stream.end());
    stream.on('error', () => {});
  }

  get heard(): Heard[] {
    return this.frames.filter(({ opcode }) => opcode === 2).map(({ payload }) => hear(payload));
  }

  send(payload: Uint8Array): void {
    this.stream.write(serverFrame(2, payload));
  }

  close(code: number, reason = ''): void {
    this.stream.write(
      serverFrame(8, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])),
    );
  }

  /** As if the cable were cut. */
  destroy(): void {
    this.stream.destroy();
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const bytes = this.#rest;
      if (bytes.length < 2) return;
      const short = bytes[1] & 0x7f;
      const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (bytes.length < headBytes + 4) return;
      const length =
        short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < headBytes + 4 + length) return;
      const mask = bytes.subarray(headBytes, headBytes + 4);
      const payload = Buffer.from(bytes.subarray(headBytes + 4, headBytes + 4 + length)).map(
        (byte, i) => byte ^ mask[i & 3],
      );
      this.#rest = bytes.subarray(headBytes + 4 + length);
      const frame = {
        opcode: bytes[0] & 0x0f,
        isMasked: (bytes[1] & 0x80) !== 0,
        payload: Buffer.from(payload),
      };
      this.frames.push(frame);
      if (frame.opcode === 2) this.onBinary(frame.payload);
    }
  }
}

/**
 * A gateway over real TCP on the loopback, speaking WebSocket by its own few lines. `accept` is given each connection
 * and decides what it answers; `url` is where clients find it.
 */
export class FakeGateway {
  readonly peers: FakePeer[] = [];
  readonly #server: Server;
  readonly #accept: (peer: FakePeer) => void;
  /** What the key check answers; changed by tests of bad servers. */
  acceptKey = (key: string): string =>
    createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

  private constructor(accept: (peer: FakePeer) => void) {
    this.#accept = accept;
    this.#server = createServer((_request, response) => response.writeHead(404).end());
    this.#server.on('upgrade', (request, stream) => {
      const accepted = this.acceptKey(request.headers['sec-websocket-key'] ?? '');
      stream.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: upgrade\r\n' +
          `sec-websocket-accept: ${accepted}\r\n\r\n`,
      );
      const peer = new FakePeer(stream);
      this.peers.push(peer);
      this.#accept(peer);
    });
  }

  static async start(accept: (peer: FakePeer) => void = () => {}): Promise<FakeGateway> {
    const gateway = new FakeGateway(accept);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/`;
  }

  /** Refuses upgrades from now on with a plain answer. */
  refuseUpgrades(): void {
    this.#server.removeAllListeners('upgrade');
  }

  async stop(): Promise<void> {
    for (const peer of this.peers) peer.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers pings by the clock of `nowMicros`, as a gateway does. */
export function answerPings(peer: FakePeer, payload: Uint8Array, nowMicros: () => number): void {
  if (payload[0] === CLIENT_MESSAGE.ping) peer.send(pongBytes(payload, nowMicros()));
}
