import type { Camera } from './camera.ts';

const DRAG_STARTS_PIXELS = 4;
const WHEEL_ZOOM = 0.0016;
/** Pixels of a wheel that counts in lines, and in pages. */
const WHEEL_UNIT_PIXELS = [1, 16, 400];

export interface InputActions {
  moveTo(xMeters: number, yMeters: number): void;
  stop(): void;
  follow(): void;
  showWorld(): void;
}

/** Mouse, touch and keys on the map. Camera moves are done here; everything that concerns the game is an action. */
export class Input {
  /** The pointer over the map in CSS pixels; NaN when it is elsewhere. */
  hoverX = Number.NaN;
  hoverY = Number.NaN;
  readonly #canvas: HTMLCanvasElement;
  readonly #camera: Camera;
  readonly #actions: InputActions;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  readonly #listening = new AbortController();
  #downX = 0;
  #downY = 0;
  #dragging = false;

  constructor(canvas: HTMLCanvasElement, camera: Camera, actions: InputActions) {
    this.#canvas = canvas;
    this.#camera = camera;
    this.#actions = actions;
    const { signal } = this.#listening;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.#pointers.delete(event.pointerId), { signal });
    canvas.addEventListener('pointerleave', () => this.#leave(), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    window.addEventListener('keydown', (event) => this.#key(event), { signal });
  }

  /** Hears nothing any more: another scene takes the page. */
  close(): void {
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#downX = event.clientX;
    this.#downY = event.clientY;
    // A second finger turns the touch into a pinch, whose end must not count as a click.
    this.#dragging = this.#pointers.size > 1;
  }

  #move(event: PointerEvent): void {
    this.hoverX = event.pointerType === 'touch' ? Number.NaN : event.clientX;
    this.hoverY = event.clientY;
    const pointer = this.#pointers.get(event.pointerId);
    if (!pointer) return;
    const dx = event.clientX - pointer.x;
    const dy = event.clientY - pointer.y;
    if (this.#pointers.size === 2) {
      this.#pinch(event);
    } else if (this.#dragging) {
      this.#camera.pan(dx, dy);
    } else if (Math.hypot(event.clientX - this.#downX, event.clientY - this.#downY) < DRAG_STARTS_PIXELS) {
      return;
    } else {
      this.#dragging = true;
      this.#canvas.classList.add('dragging');
      this.#camera.pan(dx, dy);
    }
    pointer.x = event.clientX;
    pointer.y = event.clientY;
  }

  #leave(): void {
    this.hoverX = Number.NaN;
  }

  #pinch(event: PointerEvent): void {
    for (const [id, other] of this.#pointers) {
      if (id === event.pointerId) continue;
      const moved = this.#pointers.get(event.pointerId)!;
      const before = Math.hypot(moved.x - other.x, moved.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (before > 0) {
        this.#camera.zoomAt((event.clientX + other.x) / 2, (event.clientY + other.y) / 2, after / before);
      }
    }
  }

  #up(event: PointerEvent): void {
    const wasClick = this.#pointers.delete(event.pointerId) && !this.#dragging;
    this.#canvas.classList.remove('dragging');
    if (!wasClick) return;
    if (event.shiftKey) this.#actions.stop();
    else this.#actions.moveTo(this.#camera.worldX(event.clientX), this.#camera.worldY(event.clientY));
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * WHEEL_UNIT_PIXELS[event.deltaMode];
    this.#camera.zoomAt(event.clientX, event.clientY, Math.exp(-pixels * WHEEL_ZOOM));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { widthPixels, heightPixels } = this.#camera;
    switch (event.key.toLowerCase()) {
      case 's':
        this.#actions.stop();
        break;
      case 'f':
        this.#actions.follow();
        break;
      case 'w':
        this.#actions.showWorld();
        break;
      case '+':
      case '=':
        this.#camera.zoomAt(widthPixels / 2, heightPixels / 2, 1.6);
        break;
      case '-':
        this.#camera.zoomAt(widthPixels / 2, heightPixels / 2, 1 / 1.6);
        break;
    }
  }
}
