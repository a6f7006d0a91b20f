export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Why a stream of frames cannot be read on, as close codes of RFC 6455. */
export const PROTOCOL_ERROR = 1002;
export const MESSAGE_TOO_BIG = 1009;

export interface WebSocketReaderEvents {
  /** A whole message, text or binary. The bytes may be a view of a larger chunk. */
  message(opcode: number, payload: Uint8Array): void;
  /** Close, ping or pong. */
  control(opcode: number, payload: Uint8Array): void;
  /** Nothing can be read from now on. */
  failed(code: number, reason: string): void;
}

const CONTROL_PAYLOAD_MAX = 125;
const UINT32 = 4_294_967_296;

/**
 * Takes a server's WebSocket stream (RFC 6455, so unmasked) apart, however TCP cut it. A message that lies
 * within one chunk is passed on as a view of it, without a copy.
 */
export class WebSocketReader {
  readonly #events: WebSocketReaderEvents;
  readonly #messageBytesMax: number;
  /** Bytes that must be there before it is worth to look again. */
  #neededBytes = 2;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #opcode = 0;
  #stopped = false;
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;

  constructor(events: WebSocketReaderEvents, messageBytesMax: number) {
    this.#events = events;
    this.#messageBytesMax = messageBytesMax;
  }

  push(chunk: Uint8Array): void {
    if (this.#stopped) return;
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    // Joining only when a frame is complete: a large one in hundreds of chunks would else be copied hundreds of
    // times.
    if (this.#chunkBytes < this.#neededBytes) return;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : join(this.#chunks, this.#chunkBytes);
    let at = 0;
    while (!this.#stopped) {
      const next = this.#readFrame(bytes, at);
      if (next === at) break;
      at = next;
    }
    this.#chunkBytes = bytes.length - at;
    this.#chunks = this.#chunkBytes > 0 ? [bytes.subarray(at)] : [];
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Reads the frame at `at` and returns where the next starts, or `at` when it is not all there. */
  #readFrame(bytes: Uint8Array, at: number): number {
    const available = bytes.length - at;
    if (available < 2) return this.#wait(at, 2);
    const head = bytes[at];
    const opcode = head & 0x0f;
    const short = bytes[at + 1] & 0x7f;
    if ((head & 0x70) !== 0) return this.#fail(at, PROTOCOL_ERROR, 'reserved bits are set');
    if ((bytes[at + 1] & 0x80) !== 0) return this.#fail(at, PROTOCOL_ERROR, 'a server must not mask');
    const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (available < headBytes) return this.#wait(at, headBytes);
    const length = payloadLength(bytes, at, short);
    const isControl = opcode >= OPCODE.close;
    if (isControl && (length > CONTROL_PAYLOAD_MAX || (head & 0x80) === 0)) {
      return this.#fail(at, PROTOCOL_ERROR, 'a control frame is long or fragmented');
    }
    if (this.#partBytes + length > this.#messageBytesMax) {
      return this.#fail(at, MESSAGE_TOO_BIG, `a message exceeds ${this.#messageBytesMax} bytes`);
    }
    if (available < headBytes + length) return this.#wait(at, headBytes + length);
    const start = at + headBytes;
    const payload = bytes.subarray(start, start + length);
    if (isControl) this.#control(at, opcode, payload);
    else this.#data(at, opcode, (head & 0x80) !== 0, payload);
    return start + length;
  }

  #control(at: number, opcode: number, payload: Uint8Array): void {
    if (opcode > OPCODE.pong) this.#fail(at, PROTOCOL_ERROR, `unknown opcode ${opcode}`);
    else this.#events.control(opcode, payload);
  }

  #data(at: number, opcode: number, isFinal: boolean, payload: Uint8Array): void {
    const continues = opcode === OPCODE.continuation;
    if (opcode > OPCODE.binary || continues !== this.#opcode > 0) {
      this.#fail(at, PROTOCOL_ERROR, `opcode ${opcode} is out of place`);
      return;
    }
    if (isFinal && !continues) {
      this.#events.message(opcode, payload);
      return;
    }
    this.#parts.push(payload);
    this.#partBytes += payload.length;
    if (!continues) this.#opcode = opcode;
    if (!isFinal) return;
    const whole = join(this.#parts, this.#partBytes);
    const wholeOpcode = this.#opcode;
    this.#parts = [];
    this.#partBytes = 0;
    this.#opcode = 0;
    this.#events.message(wholeOpcode, whole);
  }

  #wait(at: number, bytes: number): number {
    this.#neededBytes = bytes;
    return at;
  }

  #fail(at: number, code: number, reason: string): number {
    this.#stopped = true;
    this.#events.failed(code, reason);
    return at;
  }
}

function payloadLength(bytes: Uint8Array, at: number, short: number): number {
  if (short < 126) return short;
  if (short === 126) return (bytes[at + 2] << 8) | bytes[at + 3];
  return bigEndian32(bytes, at + 2) * UINT32 + bigEndian32(bytes, at + 6);
}

function bigEndian32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function join(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
