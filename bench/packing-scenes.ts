import { type CapturedMessage, SENDER } from '../src/inspect/capture.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { ROLE } from '../src/protocol/client-messages.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { CaptureScene } from './capture-scene.ts';
import { HostileArena } from './hostile-arena.ts';
import { manyPlaces, SECTOR_METERS } from './load/many-places.ts';
import { WORKLOADS } from './load/workload.ts';

const SEED = 1;
const SETTLE_TICKS = 5 * TICKS_PER_SECOND;
/** The fight is under way, and the first have risen again. */
const BRAWL_SETTLE_TICKS = 10 * TICKS_PER_SECOND;
const VIEW_SIDE_SECTORS = 3;
/** So wide that few views are cut off at the edge. */
const IDLE_SIDE_SECTORS = 40;

/** Situations that targets speak of, each from the beginning and the same in every run, as `clients` captures. */
export interface PackingScene {
  readonly name: string;
  readonly about: string;
  /** Bytes per second of one client, WebSocket headers included. */
  readonly targetBytesPerSecond: number;
  readonly capture: (ticks: number) => readonly (readonly CapturedMessage[])[];
}

export const PACKING_SCENES: readonly PackingScene[] = [
  {
    name: 'brawl',
    about: '501 avatars in one view, each turns four times a second and attacks; one of them listens',
    targetBytesPerSecond: 15_000,
    capture: captureBrawl,
  },
  {
    name: 'patrol',
    about: 'the patrol workload with 300 observers: 90 units in view, legs of 0-5 s',
    targetBytesPerSecond: 500,
    capture: (ticks) => capturePatrol(ticks, 300, 300, 10),
  },
  {
    name: 'moving 300',
    about: 'the patrol workload, but 300 units in view',
    targetBytesPerSecond: 1_500,
    capture: (ticks) => capturePatrol(ticks, 4_800, 40, 300 / VIEW_SIDE_SECTORS ** 2),
  },
  {
    name: 'idle',
    about: 'ten players, each alone, who do nothing; views of 5 x 5 sectors as shipped',
    targetBytesPerSecond: 500 / 8,
    capture: captureIdle,
  },
];

function captureBrawl(ticks: number): readonly (readonly CapturedMessage[])[] {
  const arena = new HostileArena(500, 0, SEED);
  const step = () => {
    arena.order(false);
    arena.tick();
    arena.deliver();
  };
  for (let i = 0; i < BRAWL_SETTLE_TICKS; i++) step();
  const capture: CapturedMessage[] = [];
  const { hostile, world } = arena;
  const read = hostile.read.bind(hostile);
  hostile.read = (bytes) => {
    const micros = Math.round((world.ledger.tick[0] * 1e6) / TICKS_PER_SECOND);
    capture.push({ sender: SENDER.server, micros, bytes: bytes.slice() });
    read(bytes);
  };
  for (let i = 0; i < ticks; i++) step();
  return [capture];
}

function capturePatrol(
  ticks: number,
  units: number,
  clients: number,
  unitsPerSector: number,
): readonly (readonly CapturedMessage[])[] {
  const { patrol } = WORKLOADS;
  const side = Math.max(VIEW_SIDE_SECTORS, Math.ceil(Math.sqrt(units / unitsPerSector))) * SECTOR_METERS;
  const scene = new CaptureScene({
    world: openWorld({ widthMeters: side, heightMeters: side, name: 'packing' }),
    settings: patrol.settings(units),
    clients,
    role: ROLE.observer,
    focus: patrol.focus,
  });
  scene.run(SETTLE_TICKS);
  return scene.capture(ticks);
}

function captureIdle(ticks: number): readonly (readonly CapturedMessage[])[] {
  const { avatars } = WORKLOADS;
  const isAboutViews = (setting: string) => setting.startsWith('world.view');
  const scene = new CaptureScene({
    world: manyPlaces('idle', IDLE_SIDE_SECTORS * SECTOR_METERS),
    settings: avatars.settings(1).filter((setting) => !isAboutViews(setting)),
    clients: 10,
    role: ROLE.player,
    focus: () => 0,
  });
  scene.run(SETTLE_TICKS);
  return scene.capture(ticks);
}
