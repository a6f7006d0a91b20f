import { CHANNEL } from './territory-records.ts';

/**
 * Names of the strategic channels: `territorial:global`, `territorial:region:{id}`, `convoy:faction:{id}:routes`,
 * `ai:faction:{id}:decisions`, `sectors:scale:{n}:faction:{id}`.
 */

/** What a territory is called, by its level. */
export const TERRITORY_TYPES = ['control_point', 'district', 'region'] as const;

const PREFIX = 'territorial:';
export const GLOBAL_CHANNEL = `${PREFIX}global`;

const ROUTES_PREFIX = 'convoy:faction:';
const ROUTES_SUFFIX = ':routes';

const DECISIONS_PREFIX = 'ai:faction:';
const DECISIONS_SUFFIX = ':decisions';

/** What happens between factions, and where they are at odds. */
export const AI_EVENTS_CHANNEL = 'ai:cross_faction:events';
export const AI_CONFLICTS_CHANNEL = 'ai:territorial:conflicts';

const CROWDS_PREFIX = 'sectors:scale:';
const CROWDS_MIDDLE = ':faction:';
const CROWDS_NAME = /^sectors:scale:(0|[1-9][0-9]?):faction:([1-7])$/;

/** Channels of a scale, one to each side. */
const CROWDS_OF_SCALE = 8;

/** Channels of which there is one. */
const SINGLE_CHANNELS: ReadonlyMap<string, number> = new Map([
  [GLOBAL_CHANNEL, CHANNEL.global],
  [AI_EVENTS_CHANNEL, CHANNEL.events],
  [AI_CONFLICTS_CHANNEL, CHANNEL.conflicts],
]);

/** Channels of which there is one to a faction. */
const FACTION_CHANNELS = [
  { level: CHANNEL.routes, prefix: ROUTES_PREFIX, suffix: ROUTES_SUFFIX },
  { level: CHANNEL.decisions, prefix: DECISIONS_PREFIX, suffix: DECISIONS_SUFFIX },
];

/** How channels are named, for whoever has to be told. */
export const CHANNEL_PATTERNS = [
  GLOBAL_CHANNEL,
  ...TERRITORY_TYPES.map((type) => `${PREFIX}${type}:{id}`),
  ...FACTION_CHANNELS.map(({ prefix, suffix }) => `${prefix}{id}${suffix}`),
  AI_EVENTS_CHANNEL,
  AI_CONFLICTS_CHANNEL,
  `${CROWDS_PREFIX}{n}${CROWDS_MIDDLE}{id}`,
];

export interface ChannelWords {
  readonly level: number;
  /** '' for a channel of which there is one; its index for one of a scale. */
  readonly id: string;
}

export function channelName(level: number, id: string | number): string {
  if (level === CHANNEL.crowds) return crowdsChannel(scaleOfCrowds(Number(id)), factionOfCrowds(Number(id)));
  for (const [name, single] of SINGLE_CHANNELS) if (single === level) return name;
  const own = FACTION_CHANNELS.find((channel) => channel.level === level);
  return own ? `${own.prefix}${id}${own.suffix}` : `${PREFIX}${TERRITORY_TYPES[level]}:${id}`;
}

/** The channel of a faction's routes and convoys. */
export function routesChannel(faction: number | string): string {
  return `${ROUTES_PREFIX}${faction}${ROUTES_SUFFIX}`;
}

/** The channel of what a faction's mind decides. */
export function decisionsChannel(faction: number | string): string {
  return `${DECISIONS_PREFIX}${faction}${DECISIONS_SUFFIX}`;
}

/** What there is to hear of a faction's mind, and of what happens between all of them. */
export function mindChannels(faction: number): string[] {
  return [decisionsChannel(faction), AI_EVENTS_CHANNEL, AI_CONFLICTS_CHANNEL];
}

/** The channel that tells how many units of a faction are in each cell of a scale. */
export function crowdsChannel(scale: number, faction: number | string): string {
  return `${CROWDS_PREFIX}${scale}${CROWDS_MIDDLE}${faction}`;
}

/** Index of a channel of crowds. */
export function crowdsIndex(scale: number, faction: number): number {
  return scale * CROWDS_OF_SCALE + faction;
}

/** The scale of a channel of crowds, by its index. */
export function scaleOfCrowds(index: number): number {
  return Math.floor(index / CROWDS_OF_SCALE);
}

/** The faction of a channel of crowds, by its index. */
export function factionOfCrowds(index: number): number {
  return index % CROWDS_OF_SCALE;
}

/** Whether there is one channel of the level, whose index is 0. */
export function isSingle(level: number): boolean {
  return [...SINGLE_CHANNELS.values()].includes(level);
}

/** Whether there is one channel of the level to a faction, which others are not to hear. */
export function isOfFaction(level: number): boolean {
  return level === CHANNEL.routes || level === CHANNEL.decisions;
}

/** Takes a name apart; `undefined` when no channel is named like that. Whether there is such an id it cannot say. */
export function splitChannelName(name: string): ChannelWords | undefined {
  const single = SINGLE_CHANNELS.get(name);
  if (single !== undefined) return { level: single, id: '' };
  const crowds = CROWDS_NAME.exec(name);
  if (crowds) return { level: CHANNEL.crowds, id: String(crowdsIndex(Number(crowds[1]), Number(crowds[2]))) };
  for (const { level, prefix, suffix } of FACTION_CHANNELS) {
    if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const id = name.slice(prefix.length, -suffix.length);
    return id.length > 0 ? { level, id } : undefined;
  }
  for (let level = 0; level < TERRITORY_TYPES.length; level++) {
    const start = `${PREFIX}${TERRITORY_TYPES[level]}:`;
    if (name.startsWith(start) && name.length > start.length) return { level, id: name.slice(start.length) };
  }
  return undefined;
}
