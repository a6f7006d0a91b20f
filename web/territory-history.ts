import type { HistoryRow } from './territory-lines.ts';

const REFRESH_MS = 15_000;

/**
 * The server's own history of one territory at a time, where it offers that. A server that does not is asked once and
 * never again; one that fails is asked again later.
 */
export class TerritoryHistory {
  rows: readonly HistoryRow[] = [];
  /** Rises when `rows` are others. */
  version = 0;
  readonly #load: (path: string) => Promise<Response>;
  #isOffered = true;
  #wanted = '';
  #askedMs = -Infinity;

  /** `load` fetches a path of the page's server. */
  constructor(load: (path: string) => Promise<Response> = (path) => fetch(path)) {
    this.#load = load;
  }

  /** Keeps `rows` those of a territory, and fresh; call it as often as is convenient. */
  follow(level: number, index: number, nowMs: number): void {
    const path = `/territory-history?level=${level}&index=${index}`;
    if (path !== this.#wanted) {
      this.#wanted = path;
      this.#askedMs = -Infinity;
      this.#set([]);
    }
    if (!this.#isOffered || nowMs - this.#askedMs < REFRESH_MS) return;
    this.#askedMs = nowMs;
    void this.#ask(path);
  }

  /** Wants no history any more. */
  forget(): void {
    if (this.#wanted === '') return;
    this.#wanted = '';
    this.#set([]);
  }

  async #ask(path: string): Promise<void> {
    try {
      const response = await this.#load(path);
      if (response.status === 404) this.#isOffered = false;
      if (!response.ok) return;
      const body = (await response.json()) as { rows: HistoryRow[] } | HistoryRow[];
      // By then the player may look at another territory.
      if (path === this.#wanted) this.#set(Array.isArray(body) ? body : body.rows);
    } catch {
      // What the page saw itself is shown in any case, and the next request is a few seconds away.
    }
  }

  #set(rows: readonly HistoryRow[]): void {
    this.rows = rows;
    this.version++;
  }
}
