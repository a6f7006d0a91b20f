import { CHANNEL } from './territory-records.ts';

/** Names of the strategic channels: `territorial:global`, `territorial:region:{id}`, `convoy:faction:{id}:routes`. */

/** What a territory is called, by its level. */
export const TERRITORY_TYPES = ['control_point', 'district', 'region'] as const;

const PREFIX = 'territorial:';
export const GLOBAL_CHANNEL = `${PREFIX}global`;

const ROUTES_PREFIX = 'convoy:faction:';
const ROUTES_SUFFIX = ':routes';

/** How channels are named, for whoever has to be told. */
export const CHANNEL_PATTERNS = [
  GLOBAL_CHANNEL,
  ...TERRITORY_TYPES.map((type) => `${PREFIX}${type}:{id}`),
  `${ROUTES_PREFIX}{id}${ROUTES_SUFFIX}`,
];

export interface ChannelWords {
  readonly level: number;
  /** '' for the global channel. */
  readonly id: string;
}

export function channelName(level: number, id: string | number): string {
  if (level === CHANNEL.routes) return routesChannel(id);
  return level === CHANNEL.global ? GLOBAL_CHANNEL : `${PREFIX}${TERRITORY_TYPES[level]}:${id}`;
}

/** The channel of a faction's routes and convoys. */
export function routesChannel(faction: number | string): string {
  return `${ROUTES_PREFIX}${faction}${ROUTES_SUFFIX}`;
}

/** Takes a name apart; `undefined` when no channel is named like that. Whether there is such an id it cannot say. */
export function splitChannelName(name: string): ChannelWords | undefined {
  if (name === GLOBAL_CHANNEL) return { level: CHANNEL.global, id: '' };
  if (name.startsWith(ROUTES_PREFIX) && name.endsWith(ROUTES_SUFFIX)) {
    const id = name.slice(ROUTES_PREFIX.length, -ROUTES_SUFFIX.length);
    return id.length > 0 ? { level: CHANNEL.routes, id } : undefined;
  }
  for (let level = 0; level < TERRITORY_TYPES.length; level++) {
    const start = `${PREFIX}${TERRITORY_TYPES[level]}:`;
    if (name.startsWith(start) && name.length > start.length) return { level, id: name.slice(start.length) };
  }
  return undefined;
}
