import { Container, Text } from 'pixi.js';
import type { MirrorEntity } from '../client/mirror.ts';
import { ENTITY_KIND, HARM_FALLEN } from '../src/protocol/fields.ts';
import type { Camera } from './camera.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { FightBarMesh } from './fight-bar-mesh.ts';
import { SHOT_MS, ShotBook } from './fight-shots.ts';
import { LineMesh } from './line-mesh.ts';
import { packColor, type Rgb } from './palette.ts';
import { SHAPE, SymbolMesh } from './symbol-mesh.ts';
import type { UnitWatcher } from './unit-layer.ts';

/** From here on single fighters can be told apart. */
const FROM_PIXELS_PER_METER = 0.1;
const SHOTS_DRAWN_MAX = 512;
/** Part of its way that a shot is long. */
const SHOT_LENGTH = 0.4;
const BURSTS_MAX = 128;
const BATTLE_MS = 8_000;
const BATTLES_MAX = 12;
const SHOT: Rgb = [255, 226, 160];
const FIRE: Rgb = [255, 178, 94];
const BATTLE: Rgb = [240, 104, 84];
const AIM: Rgb = [240, 104, 84];
const CHOICE: Rgb = [232, 238, 244];

/** How an explosion looks: from what radius to what, and how long. */
const BURST = {
  unit: { meters: 12, pixels: 11, ms: 700 },
  building: { meters: 55, pixels: 30, ms: 1_500 },
  capture: { meters: 50, pixels: 24, ms: 1_400 },
} as const;
export type BurstKind = keyof typeof BURST;

interface Burst {
  readonly kind: BurstKind;
  readonly x: number;
  readonly y: number;
  readonly color: Rgb;
  readonly startMs: number;
}

interface BattleMark {
  readonly sector: number;
  x: number;
  y: number;
  untilMs: number;
  readonly text: Text;
}

/** Fights on the map: health of the wounded, shots, explosions, battles, and whom the own avatar attacks. */
export class FightLayer implements UnitWatcher {
  readonly view = new Container();
  readonly book = new ShotBook();
  readonly #bars: FightBarMesh;
  readonly #signs: SymbolMesh;
  readonly #tracers: LineMesh;
  readonly #ends = new Float32Array(SHOTS_DRAWN_MAX * 4);
  readonly #bursts: Burst[] = [];
  readonly #battles: BattleMark[] = [];
  #isNear = false;
  #shown = true;
  #nowMs = 0;
  /** Whom the own avatar attacks, and who is chosen; 0 nobody. */
  #attacked = 0;
  #chosen = 0;

