import { convoyRefusalWords } from './convoy-words.ts';

/** How long the end of an order stays to be read. */
const MESSAGE_MS = 6_000;

/** How far an order is: `sent`, `pending` once the server has done it, `confirmed` once that is safe on its disk. */
export type OrderStage = 'none' | 'sent' | 'pending' | 'confirmed' | 'refused';

/** The last order of a card, and what to say of it. */
export class OrderLine {
  stage: OrderStage = 'none';
  readonly #refusalWords: (result: number) => string;
  #what = '';
  #result = 0;
  #sequence = -1;
  #untilMs = Infinity;

  /** `refusalWords` says why an order was refused, '' for one that was taken. */
  constructor(refusalWords: (result: number) => string = convoyRefusalWords) {
    this.#refusalWords = refusalWords;
  }

  /** An order is on its way; `what` names it: "Escort". */
  sent(what: string, sequence: number): void {
    this.#what = what;
    this.#sequence = sequence;
    this.#untilMs = Infinity;
    this.stage = 'sent';
  }

  /** The server answered an order. Returns whether it was this one, and done. */
  answered(sequence: number, result: number, nowMs: number): boolean {
    if (sequence !== this.#sequence || this.stage !== 'sent') return false;
    this.#result = result;
    const isDone = this.#refusalWords(result) === '';
    this.stage = isDone ? 'pending' : 'refused';
    if (!isDone) this.#untilMs = nowMs + MESSAGE_MS;
    return isDone;
  }

  /** An order is safe on the server's disk. */
  confirmed(sequence: number, nowMs: number): void {
    if (sequence !== this.#sequence || this.stage !== 'pending') return;
    this.stage = 'confirmed';
    this.#untilMs = nowMs + MESSAGE_MS;
  }

  /** Nobody can tell what became of an order. */
  lost(sequence: number): void {
    if (sequence === this.#sequence) this.forget();
  }

  /** Orders that wait for an answer go by numbers higher by `shift`. */
  renumbered(shift: number): void {
    if (this.stage === 'sent') this.#sequence += shift;
  }

  forget(): void {
    this.stage = 'none';
    this.#sequence = -1;
  }

  /** Whether the next order has to wait: this one has no answer yet. */
  get isWaiting(): boolean {
    return this.stage === 'sent';
  }

  /** What to say at `nowMs`; '' when there is nothing to say any more. */
  words(nowMs: number): string {
    if (nowMs >= this.#untilMs) this.forget();
    switch (this.stage) {
      case 'none':
        return '';
      case 'sent':
        return `${this.#what}: sent`;
      case 'pending':
        return `${this.#what}: done, to be confirmed`;
      case 'confirmed':
        return `${this.#what}: confirmed`;
      case 'refused':
        return `${this.#what} – ${this.#refusalWords(this.#result)}`;
    }
  }
}
