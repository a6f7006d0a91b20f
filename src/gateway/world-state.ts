import { DURABILITY_LAG_REFUSE_TICKS } from '../limits.ts';
import { CONTROL } from '../memory/control-block.ts';
import { ByteWriter } from '../protocol/bytes.ts';
import { CLOSE } from '../protocol/fields.ts';
import { writeClock } from '../protocol/items.ts';
import { FRAME_HEADER_BYTES, frameHeadByte } from '../protocol/server-messages.ts';
import { CommandSender } from './command-sender.ts';
import type { Connection } from './connection.ts';
import { Gateway } from './gateway.ts';
import type { Socket } from './socket.ts';

/** How a gateway lives on while the world behind it stands still, is confirmed too slowly, or is no more. */

/** Refuses new orders while the disk is too far behind: whoever sent them would wait for a confirmation for seconds. */
export class GuardedSender extends CommandSender {
  readonly #control: Int32Array;

  constructor(control: Int32Array, ...sender: ConstructorParameters<typeof CommandSender>) {
    super(...sender);
    this.#control = control;
  }

  override order(from: Connection, sequence: number, op: number, a: number, b: number): boolean {
    const lagTicks = Atomics.load(this.#control, CONTROL.durabilityLagTicks);
    if (lagTicks > DURABILITY_LAG_REFUSE_TICKS) return false;
    return super.order(from, sequence, op, a, b);
  }
}

/** Lets nobody in when the world was given up. */
export class GuardedGateway extends Gateway {
  givenUp = false;

  override open(socket: Socket, address: string, isText: boolean): Connection {
    const connection = super.open(socket, address, isText);
    // Not at once: an end is told to `closed` from within the call, before the socket is known to have this connection.
    if (this.givenUp) setImmediate(() => refuse(connection));
    return connection;
  }
}

function refuse(connection: Connection): void {
  if (connection.state === 'closed') return;
  connection.state = 'closed';
  connection.socket?.end(CLOSE.tryAgainLater, 'the world is down, try again later');
}

/** Tells every client that the world stands still: silence, they would take for a lost connection. */
export function tellPause(gateway: Gateway, tick: number, durableTick: number, tickZeroMicros: number): void {
  const beat = new ByteWriter(new Uint8Array(64));
  beat.at = FRAME_HEADER_BYTES;
  writeClock(beat, tick, durableTick, 0, tickZeroMicros);
  beat.bytes[0] = frameHeadByte(tick, durableTick);
  beat.bytes[1] = tick & 0xff;
  for (const connection of gateway.connections.values()) {
    if (connection.state === 'open' && !connection.stale)
      connection.socket?.send(beat.bytes.subarray(0, beat.at), false);
  }
}
