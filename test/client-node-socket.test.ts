import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { MarchlandClient } from '../client/client.ts';
import { connectNode } from '../client/node.ts';
import { NodeSocket } from '../client/node-socket.ts';
import { WebSocketReader } from '../client/websocket-reader.ts';
import { CLIENT_MESSAGE } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { writeAnswer } from '../src/protocol/items.ts';
import { FakeGateway, serverFrame } from './support/fake-gateway.ts';
import { AVATAR, firstView, frameBytes, welcomeBytes } from './support/server-bytes.ts';

let gateway: FakeGateway | undefined;
let client: MarchlandClient | undefined;
let tcpServer: Server | undefined;

afterEach(async () => {
  client?.close();
  await gateway?.stop();
  tcpServer?.close();
  client = undefined;
  gateway = undefined;
  tcpServer = undefined;
});

const until = (fact: () => void) => vi.waitFor(fact, { timeout: 5000, interval: 5 });

interface Opened {
  socket: NodeSocket;
  messages: unknown[];
  closes: { code: number; reason: string }[];
}

async function open(url: string): Promise<Opened> {
  const opened = listen(url);
  await new Promise<void>((resolve) => {
    opened.socket.onopen = () => resolve();
  });
  return opened;
}

function listen(url: string): Opened {
  const socket = new NodeSocket(url);
  const opened: Opened = { socket, messages: [], closes: [] };
  socket.onmessage = ({ data }) => opened.messages.push(data instanceof Uint8Array ? [...data] : data);
  socket.onclose = ({ code, reason }) => opened.closes.push({ code, reason });
  return opened;
}

/** Feeds a stream in pieces of `pieceBytes` and tells what the reader made of it. */
function read(stream: Uint8Array, pieceBytes: number, messageBytesMax = 1_000_000): string[] {
  const log: string[] = [];
  const text = (payload: Uint8Array) =>
    payload.length > 8 ? `${payload.length} bytes` : `[${[...payload]}]`;
  const reader = new WebSocketReader(
    {
      message: (opcode, payload) => log.push(`message ${opcode} ${text(payload)}`),
      control: (opcode, payload) => log.push(`control ${opcode} ${text(payload)}`),
      failed: (code) => log.push(`failed ${code}`),
    },
    messageBytesMax,
  );
  for (let at = 0; at < stream.length; at += pieceBytes) reader.push(stream.subarray(at, at + pieceBytes));
  return log;
}

test.each([1, 2, 3, 7, 100, 65_541, 1_000_000])(
  'a stream cut every %d bytes reads the same',
  (pieceBytes) => {
    const stream = Buffer.concat([
      serverFrame(2, Buffer.from([1, 2])),
      serverFrame(2, Buffer.alloc(0)),
      serverFrame(2, Buffer.from([3]), false),
      serverFrame(9, Buffer.from([7])),
      serverFrame(0, Buffer.from([4]), false),
      serverFrame(0, Buffer.from([5])),
      serverFrame(1, Buffer.from([65])),
      serverFrame(2, Buffer.from([6]), false),
      serverFrame(0, Buffer.from([7])),
      serverFrame(2, Buffer.alloc(126)),
      serverFrame(2, Buffer.alloc(65_536)),
      serverFrame(8, Buffer.from([3, 232])),
    ]);
    expect(read(stream, pieceBytes)).toEqual([
      'message 2 [1,2]',
      'message 2 []',
      'control 9 [7]',
      'message 2 [3,4,5]',
      'message 1 [65]',
      'message 2 [6,7]',
      'message 2 126 bytes',
      'message 2 65536 bytes',
      'control 8 [3,232]',
    ]);
  },
);

