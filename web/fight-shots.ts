import type { MirrorEntity } from '../client/mirror.ts';

/** How long a shot is drawn. */
export const SHOT_MS = 260;
/** No weapon reaches farther; who aims from farther away is still on its way. */
const REACH_METERS_MAX = 160;
/** Shots at a time: more than that nobody can tell apart. */
const SHOTS_MAX = 512;
const IDS_EXPECTED = 16_384;

/** A strike that was seen to have done harm. */
export interface Shot {
  readonly from: number;
  readonly to: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly startMs: number;
}

/**
 * Finds out who shoots at whom. The wire tells whom an entity attacks and that a target was harmed, and not by whom: of
 * those who attack it, near enough, the one whose last shot was longest ago is taken for it. With a single attacker
 * that is what happened; with several there is one shot for each harm that was seen. Strikes that miss are not told.
 */
export class ShotBook {
  /** Oldest first. */
  readonly shots: Shot[] = [];
  #frame = 1;
  #nowMs = 0;
  /** Of each id: the last frame that it was seen in, and as what; and the frame of its last shot. */
  #seenFrame = new Uint32Array(IDS_EXPECTED);
  #shotFrame = new Uint32Array(IDS_EXPECTED);
  #harm = new Uint8Array(IDS_EXPECTED);
  #use = new Uint8Array(IDS_EXPECTED);
  /** Who attacks somebody in this frame: id, target, meters east, meters south. */
  #aims = new Float64Array(1_024);
  #aimCount = 0;
  /** Who was harmed in this frame, with the place of the aim that is taken for it, -1 none. */
  readonly #harmed = new Map<number, { x: number; y: number; aim: number }>();

  /** Begins a frame: all who are in view follow. */
  begin(nowMs: number): void {
    this.#frame++;
    this.#nowMs = nowMs;
    this.#aimCount = 0;
    this.#harmed.clear();
    while (this.shots.length > 0 && nowMs - this.shots[0].startMs >= SHOT_MS) this.shots.shift();
  }

  /** An entity is in view at (x, y) meters. */
  see({ id, generation, harm, target }: MirrorEntity, x: number, y: number): void {
    if (id >= this.#seenFrame.length) this.#growTo(id);
    // Who comes into view wounded was not struck just now, and neither was another one that got the id.
    const isKnown = this.#seenFrame[id] === this.#frame - 1 && this.#use[id] === generation;
    if (isKnown && harm > this.#harm[id]) this.#harmed.set(id, { x, y, aim: -1 });
    this.#seenFrame[id] = this.#frame;
    this.#harm[id] = harm;
    this.#use[id] = generation;
    if (target !== 0) this.#noteAim(id, target, x, y);
  }

  /** Ends a frame: whoever was harmed in it was shot at by somebody. */
  finish(): void {
    if (this.#harmed.size === 0) return;
    for (let at = 0; at < this.#aimCount; at += 4) {
      const harmed = this.#harmed.get(this.#aims[at + 1]);
      if (
        !harmed ||
        Math.hypot(this.#aims[at + 2] - harmed.x, this.#aims[at + 3] - harmed.y) > REACH_METERS_MAX
      )
        continue;
      if (harmed.aim < 0 || this.#isBefore(this.#aims[at], this.#aims[harmed.aim])) harmed.aim = at;
    }
    for (const [to, { x, y, aim }] of this.#harmed) {
      if (aim < 0) continue;
      this.add(this.#aims[aim], to, this.#aims[aim + 2], this.#aims[aim + 3], x, y, this.#nowMs);
    }
  }

  /** Adds a shot of which is known who fired it; places in meters. */
  add(
    from: number,
    to: number,
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    startMs: number,
  ): void {
    if (Math.max(from, to) >= this.#seenFrame.length) this.#growTo(Math.max(from, to));
    this.#shotFrame[from] = this.#frame;
    if (this.shots.length < SHOTS_MAX) this.shots.push({ from, to, fromX, fromY, toX, toY, startMs });
  }

  #isBefore(id: number, other: number): boolean {
    const [frame, otherFrame] = [this.#shotFrame[id], this.#shotFrame[other]];
    return frame < otherFrame || (frame === otherFrame && id < other);
  }

  #noteAim(id: number, target: number, x: number, y: number): void {
    if (this.#aimCount === this.#aims.length) {
      const larger = new Float64Array(this.#aims.length * 2);
      larger.set(this.#aims);
      this.#aims = larger;
    }
    this.#aims[this.#aimCount] = id;
    this.#aims[this.#aimCount + 1] = target;
    this.#aims[this.#aimCount + 2] = x;
    this.#aims[this.#aimCount + 3] = y;
    this.#aimCount += 4;
  }

  #growTo(id: number): void {
    const length = 2 ** Math.ceil(Math.log2(id + 1));
    this.#seenFrame = larger(this.#seenFrame, new Uint32Array(length));
    this.#shotFrame = larger(this.#shotFrame, new Uint32Array(length));
    this.#harm = larger(this.#harm, new Uint8Array(length));
    this.#use = larger(this.#use, new Uint8Array(length));
  }
}

function larger<T extends Uint32Array | Uint8Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
