import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openRecording } from '../../client/playback-file.ts';
import { StaticSite } from '../../src/gateway/static-site.ts';

/** What the build makes of the live map. */
const SITE_DIRECTORY = fileURLToPath(new URL('../../web/', import.meta.url));

/** Where the page finds the recording. */
const RECORDING_PATH = '/recording.mrec';

const HOST = '127.0.0.1';

export interface PlayServer {
  /** The address to open in a browser. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the built map and a recording on loopback. Rejects with words for the operator when the file is no recording,
 * when the map is not built, or when the port is taken.
 */
export async function serveRecording(
  file: string,
  port: number,
  siteDirectory = SITE_DIRECTORY,
): Promise<PlayServer> {
  const bytes = await readRecordingFile(file);
  const site = new StaticSite(siteDirectory);
  // Run from the sources, the folder holds no bundle either.
  if (site.page('/map.js', '') === undefined) {
    throw new Error(`${siteDirectory}: found no map.js, allowed: the built map; run npm run build`);
  }
  const server = createServer((request, response) => answer(request, response, site, bytes));
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}/?recording=${RECORDING_PATH}`,
    close: () => closed(server),
  };
}

async function readRecordingFile(file: string): Promise<Uint8Array> {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    await openRecording(bytes);
    return bytes;
  } catch (error) {
    throw new Error(`--play: ${file}: ${(error as Error).message}`);
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: StaticSite,
  recording: Uint8Array,
): void {
  const { pathname } = new URL(request.url ?? '/', `http://${HOST}`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end('allowed: GET, HEAD');
    return;
  }
  const page = site.page(pathname, String(request.headers['accept-encoding'] ?? ''));
  const body = pathname === RECORDING_PATH ? recording : page?.body;
  if (body === undefined) {
    response.writeHead(404).end('not found');
    return;
  }
  response.writeHead(200, {
    'content-type': page?.type ?? 'application/octet-stream',
    'content-length': body.length,
    'cache-control': 'no-cache',
    ...(page?.gzip ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const words = inUse
        ? `found ${port}, which is in use, allowed: a free port, or 0 for any`
        : error.message;
      reject(new Error(`--port: ${words}`));
    });
    server.listen(port, HOST, resolve);
  });
}

/** Browsers keep their connections open; without dropping them the process would wait for the tab to be closed. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