test.each([
  ['a masked frame', [0x82, 0x81, 0, 0, 0, 0, 1], 1002],
  ['reserved bits', [0xc2, 0x01, 1], 1002],
  ['an unknown data opcode', [0x83, 0x01, 1], 1002],
  ['an unknown control opcode', [0x8b, 0x01, 1], 1002],
  ['a continuation of nothing', [0x80, 0x01, 1], 1002],
  ['a new message within a fragmented one', [0x02, 0x01, 1, 0x82, 0x01, 1], 1002],
  ['a fragmented ping', [0x09, 0x00], 1002],
  ['a long ping', [0x89, 126, 0, 126], 1002],
  ['a message beyond the limit', [0x82, 126, 0x04, 0x00], 1009],
  ['fragments that add up beyond the limit', [0x02, 100, ...Array<number>(100).fill(0), 0x80, 100], 1009],
])('%s ends the stream', (_what, bytes, code) => {
  expect(read(Uint8Array.from([...bytes, 0x82, 0x01, 1]), 1000, 150)).toEqual([`failed ${code}`]);
});

test('binary messages pass both ways and are masked on the way out', async () => {
  gateway = await FakeGateway.start();
  const { socket, messages } = await open(gateway.url);
  for (const length of [3, 200, 70_000]) socket.send(new Uint8Array(length).fill(length & 0xff));
  const [peer] = gateway.peers;
  await until(() => expect(peer.frames).toHaveLength(3));
  expect(peer.frames.map(({ opcode, isMasked, payload }) => [opcode, isMasked, payload.length])).toEqual([
    [2, true, 3],
    [2, true, 200],
    [2, true, 70_000],
  ]);
  expect(peer.frames[2].payload.every((byte) => byte === (70_000 & 0xff))).toBe(true);
  peer.send(Uint8Array.of(9, 8));
  peer.stream.write(serverFrame(1, Buffer.from('höflich')));
  await until(() => expect(messages).toEqual([[9, 8], 'höflich']));
  socket.close();
});