  constructor(camera: CameraUniforms) {
    this.#bars = new FightBarMesh(camera, 512);
    this.#signs = new SymbolMesh(camera, 64);
    this.#tracers = new LineMesh(camera, this.#ends, 1.6);
    this.#tracers.setStyle(1.6, SHOT, 0.95);
    this.#tracers.update(this.#ends, 0);
    this.view.addChild(this.#tracers.mesh, this.#signs.mesh, this.#bars.mesh);
  }

  show(shown: boolean): void {
    this.#shown = shown;
    this.view.visible = shown;
  }

  /** Marks whom the own avatar attacks, and who is chosen; 0 nobody. */
  mark(attacked: number, chosen: number): void {
    this.#attacked = attacked;
    this.#chosen = chosen;
  }

  /** Begins a frame: what is drawn in it is then told with `see`. */
  begin(camera: Camera, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#isNear = this.#shown && camera.pixelsPerMeter >= FROM_PIXELS_PER_METER;
    const halfWidth = Math.min(13, Math.max(7, 8 + 2.5 * Math.log2(camera.pixelsPerMeter / 0.15)));
    this.#bars.setSize(halfWidth, 1.6);
    this.#bars.clear();
    this.#signs.clear();
    this.book.begin(nowMs);
  }

  see(entity: MirrorEntity, x: number, y: number, radiusPixels: number): void {
    if (!this.#shown) return;
    const { id, harm, kind } = entity;
    if (id === this.#attacked || id === this.#chosen) {
      const color = packColor(id === this.#attacked ? AIM : CHOICE, 0.95);
      this.#signs.add(x, y, 1, 0, radiusPixels + 8, 0, color, SHAPE.aim);
    }
    if (!this.#isNear || kind === ENTITY_KIND.wreck) return;
    this.book.see(entity, x, y);
    if (harm > 0 && harm < HARM_FALLEN) this.#bars.add(x, y, 1 - harm / HARM_FALLEN, radiusPixels + 5);
  }

  /** Ends a frame. */
  finish(camera: Camera): void {
    if (!this.#shown) return;
    if (this.#isNear) this.book.finish();
    this.#drawShots();
    this.#drawBursts();
    this.#drawBattles(camera);
    this.#bars.commit();
    this.#signs.commit();
  }

  /** Something blew up, or was taken, at (x, y) meters; `color` is that of fire unless given. */
  burst(kind: BurstKind, x: number, y: number, nowMs: number, color: Rgb = FIRE): void {
    if (this.#bursts.length === BURSTS_MAX) this.#bursts.shift();
    this.#bursts.push({ kind, x, y, color, startMs: nowMs });
  }

  /** There is a battle of so many fighters in a sector, about (x, y) meters. */
  battle(sector: number, x: number, y: number, fighters: number, nowMs: number): void {
    let mark = this.#battles.find((one) => one.sector === sector);
    if (!mark) {
      if (this.#battles.length === BATTLES_MAX) this.#drop(0);
      mark = { sector, x, y, untilMs: 0, text: battleText() };
      this.#battles.push(mark);
      this.view.addChild(mark.text);
    }
    mark.x = x;
    mark.y = y;
    mark.untilMs = nowMs + BATTLE_MS;
    mark.text.text = String(fighters);
  }

  /** Drawn in the last frame. */
  get counts(): { bars: number; shots: number; bursts: number; battles: number } {
    const { length: shots } = this.book.shots;
    const { length: bursts } = this.#bursts;
    return { bars: this.#bars.count, shots, bursts, battles: this.#battles.length };
  }

  #drawShots(): void {
    const { shots } = this.book;
    const count = this.#isNear ? Math.min(shots.length, SHOTS_DRAWN_MAX) : 0;
    for (let i = 0; i < count; i++) {
      const { fromX, fromY, toX, toY, startMs } = shots[i];
      // A streak that leaves the muzzle and goes out in the target.
      const head = ((this.#nowMs - startMs) / SHOT_MS) * (1 + SHOT_LENGTH);
      const begin = Math.max(0, head - SHOT_LENGTH);
      const end = Math.min(1, head);
      this.#ends[i * 4] = fromX + (toX - fromX) * begin;
      this.#ends[i * 4 + 1] = fromY + (toY - fromY) * begin;
      this.#ends[i * 4 + 2] = fromX + (toX - fromX) * end;
      this.#ends[i * 4 + 3] = fromY + (toY - fromY) * end;
    }
    if (count > 0 || this.#tracers.mesh.visible) this.#tracers.update(this.#ends, count);
  }

  #drawBursts(): void {
    for (let i = this.#bursts.length - 1; i >= 0; i--) {
      const { kind, x, y, color, startMs } = this.#bursts[i];
      const { meters, pixels, ms } = BURST[kind];
      const part = (this.#nowMs - startMs) / ms;
      if (part >= 1) {
        this.#bursts.splice(i, 1);
        continue;
      }
      const grown = 0.35 + 0.65 * Math.sqrt(Math.max(0, part));
      const alpha = 0.95 * (1 - part) ** 1.5;
      this.#signs.add(x, y, 1, 0, pixels * grown, meters * grown, packColor(color, alpha), SHAPE.burst);
    }
  }

  #drawBattles(camera: Camera): void {
    for (let i = this.#battles.length - 1; i >= 0; i--) {
      const { x, y, untilMs, text } = this.#battles[i];
      if (this.#nowMs >= untilMs) {
        this.#drop(i);
        continue;
      }
      const alpha = Math.min(1, (untilMs - this.#nowMs) / 1_000);
      this.#signs.add(x, y, 1, 0, 15, 0, packColor(BATTLE, alpha), SHAPE.battle);
      text.alpha = alpha;
      text.position.set(Math.round(camera.screenX(x)), Math.round(camera.screenY(y) + 22));
    }
  }

  #drop(index: number): void {
    const [{ text }] = this.#battles.splice(index, 1);
    text.destroy();
  }
}

function battleText(): Text {
  const text = new Text({
    text: '',
    style: {
      fontFamily: 'system-ui, sans-serif',
      fontSize: 11,
      fontWeight: '600',
      fill: 0xf2a08f,
      stroke: { color: 0x0c1117, width: 3, join: 'round' },
    },
  });
  text.anchor.set(0.5);
  return text;
}
