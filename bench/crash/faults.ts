const KEPT_TEXTS = 20;

/** What went wrong, each order counted once however often it shows. */
export class Faults {
  /** First words of what was found, for a person. */
  readonly texts: string[] = [];
  hashMismatches = 0;
  readonly #lost = new Set<string>();
  readonly #doubled = new Set<string>();

  get lost(): number {
    return this.#lost.size;
  }

  get doubled(): number {
    return this.#doubled.size;
  }

  /** A confirmed order that the world does not know any more. */
  lose(bot: number, sequence: number, found: string): void {
    this.#order(this.#lost, 'lost', bot, sequence, found);
  }

  /** An order that was done again, or answered otherwise than before. */
  double(bot: number, sequence: number, found: string): void {
    this.#order(this.#doubled, 'doubled', bot, sequence, found);
  }

  /** Two ways to the same moment that lead to different states. */
  mismatch(found: string): void {
    this.hashMismatches++;
    this.#say(`hash: ${found}`);
  }

  #order(orders: Set<string>, fault: string, bot: number, sequence: number, found: string): void {
    const key = `${bot}:${sequence}`;
    if (orders.has(key)) return;
    orders.add(key);
    this.#say(`${fault}: order ${sequence} of bot ${bot}: ${found}`);
  }

  #say(text: string): void {
    if (this.texts.length < KEPT_TEXTS) this.texts.push(text);
  }
}
