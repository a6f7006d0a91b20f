import { REQUEST_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ROUTE_REQUEST_COUNT_MAX } from '../../src/limits.ts';

/** Questions of a higher priority are put to the route workers first. */
export const PRIORITY = { look: 0, route: 1, player: 2, convoy: 3 } as const;

/**
 * Asks for the best path between two districts. The answer comes as an input of a later tick (take-route-answer.ts)
 * and goes to whom `kind` and `subject` name. Returns the row of the question, -1 when too many are out: ask again.
 */
export function askForRoute(
  world: World,
  kind: number,
  subject: number,
  faction: number,
  from: number,
  to: number,
  priority: number,
  causeTick: number,
): number {
  const { ledger, routeLedger, routeRequest } = world;
  const row = routeRequest.state.indexOf(REQUEST_STATE.free);
  if (row < 0 || row >= ROUTE_REQUEST_COUNT_MAX) return -1;
  routeLedger.serial[0]++;
  routeRequest.state[row] = REQUEST_STATE.asked;
  routeRequest.kind[row] = kind;
  routeRequest.subject[row] = subject;
  routeRequest.faction[row] = faction;
  routeRequest.from[row] = from;
  routeRequest.to[row] = to;
  routeRequest.hopsMax[row] = 0;
  routeRequest.securityMin[row] = 0;
  routeRequest.serial[row] = routeLedger.serial[0];
  routeRequest.askTick[row] = ledger.tick[0];
  routeRequest.causeTick[row] = causeTick;
  routeRequest.priority[row] = priority;
  return row;
}

/** Takes a question back, or lays it aside once it is answered: an answer that still comes is dropped. */
export function dropRequest(world: World, request: number): void {
  world.routeRequest.state[request] = REQUEST_STATE.free;
}