test('a frame split over many TCP segments arrives whole', async () => {
  gateway = await FakeGateway.start();
  const { socket, messages } = await open(gateway.url);
  for (const byte of serverFrame(2, Buffer.from([1, 2, 3]))) {
    gateway.peers[0].stream.write(Buffer.from([byte]));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await until(() => expect(messages).toEqual([[1, 2, 3]]));
  socket.close();
});

test('a message that comes together with the answer to the upgrade is not lost', async () => {
  gateway = await FakeGateway.start((peer) => peer.send(Uint8Array.of(5)));
  const { socket, messages } = await open(gateway.url);
  await until(() => expect(messages).toEqual([[5]]));
  socket.close();
});

test('a ping is answered with its own bytes', async () => {
  gateway = await FakeGateway.start();
  const { socket } = await open(gateway.url);
  const [peer] = gateway.peers;
  peer.stream.write(serverFrame(9, Buffer.from('abc')));
  await until(() =>
    expect(peer.frames.map(({ opcode, payload }) => [opcode, `${payload}`])).toEqual([[10, 'abc']]),
  );
  socket.close();
});

test('the code and reason of a close by the server arrive, and the close is answered', async () => {
  gateway = await FakeGateway.start();
  const { closes } = await open(gateway.url);
  const [peer] = gateway.peers;
  peer.close(CLOSE.badTicket, 'no');
  await until(() => expect(closes).toEqual([{ code: CLOSE.badTicket, reason: 'no' }]));
  expect(peer.frames.map(({ opcode, payload }) => [opcode, payload.readUInt16BE()])).toEqual([
    [8, CLOSE.badTicket],
  ]);
});

test('a close by the client is sent with its code', async () => {
  gateway = await FakeGateway.start();
  const { socket, closes } = await open(gateway.url);
  const [peer] = gateway.peers;
  socket.close(4000, 'bye');
  await until(() => expect(peer.frames).toHaveLength(1));
  expect([peer.frames[0].payload.readUInt16BE(), `${peer.frames[0].payload.subarray(2)}`]).toEqual([
    4000,
    'bye',
  ]);
  peer.close(4000);
  await until(() => expect(closes).toEqual([{ code: 4000, reason: '' }]));
});

test('a cut connection closes once with 1006', async () => {
  gateway = await FakeGateway.start();
  const { socket, closes } = await open(gateway.url);
  gateway.peers[0].destroy();
  await until(() => expect(closes).toHaveLength(1));
  expect(closes[0].code).toBe(1006);
  socket.send(Uint8Array.of(1));
  socket.close();
  expect(closes).toHaveLength(1);
});

test('a server that breaks the protocol is closed with 1002', async () => {
  gateway = await FakeGateway.start();
  const { closes } = await open(gateway.url);
  const [peer] = gateway.peers;
  peer.stream.write(Buffer.from([0xf2, 0]));
  await until(() => expect(closes.map(({ code }) => code)).toEqual([1002]));
  await until(() => expect(peer.frames.map(({ payload }) => payload.readUInt16BE())).toEqual([1002]));
});

test('a server that does not prove the upgrade is refused', async () => {
  gateway = await FakeGateway.start();
  gateway.acceptKey = (key) => key;
  const { closes } = listen(gateway.url);
  await until(() => expect(closes).toEqual([{ code: 1006, reason: 'the server did not prove the upgrade' }]));
});

test('a plain web server is told from one that speaks WebSocket', async () => {
  tcpServer = createTcpServer((stream) => stream.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => tcpServer!.listen(0, '127.0.0.1', resolve));
  const { port } = tcpServer.address() as { port: number };
  const { closes } = listen(`ws://127.0.0.1:${port}`);
  await until(() => expect(closes).toHaveLength(1));
  expect(closes[0].reason).toContain('200 OK');
});

test('a port where nobody listens closes with the reason', async () => {
  gateway = await FakeGateway.start();
  const { url } = gateway;
  await gateway.stop();
  gateway = undefined;
  const { closes } = listen(url);
  await until(() => expect(closes).toHaveLength(1));
  expect(closes[0].reason).toContain('ECONNREFUSED');
});

test('an address that is no WebSocket address is refused at once', () => {
  expect(() => new NodeSocket('http://127.0.0.1/')).toThrow('allowed: ws: or wss:');
});

test('over real sockets an order without an answer is sent once more after a drop', async () => {
  gateway = await FakeGateway.start((peer) => {
    peer.onBinary = (payload) => {
      if (payload[0] > CLIENT_MESSAGE.resume) return;
      peer.send(welcomeBytes({ token: new Uint8Array(32).fill(gateway!.peers.length) }));
      peer.send(frameBytes(1001, (to) => firstView(to)));
    };
  });
  client = connectNode({ url: gateway.url, backoff: { firstMs: 10 } });
  await until(() => expect(client!.avatar?.id).toBe(AVATAR.id));
  const [first] = gateway.peers;
  const orders = (index: number) =>
    gateway!.peers[index]?.heard.flatMap((heard) => heard.orders.map((order) => order.sequence));
  client.moveTo(1, 1);
  client.moveTo(2, 2);
  await until(() => expect(orders(0)).toEqual([1, 2]));
  first.send(frameBytes(1002, (to) => writeAnswer(to, 1, 0)));
  await until(() => expect(client!.diagnostics().ordersWaiting).toBe(1));
  first.destroy();
  await until(() => expect(client!.state).toBe('disconnected'));
  client.stop();
  expect(client.mirror?.entities.size).toBe(1);
  await until(() => expect(orders(1)).toEqual([2, 3]));
  expect(gateway.peers[1].heard[0]).toMatchObject({ kind: CLIENT_MESSAGE.resume, token: 1 });
});

test('over real sockets the second address serves when the first does not listen', async () => {
  const dead = await FakeGateway.start();
  const deadUrl = dead.url;
  await dead.stop();
  gateway = await FakeGateway.start((peer) => {
    peer.onBinary = () => peer.send(welcomeBytes());
  });
  client = connectNode({ urls: [deadUrl, gateway.url], backoff: { firstMs: 10 } });
  await client.whenConnected();
  expect(client.state).toBe('connected');
});
