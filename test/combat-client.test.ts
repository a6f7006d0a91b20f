import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isFallen } from '../client/battle-news.ts';
import { MarchlandClient } from '../client/client.ts';
import { writeBattle, writeBattleEvent, writeKit } from '../src/protocol/battle-items.ts';
import type { ByteWriter } from '../src/protocol/bytes.ts';
import { CLIENT_MESSAGE, ORDER } from '../src/protocol/client-messages.ts';
import { BATTLE_EVENT, ITEM, RESULT } from '../src/protocol/fields.ts';
import { writeAnswer, writeCheck, writeFighters, writeGone } from '../src/protocol/items.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { AVATAR, firstView, frameBytes, welcomeBytes, writeWholes } from './support/server-bytes.ts';

const PATROL = { ...AVATAR, id: 9, kind: 1, x: 500_000, vx: 100, harm: 40, target: 7 };

let network: FakeNetwork;
let client: MarchlandClient;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  told = [];
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, avatarSpeedMetersPerSecond: 40 });
  client.on('changed', (entity) => told.push(`changed ${entity.id}`));
  client.on('hurt', (entity, before) => told.push(`hurt ${entity.id} from ${before} to ${entity.harm}`));
  client.on('aimed', (entity) => told.push(`aimed ${entity.id} at ${entity.target}`));
  client.on('left', (entity) => told.push(`left ${entity.id}`));
  client.on('battle', ({ kind, sector, subject, actor, tick }) =>
    told.push(`${kind} in ${sector}: ${subject} by ${actor}, tick ${tick}`),
  );
  client.on('kit', (kit) => told.push(`kit ${JSON.stringify(kit)}`));
  client.open();
  await vi.advanceTimersByTimeAsync(0);
  network.last.accept(welcomeBytes());
  network.last.receive(frameBytes(1001, (to) => firstView(to, AVATAR, PATROL)));
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

/** Writes another harm or target of one entity. */
function fighter(to: ByteWriter, tag: typeof ITEM.hurt | typeof ITEM.aim, id: number, value: number): void {
  const column: number[] = [];
  column[id] = value;
  writeFighters(to, tag, [id], 0, 1, [column]);
}

const entity = (id: number) => client.mirror!.entities.get(id)!;

test('entities bear harm and target, which change without their course', () => {
  expect(entity(9)).toMatchObject({ harm: 40, target: 7 });
  const { x, vx, baseTick } = entity(9);
  network.last.receive(
    frameBytes(1002, (to) => {
      fighter(to, ITEM.hurt, 9, 90);
      fighter(to, ITEM.aim, 9, 70_000);
    }),
  );
  expect(told).toEqual(['hurt 9 from 40 to 90', 'aimed 9 at 70000']);
  expect(entity(9)).toMatchObject({ harm: 90, target: 70_000, x, vx, baseTick });
  expect(entity(7)).toMatchObject({ harm: 0, target: 0 });
});

test('the check of a sector sees harm and target', () => {
  network.last.receive(frameBytes(1002, (to) => fighter(to, ITEM.hurt, 9, 90)));
  const hash = client.mirror!.sectorHash(0);
  network.last.receive(frameBytes(1002, (to) => fighter(to, ITEM.aim, 9, 8)));
  expect(client.mirror!.sectorHash(0)).not.toBe(hash);
  network.last.receive(frameBytes(1002, (to) => fighter(to, ITEM.aim, 9, 7)));
  expect(client.mirror!.sectorHash(0)).toBe(hash);
  network.last.receive(frameBytes(1002, (to) => fighter(to, ITEM.hurt, 9, 40)));
  expect(client.mirror!.sectorHash(0)).not.toBe(hash);
  network.last.receive(frameBytes(1002, (to) => writeCheck(to, 0, hash)));
  expect(client.diagnostics()).toMatchObject({ hashMismatches: 1, exact: false });
});

test.each([ITEM.hurt, ITEM.aim])(
  'item %i about an entity that is not held makes the mirror doubtful',
  (tag) => {
    network.last.receive(frameBytes(1002, (to) => fighter(to, tag, 50, 1)));
    expect(client.diagnostics()).toMatchObject({ unknownRecords: 1, exact: false });
  },
);

