import type { MessagePort } from 'node:worker_threads';

/**
 * Questions of the live map about the history of a territory. A gateway has no database: it passes them on to the main
 * thread, which has them answered by the history thread.
 */

/** What a gateway asks main, word for word as it stood in the address. */
export interface HistoryQuestion {
  readonly id: number;
  readonly level: string;
  readonly index: string;
}

export interface HistoryReply {
  readonly id: number;
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** Sends the answer to who asked: a line of status, and JSON. Called once, or never when it was forgotten. */
export type Respond = (status: string, body: string) => void;

interface Open {
  readonly address: string;
  readonly respond: Respond;
  readonly timer: NodeJS.Timeout;
}

/** An address may have one question open; all together not more than the main thread can pass on without delay. */
const OPEN_MAX = 64;
const TIMEOUT_MS = 3_000;

const STATUS_LINES: Readonly<Record<number, string>> = {
  200: '200 OK',
  400: '400 Bad Request',
  404: '404 Not Found',
  429: '429 Too Many Requests',
  503: '503 Service Unavailable',
};

export class HistoryRequests {
  readonly #port: MessagePort;
  readonly #open = new Map<number, Open>();
  readonly #addresses = new Set<string>();
  readonly #timeoutMs: number;
  #nextId = 1;
  #isClosed = false;

  /** `port` leads to the main thread. It does not keep the thread alive. */
  constructor(port: MessagePort, timeoutMs = TIMEOUT_MS) {
    this.#port = port;
    this.#timeoutMs = timeoutMs;
    port.on('message', (reply: HistoryReply) => this.#answer(reply.id, reply.status, reply.body));
    port.unref();
  }

  /**
   * Asks what `query` (`level=1&index=17`) says. `respond` may be called at once. Returns the function that forgets the
   * question, for who went away.
   */
  ask(address: string, query: string, respond: Respond): () => void {
    const words = new URLSearchParams(query);
    const level = words.get('level');
    const index = words.get('index');
    const refuse = (status: number, error: string) => {
      respond(STATUS_LINES[status], JSON.stringify({ error }));
      return () => {};
    };
    if (level === null || index === null) return refuse(400, `found ?${query}, allowed: ?level=1&index=17`);
    if (this.#isClosed) return refuse(503, 'the server stops');
    if (this.#addresses.has(address) || this.#open.size >= OPEN_MAX) {
      return refuse(429, 'allowed: one question at a time');
    }
    const id = this.#nextId++;
    const timer = setTimeout(() => this.#answer(id, 503, '{"error":"no answer in time"}'), this.#timeoutMs);
    timer.unref();
    this.#open.set(id, { address, respond, timer });
    this.#addresses.add(address);
    this.#port.postMessage({ id, level, index } satisfies HistoryQuestion);
    return () => void this.#close(id);
  }

  /** Answers all that is open: a thread must not end while an answer is owed on a socket. */
  close(): void {
    this.#isClosed = true;
    for (const id of [...this.#open.keys()]) this.#answer(id, 503, '{"error":"the server stops"}');
    this.#port.close();
  }

  #answer(id: number, status: number, body: string): void {
    this.#close(id)?.respond(STATUS_LINES[status], body);
  }

  #close(id: number): Open | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    clearTimeout(open.timer);
    this.#open.delete(id);
    this.#addresses.delete(open.address);
    return open;
  }
}
