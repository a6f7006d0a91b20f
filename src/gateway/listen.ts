import type * as Uws from 'uWebSockets.js';
import { createRequire } from 'node:module';
import type { ServerConfig } from '../config/schema.ts';
import { monotonicMicros } from '../ops/clock.ts';
import type { Connection } from './connection.ts';
import type { Gateway } from './gateway.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { HistoryRequests } from './history-requests.ts';
import { JSON_PROTOCOL } from './json-words.ts';
import { originAllowed } from './origin.ts';
import type { Socket } from './socket.ts';
import type { StaticSite } from './static-site.ts';

/** The only file that knows uWebSockets.js. Everything else sees `Socket`. */

const require = createRequire(import.meta.url);

interface UserData {
  readonly address: string;
  /** Whether the client asked for JSON. */
  readonly isText: boolean;
  connection: Connection | undefined;
}

export interface Listener {
  readonly port: number;
  /** Stops taking connections. Those that are open stay. */
  close(): void;
  /** Cuts whatever is open, and what was ended and waits for a peer that does not read. */
  cut(): void;
}

/**
 * Opens the port and serves sockets and the map on it. Several threads may listen on one port: the kernel spreads new
 * connections over them. Throws when the port cannot be had or the native library does not fit this Node.
 */
export async function listen(
  gateway: Gateway,
  network: ServerConfig['network'],
  port: number,
  site: StaticSite,
  metrics: GatewayMetrics,
  history: HistoryRequests,
): Promise<Listener> {
  const uws = loadNative();
  const app = uws.App();
  app.ws<UserData>('/*', {
    compression: uws.DISABLED,
    maxPayloadLength: network.payloadBytesMax,
    maxBackpressure: network.closeBytes,
    closeOnBackpressureLimit: 1,
    idleTimeout: network.idleTimeoutSeconds,
    // All in one sweep would be asked at once; see Pulse.
    sendPingsAutomatically: false,
    upgrade: (res, req, context) => {
      const address = Buffer.from(res.getRemoteAddressAsText()).toString();
      if (!originAllowed(req.getHeader('origin'), req.getHeader('host'), network.origins)) {
        metrics.count('refusedOrigin');
        res.writeStatus('403 Forbidden').end('origin not allowed', true);
        return;
      }
      if (!gateway.addresses.enter(address, monotonicMicros())) {
        metrics.count('refusedAddress');
        res.writeStatus('429 Too Many Requests').end('too many connections from this address', true);
        return;
      }
      const protocols = req.getHeader('sec-websocket-protocol');
      const isText = protocols.split(',').some((name) => name.trim() === JSON_PROTOCOL);
      res.upgrade<UserData>(
        { address, isText, connection: undefined },
        req.getHeader('sec-websocket-key'),
        // Of several a server must name the one it took.
        isText ? JSON_PROTOCOL : protocols,
        req.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (ws) => {
      const data = ws.getUserData();
      data.connection = gateway.open(new NativeSocket(ws), data.address, data.isText);
    },
    message: (ws, message, isBinary) => {
      gateway.receive(ws.getUserData().connection!, new Uint8Array(message), isBinary);
    },
    drain: (ws) => gateway.drained(ws.getUserData().connection!),
    close: (ws) => {
      const { address, connection } = ws.getUserData();
      // A socket refused while it opens closes before it has a connection; an exception here would end the process.
      if (connection) gateway.closed(connection);
      else gateway.addresses.leave(address);
    },
  });
  app.get('/territory-history', (res, req) => {
    const address = Buffer.from(res.getRemoteAddressAsText()).toString();
    let forget = () => {};
    // Answering a response that is gone would end the thread; so would asking to be told of one that is answered.
    res.onAborted(() => forget());
    forget = history.ask(address, req.getQuery(), (status, body) => {
      res.cork(() => {
        res.writeStatus(status).writeHeader('content-type', 'application/json');
        res.writeHeader('cache-control', 'no-store').end(body, true);
      });
    });
  });
  app.get('/*', (res, req) => {
    const page = site.page(req.getUrl(), req.getHeader('accept-encoding'));
    // One cork per response: without it status, headers and body would be three writes.
    res.cork(() => {
      if (!page) {
        res.writeStatus('404 Not Found').end('not found', true);
        return;
      }
      res.writeHeader('content-type', page.type);
      res.writeHeader('cache-control', 'no-cache');
      if (page.gzip) res.writeHeader('content-encoding', 'gzip');
      // A connection kept open for another page would still be open at a stop: the process would abort then.
      res.end(page.body, true);
    });
  });
  const listenSocket = await new Promise<Uws.us_listen_socket | false>((resolve) => {
    app.listen(network.host, port, resolve);
  });
  if (!listenSocket) throw new Error(`network.port: ${network.host}:${port} cannot be opened`);
  return {
    port: uws.us_socket_local_port(listenSocket),
    close: () => uws.us_listen_socket_close(listenSocket),
    // Missing in the types of this version.
    cut: () => (app as typeof app & { close(): void }).close(),
  };
}

/** One object per client: a closure for each of its methods would be five. */
class NativeSocket implements Socket {
  readonly #native: Uws.WebSocket<UserData>;

  constructor(native: Uws.WebSocket<UserData>) {
    this.#native = native;
  }

  send(bytes: Uint8Array, isText: boolean): number {
    return this.#native.send(bytes, !isText);
  }

  bufferedBytes(): number {
    return this.#native.getBufferedAmount();
  }

  ping(): void {
    this.#native.ping();
  }

  end(code: number, reason: string): void {
    this.#native.end(code, reason);
  }

  destroy(): void {
    this.#native.close();
  }
}

/**
 * Loads the native library. On a Node it has no binary for, the package would quietly fall back to a server in
 * JavaScript that does not deliver binary messages; better not to start at all.
 */
function loadNative(): typeof Uws {
  try {
    require.resolve(
      `uWebSockets.js/binaries/uws_${process.platform}_${process.arch}_${process.versions.modules}.node`,
    );
  } catch {
    throw new Error(
      `uWebSockets.js has no binary for Node ${process.versions.node} on ${process.platform}-${process.arch}; ` +
        'run Node 20, or switch to the official release in package.json (see docs/OPERATIONS.md)',
    );
  }
  return require('uWebSockets.js') as typeof Uws;
}
