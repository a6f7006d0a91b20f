import { element } from './element.ts';

/**
 * A list whose rows stay the same elements while what they show is the same thing, or a click would miss a row that was
 * just replaced, and the keyboard would lose its place.
 */
export class KeyedList<T, Row extends { readonly view: HTMLElement }> {
  readonly view: HTMLElement;
  readonly #keyOf: (item: T) => unknown;
  readonly #make: (item: T) => Row;
  readonly #refresh: (row: Row, item: T) => void;
  #rows = new Map<unknown, Row>();

  /** `make` is called once for each thing, `refresh` at every update. */
  constructor(
    list: HTMLElement,
    keyOf: (item: T) => unknown,
    make: (item: T) => Row,
    refresh: (row: Row, item: T) => void,
  ) {
    this.view = list;
    this.#keyOf = keyOf;
    this.#make = make;
    this.#refresh = refresh;
  }

  get size(): number {
    return this.#rows.size;
  }

  update(items: readonly T[]): void {
    const keys = items.map(this.#keyOf);
    const before = [...this.#rows.keys()];
    const isSame = keys.length === before.length && keys.every((key, i) => key === before[i]);
    if (!isSame) {
      this.#rows = new Map(items.map((item, i) => [keys[i], this.#rows.get(keys[i]) ?? this.#make(item)]));
      this.view.replaceChildren(...[...this.#rows.values()].map((row) => row.view));
    }
    items.forEach((item, i) => {
      this.#refresh(this.#rows.get(keys[i])!, item);
    });
  }
}

/** Figures by name, as a list of terms: written only where they changed, and left out where there is nothing to say. */
export class Figures {
  readonly view = element('dl');
  readonly #rows = new Map<string, { term: HTMLElement; value: HTMLElement; words: string }>();

  constructor(names: readonly string[]) {
    for (const name of names) {
      const term = element('dt', { text: name, hidden: true });
      const value = element('dd', { hidden: true });
      this.#rows.set(name, { term, value, words: '' });
      this.view.append(term, value);
    }
  }

  /** Throws for a name that was not given at the start. */
  set(name: string, words: string): void {
    const row = this.#rows.get(name);
    if (!row) throw new RangeError(`figures: found ${name}, allowed: ${[...this.#rows.keys()].join(', ')}`);
    if (words === row.words) return;
    row.words = words;
    row.value.textContent = words;
    row.term.hidden = words === '';
    row.value.hidden = words === '';
  }
}
