import { expect, test } from 'vitest';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { allocateMetrics, Metrics, REFUSAL_COUNTERS_MAX } from '../src/memory/metrics-block.ts';
import { REFUSAL, REFUSAL_NAMES } from '../src/protocol/client-messages.ts';

test('the name of a refusal stands at the place of its code, and all codes have a counter', () => {
  expect(REFUSAL_NAMES.map((name) => Reflect.get(REFUSAL, name))).toEqual(REFUSAL_NAMES.map((_, i) => i));
  expect(REFUSAL_NAMES.length).toBeLessThanOrEqual(REFUSAL_COUNTERS_MAX);
});

test('a refused frame is counted under its code and as malformed, in its own gateway and nowhere else', () => {
  const memory = allocateMetrics();
  const gateways = [0, 1].map((index) => new Metrics(memory, 'gateway', index));
  const refused = () =>
    gateways.map((gateway) => REFUSAL_NAMES.map((_, i) => gateway.value(gateway.refusalAt(i))));
  const expected = refused();
  const metrics = new GatewayMetrics(memory, 1);
  for (const code of Object.values(REFUSAL).slice(1)) {
    for (let i = 0; i < code; i++) metrics.malformed(code);
    expected[1][code] = code;
    expect(refused()).toEqual(expected);
  }
  const total = expected[1].reduce((sum, count) => sum + count, 0);
  expect(gateways.map((gateway) => gateway.value(gateway.at('framesMalformed')))).toEqual([0, total]);
});
