import { createHash, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jwtVerify } from 'jose';
import type { ServerConfig } from '../config/schema.ts';
import { TOKEN_BYTES } from '../protocol/client-messages.ts';

/** Who may come in: guests by address, everybody else by a signed ticket. */

/** What a good hello is worth: keys for the simulation, which decides whether a ticket was used before. */
export interface Admission {
  /** Two words that name the account. */
  readonly account: Int32Array;
  /** Two words that name the ticket; 0, 0 for a guest. */
  readonly ticket: Int32Array;
  /** Faction named in the ticket, or 0. */
  readonly faction: number;
}

/** Longest life of a ticket. A stolen one is worth that long, and used ones are remembered that long. */
const TICKET_SECONDS_MAX = 60;

export class Doorkeeper {
  readonly #sessions: ServerConfig['sessions'];
  readonly #publicKey: KeyObject | undefined;

  /** Throws when the configured public key cannot be read or is not Ed25519. */
  constructor(sessions: ServerConfig['sessions']) {
    this.#sessions = sessions;
    this.#publicKey = sessions.ticketPublicKeyFile ? readPublicKey(sessions.ticketPublicKeyFile) : undefined;
  }

  /** Whether a hello without ticket from `address` is let in. */
  admitsGuest(address: string): boolean {
    return (
      this.#sessions.guests === 'always' || (this.#sessions.guests === 'loopback' && isLoopback(address))
    );
  }

  guest(): Admission {
    return { account: words(randomBytes(8)), ticket: new Int32Array(2), faction: 0 };
  }

  /**
   * Checks a compact JWT: EdDSA and nothing else, audience, expiry, an id, and a life of at most a minute. `undefined`
   * for whatever is wrong with it: a reason would only help a forger.
   */
  async ticket(token: string): Promise<Admission | undefined> {
    if (!this.#publicKey) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        algorithms: ['EdDSA'],
        audience: this.#sessions.ticketAudience,
        requiredClaims: ['sub', 'jti', 'iat', 'exp'],
        maxTokenAge: TICKET_SECONDS_MAX,
      });
      const { sub, jti, exp, iat } = payload;
      if (exp! - iat! > TICKET_SECONDS_MAX) return undefined;
      const faction = payload['faction'];
      return {
        account: hashSecret(Buffer.from(`account:${sub}`)).subarray(0, 2),
        ticket: hashSecret(Buffer.from(`ticket:${jti}`)).subarray(0, 2),
        faction:
          Number.isInteger(faction) && (faction as number) >= 1 && (faction as number) <= 7
            ? (faction as number)
            : 0,
      };
    } catch {
      return undefined;
    }
  }
}

function readPublicKey(file: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(readFileSync(file));
  } catch (error) {
    throw new Error(
      `sessions.ticketPublicKeyFile: found ${file}, which cannot be read (${(error as Error).message}); ` +
        'allowed: a PEM file with an Ed25519 public key, as made by `npm run ticket -- --new-key DIR`',
    );
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `sessions.ticketPublicKeyFile: found a key of type ${key.asymmetricKeyType} in ${file}; allowed: Ed25519`,
    );
  }
  return key;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}

/** A fresh resume token: 256 random bits. */
export function newToken(): Uint8Array {
  return randomBytes(TOKEN_BYTES);
}

/**
 * SHA-256 of a secret, first four words. Only this is kept: who reads the world's memory or disk cannot resume with
 * it.
 */
export function hashSecret(secret: Uint8Array): Int32Array {
  return words(createHash('sha256').update(secret).digest().subarray(0, 16));
}

function words(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.byteLength >> 2 }, (_, i) => view.getInt32(i * 4, true));
}
