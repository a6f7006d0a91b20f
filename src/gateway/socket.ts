/** A client's socket as the gateway sees it; `listen.ts` makes it of uWebSockets.js, tests of nothing. */
export interface Socket {
  /** 0 = queued behind a slow reader, 1 = sent, 2 = dropped at the limit. */
  send(bytes: Uint8Array, isText: boolean): number;
  /** Bytes that wait for the reader. */
  bufferedBytes(): number;
  /** Asks the client for a sign of life. */
  ping(): void;
  /** Closes after what was sent, with a WebSocket code. */
  end(code: number, reason: string): void;
  /** Cuts the connection without ceremony. */
  destroy(): void;
}
