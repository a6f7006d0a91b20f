import { OPCODE } from '../../client/websocket-reader.ts';

/** Who is told about frames. The bytes are only lent. */
export interface FrameSink {
  message(bytes: Uint8Array, start: number, end: number): void;
  ping(bytes: Uint8Array, start: number, end: number): void;
  /** `code` is 1005 when the frame had none. */
  close(code: number, reason: string): void;
}

const NO_CLOSE_CODE = 1005;
const CONTROL_PAYLOAD_MAX = 125;
const UINT32 = 4_294_967_296;
/** Above what any message may be; a wrong length would otherwise make the parser wait for ever. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Takes a server's WebSocket stream apart, however TCP cut it. Thousands of these read from one buffer that they
 * share, and a frame that lies within one read makes no garbage, which the SDK's reader (chunks to keep, views to
 * hand out) cannot say. It knows what our server sends: unmasked, unfragmented, binary.
 */
export class FrameParser {
  /** Bytes of whole frames of messages so far, headers included. */
  messageBytes = 0;
  /** What made the stream unreadable, '' while it is readable. */
  failure = '';
  /** The beginning of a frame whose rest has not come yet. */
  #rest: Uint8Array | undefined;
  #restLength = 0;

  /** Reads `bytes[0..length)`, the next piece of the stream. Returns false once the stream is unreadable. */
  push(bytes: Uint8Array, length: number, sink: FrameSink): boolean {
    if (this.#restLength > 0) {
      this.#keep(bytes, 0, length);
      const rest = this.#rest!;
      const read = this.#readFrames(rest, this.#restLength, sink);
      rest.copyWithin(0, read, this.#restLength);
      this.#restLength -= read;
      // Keyframes are rare: their memory is given back, or thousands of parsers would each keep the largest they saw.
      if (this.#restLength === 0) this.#rest = undefined;
    } else {
      const read = this.#readFrames(bytes, length, sink);
      if (read < length) this.#keep(bytes, read, length);
    }
    return this.failure === '';
  }

  /** Reads all whole frames and returns where the first incomplete one starts. */
  #readFrames(bytes: Uint8Array, length: number, sink: FrameSink): number {
    let at = 0;
    while (this.failure === '' && length - at >= 2) {
      const short = bytes[at + 1];
      let payload = at + 2;
      let payloadBytes = short;
      if (short >= 126) {
        if (short > 127) return this.#fail(at, 'a server must not mask');
        payload = at + (short === 126 ? 4 : 10);
        if (payload > length) return at;
        payloadBytes =
          short === 126
            ? (bytes[at + 2] << 8) | bytes[at + 3]
            : bigEndian32(bytes, at + 2) * UINT32 + bigEndian32(bytes, at + 6);
        if (payloadBytes > MESSAGE_BYTES_MAX) return this.#fail(at, `a frame of ${payloadBytes} bytes`);
      }
      const end = payload + payloadBytes;
      if (end > length) return at;
      if (bytes[at] === (0x80 | OPCODE.binary)) {
        this.messageBytes += end - at;
        sink.message(bytes, payload, end);
      } else if (!this.#control(bytes, at, payload, end, sink)) return at;
      at = end;
    }
    return at;
  }

  #control(bytes: Uint8Array, at: number, payload: number, end: number, sink: FrameSink): boolean {
    if (end - payload > CONTROL_PAYLOAD_MAX) this.#fail(at, 'a long control frame');
    else if (bytes[at] === (0x80 | OPCODE.ping)) sink.ping(bytes, payload, end);
    else if (bytes[at] === (0x80 | OPCODE.close)) {
      const hasCode = end - payload >= 2;
      const code = hasCode ? (bytes[payload] << 8) | bytes[payload + 1] : NO_CLOSE_CODE;
      sink.close(code, hasCode ? Buffer.from(bytes.subarray(payload + 2, end)).toString() : '');
    } else if (bytes[at] !== (0x80 | OPCODE.pong)) this.#fail(at, `a frame that begins with ${bytes[at]}`);
    return this.failure === '';
  }

  #fail(at: number, reason: string): number {
    this.failure = reason;
    return at;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#restLength + end - start;
    if (this.#rest === undefined || this.#rest.length < needed) {
      const grown = new Uint8Array(Math.max(256, 2 * needed));
      if (this.#rest) grown.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = grown;
    }
    this.#rest.set(bytes.subarray(start, end), this.#restLength);
    this.#restLength = needed;
  }
}

function bigEndian32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
