import { afterEach, expect, test } from 'vitest';
import { main } from '../scripts/client.ts';
import { CLIENT_MESSAGE, ORDER } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { writeAnswer, writeCheck } from '../src/protocol/items.ts';
import { answerPings, FakeGateway, type FakePeer } from './support/fake-gateway.ts';
import { firstView, frameBytes, hear, welcomeBytes } from './support/server-bytes.ts';

let gateway: FakeGateway | undefined;
const timers: NodeJS.Timeout[] = [];

afterEach(async () => {
  for (const timer of timers) clearInterval(timer);
  await gateway?.stop();
  gateway = undefined;
});

/** A world in which time passes and nothing else, with the check of an empty sector in every frame. */
function serve(peer: FakePeer, emptySectorHash: number): void {
  const startMs = performance.now();
  let tick = 1000;
  peer.onBinary = (payload) => {
    answerPings(peer, payload, () => (performance.now() - startMs) * 1000);
    if (payload[0] !== CLIENT_MESSAGE.hello) return;
    peer.send(welcomeBytes({ tickZeroMicros: (-1000 / 60) * 1e6 }));
    peer.send(frameBytes(tick, (to) => firstView(to)));
    timers.push(
      setInterval(() => {
        tick += 3;
        peer.send(frameBytes(tick, (to) => writeCheck(to, 1, emptySectorHash)));
      }, 50),
    );
  };
}

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, { print: (text) => out.push(text), printError: (text) => err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

test('the result is one JSON object with the fields that readers count on', async () => {
  gateway = await FakeGateway.start((peer) => serve(peer, 0));
  const { code, out, err } = await run('--url', gateway.url, '--seconds', '1', '--json');
  expect(code).toBe(0);
  const result = JSON.parse(out);
  expect(result).toMatchObject({ entities: 1, hashMismatches: 0, exact: true });
  for (const name of ['ticks', 'hashChecks', 'bytesPerSecond', 'deliveryMsP50', 'deliveryMsP99']) {
    expect(result[name], name).toBeGreaterThan(0);
  }
  expect(result.ticks).toBe(3 * result.hashChecks + 1);
  expect(err).toMatch(/connected {2}tick \d+ {2}entities 1 /);
});

test('a mirror that differed once is not called exact', async () => {
  gateway = await FakeGateway.start((peer) => serve(peer, 77));
  const { code, out } = await run('--url', gateway.url, '--seconds', '1', '--json');
  const result = JSON.parse(out);
  expect([code, result.exact]).toEqual([0, false]);
  expect(result.hashMismatches).toBeGreaterThan(0);
});

test('a walker gives orders to points near its avatar', async () => {
  gateway = await FakeGateway.start((peer) => {
    serve(peer, 0);
    const answer = peer.onBinary;
    peer.onBinary = (payload) => {
      answer(payload);
      for (const { sequence } of hear(payload).orders)
        peer.send(frameBytes(1003, (to) => writeAnswer(to, sequence, 0)));
    };
  });
  const { out } = await run('--url', gateway.url, '--seconds', '2', '--walk');
  expect(out).toMatch(/^exact +true$/m);
  expect(out).toMatch(/^ordersConfirmed +[1-9]/m);
  const orders = gateway.peers[0].heard.flatMap((heard) => heard.orders);
  expect(orders.length).toBeGreaterThan(0);
  for (const { op, a } of orders) {
    expect(op).toBe(ORDER.moveTo);
    expect(Math.abs(a - 2_000_000)).toBeLessThanOrEqual(200 * 4096);
  }
});

test('no connection is told with its reason and exit code 1', async () => {
  gateway = await FakeGateway.start((peer) => {
    peer.onBinary = () => peer.close(CLOSE.versionMismatch);
  });
  const { code, err } = await run('--url', gateway.url, '--json');
  expect(code).toBe(1);
  expect(err).toContain('different versions');
});

test.each([
  [['--seconds', '0'], '--seconds: found 0, allowed: 1-86400'],
  [['--seconds', 'soon'], '--seconds: found soon'],
  [['--url', 'http://127.0.0.1/'], '--url: found http://127.0.0.1/'],
  [['--url', 'nonsense'], '--url: found nonsense'],
  [['--observe', '--walk'], '--walk: found with --observe'],
  [['--fast'], '--fast'],
])('bad usage %j is refused with exit code 2', async (argv, problem) => {
  const { code, err } = await run(...argv);
  expect(code).toBe(2);
  expect(err).toContain(problem);
});

test('help is printed and nothing else is done', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  expect(out).toContain('--observe');
});
