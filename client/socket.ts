/**
 * What the SDK needs of a WebSocket: the browser's own has it, and `node-socket.ts` brings it to Node.
 */
export interface SocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: MessageLike) => void) | null;
  onclose: ((event: CloseLike) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export interface MessageLike {
  /** ArrayBuffer in browsers, Uint8Array from the Node socket (saves a copy per message), text as string. */
  readonly data: unknown;
}

export interface CloseLike {
  readonly code: number;
  readonly reason: string;
}

/** Opens a socket to a ws: or wss: address; events come in later turns of the event loop. */
export type SocketFactory = (url: string) => SocketLike;

/** The bytes of a binary message; `undefined` for text. */
export function messageBytes(event: MessageLike): Uint8Array | undefined {
  if (event.data instanceof Uint8Array) return event.data;
  return event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : undefined;
}
