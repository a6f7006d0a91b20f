import { FRAME_BYTES_MAX } from '../src/limits.ts';
import { joinHash } from '../src/maths/hash.ts';
import { allocateFrameRing, FrameRingReader, FrameRingWriter, HEADER } from '../src/memory/frame-ring.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';
import { type Scenario, Stage } from './scenario.ts';

/** What a run of ticks back to back in one thread gives. The hashes prove that a change of code left behavior alone. */
export interface InlineReport {
  readonly units: number;
  readonly viewers: number;
  readonly ticks: number;
  readonly usPerTick: number;
  readonly nsPerUnit: number;
  /** Mean nanoseconds per tick of each system, then and of the frame ring. */
  readonly systemsNs: Readonly<Record<string, number>>;
  readonly changes: number;
  readonly bytes: number;
  readonly worldHash: number;
  /** Over the bytes of every frame. */
  readonly framesHash: number;
}

/**
 * Runs ticks back to back in this thread, for profilers (`node --cpu-prof dist/bench/main.js tick --in-process`)
 * and for comparing two versions of a system. The first `warmupTicks` are not timed, but count in the hashes.
 */
export function runInline(scenario: Scenario, ticks: number, warmupTicks: number): InlineReport {
  const stage = new Stage(scenario);
  const { world } = stage;
  const memory = allocateFrameRing();
  const writer = new FrameRingWriter(memory);
  const reader = new FrameRingReader(memory, (FRAME_BYTES_MAX / 4) * 3);
  const names = [...SCHEDULE.map((row) => row.name), 'publishFrame'];
  const millis = new Float64Array(names.length);
  let last = 0;
  const lap = (index: number) => {
    const now = performance.now();
    millis[index] += now - last;
    last = now;
  };
  let framesHash = 0;
  let bytes = 0;
  let total = 0;
  let changesBefore = 0;
  for (let i = 0; i < warmupTicks + ticks; i++) {
    if (i === warmupTicks) {
      millis.fill(0);
      total = 0;
      bytes = 0;
      changesBefore = world.changes.total;
    }
    const start = (last = performance.now());
    stage.step(lap);
    writer.publish(world.frame, 0);
    lap(SCHEDULE.length);
    total += last - start;
    bytes += world.frame.bytes.at;
    assertWork(reader.read() === 'frame', 'frame ring: no frame came out of it');
    framesHash = joinHash(framesHash, hashBytes(reader));
  }
  const changes = world.changes.total - changesBefore;
  // Convoys set out after a while.
  assertWork(world.ledger.aliveCount[0] >= scenario.units, 'entities: not as many alive as wanted');
  assertWork(changes > 0, 'changes: none were noted, nobody turned');
  assertWork(scenario.viewers === 0 || bytes > 0, 'frames: no byte was encoded, nobody watched');
  return {
    units: scenario.units,
    viewers: scenario.viewers,
    ticks,
    usPerTick: Number(((total / ticks) * 1000).toFixed(2)),
    nsPerUnit: Number(((total / ticks / scenario.units) * 1e6).toFixed(2)),
    systemsNs: Object.fromEntries(names.map((name, i) => [name, Math.round((millis[i] / ticks) * 1e6)])),
    changes,
    bytes,
    worldHash: worldHash(world, world.graph.districtCount),
    framesHash,
  };
}

function hashBytes({ words, bytes }: FrameRingReader): number {
  let hash = words[HEADER.tick];
  const count = words[HEADER.bytes];
  const start = (words[HEADER.words] - Math.ceil(count / 4)) * 4;
  for (let i = start; i < start + count; i++) hash = Math.imul(hash ^ bytes[i], 0x0100_0193);
  return hash >>> 0;
}

export function inlineText(report: InlineReport): string {
  const { systemsNs, ...figures } = report;
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(16)}${value}`);
  lines.push('', `${'system'.padEnd(16)}${'ns/tick'.padStart(10)}${'ns/unit'.padStart(9)}`);
  for (const [name, ns] of Object.entries(systemsNs)) {
    lines.push(`${name.padEnd(16)}${String(ns).padStart(10)}${(ns / report.units).toFixed(2).padStart(9)}`);
  }
  return `${lines.join('\n')}\n`;
}
