import { RUNG_MAX } from '../../components/overload.ts';
import type { World } from '../../components/world.ts';
import { PRESSURE_MAX } from '../../src/replication/tiers.ts';

/** A gateway asks for the streams of a session to be slowed down so far; its view follows at its next common tick. */
export function setPressure({ session }: World, slot: number, pressure: number): void {
  session.pressure[slot] = Math.min(PRESSURE_MAX, Math.max(0, pressure));
}

/** The server climbed, or came down from, a rung of the overload ladder. */
export function setRung({ ledger }: World, rung: number): void {
  ledger.overload[0] = Math.min(RUNG_MAX, Math.max(0, rung));
}
