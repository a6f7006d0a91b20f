/** How much of a remaining way is left after a second of easing. */
const EASE_REST_PER_SECOND = 0.000_02;
const PIXELS_PER_METER_MAX = 4;
/** A flight this near its goal is over. */
const FLOWN_METERS = 0.5;

/**
 * Where the map looks: a center in world meters and a scale in CSS pixels per meter. Zooming eases toward a goal
 * and keeps the point under the cursor where it is; following eases the center onto a moving point.
 */
export class Camera {
  x = 0;
  y = 0;
  pixelsPerMeter = 0.02;
  widthPixels = 1;
  heightPixels = 1;
  following = false;
  #goalPixelsPerMeter = 0.02;
  #anchorX = 0;
  #anchorY = 0;
  #followOffsetX = 0;
  #followOffsetY = 0;
  #followX = 0;
  #followY = 0;
  #isFlying = false;
  readonly #worldWidth: number;
  readonly #worldHeight: number;

  constructor(worldWidthMeters: number, worldHeightMeters: number) {
    this.#worldWidth = worldWidthMeters;
    this.#worldHeight = worldHeightMeters;
  }

  resize(widthPixels: number, heightPixels: number): void {
    this.widthPixels = Math.max(1, widthPixels);
    this.heightPixels = Math.max(1, heightPixels);
  }

  /** Shows the whole world, at once or by easing. */
  showWorld(ease: boolean): void {
    this.following = false;
    this.#isFlying = false;
    this.#goalPixelsPerMeter = this.#worldScale() * 0.92;
    if (!ease) this.pixelsPerMeter = this.#goalPixelsPerMeter;
    this.x = this.#worldWidth / 2;
    this.y = this.#worldHeight / 2;
    this.#anchorX = this.widthPixels / 2;
    this.#anchorY = this.heightPixels / 2;
  }

  /** Eases the scale so that a square of `sideMeters` fits. */
  fit(sideMeters: number): void {
    const fitting = (Math.min(this.widthPixels, this.heightPixels) * 0.9) / sideMeters;
    this.#goalPixelsPerMeter = this.#allowed(fitting);
    this.#anchorX = this.widthPixels / 2;
    this.#anchorY = this.heightPixels / 2;
  }

  /** Eases to a point of the world so that a square of `sideMeters` about it fits. Panning breaks it off. */
  flyTo(xMeters: number, yMeters: number, sideMeters: number): void {
    this.following = false;
    this.#isFlying = true;
    this.#followX = xMeters;
    this.#followY = yMeters;
    this.#followOffsetX = this.x - xMeters;
    this.#followOffsetY = this.y - yMeters;
    this.fit(sideMeters);
  }

  /** Zooms by `factor` about a point of the screen, or about the followed point. */
  zoomAt(xPixels: number, yPixels: number, factor: number): void {
    this.#goalPixelsPerMeter = this.#allowed(this.#goalPixelsPerMeter * factor);
    const centered = this.following || this.#isFlying;
    this.#anchorX = centered ? this.widthPixels / 2 : xPixels;
    this.#anchorY = centered ? this.heightPixels / 2 : yPixels;
  }

  /** Moves the world with the pointer and stops following. */
  pan(dxPixels: number, dyPixels: number): void {
    this.following = false;
    this.#isFlying = false;
    this.x = clamp(this.x - dxPixels / this.pixelsPerMeter, 0, this.#worldWidth);
    this.y = clamp(this.y - dyPixels / this.pixelsPerMeter, 0, this.#worldHeight);
  }

  /** Keeps a moving point in the center; call every frame while following. */
  follow(xMeters: number, yMeters: number): void {
    if (!this.following) {
      this.following = true;
      this.#isFlying = false;
      this.#followOffsetX = this.x - xMeters;
      this.#followOffsetY = this.y - yMeters;
    }
    this.#followX = xMeters;
    this.#followY = yMeters;
  }

  step(seconds: number): void {
    const rest = EASE_REST_PER_SECOND ** Math.min(seconds, 0.1);
    this.#stepZoom(rest);
    if (!this.following && !this.#isFlying) return;
    // The offset is eased, not the center: a center chasing a walking point would trail behind it for good.
    this.#followOffsetX *= rest;
    this.#followOffsetY *= rest;
    this.x = this.#followX + this.#followOffsetX;
    this.y = this.#followY + this.#followOffsetY;
    if (Math.abs(this.#followOffsetX) + Math.abs(this.#followOffsetY) < FLOWN_METERS) this.#isFlying = false;
  }

  screenX(xMeters: number): number {
    return (xMeters - this.x) * this.pixelsPerMeter + this.widthPixels / 2;
  }

  screenY(yMeters: number): number {
    return (yMeters - this.y) * this.pixelsPerMeter + this.heightPixels / 2;
  }

  worldX(xPixels: number): number {
    return (xPixels - this.widthPixels / 2) / this.pixelsPerMeter + this.x;
  }

  worldY(yPixels: number): number {
    return (yPixels - this.heightPixels / 2) / this.pixelsPerMeter + this.y;
  }

  #stepZoom(rest: number): void {
    const ratio = this.#goalPixelsPerMeter / this.pixelsPerMeter;
    if (ratio === 1) return;
    const heldX = this.worldX(this.#anchorX);
    const heldY = this.worldY(this.#anchorY);
    this.pixelsPerMeter =
      Math.abs(ratio - 1) < 0.001 ? this.#goalPixelsPerMeter : this.pixelsPerMeter * ratio ** (1 - rest);
    this.x += heldX - this.worldX(this.#anchorX);
    this.y += heldY - this.worldY(this.#anchorY);
  }

  #worldScale(): number {
    return Math.min(this.widthPixels / this.#worldWidth, this.heightPixels / this.#worldHeight);
  }

  #allowed(pixelsPerMeter: number): number {
    return clamp(pixelsPerMeter, this.#worldScale() * 0.6, PIXELS_PER_METER_MAX);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
