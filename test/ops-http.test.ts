import { type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isHostAllowed, type OperatorServer, serveOperator } from '../src/ops/operator-http.ts';

const pages = {
  prometheus: { contentType: 'text/plain; version=0.0.4', text: async () => 'world_ticks_total 1\n' },
  performance: {
    answer: (query: URLSearchParams) =>
      query.has('mark')
        ? { status: 404 as const, body: { error: 'mark: unknown' } }
        : { status: 400 as const, body: { error: `window ${query.get('window')}` } },
    mark: () => ({ mark: '1', tick: 60 }),
  },
  health: {
    alive: () => ({ ok: true, missing: [] }),
    ready: () => ({ ok: false, missing: ['storage: not open'] }),
  },
  history: {
    inWords: async (level: string, index: string, limit?: string) =>
      level === 'district'
        ? { status: 200 as const, body: { index, limit: limit ?? null } }
        : { status: 400 as const, body: { error: `level: found ${level}` } },
  },
  traces: {
    download: async () => '{"traceEvents":[]}',
    keep: async (tick = 7) => {
      if (tick === 404) throw new Error('tick: found 404');
      return { file: `asked-tick-${tick}.json`, tick };
    },
  },
};

let server: OperatorServer;
beforeEach(async () => {
  server = await serveOperator({ host: '127.0.0.1', port: 0 }, pages);
});
afterEach(() => server.close());

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(path: string, { method = 'GET', headers = {} } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part) => {
          body += part;
        });
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      },
    );
    asking.on('error', reject).end();
  });
}

test('the metrics page carries the type Prometheus asks for', async () => {
  const { status, headers, body } = await ask('/metrics');
  expect([status, headers['content-type'], body]).toEqual([
    200,
    pages.prometheus.contentType,
    'world_ticks_total 1\n',
  ]);
});

test('HEAD answers as GET does, without the body', async () => {
  const { status, headers, body } = await ask('/metrics', { method: 'HEAD' });
  expect([status, headers['content-length'], body]).toEqual([200, '20', '']);
});

test('the report passes the query on and the status back', async () => {
  expect(await ask('/api/performance?window=99')).toMatchObject({
    status: 400,
    body: '{"error":"window 99"}\n',
  });
  expect(await ask('/api/performance?mark=9')).toMatchObject({
    status: 404,
    body: '{"error":"mark: unknown"}\n',
  });
});

test('a mark is made by POST alone', async () => {
  const marked = await ask('/api/performance/mark', { method: 'POST' });
  expect(marked).toMatchObject({ status: 200, body: '{"mark":"1","tick":60}\n' });
  const refused = await ask('/api/performance/mark');
  expect([refused.status, refused.headers.allow]).toEqual([405, 'POST']);
});

test('the history of a territory is asked for with what stands in the path', async () => {
  expect(await ask('/api/territory/district/17/history?limit=3')).toMatchObject({
    status: 200,
    body: '{"index":"17","limit":"3"}\n',
  });
  expect((await ask('/api/territory/district/17/history')).body).toBe('{"index":"17","limit":null}\n');
  expect(await ask('/api/territory/town/17/history')).toMatchObject({
    status: 400,
    body: '{"error":"level: found town"}\n',
  });
  for (const path of [
    '/api/territory/district/history',
    '/api/territory/a/b/c/history',
    '/api/territory/../1/history',
  ]) {
    expect((await ask(path)).status, path).toBe(404);
  }
});

test('health is 200 or 503 with what is missing', async () => {
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: '{"ok":true,"missing":[]}\n' });
  expect(await ask('/readyz')).toMatchObject({
    status: 503,
    body: '{"ok":false,"missing":["storage: not open"]}\n',
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
  '%s on a page is refused and nothing is allowed across sites',
  async (method) => {
    const { status, headers } = await ask('/metrics', { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  },
);

test.each(['/nothing', '/metrics/', '*', '//'])('%s is 404 with the list of paths', async (path) => {
  const { status, body } = await ask(path);
  expect(status).toBe(404);
  for (const known of ['/metrics', '/api/performance', '/healthz', '/readyz']) expect(body).toContain(known);
});

test('a foreign Host header gets nothing, whatever the path', async () => {
  const { status, body } = await ask('/metrics', { headers: { host: 'attacker.example:8081' } });
  expect(status).toBe(403);
  expect(body).not.toContain('world_');
  expect((await ask('/', { headers: { host: `localhost:${server.port}` } })).status).toBe(200);
});

test('a page of another site cannot use up the marks', async () => {
  const from = (origin: string) => ask('/api/performance/mark', { method: 'POST', headers: { origin } });
  expect((await from('https://attacker.example')).status).toBe(403);
  expect((await from(server.url)).status).toBe(200);
});

test.each([
  ['127.0.0.1:8081', '127.0.0.1', true],
  ['127.9.9.9', '127.0.0.1', true],
  ['LOCALHOST:1', '127.0.0.1', true],
  ['[::1]:8081', '127.0.0.1', true],
  ['10.1.2.3:8081', '127.0.0.1', false],
  ['ops.example:8081', 'ops.example', true],
  ['10.1.2.3:8081', '10.1.2.3', true],
  ['10.1.2.3', '0.0.0.0', true],
  ['attacker.example', '0.0.0.0', false],
  ['attacker.example', '::', false],
  ['127.0.0.1.attacker.example', '127.0.0.1', false],
  ['127.0.0.1@attacker.example', '127.0.0.1', false],
  ['localhost.attacker.example', '127.0.0.1', false],
  ['', '127.0.0.1', false],
  [undefined, '127.0.0.1', false],
])('Host %s on %s: allowed %s', (header, configured, allowed) => {
  expect(isHostAllowed(header, configured)).toBe(allowed);
});

test('a taken port names the knob to change', async () => {
  const second = serveOperator({ host: '127.0.0.1', port: server.port }, pages);
  await expect(second).rejects.toThrow(`operator.port: found ${server.port}, which something else`);
});

test('an address of another machine names the other knob', async () => {
  await expect(serveOperator({ host: '192.0.2.1', port: 0 }, pages)).rejects.toThrow(
    'operator.host: found 192.0.2.1',
  );
});

test('a page that cannot be made is a 500, and the port serves on', async () => {
  await server.close();
  const text = () => Promise.reject(new Error('no memory block'));
  server = await serveOperator(
    { host: '127.0.0.1', port: 0 },
    { ...pages, prometheus: { ...pages.prometheus, text } },
  );
  expect(await ask('/metrics')).toMatchObject({
    status: 500,
    body: 'the page could not be made: no memory block\n',
  });
  expect((await ask('/healthz')).status).toBe(200);
});

test('a trace is downloaded with GET and kept with POST, of a tick that may be named', async () => {
  const { status, headers, body } = await ask('/trace');
  expect([status, headers['content-type'], body]).toEqual([200, 'application/json', '{"traceEvents":[]}']);
  expect(headers['content-disposition']).toBe('attachment; filename="marchland-trace.json"');
  const kept = await ask('/trace', { method: 'POST' });
  expect([kept.status, JSON.parse(kept.body)]).toEqual([200, { file: 'asked-tick-7.json', tick: 7 }]);
  expect(JSON.parse((await ask('/trace?tick=12', { method: 'POST' })).body)).toMatchObject({ tick: 12 });
  expect((await ask('/trace?tick=x', { method: 'POST' })).status).toBe(400);
  expect((await ask('/trace?tick=12')).status).toBe(400);
  const refused = await ask('/trace?tick=404', { method: 'POST' });
  expect([refused.status, JSON.parse(refused.body)]).toEqual([503, { error: 'tick: found 404' }]);
});
