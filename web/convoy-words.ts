import { RESULT } from '../src/protocol/fields.ts';
import { CONVOY_EVENTS, CONVOY_RESOURCES, ROUTE_REASONS, ROUTE_STATES } from '../src/protocol/route-words.ts';

/** What the numbers of the route channel are called on the map. */

type StateName = (typeof ROUTE_STATES)[number];
type ReasonName = (typeof ROUTE_REASONS)[number];
export type ConvoyEventName = (typeof CONVOY_EVENTS)[number];

/** Kinds of vehicles by their numbers, for a server that does not name its own. */
export const VEHICLE_WORDS = [
  'technical',
  'armored carrier',
  'logistics truck',
  'scout helicopter',
  'recon drone',
  'attack drone',
  'logistics drone',
] as const;

/** What a player can tell a convoy to do on bad roads; `number` as in an order. */
export const STANCES = [
  { number: 0, name: 'Careful', hint: 'Waits where the next stretch is not safe enough' },
  { number: 1, name: 'Bold', hint: 'Drives on whatever lies ahead' },
  { number: 2, name: 'Retreat', hint: 'Goes back to where it set out from' },
] as const;

const EVENT_WORDS: Record<ConvoyEventName, string> = {
  under_way: 'under way',
  departed: 'set out',
  rerouted: 'changed to another way',
  waiting: 'waits for a better road',
  raided: 'was raided',
  tolled: 'paid a toll',
  ambushed: 'was ambushed',
  delivered: 'delivered',
  lost: 'was lost',
};

/** Of a route: how it is and why, as far as its record tells. */
export interface RouteReason {
  readonly state: number;
  readonly reason: number;
  /** Tick of the change of a territory behind it, 0 none. */
  readonly causeTick: number;
}

export function stateName(state: number): StateName | undefined {
  return ROUTE_STATES[state];
}

export function reasonName(reason: number): ReasonName | undefined {
  return ROUTE_REASONS[reason];
}

export function eventName(event: number): ConvoyEventName | undefined {
  return CONVOY_EVENTS[event];
}

export function stateWords(state: number): string {
  return stateName(state) ?? `state ${state}`;
}

export function eventWordsOf(event: number): string {
  const name = eventName(event);
  return name === undefined ? `event ${event}` : EVENT_WORDS[name];
}

/** Name of a kind of vehicle; `names` are the server's. */
export function vehicleWords(vehicle: number, names: readonly string[] = VEHICLE_WORDS): string {
  return names[vehicle] ?? `vehicle ${vehicle}`;
}

export function cargoWords(cargo: number, resource: number): string {
  return cargo === 0
    ? 'nothing on board'
    : `${cargo} ${cargo === 1 ? 'unit' : 'units'} of ${goods(resource)}`;
}

function goods(resource: number): string {
  const name: string | undefined = CONVOY_RESOURCES[resource];
  if (name === undefined) return `goods ${resource}`;
  // The world file calls some resources by what they are like: "strategic" alone is no cargo.
  return name === 'salvage' || name === 'intelligence' || name === 'technology' ? name : `${name} goods`;
}

/** Why a route is as it is: "contested at Travis"; `place` is '' where no district is behind it. */
export function reasonWords(reason: number, place: string): string {
  const name = reasonName(reason);
  const at = place === '' ? '' : ` at ${place}`;
  switch (name) {
    case undefined:
      return `reason ${reason}${at}`;
    case 'none':
      return '';
    case 'opened':
      return 'newly opened';
    case 'cheaper':
      return 'a cheaper way was found';
    case 'captured':
      return place === '' ? 'land on its way changed hands' : `${place} changed hands`;
    case 'contested':
      return `contested${at}`;
    case 'disrupted':
      return `road disrupted${at}`;
    case 'recovered':
      return 'the road is as it should be again';
    case 'end_lost':
      return place === '' ? 'one of its ends was lost' : `${place}, one of its ends, was lost`;
    case 'no_way':
      return 'there is no way';
    case 'idle':
      return 'nothing set out on it for long';
    case 'evicted':
      return 'a better one took its place';
    case 'asked':
      return 'asked for by a player';
  }
}

/**
 * How a route is, why and since when: "degraded: contested at Travis since 12:03". `clockOf` tells the time of day of a
 * tick.
 */
export function routeStateLine(route: RouteReason, place: string, clockOf: (tick: number) => string): string {
  const state = stateWords(route.state);
  const reason = reasonWords(route.reason, place);
  if (reason === '') return state;
  const isTrouble = ['degraded', 'invalid'].includes(state);
  const since = isTrouble && route.causeTick !== 0 ? ` since ${clockOf(route.causeTick)}` : '';
  return `${state}: ${reason}${since}`;
}

/** Meters as people say them: "640 m", "3.2 km", "128 km". */
export function distanceWords(meters: number): string {
  if (meters < 1_000) return `${Math.round(meters)} m`;
  const kilometers = meters / 1_000;
  return `${kilometers < 100 ? kilometers.toFixed(1) : Math.round(kilometers)} km`;
}

/** Thousandths as percent: "62 %". */
export function securityWords(thousandths: number): string {
  return `${Math.round(thousandths / 10)} %`;
}

/** Thousandths as a factor: "1.35". */
export function profitWords(thousandths: number): string {
  return (thousandths / 1_000).toFixed(2);
}

/** Hours and minutes of a day, as the browser's clock has them. */
export function clockWords(milliseconds: number): string {
  const time = new Date(milliseconds);
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Why an order about a convoy or a route was refused; '' for one that was taken. */
export function convoyRefusalWords(result: number): string {
  switch (result) {
    case RESULT.done:
      return '';
    case RESULT.noAvatar:
      return 'Refused: you have no avatar.';
    case RESULT.badValue:
      return 'Refused: there is no such convoy or place any more.';
    case RESULT.notThere:
      return 'Refused: your avatar is not near enough.';
    case RESULT.notPossible:
      return 'Refused: that cannot be done with this one.';
    case RESULT.fallen:
      return 'Refused: your avatar has fallen.';
    case RESULT.busy:
      return 'Refused: too many orders at once, try again.';
    default:
      return `Refused by the server (code ${result}).`;
  }
}
