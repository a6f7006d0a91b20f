import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { ServerConfig } from '../config/schema.ts';
import type { Health, HealthAnswer } from './health.ts';
import type { PerformanceHistory } from './performance-history.ts';
import type { PrometheusPage } from './prometheus.ts';
import type { TerritoryHistory } from './territory-history.ts';

export interface OperatorPages {
  readonly prometheus: Pick<PrometheusPage, 'text' | 'contentType'>;
  readonly performance: Pick<PerformanceHistory, 'answer' | 'mark'>;
  readonly health: Pick<Health, 'alive' | 'ready'>;
  readonly history: Pick<TerritoryHistory, 'inWords'>;
  readonly traces: TraceSource;
}

/** Makes traces of the last 30 seconds, one after the other; both reject with words when that cannot be done. */
export interface TraceSource {
  /** The text of a trace that is kept nowhere. */
  download(): Promise<string>;
  /** Keeps a trace, with what it takes to repeat its slowest tick, or `tick`. Returns the path of the file. */
  keep(tick?: number): Promise<{ readonly file: string; readonly tick: number }>;
}

/** The operator port, listening. */
export interface OperatorServer {
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Methods of the path, where another was used. */
  readonly allow?: string;
  /** Name under which a browser saves the body. */
  readonly saveAs?: string;
}

interface Route {
  readonly methods: readonly string[];
  readonly about: string;
  /** `parts` are what stands in the path in the place of the names in braces. */
  readonly answer: (
    pages: OperatorPages,
    query: URLSearchParams,
    parts: readonly string[],
    method: string,
  ) => Answer | Promise<Answer>;
}

const READ = ['GET', 'HEAD'];
const TEXT = 'text/plain; charset=utf-8';
const CONNECTION_COUNT_MAX = 64;
const REQUEST_TIMEOUT_MS = 10_000;

function text(status: number, body: string): Answer {
  return { status, type: TEXT, body: `${body}\n` };
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function healthAnswer(answer: HealthAnswer): Answer {
  return json(answer.ok ? 200 : 503, answer);
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/': { methods: READ, about: 'this page', answer: () => text(200, index()) },
  '/metrics': {
    methods: READ,
    about: 'every metric, for Prometheus',
    answer: async ({ prometheus }) => ({
      status: 200,
      type: prometheus.contentType,
      body: await prometheus.text(),
    }),
  },
  '/api/performance': {
    methods: READ,
    about: 'report as JSON; ?window=SECONDS or ?mark=ID',
    answer: ({ performance }, query) => {
      const { status, body } = performance.answer(query);
      return json(status, body);
    },
  },
  '/api/performance/mark': {
    methods: ['POST'],
    about: 'marks this moment, for a report since then',
    answer: ({ performance }) => json(200, performance.mark()),
  },
  '/api/territory/{level}/{index}/history': {
    methods: READ,
    about: 'what happened to a territory, newest first; ?limit=ROWS',
    answer: async ({ history }, query, [level, index]) => {
      const { status, body } = await history.inWords(level, index, query.get('limit') ?? undefined);
      return json(status, body);
    },
  },
  '/trace': {
    methods: ['GET', 'HEAD', 'POST'],
    about: 'the last 30 s as a trace for ui.perfetto.dev; POST keeps it with its journal, ?tick=TICK',
    answer: ({ traces }, query, _parts, method) => answerTrace(traces, query, method),
  },
  '/healthz': {
    methods: READ,
    about: '200 as long as the world ticks, else 503 with why',
    answer: ({ health }) => healthAnswer(health.alive()),
  },
  '/readyz': {
    methods: READ,
    about: '200 when players can be let in, else 503 with what is missing',
    answer: ({ health }) => healthAnswer(health.ready()),
  },
};

async function answerTrace(traces: TraceSource, query: URLSearchParams, method: string): Promise<Answer> {
  const tick = query.get('tick') ?? undefined;
  if (tick !== undefined && (method !== 'POST' || !/^\d{1,10}$/.test(tick))) {
    return json(400, { error: `tick: found ${tick}, allowed: a whole number, with POST` });
  }
  try {
    if (method === 'POST') {
      return json(200, await traces.keep(tick === undefined ? undefined : Number(tick)));
    }
    const body = await traces.download();
    return { status: 200, type: 'application/json', body, saveAs: 'marchland-trace.json' };
  } catch (error) {
    return json(503, { error: (error as Error).message });
  }
}

function index(): string {
  return Object.entries(ROUTES)
    .map(([path, { methods, about }]) => `${methods[0].padEnd(4)} ${path.padEnd(40)} ${about}`)
    .join('\n');
}

/** The route of a path, and what stands in it in the place of names in braces. */
function routeOf(path: string): { route: Route; parts: readonly string[] } | undefined {
  if (Object.hasOwn(ROUTES, path)) return { route: ROUTES[path], parts: [] };
  for (const [pattern, route] of Object.entries(ROUTES)) {
    if (!pattern.includes('{')) continue;
    const match = new RegExp(`^${pattern.replace(/\{\w+\}/g, '([\\w-]+)')}$`).exec(path);
    if (match) return { route, parts: match.slice(1) };
  }
  return undefined;
}

function hostName(hostHeader: string): string | undefined {
  return /^(?<name>\[[0-9a-f:.]+\]|[^:/@\s]+)(:\d+)?$/i.exec(hostHeader)?.groups?.['name'].toLowerCase();
}

/**
 * Whether a Host header names this server. A page of another site can make its own name lead to this machine and so
 * read from it with the browser of whoever looks at the page; its requests still carry that name.
 */
export function isHostAllowed(hostHeader: string | undefined, configuredHost: string): boolean {
  const name = hostName(hostHeader ?? '');
  if (name === undefined) return false;
  const address = name.replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || address === '::1') return true;
  if (isIP(address) === 4 && address.startsWith('127.')) return true;
  // Listening on every address of the machine, any address may be the right one; only names can be made to lead here.
  if (configuredHost === '0.0.0.0' || configuredHost === '::') return isIP(address) !== 0;
  return address === configuredHost.toLowerCase();
}

