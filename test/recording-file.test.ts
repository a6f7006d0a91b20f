import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Playback } from '../client/playback.ts';
import {
  openRecording,
  RecordingError,
  type RecordingHeader,
  readRecording,
  wireRows,
  writeRecordingFrame,
  writeRecordingHead,
} from '../client/playback-file.ts';
import { ByteWriter } from '../src/protocol/bytes.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { Recorder } from '../src/recording/recorder.ts';
import { birthsAndDeaths, seeded, teleportAtRandom } from './support/random-life.ts';
import { startWorld } from './support/world-harness.ts';

const GRID = { units: 4096, columns: 3, rows: 2 };
const HEADER: RecordingHeader = {
  fromTick: 100,
  untilTick: 400,
  fromHash: 1,
  untilHash: 0xffff_ffff,
  grid: GRID,
  keyframes: [[100, 0]],
  wire: wireRows(),
  view: { title: 'Ä world' },
  world: { format: 'x' },
};

type Frame = readonly [stepTicks: number, ...items: number[]];

/** An unzipped recording of a header, right or wrong, and frames. */
function fileOf(header: object, frames: readonly Frame[] = [[0, ITEM.gone, 0]]): Uint8Array {
  const to = new ByteWriter(new Uint8Array(10_000));
  for (const [step, ...items] of frames) writeRecordingFrame(to, step, Uint8Array.from(items));
  return Buffer.concat([writeRecordingHead(header as RecordingHeader), to.bytes.subarray(0, to.at)]);
}

function recorded(): Uint8Array {
  const server = startWorld({ patrols: 30 });
  const dice = seeded(3);
  const recorder = new Recorder(server.world, 650);
  for (let i = 0; i < 650; i++) {
    birthsAndDeaths(server, dice);
    teleportAtRandom(server, dice);
    server.tick();
    recorder.record();
  }
  return recorder.file({ view: {}, world: {} });
}

