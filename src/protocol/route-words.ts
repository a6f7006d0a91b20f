/** What the numbers in records of routes and convoys mean. Words are added at the end, never moved. */

/** What a route is, by its state. */
export const ROUTE_STATES = ['ended', 'pending', 'active', 'degraded', 'invalid'] as const;

/** Why a route became what it is, by its reason. */
export const ROUTE_REASONS = [
  'none',
  'opened',
  'cheaper',
  'captured',
  'contested',
  'disrupted',
  'recovered',
  'end_lost',
  'no_way',
  'idle',
  'evicted',
  'asked',
] as const;

/** What happened to a convoy, by its event. */
export const CONVOY_EVENTS = [
  'under_way',
  'departed',
  'rerouted',
  'waiting',
  'raided',
  'tolled',
  'ambushed',
  'delivered',
  'lost',
] as const;

/** Events from which on a convoy is no more. */
export const LAST_CONVOY_EVENTS: readonly number[] = [
  CONVOY_EVENTS.indexOf('delivered'),
  CONVOY_EVENTS.indexOf('lost'),
];

/** What a convoy does on bad roads, by its stance; the numbers are in orders. */
export const CONVOY_STANCES = ['careful', 'bold', 'retreat'] as const;

/** What a convoy carries, by its resource: as world files name them. */
export const CONVOY_RESOURCES = [
  'salvage',
  'intelligence',
  'strategic',
  'technology',
  'economic',
  'cultural',
  'military',
] as const;
