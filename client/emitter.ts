/** Argument lists by event name. */
export type EventTable = { [name: string]: unknown[] };

type Listener<Args extends unknown[]> = (...args: Args) => void;

/** A small typed emitter. A listener added or removed during an event takes part from the next one on. */
export class Emitter<Events extends EventTable> {
  readonly #listeners: { [Name in keyof Events]?: readonly Listener<Events[Name]>[] } = {};

  /** Calls `listener` at every event of that name, until the returned function is called. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    this.#listeners[name] = [...(this.#listeners[name] ?? []), listener];
    return () => this.off(name, listener);
  }

  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.#listeners[name] = this.#listeners[name]?.filter((other) => other !== listener);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    const listeners = this.#listeners[name];
    if (listeners) for (const listener of listeners) listener(...args);
  }
}
