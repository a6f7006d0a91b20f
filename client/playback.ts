import { ByteReader } from '../src/protocol/bytes.ts';
import type { BattleNews } from './battle-news.ts';
import type { DrawnPoint } from './draw-easing.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from './kinematics.ts';
import { Mirror, type MirrorEntity } from './mirror.ts';
import type { Recording } from './playback-file.ts';

/** Speeds that a player offers, in times real time. */
export const PLAYBACK_SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

export interface PlaybackEvents {
  /**
   * Something happened in a fight on the way to the tick shown. It comes again when a seek passes it again, and not at
   * all when a seek begins to read behind it.
   */
  battle?(news: BattleNews): void;
}

/**
 * Plays a recording into a mirror: the very one that a client of a live server holds, checks included. It has no
 * clock and no screen; whoever draws says how much time has passed.
 *
 * The mirror is at the tick that the play is on its way to, so that what is drawn between two ticks lies on the way
 * that was really walked. With the tick before, every turn would begin with a jump back.
 */
export class Playback {
  readonly recording: Recording;
  readonly mirror: Mirror;
  /** Who holds each district at the tick shown; empty for recordings that do not tell. */
  readonly owners = new Map<number, number>();
  /** Raised when one of them changes. */
  ownerChanges = 0;
  /** Times real time; any positive number. */
  speed = 1;
  readonly #reader = new ByteReader(new Uint8Array(0));
  #playing = false;
  /** Tick and fraction of it that is shown; the mirror is at this tick or within the one after. */
  #tick: number;
  /** Frame to be applied next. */
  #nextFrame = 0;
  #problem: string | undefined;

  /** Shows the first tick and waits. */
  constructor(recording: Recording, events: PlaybackEvents = {}) {
    this.recording = recording;
    const { fromTick, grid } = recording.header;
    this.mirror = new Mirror(grid, fromTick, {
      owner: (district, owner) => {
        if (this.owners.get(district) === owner) return;
        this.owners.set(district, owner);
        this.ownerChanges++;
      },
      battle: (news) => events.battle?.(news),
    });
    this.#tick = fromTick;
    this.#goTo(fromTick);
  }

  get fromTick(): number {
    return this.recording.header.fromTick;
  }

  get untilTick(): number {
    return this.recording.header.untilTick;
  }

  /** Tick that is shown, with its fraction while playing. */
  get tick(): number {
    return this.#tick;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** What cannot be read, and where; undefined while all is well. Seeking elsewhere may get past it. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether all that was shown is what was recorded, as far as every check tells. */
  get exact(): boolean {
    const { hashMismatches, unknownRecords } = this.mirror;
    return this.#problem === undefined && hashMismatches === 0 && unknownRecords === 0;
  }

  /** Starts to play; at the end, from the beginning. */
  play(): void {
    if (this.#tick >= this.untilTick) this.seek(this.fromTick);
    this.#playing = this.#problem === undefined;
  }

  /** Stops at a whole tick: what a still picture shows is a state that was. */
  pause(): void {
    this.#playing = false;
    this.#tick = this.mirror.tick;
  }

  /** Goes to a tick, cut to the recording, and plays on from there if it was playing. */
  seek(tick: number): void {
    this.#tick = Math.min(this.untilTick, Math.max(this.fromTick, tick));
    this.#goTo(Math.ceil(this.#tick));
  }

  /** Pauses, so many ticks further (or back). */
  step(ticks: number): void {
    this.pause();
    this.seek(this.#tick + ticks);
  }

  /** Plays on for so many milliseconds of the viewer's time. Stops at the end. */
  advance(wallMs: number): void {
    if (!this.#playing) return;
    this.seek(this.#tick + (wallMs / 1000) * TICKS_PER_SECOND * this.speed);
    if (this.#tick >= this.untilTick) this.#playing = false;
  }

  /** Where an entity of the mirror is at the tick shown, in meters, and its course; written into `into`. */
  position(entity: MirrorEntity, into: DrawnPoint): DrawnPoint {
    into.x = this.mirror.xAt(entity, this.#tick) / UNITS_PER_METER;
    into.y = this.mirror.yAt(entity, this.#tick) / UNITS_PER_METER;
    into.vx = entity.vx;
    into.vy = entity.vy;
    return into;
  }

  #goTo(tick: number): void {
    const { frameTick, frameStart, frameEnd, bytes } = this.recording;
    const keyframe = this.#keyframeAt(tick);
    // After something unreadable the mirror is not to be built upon.
    if (tick < this.mirror.tick || keyframe >= this.#nextFrame || this.#problem !== undefined) {
      this.#nextFrame = keyframe;
      this.#problem = undefined;
    }
    while (this.#nextFrame < frameTick.length && frameTick[this.#nextFrame] <= tick) {
      const frame = this.#nextFrame++;
      this.#reader.reset(bytes, frameStart[frame], frameEnd[frame]);
      if (this.mirror.apply(this.#reader, frameTick[frame])) continue;
      this.#problem = `tick ${frameTick[frame]}, byte ${this.#reader.at}: the items of the frame cannot be read`;
      this.#playing = false;
      this.#tick = frameTick[frame];
      return;
    }
    // Nothing is recorded of a tick in which nobody turned.
    this.mirror.tick = tick;
  }

  /** The last keyframe at or before a tick. */
  #keyframeAt(tick: number): number {
    const { frameTick, keyframes } = this.recording;
    let low = 0;
    let high = keyframes.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (frameTick[keyframes[middle]] <= tick) low = middle;
      else high = middle - 1;
    }
    return keyframes[low];
  }
}
