import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import type { CommandRing } from '../memory/command-ring.ts';
import type { Connection } from './connection.ts';

/** Hash of a secret as it travels in a record: four words. */
export type SecretHash = Int32Array;

export interface Join {
  readonly connection: number;
  readonly role: number;
  readonly faction: number;
  readonly focus: number;
  /** Two words. */
  readonly account: SecretHash;
  /** Two words, both 0 for a guest. */
  readonly ticket: SecretHash;
  readonly nextToken: SecretHash;
}

/**
 * Writes a gateway's records into its ring. An order that finds the ring full is refused to the client; records about
 * sessions are kept and sent when there is room, because a session whose end is never heard of would live for ever.
 */
export class CommandSender {
  readonly #ring: CommandRing;
  readonly #gateway: number;
  readonly #record = new Int32Array(INBOX_RECORD_WORDS);
  readonly #kept: Int32Array[] = [];

  constructor(ring: CommandRing, gateway: number) {
    this.#ring = ring;
    this.#gateway = gateway;
  }

  /** A number for a new connection; see CommandRing. */
  nextConnection(): number {
    return this.#ring.nextConnection();
  }

  join(join: Join): void {
    const record = this.#begin(INPUT.join);
    record[WORD.connection] = join.connection;
    record[WORD.role] = join.role;
    record[WORD.faction] = join.faction;
    record[WORD.focus] = join.focus;
    record.set(join.account.subarray(0, 2), WORD.accountLow);
    record.set(join.ticket.subarray(0, 2), WORD.ticketLow);
    record.set(join.nextToken.subarray(0, 4), WORD.nextToken);
    this.#deliver(record);
  }

  resume(connection: number, token: SecretHash, nextToken: SecretHash): void {
    const record = this.#begin(INPUT.resume);
    record[WORD.connection] = connection;
    record.set(token.subarray(0, 4), WORD.token);
    record.set(nextToken.subarray(0, 4), WORD.nextToken);
    this.#deliver(record);
  }

  away(slot: number, epoch: number): void {
    const record = this.#begin(INPUT.away);
    record[WORD.slot] = slot;
    record[WORD.epoch] = epoch;
    this.#deliver(record);
  }

  refresh(slot: number, epoch: number): void {
    const record = this.#begin(INPUT.refresh);
    record[WORD.slot] = slot;
    record[WORD.epoch] = epoch;
    this.#deliver(record);
  }

  /** The streams of a session are to be slowed down so far, 0 .. PRESSURE_MAX; see src/replication/tiers.ts. */
  pressure(slot: number, epoch: number, pressure: number): void {
    const record = this.#begin(INPUT.pressure);
    record[WORD.slot] = slot;
    record[WORD.epoch] = epoch;
    record[WORD.pressure] = pressure;
    this.#deliver(record);
  }

  /** The connection asked for a session and was given up before the answer came. */
  abandon(connection: number): void {
    const record = this.#begin(INPUT.abandon);
    record[WORD.connection] = connection;
    this.#deliver(record);
  }

  /** All sessions of this gateway are gone: it has just been started (again). */
  gatewayLost(): void {
    this.#deliver(this.#begin(INPUT.gatewayLost));
  }

  /** Returns false when the ring has no room: the order was not taken. */
  order(from: Connection, sequence: number, op: number, a: number, b: number): boolean {
    if (this.#kept.length > 0) return false;
    const record = this.#begin(INPUT.order);
    record[WORD.slot] = from.slot;
    record[WORD.epoch] = from.epoch;
    record[WORD.sequence] = sequence | 0;
    record[WORD.op] = op;
    record[WORD.a] = a;
    record[WORD.b] = b;
    return this.#ring.push(record);
  }

  /** Sends what was kept, as far as there is room. */
  flush(): void {
    while (this.#kept.length > 0 && this.#ring.push(this.#kept[0])) this.#kept.shift();
  }

  #begin(kind: number): Int32Array {
    this.#record.fill(0);
    this.#record[WORD.kind] = kind;
    this.#record[WORD.gateway] = this.#gateway;
    return this.#record;
  }

  /** In order: once one is kept, all later ones queue behind it. */
  #deliver(record: Int32Array): void {
    if (this.#kept.length === 0 && this.#ring.push(record)) return;
    this.#kept.push(record.slice());
  }
}
