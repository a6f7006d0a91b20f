import type { MicroRowSpec } from './micro-row.ts';
import { commandReading, gathering, mirroring, orderIntake } from './rows-gateway.ts';
import { blockWriting, changeLog, frameRing, keyframeWriting } from './rows-replication.ts';
import { hashOfWorld, movement, sectorIndex, steering } from './rows-world.ts';

/** Every row of `bench micro`, in the order of a tick and then of a message on its way to a client and back. */
export const MICRO_ROWS: readonly MicroRowSpec[] = [
  { name: 'steer 10,000 patrols', count: 10_000, build: (count) => steering(count, false) },
  { name: 'steer 10,000, all turn', count: 10_000, build: (count) => steering(count, true) },
  { name: 'move 10,000 patrols', count: 10_000, build: movement },
  { name: 'move 100,000 patrols', count: 100_000, build: movement },
  { name: 'index sectors, 10,000', count: 10_000, build: sectorIndex },
  { name: 'index sectors, 100,000', count: 100_000, build: sectorIndex },
  { name: 'change log, 1,000', count: 1_000, build: changeLog },
  { name: 'blocks, 1 viewer', count: 10_000, build: (count) => blockWriting(count, 1) },
  { name: 'blocks, 20 viewers', count: 10_000, build: (count) => blockWriting(count, 20) },
  { name: 'blocks, 500 viewers', count: 10_000, build: (count) => blockWriting(count, 500) },
  { name: 'keyframes, 500 viewers', count: 10_000, build: (count) => keyframeWriting(count, 500) },
  { name: 'frame ring, 500 viewers', count: 10_000, build: (count) => frameRing(count, 500) },
  { name: 'world hash, 100,000', count: 100_000, build: hashOfWorld },
  { name: 'gather, 100 clients', count: 100, build: gathering },
  { name: 'gather, 1,000 clients', count: 1_000, build: gathering },
  { name: 'mirror, 1 client', count: 600, build: mirroring },
  { name: 'read order frames', count: 1_000, build: (count) => commandReading(count, false) },
  { name: 'refuse broken frames', count: 1_000, build: (count) => commandReading(count, true) },
  { name: 'take in order frames', count: 1_000, build: orderIntake },
];
