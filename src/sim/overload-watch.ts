import { INBOX_RECORD_WORDS, INPUT, type Inbox, WORD } from '../../components/inbox.ts';
import { RUNG_NAMES, RUNGS } from '../../components/overload.ts';
import type { World } from '../../components/world.ts';
import { INBOX_RECORDS_PER_TICK_MAX } from '../limits.ts';
import { CONTROL } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { CLIMBED_NAMES, rungCounter } from '../memory/overload-metric-rows.ts';
import { monotonicMicros } from '../ops/clock.ts';
import { GatewayLoad } from './gateway-load.ts';
import { MEASURES, OverloadLadder, type OverloadMarks } from './overload-ladder.ts';

/** Windows after a start that are not judged: code that runs for the first time is slow. */
const WARM_UP_WINDOWS = 3;

/** What the watch is about, and whom it tells. */
export interface OverloadSources {
  readonly world: World;
  readonly marks: OverloadMarks;
  readonly metrics: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly gatewayCount: number;
  /** Called once for each change of the rung, with what to write to the log. */
  readonly say: (text: string) => void;
}

/** Feeds the overload ladder, brings its rung into the world as an input, and tells operators of it. */
export class OverloadWatch {
  readonly #ladder: OverloadLadder;
  readonly #gateways: GatewayLoad;
  readonly #sources: OverloadSources;
  readonly #metrics: Metrics<'sim'>;
  readonly #at;
  /** Place of the counter of the time on each rung from 1 on. */
  readonly #rungs: readonly number[];
  #tickMicros: number;
  #framesBehind = 0;
  #warmUpTicks: number;

  constructor(sources: OverloadSources) {
    const { gatewayCount, marks, metrics, world } = sources;
    this.#sources = sources;
    this.#tickMicros = monotonicMicros();
    this.#warmUpTicks = WARM_UP_WINDOWS * marks.windowTicks;
    this.#ladder = new OverloadLadder(marks, world.ledger.overload[0]);
    this.#gateways = new GatewayLoad(metrics, gatewayCount, this.#tickMicros);
    this.#metrics = new Metrics(metrics, 'sim');
    this.#at = {
      rung: this.#metrics.at('overloadRung'),
      climbs: this.#metrics.at('overloadClimbs'),
      descents: this.#metrics.at('overloadDescents'),
    };
    this.#rungs = CLIMBED_NAMES.map((name) => this.#metrics.at(rungCounter(name)));
    this.#tell();
  }

  /** Before a tick: appends to the inbox the rung that holds from now on, if it is not the world's yet. */
  enter(inbox: Inbox): void {
    const { rung } = this.#ladder;
    if (rung === this.#sources.world.ledger.overload[0] || inbox.count === INBOX_RECORDS_PER_TICK_MAX) return;
    const at = inbox.count * INBOX_RECORD_WORDS;
    inbox.words.fill(0, at, at + INBOX_RECORD_WORDS);
    inbox.words[at + WORD.kind] = INPUT.overload;
    inbox.words[at + WORD.rung] = rung;
    inbox.count++;
  }

  /** At the begin of a tick, when gateways should have handed out every frame there is. */
  begin(): void {
    this.#framesBehind = this.#gateways.framesBehind();
  }

  /**
   * At the end of a tick that began at `startMicros`, so much behind its deadline: notes what it cost, and judges when
   * a window is full.
   */
  ticked(startMicros: number, latenessMicros: number): void {
    const ladder = this.#ladder;
    const nowMicros = monotonicMicros();
    if (ladder.rung > 0) this.#metrics.add(this.#rungs[ladder.rung - 1], nowMicros - this.#tickMicros);
    this.#tickMicros = nowMicros;
    if (this.#warmUpTicks > 0) {
      // The share of the first window is counted from the end of the warm-up.
      if (--this.#warmUpTicks === 0) this.#gateways.busyPercent(nowMicros);
      return;
    }
    ladder.ticked(nowMicros - startMicros, latenessMicros, this.#framesBehind);
    if (!ladder.isWindowOver) return;
    const before = ladder.rung;
    const memoryPercent = Atomics.load(this.#sources.control, CONTROL.memoryPercent);
    if (!ladder.judge(this.#gateways.busyPercent(nowMicros), memoryPercent)) return;
    this.#metrics.add(ladder.rung > before ? this.#at.climbs : this.#at.descents, 1);
    this.#tell();
    this.#sources.say(this.#words(before));
  }

  /** The clock was stretched. */
  stretched(): void {
    if (this.#warmUpTicks === 0) this.#ladder.stretched();
  }

  /** The world stood still on purpose, and the time it lost so is nobody's load. */
  paused(): void {
    this.#ladder.paused();
    this.#gateways.busyPercent(monotonicMicros());
  }

  #tell(): void {
    const { rung } = this.#ladder;
    this.#metrics.set(this.#at.rung, rung);
    Atomics.store(this.#sources.control, CONTROL.overloadRung, rung);
  }

  #words(before: number): string {
    const { marks, rung, values, waitTicks, worst } = this.#ladder;
    const { name, unit } = MEASURES[worst];
    const step = `overload: rung ${rung} (${RUNG_NAMES[rung]}) after ${before} (${RUNG_NAMES[before]})`;
    const load = `${name} ${Math.round(values[worst])} ${unit}, mark ${marks[worst]}`;
    const { tick } = this.#sources.world.ledger;
    const wait = rung < before && rung > 0 ? `; the next step down takes ${waitTicks} calm ticks` : '';
    return `${step}: ${RUNGS[rung].effect}; ${load} (tick ${tick[0]})${wait}`;
  }
}
