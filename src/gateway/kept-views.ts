/** Views over lengths up to this are kept, so that a send makes no garbage. */
const KEPT_VIEW_BYTES = 4_096;

/** Views on the beginning of one buffer, for messages that are sent as soon as they are written. */
export class KeptViews {
  readonly #bytes: Uint8Array;
  readonly #kept: Uint8Array[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  first(length: number): Uint8Array {
    if (length > KEPT_VIEW_BYTES) return this.#bytes.subarray(0, length);
    this.#kept[length] ??= this.#bytes.subarray(0, length);
    return this.#kept[length];
  }
}
