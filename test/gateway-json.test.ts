import { expect, test } from 'vitest';
import { CAUSE } from '../components/territory-rules.ts';
import type { Connection } from '../src/gateway/connection.ts';
import { TERRITORY_CAUSES, TERRITORY_LABELS } from '../src/protocol/territory-records.ts';
import { LABEL } from '../src/territory/control.ts';
import { Stage } from './support/strategic-stage.ts';
import { FakeSocket } from './support/test-client.ts';

type Message = Record<string, unknown> & { type: string };

/** A client of marchland.json.v1. */
class JsonClient {
  readonly heard: Message[] = [];
  readonly socket: FakeSocket;
  readonly connection: Connection;
  readonly #stage: Stage;

  constructor(stage: Stage, address = '127.0.0.1') {
    this.#stage = stage;
    this.socket = new FakeSocket((bytes) =>
      this.heard.push(JSON.parse(Buffer.from(bytes).toString()) as Message),
    );
    this.connection = stage.gateway.open(this.socket, address, true);
  }

  say(message: object | string): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.#stage.gateway.receive(this.connection, Buffer.from(text), false);
  }

  /** Messages of a type since the last call, with only these fields. */
  take(type: string, ...fields: string[]): unknown[] {
    const found = this.heard.filter((message) => message.type === type);
    this.heard.length = 0;
    return found.map((message) => fields.map((field) => message[field]));
  }
}

test('a client is greeted, subscribes and hears a territory as the source documents have it', () => {
  const stage = new Stage();
  const client = new JsonClient(stage);
  expect(client.take('hello', 'protocol', 'world')).toEqual([['marchland.json.v1', 'stage']]);
  client.say({ type: 'subscribe', channels: ['territorial:district:B'] });
  expect(client.take('initial_state', 'channel', 'sequence', 'era')).toEqual([
    ['territorial:district:B', 0, 1],
  ]);
  const state = stage.states[1][1];
  Object.assign(state, { label: LABEL.contested, isContested: true, challenger: 2 });
  state.influence.set([0, 6_500 - 137, 2_500, 1_000]);
  stage.tell([1]);
  stage.deliver();
  const [update] = client.heard;
  expect(update).toMatchObject({ type: 'territorial_update', sequence: 1, tick: 3 });
  expect(new Date(String(update['timestamp'])).toISOString()).toBe(update['timestamp']);
  expect(update['updates']).toEqual([
    {
      ...{ territory_type: 'district', territory_id: 'B', territory_index: 1, owner: 1, state: 'dominant' },
      faction_influences: { 1: 65, 2: 25, 3: 10 },
      ...{ dominant_faction: 1, contested: true, change_cause: 'presence', challenger: 2, actor: 0, tick: 3 },
    },
    expect.objectContaining({ territory_type: 'control_point', territory_id: 'B/1', territory_index: 2 }),
  ]);
});

test('what a client missed is told after the sequence it names', () => {
  const stage = new Stage();
  for (let i = 0; i < 4; i++) stage.tell([0]);
  stage.deliver();
  const channel = 'territorial:region:north';
  const client = new JsonClient(stage);
  client.say({ type: 'subscribe', channels: [channel], after: { [channel]: { era: 1, sequence: 2 } } });
  expect(client.take('territorial_update', 'sequence')).toEqual([[3], [4]]);
  client.say({ type: 'subscribe', channels: [channel], after: { [channel]: { era: 1, sequence: 4 } } });
  expect(client.take('territorial_update', 'sequence', 'updates')).toEqual([[4, []]]);
  client.say({ type: 'subscribe', channels: [channel], after: { [channel]: { era: 9, sequence: 4 } } });
  expect(client.take('initial_state', 'sequence')).toEqual([[4]]);
});

test('a batch with world events is told in two messages of one sequence', () => {
  const stage = new Stage();
  const client = new JsonClient(stage);
  client.say({ type: 'subscribe', channels: ['territorial:global'] });
  client.heard.length = 0;
  stage.tell([0], { kind: 3, region: 1, beginTick: 3, endTick: 600 });
  stage.deliver();
  expect(client.heard.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['territorial_update', 1],
    ['world_event', 1],
  ]);
  const [[events]] = client.take('world_event', 'events') as [unknown][];
  expect(events).toEqual([{ event_kind: 3, region_id: 'south', begin_tick: 3, end_tick: 600 }]);
});

