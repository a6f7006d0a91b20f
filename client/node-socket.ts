import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CloseLike, MessageLike, SocketLike } from './socket.ts';
import { OPCODE, WebSocketReader } from './websocket-reader.ts';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const RESPONSE_BYTES_MAX = 16_384;
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 2000;
const NO_STATUS = 1005;
const ABNORMAL = 1006;
const MASK_POOL_BYTES = 4096;

const maskPool = new Uint8Array(MASK_POOL_BYTES);
let maskAt = MASK_POOL_BYTES;

const READY = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/**
 * A WebSocket client for Node 20, which has none: the part of the browser's interface that the SDK uses. Binary
 * messages arrive as Uint8Array, mostly views of the chunk that TCP delivered. Addresses are ws: and wss:; a
 * wrong one throws a `TypeError` or `RangeError`, everything later ends in `onclose`.
 */
export class NodeSocket implements SocketLike {
  binaryType = 'arraybuffer';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: MessageLike) => void) | null = null;
  onclose: ((event: CloseLike) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readyState: number = READY.connecting;
  readonly #socket: Socket;
  readonly #key = randomBytes(16).toString('base64');
  readonly #reader: WebSocketReader;
  #response: Buffer = Buffer.alloc(0);
  #closeCode = ABNORMAL;
  #closeReason = '';
  #closeSent = false;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(address: string) {
    const url = new URL(address);
    if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
      throw new RangeError(`socket: found ${url.protocol}, allowed: ws: or wss:`);
    }
    const isTls = url.protocol === 'wss:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (isTls ? 443 : 80);
    this.#socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
    this.#socket.setNoDelay(true);
    this.#reader = new WebSocketReader(
      {
        message: (opcode, payload) => this.#deliver(opcode, payload),
        control: (opcode, payload) => this.#control(opcode, payload),
        failed: (code, reason) => this.#failed(code, reason),
      },
      MESSAGE_BYTES_MAX,
    );
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#request(url));
    this.#socket.on('data', (chunk) => this.#data(chunk));
    this.#socket.on('end', () => this.#socket.end());
    this.#socket.on('error', (error) => this.#errored(error));
    this.#socket.on('close', () => this.#closed());
  }

  get bufferedAmount(): number {
    return this.#socket.writableLength;
  }

  /** Sends one binary message; dropped silently when the socket is not open, as browsers do. */
  send(data: Uint8Array): void {
    if (this.readyState === READY.open) this.#write(OPCODE.binary, data);
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState === READY.connecting) {
      this.#socket.destroy();
    } else if (this.readyState === READY.open) {
      this.#beginClose(code, reason);
    }
  }

  #request(url: URL): void {
    this.#socket.write(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${this.#key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  }

  #data(chunk: Buffer): void {
    if (this.readyState === READY.connecting) this.#readResponse(chunk);
    else this.#reader.push(chunk);
  }

  #readResponse(chunk: Buffer): void {
    this.#response = this.#response.length === 0 ? chunk : Buffer.concat([this.#response, chunk]);
    const end = this.#response.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#response.length > RESPONSE_BYTES_MAX)
        this.#failed(ABNORMAL, 'the answer to the upgrade is too long');
      return;
    }
    const problem = this.#upgradeProblem(this.#response.toString('latin1', 0, end));
    if (problem) {
      this.#failed(ABNORMAL, problem);
      return;
    }
    const rest = this.#response.subarray(end + 4);
    this.#response = Buffer.alloc(0);
    this.readyState = READY.open;
    this.onopen?.(undefined as never);
    if (rest.length > 0) this.#reader.push(rest);
  }

  #upgradeProblem(response: string): string | undefined {
    const [status, ...lines] = response.split('\r\n');
    if (!/^HTTP\/1\.1 101(\s|$)/.test(status)) return `the server answered "${status}" to the upgrade`;
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return 'the server upgraded to something else';
    const accept = createHash('sha1').update(`${this.#key}${ACCEPT_SUFFIX}`).digest('base64');
    // A cache or a plain web server that repeats the request would pass every other check.
    return headers.get('sec-websocket-accept') === accept
      ? undefined
      : 'the server did not prove the upgrade';
  }

  #deliver(opcode: number, payload: Uint8Array): void {
    if (this.readyState !== READY.open) return;
    this.onmessage?.({ data: opcode === OPCODE.text ? new TextDecoder().decode(payload) : payload });
  }

  #control(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.ping) {
      if (this.readyState === READY.open) this.#write(OPCODE.pong, payload);
    } else if (opcode === OPCODE.close) {
      this.#closeCode = payload.length >= 2 ? (payload[0] << 8) | payload[1] : NO_STATUS;
      this.#closeReason = new TextDecoder().decode(payload.subarray(2));
      this.#reader.stop();
      if (!this.#closeSent) this.#beginClose(this.#closeCode === NO_STATUS ? 1000 : this.#closeCode, '');
      this.#socket.end();
    }
  }

  #beginClose(code: number, reason: string): void {
    this.readyState = READY.closing;
    this.#closeSent = true;
    const text = new TextEncoder().encode(reason);
    const payload = new Uint8Array(2 + text.length);
    payload[0] = code >> 8;
    payload[1] = code & 0xff;
    payload.set(text, 2);
    this.#write(OPCODE.close, payload);
    this.#closeTimer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
  }

  #write(opcode: number, payload: Uint8Array): void {
    const length = payload.length;
    const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    const frame = new Uint8Array(headBytes + 4 + length);
    frame[0] = 0x80 | opcode;
    if (headBytes === 2) {
      frame[1] = 0x80 | length;
    } else if (headBytes === 4) {
      frame[1] = 0x80 | 126;
      frame[2] = length >> 8;
      frame[3] = length & 0xff;
    } else {
      frame[1] = 0x80 | 127;
      new DataView(frame.buffer).setBigUint64(2, BigInt(length));
    }
    if (maskAt + 4 > MASK_POOL_BYTES) {
      randomFillSync(maskPool);
      maskAt = 0;
    }
    for (let i = 0; i < 4; i++) frame[headBytes + i] = maskPool[maskAt + i];
    for (let i = 0; i < length; i++) frame[headBytes + 4 + i] = payload[i] ^ maskPool[maskAt + (i & 3)];
    maskAt += 4;
    this.#socket.write(frame);
  }

  #failed(code: number, reason: string): void {
    if (this.readyState === READY.open && code !== ABNORMAL) this.#beginClose(code, reason);
    this.#closeCode = code;
    this.#closeReason = reason;
    this.#reader.stop();
    this.#socket.destroySoon();
  }

  #errored(error: Error): void {
    if (this.#closeReason === '') this.#closeReason = error.message;
    this.onerror?.(undefined as never);
  }

  #closed(): void {
    clearTimeout(this.#closeTimer);
    this.#reader.stop();
    this.readyState = READY.closed;
    this.onclose?.({ code: this.#closeCode, reason: this.#closeReason });
  }
}
