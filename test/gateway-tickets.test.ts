import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { serverSchema } from '../src/config/server-schema.ts';
import { Doorkeeper, isLoopback } from '../src/gateway/admission.ts';
import { originAllowed } from '../src/gateway/origin.ts';
import { TicketOffice } from './support/tickets.ts';

const office = new TicketOffice();
const config = serverSchema.parse({
  network: {},
  sessions: {},
  operator: {},
  storage: {},
  loop: {},
  log: {},
});
const doorkeeper = new Doorkeeper({ ...config.sessions, ticketPublicKeyFile: office.publicKeyFile });
const now = Math.floor(Date.now() / 1000);

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const CLAIMS = { sub: 'mallory', aud: 'marchland', jti: 'x', iat: now, exp: now + 30 };

test('a good ticket names account, ticket and faction', async () => {
  const first = await doorkeeper.ticket(await office.ticket('alice', { faction: 3 }));
  const second = await doorkeeper.ticket(await office.ticket('alice'));
  const other = await doorkeeper.ticket(await office.ticket('bob'));
  expect(first!.faction).toBe(3);
  expect(second!.faction).toBe(0);
  expect(second!.account).toEqual(first!.account);
  expect(second!.ticket).not.toEqual(first!.ticket);
  expect(other!.account).not.toEqual(first!.account);
});

test.each([0, 8, -1, 2.5, '3', null])('a ticket for faction %j names none', async (faction) => {
  expect((await doorkeeper.ticket(await office.ticket('alice', { faction })))!.faction).toBe(0);
});

test.each([
  ['made out to another audience', { aud: 'elsewhere' }],
  ['without an audience', { aud: undefined }],
  ['expired', { iat: now - 50, exp: now - 10 }],
  ['good for longer than a minute', { exp: now + 90 }],
  ['issued more than a minute ago', { iat: now - 90, exp: now + 30 }],
  ['issued in the future', { iat: now + 40, exp: now + 70 }],
  ['not valid yet', { nbf: now + 30 }],
  ['without an id', { jti: undefined }],
  ['without an account', { sub: undefined }],
  ['without an expiry', { exp: undefined }],
  ['without a time of issue', { iat: undefined }],
])('a ticket %s is refused', async (_, changes) => {
  expect(await doorkeeper.ticket(await office.ticket('alice', changes))).toBeUndefined();
});

test('a ticket of another key is refused', async () => {
  expect(await doorkeeper.ticket(await new TicketOffice().ticket('alice'))).toBeUndefined();
});

test('a ticket that names any algorithm but EdDSA is refused, even one that its key could be used with', async () => {
  expect(await doorkeeper.ticket(await office.ticket('alice', {}, 'Ed25519'))).toBeUndefined();
});

test('an unsigned ticket is refused', async () => {
  expect(await doorkeeper.ticket(`${encode({ alg: 'none' })}.${encode(CLAIMS)}.`)).toBeUndefined();
});

test('a ticket signed with the public key as a shared secret is refused', async () => {
  const signed = `${encode({ alg: 'HS256' })}.${encode(CLAIMS)}`;
  const der = Buffer.from(office.publicKeyPem.split('\n').slice(1, -2).join(''), 'base64');
  for (const secret of [office.publicKeyPem, der]) {
    const signature = createHmac('sha256', secret).update(signed).digest('base64url');
    expect(await doorkeeper.ticket(`${signed}.${signature}`)).toBeUndefined();
  }
});

test('a ticket with a changed claim is refused', async () => {
  const [head, , signature] = (await office.ticket('alice')).split('.');
  expect(await doorkeeper.ticket(`${head}.${encode(CLAIMS)}.${signature}`)).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['two dots', '..'],
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['a megabyte in three parts', `${'x'.repeat(400_000)}.${'y'.repeat(400_000)}.${'z'.repeat(200_000)}`],
  [
    'nested JSON',
    `${encode({ alg: 'EdDSA' })}.${Buffer.from('['.repeat(50_000)).toString('base64url')}.AAAA`,
  ],
  [
    'a prototype',
    `${encode({ alg: 'EdDSA' })}.${Buffer.from('{"__proto__":{"sub":"a"}}').toString('base64url')}.AAAA`,
  ],
])('%s as a ticket is refused without an exception', async (_, token) => {
  expect(await doorkeeper.ticket(token)).toBeUndefined();
});

test('without a public key no ticket is accepted', async () => {
  expect(await new Doorkeeper(config.sessions).ticket(await office.ticket('alice'))).toBeUndefined();
});

test('guests come in from this machine, from everywhere or not at all', () => {
  const admits = (guests: 'loopback' | 'always' | 'never', address: string) =>
    new Doorkeeper({ ...config.sessions, guests }).admitsGuest(address);
  expect([admits('loopback', '127.0.0.1'), admits('loopback', '10.0.0.1')]).toEqual([true, false]);
  expect([admits('always', '10.0.0.1'), admits('never', '127.0.0.1')]).toEqual([true, false]);
  expect(['::1', '127.9.9.9', '::ffff:127.0.0.1', '::2', '128.0.0.1', '0:127.0.0.1'].map(isLoopback)).toEqual(
    [true, true, true, false, false, false],
  );
});

test.each([
  ['', 'play.example', [], true],
  ['https://play.example', 'play.example', [], true],
  ['https://play.example:8443', 'play.example:8443', [], true],
  ['https://play.example', 'play.example:8443', [], false],
  ['https://evil.example', 'play.example', [], false],
  ['https://evil.example', 'play.example', ['https://good.example'], false],
  ['https://good.example', 'play.example', ['https://good.example'], true],
  ['https://good.example.evil', 'play.example', ['https://good.example'], false],
  ['null', 'play.example', [], false],
  ['file://', '', [], false],
  ['https://play.example@evil.example', 'play.example', [], false],
])('origin %j at host %j with list %j: allowed is %s', (origin, host, allowed, expected) => {
  expect(originAllowed(origin, host, allowed)).toBe(expected);
});
