import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { OPCODE, WebSocketReader } from '../../client/websocket-reader.ts';

const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/** A WebSocket of text frames, as a command-line client has one. */
export class TextSocket {
  readonly protocol: string;
  readonly texts: string[] = [];
  closeCode = 0;
  readonly #stream: Duplex;

  private constructor(stream: Duplex, protocol: string, head: Uint8Array) {
    this.#stream = stream;
    this.protocol = protocol;
    const reader = new WebSocketReader(
      {
        message: (opcode, payload) => {
          if (opcode === OPCODE.text) this.texts.push(Buffer.from(payload).toString());
        },
        control: (opcode, payload) => {
          if (opcode === OPCODE.ping) this.#frame(OPCODE.pong, payload);
          if (opcode === OPCODE.close) this.closeCode = Buffer.from(payload).readUInt16BE(0);
        },
        failed: () => this.close(),
      },
      MESSAGE_BYTES_MAX,
    );
    reader.push(head);
    stream.on('data', (chunk: Buffer) => reader.push(chunk));
    stream.on('error', () => {});
  }

  /** Connects to a ws: address and offers subprotocols. */
  static open(url: string, protocols: string): Promise<TextSocket> {
    return new Promise((resolve, reject) => {
      const upgrade = request(url.replace('ws:', 'http:'), {
        headers: {
          ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
          'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          'sec-websocket-protocol': protocols,
        },
      });
      upgrade.on('upgrade', (response, stream, head) =>
        resolve(new TextSocket(stream, String(response.headers['sec-websocket-protocol']), head)),
      );
      upgrade.on('error', reject);
      upgrade.end();
    });
  }

  send(text: string): void {
    this.#frame(OPCODE.text, Buffer.from(text));
  }

  close(): void {
    this.#stream.destroy();
  }

  /** Masked with zeros: a test needs no secrecy. */
  #frame(opcode: number, payload: Uint8Array): void {
    const head =
      payload.length < 126
        ? [0x80 | opcode, 0x80 | payload.length]
        : [0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff];
    this.#stream.write(Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]));
  }
}
