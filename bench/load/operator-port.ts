import type { PerformanceReport } from '../../src/ops/performance-report.ts';

const TIMEOUT_MS = 5000;

/** Marks this moment at a server's operator port; the report of the id returned then begins here. */
export async function markPerformance(operatorUrl: string): Promise<string> {
  const { mark } = (await ask(operatorUrl, '/api/performance/mark', 'POST')) as { mark: string };
  return mark;
}

/** The server's figures since a mark. Throws when the port does not answer within five seconds. */
export async function performanceSince(operatorUrl: string, mark: string): Promise<PerformanceReport> {
  return (await ask(operatorUrl, `/api/performance?mark=${mark}`, 'GET')) as PerformanceReport;
}

/** Values of the server's metrics by name; of those that have labels, the sum over all. */
export async function metricsNow(operatorUrl: string): Promise<ReadonlyMap<string, number>> {
  const page = await askText(operatorUrl, '/metrics', 'GET');
  const values = new Map<string, number>();
  for (const [, name, value] of page.matchAll(/^(\w+)(?:\{.*\})? (\S+)$/gm)) {
    values.set(name, (values.get(name) ?? 0) + Number(value));
  }
  return values;
}

/** How much each metric has grown between two moments. */
export function grown(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
}

async function ask(operatorUrl: string, path: string, method: string): Promise<unknown> {
  return JSON.parse(await askText(operatorUrl, path, method));
}

async function askText(operatorUrl: string, path: string, method: string): Promise<string> {
  const url = new URL(path, operatorUrl);
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return await response.text();
    throw new Error(`status ${response.status}: ${(await response.text()).trim()}`);
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`operator port ${url}: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  }
}
