import { Container } from 'pixi.js';
import type { CameraUniforms } from './camera-uniforms.ts';
import { LineMesh } from './line-mesh.ts';
import { type Palette, packColor, type Rgb } from './palette.ts';
import { SHAPE, SymbolMesh } from './symbol-mesh.ts';

const VIEW_LINE: Rgb = [232, 238, 244];
const TARGET: Rgb = [255, 244, 214];
const MOVED_METERS = 0.001;
const ARRIVED_METERS = 0.5;

/** An order on its way: `sent`, then `pending` until the server's disk has it, then `confirmed`. */
export type TargetState = 'sent' | 'pending' | 'confirmed';

/** What belongs to this client alone: its avatar, where that was sent, and the square of sectors it sees. */
export class OwnLayer {
  readonly view = new Container();
  /** Pixels to each side that the avatar takes. */
  readonly radiusPixels = 15;
  readonly #colors: number[];
  readonly #symbols: SymbolMesh;
  readonly #square: LineMesh;
  readonly #squareSides = new Float32Array(16);
  readonly #way: LineMesh;
  readonly #wayEnds = new Float32Array(4);
  #x = 0;
  #y = 0;
  #headingX = 1;
  #headingY = 0;
  #target: { x: number; y: number; sequence: number; state: TargetState } | undefined;

  constructor(palette: Palette, camera: CameraUniforms) {
    this.#colors = palette.unit.map((color) => packColor(color));
    this.#symbols = new SymbolMesh(camera, 2);
    this.#square = new LineMesh(camera, this.#squareSides, 1.2, 5);
    this.#way = new LineMesh(camera, this.#wayEnds, 1.4, 4);
    this.#square.setStyle(1.2, VIEW_LINE, 0.34);
    this.#square.update(this.#squareSides, 0);
    this.#way.update(this.#wayEnds, 0);
    this.view.addChild(this.#square.mesh, this.#way.mesh, this.#symbols.mesh);
  }

  /** Marks where the order of `sequence` sends the avatar. */
  setTarget(x: number, y: number, sequence: number): void {
    this.#target = { x, y, sequence, state: 'sent' };
  }

  /** How far the order behind the mark is; undefined without a mark. */
  get targetState(): TargetState | undefined {
    return this.#target?.state;
  }

  clearTarget(): void {
    this.#target = undefined;
  }

  /** The server took (`done`) or refused an order: a refused one leaves no mark behind. */
  answer(sequence: number, done: boolean): void {
    if (this.#target?.sequence !== sequence) return;
    if (done) this.#target.state = 'pending';
    else this.#target = undefined;
  }

  /** An order is safe on the server's disk: its mark is drawn solid from now on. */
  confirm(sequence: number): void {
    if (this.#target?.sequence === sequence) this.#target.state = 'confirmed';
  }

  /** Orders that wait for an answer go by numbers higher by `shift`. */
  renumber(shift: number): void {
    if (this.#target?.state === 'sent') this.#target.sequence += shift;
  }

  /** The corners of the view in meters; a view without width hides the square. */
  setSquare(west: number, north: number, east: number, south: number): void {
    this.#squareSides.set([west, north, east, north, east, north, east, south]);
    this.#squareSides.set([east, south, west, south, west, south, west, north], 8);
    this.#square.update(this.#squareSides, east > west ? 4 : 0);
  }

  /** Meters east at which the avatar is drawn. */
  get x(): number {
    return this.#x;
  }

  /** Meters south at which the avatar is drawn. */
  get y(): number {
    return this.#y;
  }

  /** Draws the avatar of `faction` at (x, y) meters. */
  update(x: number, y: number, faction: number, isFallen = false): void {
    const dx = x - this.#x;
    const dy = y - this.#y;
    const moved = Math.hypot(dx, dy);
    if (moved > MOVED_METERS) {
      this.#headingX = dx / moved;
      this.#headingY = dy / moved;
    }
    this.#x = x;
    this.#y = y;
    const color = this.#colors[faction] ?? this.#colors[0];
    this.#symbols.clear();
    this.#drawTarget();
    const [cos, sin] = isFallen ? [1, 0] : [this.#headingX, this.#headingY];
    const shape = isFallen ? SHAPE.fallen : SHAPE.avatar;
    this.#symbols.add(x, y, cos, sin, this.radiusPixels, 8, color, shape);
    this.#symbols.commit();
  }

  /** Draws no avatar: there is none, or this client only watches. */
  hideAvatar(): void {
    this.#target = undefined;
    this.#drawTarget();
    this.#symbols.clear();
    this.#symbols.commit();
  }

  #drawTarget(): void {
    const target = this.#target;
    if (
      target &&
      target.state !== 'sent' &&
      Math.hypot(target.x - this.#x, target.y - this.#y) < ARRIVED_METERS
    ) {
      this.#target = undefined;
    }
    if (!this.#target) {
      this.#way.update(this.#wayEnds, 0);
      return;
    }
    const { x, y, state } = this.#target;
    const alpha = state === 'sent' ? 0.45 : 0.95;
    const shape = state === 'confirmed' ? SHAPE.target : SHAPE.pendingTarget;
    this.#wayEnds[0] = this.#x;
    this.#wayEnds[1] = this.#y;
    this.#wayEnds[2] = x;
    this.#wayEnds[3] = y;
    this.#way.setStyle(1.4, TARGET, alpha * 0.6);
    this.#way.update(this.#wayEnds, 1);
    this.#symbols.add(x, y, 1, 0, 11, 0, packColor(TARGET, alpha), shape);
  }
}
