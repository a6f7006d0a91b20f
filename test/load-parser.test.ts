import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameParser, type FrameSink } from '../bench/load/frame-parser.ts';

const BINARY = 0x82;
const CLOSE = 0x88;
const PING = 0x89;

/** A server's frame with its length in the shortest form, or in the form with `lengthBytes` (2 or 8). */
function frame(head: number, payload: Uint8Array, lengthBytes = payload.length < 126 ? 0 : 2): Uint8Array {
  const length = Buffer.alloc(1 + lengthBytes);
  if (lengthBytes === 0) length[0] = payload.length;
  else if (lengthBytes === 2) {
    length[0] = 126;
    length.writeUInt16BE(payload.length, 1);
  } else {
    length[0] = 127;
    length.writeBigUInt64BE(BigInt(payload.length), 1);
  }
  return Buffer.concat([Buffer.from([head]), length, payload]);
}

/** Notes what a parser tells, with the payloads copied as they were at that moment. */
function listener() {
  const told: string[] = [];
  const hex = (bytes: Uint8Array, start: number, end: number) =>
    Buffer.from(bytes.subarray(start, end)).toString('hex');
  const sink: FrameSink = {
    message: (bytes, start, end) => told.push(`message ${hex(bytes, start, end)}`),
    ping: (bytes, start, end) => told.push(`ping ${hex(bytes, start, end)}`),
    close: (code, reason) => told.push(`close ${code} ${reason}`),
  };
  return { told, sink };
}

/** Reads a stream in pieces through one buffer, overwritten after each as the socket's is. */
function readInPieces(stream: Uint8Array, cuts: readonly number[]) {
  const { told, sink } = listener();
  const parser = new FrameParser();
  const buffer = new Uint8Array(stream.length);
  const ends = [...new Set([...cuts.map((cut) => cut % stream.length), stream.length])].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    buffer.set(stream.subarray(start, end));
    parser.push(buffer, end - start, sink);
    buffer.fill(0xee);
    start = end;
  }
  return { told, parser };
}

test('however the stream is cut, the same frames come out of it', () => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 125 }),
    fc.uint8Array({ minLength: 126, maxLength: 700 }),
  );
  const sent = fc.oneof(
    payload.map((bytes) => ({ head: BINARY, bytes, lengthBytes: undefined })),
    payload.map((bytes) => ({ head: BINARY, bytes, lengthBytes: 8 })),
    fc.uint8Array({ maxLength: 125 }).map((bytes) => ({ head: PING, bytes, lengthBytes: undefined })),
  );
  fc.assert(
    fc.property(
      fc.array(sent, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      (frames, cuts) => {
        const wire = frames.map(({ head, bytes, lengthBytes }) => frame(head, bytes, lengthBytes));
        const { told, parser } = readInPieces(Buffer.concat(wire), cuts);
        expect(told).toEqual(
          frames.map(
            ({ head, bytes }) =>
              `${head === PING ? 'ping' : 'message'} ${Buffer.from(bytes).toString('hex')}`,
          ),
        );
        expect(parser.failure).toBe('');
        expect(parser.messageBytes).toBe(
          frames.reduce((sum, { head }, i) => sum + (head === BINARY ? wire[i].length : 0), 0),
        );
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

test('a message of 64 bit length arrives whole when it comes byte by byte', () => {
  const payload = Uint8Array.from({ length: 70_000 }, (_, i) => i & 0xff);
  const stream = frame(BINARY, payload, 8);
  const { told } = readInPieces(
    stream,
    Array.from({ length: 300 }, (_, i) => i + 1),
  );
  expect(told).toEqual([`message ${Buffer.from(payload).toString('hex')}`]);
});

test('a close tells code and reason', () => {
  const payload = Buffer.concat([Buffer.from([0x03, 0xf5]), Buffer.from('try again')]);
  expect(readInPieces(frame(CLOSE, payload), [1, 3]).told).toEqual(['close 1013 try again']);
  expect(readInPieces(frame(CLOSE, new Uint8Array(0)), []).told).toEqual(['close 1005 ']);
});

test.each([
  ['a masked frame', [BINARY, 0x81, 0, 0, 0, 0, 1]],
  ['a fragment', [0x02, 1, 1]],
  ['a reserved bit', [0xc2, 1, 1]],
  ['a text', [0x81, 1, 0x61]],
  ['a length beyond reason', [BINARY, 127, 0, 0, 1, 0, 0, 0, 0, 0]],
])('%s makes the stream unreadable, and what follows is not read', (_, bytes) => {
  const { sink, told } = listener();
  const parser = new FrameParser();
  const stream = Uint8Array.from([...bytes, ...frame(BINARY, Uint8Array.of(1))]);
  expect(parser.push(stream, stream.length, sink)).toBe(false);
  expect(parser.push(stream, stream.length, sink)).toBe(false);
  expect(told).toEqual([]);
});