describe('a recording file', () => {
  test('gives back its header and its frames', async () => {
    const frames: Frame[] = [
      [0, ITEM.gone, 0],
      [1, ITEM.gone, 0],
      [200, ITEM.check, 0, 0, 0, 0, 0],
    ];
    const file = fileOf(HEADER, frames);
    const recording = await openRecording(new Uint8Array(gzipSync(file)));
    expect(recording.header).toEqual(HEADER);
    expect([...recording.frameTick]).toEqual([100, 101, 301]);
    expect([...recording.keyframes]).toEqual([0]);
    const items = [...recording.frameStart].map((start, i) => [
      ...recording.bytes.subarray(start, recording.frameEnd[i]),
    ]);
    expect(items).toEqual(frames.map(([, ...bytes]) => bytes));
  });

  test('finds keyframes where the header says', () => {
    const frames: Frame[] = [
      [0, ITEM.gone, 0],
      [5, ITEM.gone, 0],
      [5, ITEM.gone, 0],
    ];
    const file = fileOf(
      {
        ...HEADER,
        keyframes: [
          [100, 0],
          [110, 8],
        ],
      },
      frames,
    );
    expect([...readRecording(file).keyframes]).toEqual([0, 2]);
  });

  test('of a later build is read as long as the rows it is written in are the same', () => {
    const wire = wireRows();
    expect(wire).toContainEqual(expect.stringMatching(/^130 gone: count varint; .*id step varint/));
    expect(readRecording(fileOf({ ...HEADER, wire: wire.slice(1) })).header.fromTick).toBe(100);
    const file = fileOf({ ...HEADER, wire: [...wire, '200 owner: district varint, owner u8'] });
    expect(() => readRecording(file)).toThrow(/wire: found "200 owner: .*allowed: rows that this build has/);
  });
});

describe('a file that is no recording, or a damaged one, is refused with what was found where', () => {
  const zip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

  test.each([
    ['empty', new Uint8Array(0), /byte 0: found "", allowed: a recording/],
    ['a text', new TextEncoder().encode('{"format":1}'), /byte 0: found "\{.*format.*allowed: a recording/],
    [
      'another gzip file',
      zip(new TextEncoder().encode('hello world')),
      /byte 0: found "hell", allowed: "MRCH"/,
    ],
    ['cut off', zip(fileOf(HEADER)).subarray(0, -9), /damaged or cut off: after \d+ bytes/],
  ])('%s', async (_name, file, words) => {
    await expect(openRecording(file as Uint8Array<ArrayBuffer>)).rejects.toThrow(words);
  });

  test('any single changed bit of the zipped file changes nothing or is refused', async () => {
    const file = zip(fileOf(HEADER));
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] ^= 1 << (at % 8);
      const result = await openRecording(damaged).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(RecordingError);
      else expect(result).toMatchObject({ header: HEADER });
    }
  });

  const overwritten = (at: number, ...bytes: number[]) => {
    const file = fileOf(HEADER);
    file.set(bytes, at);
    return file;
  };

  test.each<[string, Uint8Array, RegExp]>([
    ['another version', overwritten(4, 9, 0), /format version: found 9, allowed: 1/],
    [
      'a header of 4 GB',
      overwritten(6, 255, 255, 255, 255),
      /header length: found 4294967295, allowed: at most/,
    ],
    ['a header that is not JSON', overwritten(10, 0x78), /byte 10, header: /],
    [
      'a header that is no object',
      fileOf(null as unknown as object),
      /header: found null, allowed: a JSON object/,
    ],
    [
      'no first tick',
      fileOf({ ...HEADER, fromTick: '1' }),
      /header, fromTick: found "1", allowed: a whole number/,
    ],
    [
      'a last tick before the first',
      fileOf({ ...HEADER, untilTick: 9 }),
      /untilTick: found 9, allowed: .*from 100/,
    ],
    ['a year', fileOf({ ...HEADER, untilTick: 1e9 }), /untilTick: found 1000000000/],
    [
      'too many sectors',
      fileOf({ ...HEADER, grid: { ...GRID, rows: 201 } }),
      /grid\.rows: found 201, .* 1 to 200/,
    ],
    ['no grid', fileOf({ ...HEADER, grid: null }), /header, grid: found null, allowed: an object/],
    ['no world', fileOf({ ...HEADER, world: undefined }), /header, world: found nothing, allowed: an object/],
    ['keyframes that are none', fileOf({ ...HEADER, keyframes: 5 }), /keyframes: found 5/],
    ['no keyframe at the first tick', fileOf({ ...HEADER, keyframes: [] }), /keyframes: found nothing/],
    [
      'a keyframe where none is',
      fileOf({
        ...HEADER,
        keyframes: [
          [100, 0],
          [105, 3],
        ],
      }),
      /keyframes: found \[105,3\]/,
    ],
    ['no frames', fileOf(HEADER, []), /keyframes: found \[100,0\]/],
    [
      'a frame after the last tick',
      fileOf(HEADER, [
        [0, 1],
        [301, 1],
      ]),
      /tick of a frame: found 401, .*up to 400/,
    ],
    [
      'two frames of a tick',
      fileOf(HEADER, [
        [0, 1],
        [0, 1],
      ]),
      /tick of a frame: found 100, allowed: later/,
    ],
    [
      'a frame that is cut off',
      fileOf(HEADER).subarray(0, -1),
      /frame after tick 100: found 3, .* 3 bytes left/,
    ],
    [
      'a frame without a tick',
      Buffer.concat([fileOf(HEADER), Buffer.of(0)]),
      /frame after tick 100: found 0/,
    ],
    ['an overlong number', Buffer.concat([fileOf(HEADER), Buffer.alloc(6, 255)]), /frame after tick 100/],
  ])('%s', (_name, file, words) => {
    expect(() => readRecording(file)).toThrow(RecordingError);
    expect(() => readRecording(file)).toThrow(words);
  });

  test('items that cannot be read stop the playback with the place, and others can still be seen', () => {
    const frames: Frame[] = [
      [0, ITEM.view, 1, 1, 1, 2],
      [3, 0xff],
      [57, ITEM.view, 1, 1, 1, 2],
    ];
    const playback = new Playback(
      readRecording(
        fileOf(
          {
            ...HEADER,
            keyframes: [
              [100, 0],
              [160, 10],
            ],
          },
          frames,
        ),
      ),
    );
    playback.play();
    playback.advance(10_000);
    expect(playback.problem).toBeUndefined();
    playback.seek(120);
    expect(playback.problem).toMatch(/^tick 103, byte \d+: the items of the frame cannot be read$/);
    expect(playback).toMatchObject({ playing: false, exact: false, tick: 103 });
    playback.seek(200);
    expect(playback).toMatchObject({ problem: undefined, tick: 200, exact: true });
  });

  test('random damage behind the checksum ends in a refusal, a named problem or a mismatch, never in a crash', () => {
    const good = recorded();
    const start = good.length - framesBytes(good);
    let noticed = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, mask) => {
          const damaged = good.slice();
          damaged[at] ^= mask;
          try {
            const playback = new Playback(readRecording(damaged));
            for (const tick of [120, 650, 30, 649, 601]) playback.seek(tick);
            playback.play();
            playback.advance(20_000);
            if (at >= start && !playback.exact) noticed++;
          } catch (error) {
            expect(error).toBeInstanceOf(RecordingError);
            noticed++;
          }
        },
      ),
      { numRuns: 300, seed: 4 },
    );
    expect(noticed).toBeGreaterThan(100);
  });
});

function framesBytes(file: Uint8Array): number {
  const { bytes, frameStart } = readRecording(file);
  return bytes.length - frameStart[0];
}