test('an avatar that has fallen is held on and says so', () => {
  expect(isFallen(client.avatar!)).toBe(false);
  network.last.receive(frameBytes(1002, (to) => fighter(to, ITEM.hurt, 7, 254)));
  expect(isFallen(client.avatar!)).toBe(false);
  network.last.receive(frameBytes(1003, (to) => fighter(to, ITEM.hurt, 7, 255)));
  expect(isFallen(client.avatar!)).toBe(true);
  network.last.receive(frameBytes(1400, (to) => firstView(to, AVATAR, PATROL)));
  expect(isFallen(client.avatar!)).toBe(false);
});

test('an answer that the avatar has fallen takes back what was foreseen', async () => {
  const results: number[] = [];
  client.on('answered', (_, result) => results.push(result));
  const at = () => client.predictedPosition()!.x;
  const before = at();
  client.moveTo(900, 100);
  await vi.advanceTimersByTimeAsync(400);
  expect(at() - before).toBeGreaterThan(1);
  network.last.receive(frameBytes(1030, (to) => writeAnswer(to, 1, RESULT.fallen)));
  await vi.advanceTimersByTimeAsync(400);
  expect(results).toEqual([RESULT.fallen]);
  expect(at()).toBeCloseTo(before, 6);
});

test('events of fights come before the changes that came of them, each with its kind, place and tick', () => {
  network.last.receive(
    frameBytes(1002, (to) => {
      writeBattle(to, 0, 2);
      writeBattleEvent(to, BATTLE_EVENT.unitDestroyed, 9, 7);
      writeBattleEvent(to, BATTLE_EVENT.massiveBattle, 64, 0);
      writeBattle(to, 1, 2);
      writeBattleEvent(to, BATTLE_EVENT.resourceCapture, 300, 5);
      writeBattleEvent(to, BATTLE_EVENT.baseDestroyed, 131_071, 0);
      writeGone(to, [9], 0, 1);
    }),
  );
  expect(told).toEqual([
    'unitDestroyed in 0: 9 by 7, tick 1002',
    'massiveBattle in 0: 64 by 0, tick 1002',
    'resourceCapture in 1: 300 by 5, tick 1002',
    'baseDestroyed in 1: 131071 by 0, tick 1002',
    'left 9',
  ]);
});

test('a kit is told by its parts', () => {
  network.last.receive(frameBytes(1002, (to) => writeKit(to, [0x0900_0103, 0x0000_0204, 0, 0x0110_0000], 0)));
  const none = { item: 0, count: 0 };
  const bag = [{ item: 4, count: 2 }, none, none, none, none, { item: 16, count: 1 }];
  const kit = { level: 3, gear: { weapon: 1, armor: 0, device: 9 }, bag };
  expect(told).toEqual([`kit ${JSON.stringify(kit)}`]);
});

test('an entity that is told anew has the harm and target told', () => {
  const again = { ...PATROL, harm: 3, target: 0 };
  network.last.receive(frameBytes(1002, (to) => writeWholes(to, ITEM.keyframe, 0, AVATAR, again)));
  expect(entity(9)).toMatchObject({ harm: 3, target: 0 });
  expect(told).toEqual(['changed 7', 'changed 9']);
});

test('orders of fights name the use of the entity that is meant, the posture and the place', async () => {
  client.attack(9);
  client.attack(4_000);
  client.attack(0);
  for (const posture of ['hold', 'attack', 'retreat'] as const) client.posture(posture);
  client.equip(3);
  for (const place of ['weapon', 'armor', 'device'] as const) client.equip(5, place);
  client.use(2);
  await vi.advanceTimersByTimeAsync(0);
  const orders = network.last.heard
    .filter(({ kind }) => kind === CLIENT_MESSAGE.orders)
    .flatMap((message) => message.orders);
  expect(orders.map(({ op, a, b }) => [op, a, b])).toEqual([
    [ORDER.attack, 9, 1 + PATROL.generation],
    [ORDER.attack, 4_000, 0],
    [ORDER.attack, 0, 0],
    [ORDER.posture, 0, 0],
    [ORDER.posture, 1, 0],
    [ORDER.posture, 2, 0],
    [ORDER.equip, 3, 0],
    [ORDER.equip, 5, 1],
    [ORDER.equip, 5, 2],
    [ORDER.equip, 5, 3],
    [ORDER.useItem, 2, 0],
  ]);
});