/** Whether a browser sends this on behalf of a page of another site; marks are few, such a page could use them up. */
function isFromOtherSite({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
}

async function answerTo(request: IncomingMessage, host: string, pages: OperatorPages): Promise<Answer> {
  if (!isHostAllowed(request.headers.host, host)) {
    return text(
      403,
      `Host: found ${request.headers.host ?? 'none'}, allowed: localhost or operator.host (${host})`,
    );
  }
  const [path, query = ''] = (request.url ?? '/').split('?', 2);
  const found = routeOf(path);
  if (found === undefined) return text(404, `nothing is at this path; there are:\n${index()}`);
  const { parts, route } = found;
  if (!route.methods.includes(request.method ?? '')) {
    const allow = route.methods.join(', ');
    return { ...text(405, `${path}: found ${request.method}, allowed: ${allow}`), allow };
  }
  if (request.method === 'POST' && isFromOtherSite(request)) {
    return text(403, `Origin: found ${request.headers.origin}, allowed: none or this server`);
  }
  return route.answer(pages, new URLSearchParams(query), parts, request.method ?? 'GET');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, allow, saveAs }: Answer,
): void {
  // What a request carries is of no use here; unread, it would hold up the next request of its connection.
  request.resume();
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(allow ? { allow } : {}),
    ...(saveAs ? { 'content-disposition': `attachment; filename="${saveAs}"` } : {}),
  });
  response.end(body);
}

function refusalOf(error: NodeJS.ErrnoException, { host, port }: ServerConfig['operator']): Error {
  const set = (knob: string) => `in config/server.yaml, or --set server.operator.${knob}=…`;
  const reasons: Record<string, string> = {
    EADDRINUSE: `operator.port: found ${port}, which something else on ${host} listens on already; allowed: a free port, or 0 for any (${set('port')})`,
    EACCES: `operator.port: found ${port}, which this user may not listen on; allowed: a port from 1024 on, or 0 for any (${set('port')})`,
    EADDRNOTAVAIL: `operator.host: found ${host}, which is no address of this machine; allowed: 127.0.0.1 or an address it has (${set('host')})`,
    ENOTFOUND: `operator.host: found ${host}, which leads to no address; allowed: 127.0.0.1 or an address of this machine (${set('host')})`,
  };
  const message = reasons[error.code ?? ''] ?? `operator port ${host}:${port}: ${error.message}`;
  return new Error(message, { cause: error });
}

function listen(server: Server, config: ServerConfig['operator']): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    // It stays on for good: running out of file descriptors later is an error event too, and unheard it ends the
    // process.
    server.on('error', (error) => reject(refusalOf(error, config)));
    server.listen(config.port, config.host, () => resolve(server.address() as AddressInfo));
  });
}

/**
 * Opens the operator port.
 * Throws an Error that names the knob to change when the port is taken or the address is not of this machine.
 */
export async function serveOperator(
  config: ServerConfig['operator'],
  pages: OperatorPages,
): Promise<OperatorServer> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, config.host, pages).catch((error: Error) =>
      text(500, `the page could not be made: ${error.message}`),
    );
    send(request, response, answer);
  });
  server.maxConnections = CONNECTION_COUNT_MAX;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  const { port } = await listen(server, config);
  const anyAddress = config.host === '0.0.0.0' || config.host === '::';
  const host = anyAddress ? 'localhost' : isIP(config.host) === 6 ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
