import { MarchlandClient } from './client.ts';
import { NodeSocket } from './node-socket.ts';
import type { ConnectOptions } from './options.ts';

/** Opens a client in Node, over its own WebSocket unless `socket` gives another. Throws like the constructor. */
export function connectNode(options: ConnectOptions): MarchlandClient {
  const client = new MarchlandClient({ socket: (url) => new NodeSocket(url), ...options });
  client.open();
  return client;
}
