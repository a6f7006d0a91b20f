import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';

/** An issuer of tickets with a key of its own, as the login service of a game would be one. */
export class TicketOffice {
  readonly publicKeyFile: string;
  readonly publicKeyPem: string;
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    this.publicKeyFile = join(mkdtempSync(join(tmpdir(), 'tickets-')), 'public.pem');
    writeFileSync(this.publicKeyFile, this.publicKeyPem);
  }

  /** A good ticket for an account, or one with some of its claims changed (`undefined` leaves a claim out). */
  ticket(account: string, changes: Record<string, unknown> = {}, alg = 'EdDSA'): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: account, aud: 'marchland', jti: randomUUID(), iat: now, exp: now + 30, ...changes };
    return new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg }).sign(this.#privateKey);
  }
}
