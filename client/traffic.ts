const WINDOW_SECONDS = 8;

/** Bytes a server puts before a payload of this size (RFC 6455, unmasked). */
export function frameHeaderBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}

/** Counts what arrives, and its rate over the last seconds. */
export class Traffic {
  messages = 0;
  bytes = 0;
  readonly #bytesBySecond = new Float64Array(WINDOW_SECONDS + 1);
  #firstMs = -1;
  #second = 0;

  received(payloadBytes: number, nowMs: number): void {
    const bytes = payloadBytes + frameHeaderBytes(payloadBytes);
    this.messages++;
    this.bytes += bytes;
    if (this.#firstMs < 0) this.#firstMs = nowMs;
    this.#advance(nowMs);
    this.#bytesBySecond[this.#second % this.#bytesBySecond.length] += bytes;
  }

  /** Mean over the last 8 whole seconds and the one that runs. */
  bytesPerSecond(nowMs: number): number {
    if (this.#firstMs < 0) return 0;
    this.#advance(nowMs);
    const elapsed = (nowMs - this.#firstMs) / 1000;
    // Below a second a burst at the start would be told as a rate many times too high.
    const seconds = Math.max(1, Math.min(elapsed, WINDOW_SECONDS + (elapsed % 1)));
    return this.#bytesBySecond.reduce((sum, bytes) => sum + bytes, 0) / seconds;
  }

  #advance(nowMs: number): void {
    const second = Math.floor((nowMs - this.#firstMs) / 1000);
    const cleared = Math.min(second - this.#second, this.#bytesBySecond.length);
    for (let i = 0; i < cleared; i++) this.#bytesBySecond[(second - i) % this.#bytesBySecond.length] = 0;
    this.#second = Math.max(this.#second, second);
  }
}