test('a channel or a single territory is told on request', () => {
  const stage = new Stage();
  const client = new JsonClient(stage);
  client.take('hello');
  client.say({ type: 'request_update', channel: 'territorial:region:south' });
  expect(client.take('initial_state', 'channel')).toEqual([['territorial:region:south']]);
  client.say({ type: 'request_update', territory_type: 'control_point', territory_id: 'D/2' });
  expect(client.heard[0]).toMatchObject({ updates: [{ territory_id: 'D/2', territory_index: 7 }] });
  client.say({ type: 'unsubscribe', channels: ['territorial:region:south'] });
  client.say({ type: 'ping', id: 'x' });
  expect(client.take('pong', 'id')).toEqual([['x']]);
});

test.each([
  ['not JSON', 'nonsense', 'bad_json'],
  ['a list', '[1]', 'bad_json'],
  ['an unknown type', { type: 'influence_action' }, 'unknown_type'],
  ['no channels', { type: 'subscribe' }, 'bad_field'],
  ['a bad position', { type: 'subscribe', channels: ['territorial:global'], after: { x: 1 } }, 'bad_field'],
  ['an unknown channel', { type: 'subscribe', channels: ['territorial:region:east'] }, 'unknown_channel'],
  ['half a territory', { type: 'request_update', territory_type: 'district' }, 'bad_field'],
  [
    'an unknown territory',
    { type: 'request_update', territory_type: 'control_point', territory_id: 'D/3' },
    'unknown_territory',
  ],
])('%s is answered with an error that says what is allowed', (_name, message, code) => {
  const client = new JsonClient(new Stage());
  client.take('hello');
  client.say(message);
  const [error] = client.heard;
  expect(error).toMatchObject({ type: 'error', code });
  expect((error['allowed'] as unknown[]).length).toBeGreaterThan(0);
  expect(String(error['message'])).toContain('found');
});

test('whoever goes on with rubbish, floods or sends binary is closed', () => {
  const stage = new Stage();
  const careless = new JsonClient(stage);
  for (let i = 0; i < 10; i++) careless.say('{');
  expect(careless.socket.closeCode).toBe(4400);
  const flooding = new JsonClient(stage);
  for (let i = 0; i < 300; i++) flooding.say({ type: 'subscribe', channels: ['territorial:global'] });
  expect(flooding.socket.closeCode).toBe(4429);
  expect(flooding.take('error', 'code')).toEqual([['limited']]);
  const binary = new JsonClient(stage);
  stage.gateway.receive(binary.connection, Uint8Array.of(1), true);
  expect(binary.socket.closeCode).toBe(1003);
});

test('where guests are not admitted, nothing is told without a ticket', async () => {
  const stage = new Stage({ sessions: { guests: 'never' } });
  const client = new JsonClient(stage);
  expect(client.heard).toEqual([]);
  client.say({ type: 'subscribe', channels: ['territorial:global'] });
  expect(client.take('error', 'code')).toEqual([['bad_field']]);
  client.say({ type: 'hello', ticket: 'a.b.c' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(client.socket.closeCode).toBe(4403);
  const closed = new JsonClient(new Stage({ sessions: { observers: false } }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed.socket.closeCode).toBe(4403);
});

test('a slow client is told what it missed once it reads on', () => {
  const stage = new Stage();
  const client = new JsonClient(stage);
  client.say({ type: 'subscribe', channels: ['territorial:global'] });
  client.take('hello');
  client.socket.outcome = 0;
  client.socket.buffered = 1_000_000;
  for (let i = 0; i < 3; i++) {
    stage.tell([i]);
    stage.deliver();
  }
  client.socket.drain();
  stage.gateway.drained(client.connection);
  stage.tell([3]);
  stage.deliver();
  expect(client.take('territorial_update', 'sequence')).toEqual([[1], [2], [3], [4]]);
});

test('the text of a batch is written once for all who listen', () => {
  const stage = new Stage();
  const texts: Uint8Array[] = [];
  for (let i = 0; i < 3; i++) {
    const client = new JsonClient(stage);
    client.say({ type: 'subscribe', channels: ['territorial:global'] });
    client.connection.socket = {
      send: (bytes) => {
        texts.push(bytes);
        return 1;
      },
      bufferedBytes: () => 0,
      ping: () => {},
      end: () => {},
      destroy: () => {},
    };
  }
  stage.tell([0]);
  stage.deliver();
  expect(texts).toHaveLength(3);
  expect(new Set(texts).size).toBe(1);
});

test('labels and causes have the numbers that the rules give them', () => {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(TERRITORY_CAUSES).toEqual(Object.keys(CAUSE).map(snake));
  expect(TERRITORY_LABELS).toEqual(Object.keys(LABEL));
  for (const [i, value] of Object.values(CAUSE).entries()) expect(value).toBe(i);
  for (const [i, value] of Object.values(LABEL).entries()) expect(value).toBe(i);
});
