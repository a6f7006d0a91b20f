import { TERRITORY_TYPES } from '../protocol/channel-names.ts';
import { JSON_REQUESTS, type JsonErrorCode } from './json-words.ts';

/** Reads what clients of marchland.json.v1 send. */

export interface ChannelPosition {
  readonly era: number;
  readonly sequence: number;
}

export type JsonRequest =
  | { readonly type: 'hello'; readonly ticket: string }
  | {
      readonly type: 'subscribe';
      readonly channels: readonly string[];
      /** By channel, what the client has already. */
      readonly after: ReadonlyMap<string, ChannelPosition>;
    }
  | { readonly type: 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly type: 'request_update'; readonly channel: string }
  | {
      readonly type: 'request_update';
      readonly channel: undefined;
      readonly level: number;
      readonly id: string;
    }
  | { readonly type: 'ping'; readonly id: string | number | null };

/** A message that cannot be taken: what was found and what is allowed. */
export class JsonRequestError extends Error {
  readonly code: JsonErrorCode;
  readonly allowed: readonly string[];

  constructor(code: JsonErrorCode, message: string, allowed: readonly string[]) {
    super(message);
    this.code = code;
    this.allowed = allowed;
  }
}

/** Longest piece of a client's text that an error repeats. */
const QUOTED_CHARACTERS_MAX = 60;

/** Reads one message. Throws JsonRequestError. */
export function readJsonRequest(text: string): JsonRequest {
  const words = parse(text);
  const { type } = words;
  switch (type) {
    case 'hello':
      return { type, ticket: typeof words['ticket'] === 'string' ? words['ticket'] : '' };
    case 'subscribe':
      return { type, channels: channelsOf(words), after: positionsOf(words['after']) };
    case 'unsubscribe':
      return { type, channels: channelsOf(words) };
    case 'request_update':
      return updateOf(words);
    case 'ping': {
      const { id } = words;
      return { type, id: typeof id === 'string' || typeof id === 'number' ? id : null };
    }
    default:
      throw new JsonRequestError('unknown_type', `type: found ${quoted(type)}`, JSON_REQUESTS);
  }
}

function parse(text: string): Record<string, unknown> & { type?: unknown; id?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonRequestError('bad_json', `found ${quoted(text)}, which is not JSON`, ['one JSON object']);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new JsonRequestError('bad_json', `found ${quoted(value)}`, ['one JSON object']);
}

function channelsOf(words: Record<string, unknown>): string[] {
  const { channels } = words;
  if (Array.isArray(channels) && channels.length > 0 && channels.every((name) => typeof name === 'string')) {
    return channels;
  }
  throw new JsonRequestError('bad_field', `channels: found ${quoted(channels)}`, ['a list of channel names']);
}

function positionsOf(after: unknown): Map<string, ChannelPosition> {
  const positions = new Map<string, ChannelPosition>();
  if (after === undefined) return positions;
  const allowed = ['an object of {era, sequence} by channel'];
  if (typeof after !== 'object' || after === null) {
    throw new JsonRequestError('bad_field', `after: found ${quoted(after)}`, allowed);
  }
  for (const [channel, position] of Object.entries(after)) {
    const { era, sequence } = (position ?? {}) as Record<string, unknown>;
    if (!isCount(era) || !isCount(sequence)) {
      throw new JsonRequestError('bad_field', `after.${channel}: found ${quoted(position)}`, allowed);
    }
    positions.set(channel, { era, sequence });
  }
  return positions;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
}

function updateOf(words: Record<string, unknown>): JsonRequest {
  const type = 'request_update';
  const { channel } = words;
  if (typeof channel === 'string') return { type, channel };
  const level = TERRITORY_TYPES.indexOf(words['territory_type'] as (typeof TERRITORY_TYPES)[number]);
  const id = words['territory_id'];
  if (level >= 0 && typeof id === 'string') return { type, channel: undefined, level, id };
  throw new JsonRequestError('bad_field', `request_update: found ${quoted(words)}`, [
    'channel',
    `territory_type (${TERRITORY_TYPES.join(', ')}) and territory_id`,
  ]);
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > QUOTED_CHARACTERS_MAX ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text;
}
