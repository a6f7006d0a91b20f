import { VIEW_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { FRAME_BYTES_MAX } from '../src/limits.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter, HEADER } from '../src/memory/frame-ring.ts';
import { CHANGE, ChangeLog } from '../src/replication/change-log.ts';
import { closeView } from '../systems/actions/views.ts';
import { chooseViews } from '../systems/choose-views.ts';
import { encodeArrivals } from '../systems/encode-arrivals.ts';
import { encodeChanges } from '../systems/encode-changes.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import type { MicroRow } from './micro-row.ts';
import { Stage } from './scenario.ts';

const SETTLE_TICKS = 300;
const TRIES_MAX = 1_000;

export function changeLog(changesPerTick: number): MicroRow {
  const log = new ChangeLog();
  // A step that shares no factor with the number of ids visits them in an order like that of a real tick: scattered.
  const ids = Uint32Array.from({ length: changesPerTick }, (_, i) => 1 + ((i * 7_919) % 100_003));
  let counted = 0;
  return {
    item: 'change',
    items: changesPerTick,
    run() {
      for (let i = 0; i < changesPerTick; i++) {
        log.note(ids[i], CHANGE.turn);
        if (i % 4 === 0) log.noteCrossing(ids[i], i);
      }
      counted = log.count;
      log.clear();
    },
    check() {
      assertWork(counted === changesPerTick, `change log: ${counted} of ${changesPerTick} changes noted`);
      assertWork(
        log.bits.every((bits) => bits === 0),
        'change log: it is not empty after a tick',
      );
    },
  };
}

/** Stops in the middle of a tick, before the systems of replication, at a tick that has something for the viewers. */
function stopBeforeReplication(stage: Stage): World {
  const { world } = stage;
  stage.steps(SETTLE_TICKS);
  for (let i = 0; i < TRIES_MAX; i++) {
    world.ledger.tick[0]++;
    world.frame.clear();
    for (const { phase, run } of SCHEDULE) if (phase !== 'replicate' && phase !== 'seal') run(world);
    encodeChanges(world);
    if (world.frame.bytes.at > 0) return world;
    for (const { phase, run } of SCHEDULE) if (phase === 'replicate' || phase === 'seal') run(world);
  }
  return world;
}

/** The blocks and arrivals of one tick: encoded once, however many look. */
export function blockWriting(units: number, viewers: number): MicroRow {
  const world = stopBeforeReplication(new Stage({ land: 'open', units, viewers }));
  const { frame } = world;
  const encode = () => {
    frame.clear();
    encodeChanges(world);
    encodeArrivals(world);
  };
  encode();
  const bytes = frame.bytes.at;
  return {
    item: 'change',
    items: world.changes.count,
    run: encode,
    check() {
      assertWork(frame.blocks.count > 0, 'block writing: no block was written');
      assertWork(
        frame.bytes.at === bytes && bytes > 0,
        `block writing: ${frame.bytes.at} bytes, then ${bytes}`,
      );
    },
  };
}

/** Every view opens in one tick, and each watched sector gets one keyframe. */
export function keyframeWriting(units: number, viewers: number): MicroRow {
  const stage = new Stage({ land: 'open', units, viewers });
  stage.steps(SETTLE_TICKS);
  const { world } = stage;
  const { frame, ledger, sectors, session, streams } = world;
  const prepare = () => {
    for (let slot = 0; slot < viewers; slot++) closeView(world, slot);
    session.viewState.fill(VIEW_STATE.fresh, 0, viewers);
    streams.keyframeTick.fill(0);
    ledger.viewCursor[0] = 0;
    frame.clear();
  };
  const recordsWritten = () => {
    let records = 0;
    for (let row = 0; row < frame.keyframes.count; row++) {
      const sector = frame.keyframes.words[row * frame.keyframes.rowWords];
      records += sectors.start[sector + 1] - sectors.start[sector];
    }
    return records;
  };
  prepare();
  chooseViews(world);
  const records = recordsWritten();
  return {
    item: 'record',
    items: records,
    prepare,
    run: () => chooseViews(world),
    check() {
      assertWork(frame.views.count === viewers, `keyframes: ${frame.views.count} of ${viewers} views opened`);
      assertWork(records > 0 && recordsWritten() === records, 'keyframes: other records than before');
    },
  };
}

/** One frame through shared memory, from the simulation to a gateway. */
export function frameRing(units: number, viewers: number): MicroRow {
  const stage = new Stage({ land: 'open', units, viewers });
  stage.steps(SETTLE_TICKS);
  const { frame } = stage.world;
  const memory = allocateFrameRing();
  const writer = new FrameRingWriter(memory);
  const reader = new FrameRingReader(memory, (FRAME_BYTES_MAX / 4) * 3);
  let state: string = 'none';
  return {
    item: 'frame',
    items: 1,
    run() {
      writer.publish(frame, 0);
      state = reader.read();
    },
    check() {
      const { words, bytes } = reader;
      const start = (words[HEADER.words] - Math.ceil(words[HEADER.bytes] / 4)) * 4;
      const got = bytes.subarray(start, start + words[HEADER.bytes]);
      const sent = frame.bytes.bytes.subarray(0, frame.bytes.at);
      assertWork(state === 'frame' && sent.length > 0, `frame ring: read gave ${state}`);
      assertWork(Buffer.compare(got, sent) === 0, 'frame ring: other bytes came out than went in');
    },
  };
}
