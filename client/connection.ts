import { ByteReader } from '../src/protocol/bytes.ts';
import { writeHello, writeResume } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { readWelcome, SERVER_MESSAGE, type Welcome } from '../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../src/protocol/table-hash.ts';
import { Backoff } from './backoff.ts';
import type { Settings } from './options.ts';
import { messageBytes, type SocketLike } from './socket.ts';

/**
 * `disconnected`: no socket, perhaps waiting for the next attempt; `connecting`: until the server's welcome;
 * `failed`: refused for good, no further attempt.
 */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'failed';

/** Closes after which another attempt can only end the same way. */
const FATAL_CLOSES: ReadonlyMap<number, string> = new Map([
  [CLOSE.badTicket, 'the server refused the ticket'],
  [CLOSE.versionMismatch, 'client and server are of different versions'],
  [CLOSE.replaced, 'the session was taken over by another connection'],
]);

const NORMAL_CLOSURE = 1000;

export interface ConnectionEvents {
  /** `retryMs`: time until the next attempt, when there will be one. */
  state(state: ConnectionState, reason: string, retryMs?: number): void;
  /** The session is open; `resumed` = it is the one from before. */
  welcomed(welcome: Welcome, resumed: boolean): void;
  /** Any further message of the server. */
  message(bytes: Uint8Array): void;
}

/**
 * Keeps one session open over as many sockets as it takes: hello or resume, welcome, retry with backoff, other
 * addresses.
 */
export class Connection {
  state: ConnectionState = 'disconnected';
  /** Welcomes after the first. */
  reconnects = 0;
  readonly #settings: Settings;
  readonly #events: ConnectionEvents;
  readonly #backoff: Backoff;
  #socket: SocketLike | undefined;
  #token: Uint8Array | undefined;
  /**
   * The token before the newest. A server that is killed before the newest was safe on disk comes back knowing
   * this one.
   */
  #olderToken: Uint8Array | undefined;
  #welcomeCount = 0;
  #urlIndex = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Raised whenever a socket is given up, so that its late events are not taken for its successor's. */
  #epoch = 0;

  constructor(settings: Settings, events: ConnectionEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#backoff = new Backoff(settings.backoff, settings.random);
  }

  /** Opens the connection unless it is open or being opened. */
  open(): void {
    if (this.state === 'connecting' || this.state === 'connected') return;
    clearTimeout(this.#timer);
    void this.#attempt();
  }

  /** Ends the connection; it stays closed until `open`. The session can still be resumed. */
  close(): void {
    const had = this.state;
    this.#abandon(NORMAL_CLOSURE);
    if (had !== 'failed') this.#enter('disconnected', 'closed by this side');
  }

  /** Sends one frame; false when there is no session to send it in. */
  send(bytes: Uint8Array): boolean {
    if (this.state !== 'connected' || !this.#socket) return false;
    this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
    return true;
  }

  /** Gives up the socket as if it had been lost. */
  drop(reason: string): void {
    this.#abandon(NORMAL_CLOSURE);
    this.#retry(reason);
  }

  async #attempt(): Promise<void> {
    const epoch = ++this.#epoch;
    this.#enter('connecting', this.#url);
    this.#timer = setTimeout(() => this.drop('no welcome in time'), this.#settings.silenceMs);
    const resuming = this.#token !== undefined;
    let first: Uint8Array;
    try {
      first = this.#token ? writeResume(TABLE_HASH, this.#token) : await this.#hello();
      if (epoch !== this.#epoch) return;
      this.#listen(this.#settings.socket(this.#url), epoch, first, resuming);
    } catch (error) {
      if (epoch === this.#epoch) this.drop(error instanceof Error ? error.message : String(error));
    }
  }

  async #hello(): Promise<Uint8Array> {
    const { role, faction, focus, ticket } = this.#settings;
    return writeHello({ tableHash: TABLE_HASH, role, faction, focus, ticket: await ticket() });
  }

  #listen(socket: SocketLike, epoch: number, first: Uint8Array, resuming: boolean): void {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      if (epoch === this.#epoch) socket.send(first as Uint8Array<ArrayBuffer>);
    };
    socket.onmessage = (event) => {
      const bytes = messageBytes(event);
      if (epoch !== this.#epoch || !bytes || bytes.length === 0) return;
      if (this.state === 'connected') this.#events.message(bytes);
      else if ((bytes[0] & 7) === SERVER_MESSAGE.welcome) this.#takeWelcome(bytes, resuming);
    };
    socket.onclose = ({ code, reason }) => {
      if (epoch === this.#epoch) this.#closed(code, reason);
    };
    socket.onerror = null;
  }

  #takeWelcome(bytes: Uint8Array, resumed: boolean): void {
    const welcome = readWelcome(new ByteReader(bytes, 1));
    if (welcome?.tableHash !== TABLE_HASH) {
      this.#fail(CLOSE.versionMismatch);
      return;
    }
    clearTimeout(this.#timer);
    this.#olderToken = this.#token;
    this.#token = welcome.token;
    this.#backoff.reset();
    if (this.#welcomeCount++ > 0) this.reconnects++;
    this.state = 'connected';
    // The welcome is taken over before anybody hears of the state, so that listeners find the session in place.
    this.#events.welcomed(welcome, resumed);
    if (this.state === 'connected') this.#events.state('connected', this.#url);
  }

  #closed(code: number, reason: string): void {
    this.#abandon(NORMAL_CLOSURE);
    if (FATAL_CLOSES.has(code)) {
      this.#fail(code);
    } else if (code === CLOSE.cannotResume && this.#token) {
      this.#token = this.#olderToken;
      this.#olderToken = undefined;
      this.#retry('the session cannot be resumed', 0);
    } else {
      this.#retry(reason || `connection closed with code ${code}`);
    }
  }

  #fail(code: number): void {
    this.#abandon(NORMAL_CLOSURE);
    this.#token = undefined;
    this.#olderToken = undefined;
    this.#enter('failed', FATAL_CLOSES.get(code) ?? `connection closed with code ${code}`);
  }

  /** Waits and tries again; an attempt that got no welcome goes on to the next address. */
  #retry(reason: string, waitMs?: number): void {
    if (!this.#settings.autoReconnect) {
      this.#enter('disconnected', reason);
      return;
    }
    if (this.state === 'connecting' && waitMs === undefined) this.#urlIndex++;
    const retryMs = waitMs ?? this.#backoff.next();
    // First the timer: a listener of the state may close.
    this.#timer = setTimeout(() => void this.#attempt(), retryMs);
    this.#enter('disconnected', reason, retryMs);
  }

  #abandon(code: number): void {
    this.#epoch++;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(code);
  }

  #enter(state: ConnectionState, reason: string, retryMs?: number): void {
    this.state = state;
    this.#events.state(state, reason, retryMs);
  }

  get #url(): string {
    return this.#settings.urls[this.#urlIndex % this.#settings.urls.length];
  }
}
