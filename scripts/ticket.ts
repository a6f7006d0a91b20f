import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { decimalNumber, wholeNumber } from '../src/command-line.ts';

const HELP = `npm run ticket -- --new-key DIR
npm run ticket -- --key FILE --account NAME [--faction 1-7] [--seconds 60] [--audience marchland] [--json]

Makes an Ed25519 key pair, or signs a ticket: a JWT that opens one session within a minute. Name the public key in
sessions.ticketPublicKeyFile of config/server.yaml; the private key belongs to whatever logs players in.`;

/** Longest life a server accepts. */
const SECONDS_MAX = 60;
const FACTION_MAX = 7;

const PRIVATE_KEY = 'ticket-private.pem';
const PUBLIC_KEY = 'ticket-public.pem';

/** Writes a key pair into `directory`, the private half readable by its owner alone. Refuses to overwrite one. */
function makeKeys(directory: string): { privateKey: string; publicKey: string } {
  mkdirSync(directory, { recursive: true });
  const pair = generateKeyPairSync('ed25519');
  const privateKey = join(directory, PRIVATE_KEY);
  const publicKey = join(directory, PUBLIC_KEY);
  writeFileSync(privateKey, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  writeFileSync(publicKey, pair.publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
  return { privateKey, publicKey };
}

/** Runs the script; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        'new-key': { type: 'string' },
        key: { type: 'string' },
        account: { type: 'string' },
        faction: { type: 'string' },
        seconds: { type: 'string', default: String(SECONDS_MAX) },
        audience: { type: 'string', default: 'marchland' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (values['new-key']) {
      const keys = makeKeys(values['new-key']);
      console.log(
        values.json ? JSON.stringify(keys) : `private key ${keys.privateKey}\npublic key  ${keys.publicKey}`,
      );
      return 0;
    }
    if (!values.key || !values.account) throw new Error('--key and --account are needed');
    const seconds = decimalNumber('seconds', values.seconds, 1, SECONDS_MAX);
    const faction =
      values.faction === undefined ? undefined : wholeNumber('faction', values.faction, 1, FACTION_MAX);
    const ticket = await new SignJWT(faction === undefined ? {} : { faction })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(values.account)
      .setAudience(values.audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(createPrivateKey(readFileSync(values.key)));
    console.log(values.json ? JSON.stringify({ ticket, account: values.account, seconds }) : ticket);
    return 0;
  } catch (error) {
    console.error(`ticket: ${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
