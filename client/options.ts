import { ROLE, type Role } from '../src/protocol/client-messages.ts';
import { BACKOFF_DEFAULTS, type BackoffOptions } from './backoff.ts';
import type { SocketFactory } from './socket.ts';

export interface ConnectOptions {
  /** Address of the server, ws: or wss:. */
  url?: string;
  /** Addresses to try in turn, the preferred one first. */
  urls?: readonly string[];
  /** Opens sockets; `connect` and `connectNode` bring their own. */
  socket?: SocketFactory;
  /** Players steer an avatar, observers only look on. Default player. */
  role?: 'player' | 'observer';
  /** Wanted faction 1-7; without it the server chooses. */
  faction?: number;
  /** For observers: the entity to follow; without it the server chooses. */
  focus?: number;
  /** Proof of identity, or how to get a fresh one for each new session; none = guest. */
  ticket?: string | (() => Promise<string>);
  /** Whether a lost connection is opened again. Default true. */
  autoReconnect?: boolean;
  backoff?: Partial<BackoffOptions>;
  /** Orders kept without a confirmation; beyond it the oldest is dropped and reported. Default 256. */
  queueMax?: number;
  /**
   * Time without a welcome, and later without any message, after which a connection counts as lost. Default 10
   * s.
   */
  silenceMs?: number;
  /** Speed of the own avatar, if known; otherwise learned from its first walk. */
  avatarSpeedMetersPerSecond?: number;
  /** Source of jitter, 0-1. */
  random?: () => number;
  /** Monotonic clock in milliseconds. */
  now?: () => number;
}

export interface Settings {
  urls: readonly string[];
  socket: SocketFactory;
  role: Role;
  faction: number;
  focus: number;
  ticket: () => Promise<string>;
  autoReconnect: boolean;
  backoff: BackoffOptions;
  queueMax: number;
  silenceMs: number;
  /** 0 = unknown. */
  avatarSpeedMetersPerSecond: number;
  random: () => number;
  now: () => number;
}

/** Fills in the defaults. Throws a `RangeError` when there is no address or no way to open a socket. */
export function settingsFrom(options: ConnectOptions): Settings {
  const urls = options.urls ?? (options.url === undefined ? [] : [options.url]);
  if (urls.length === 0) throw new RangeError('connect: found no address, allowed: url or a list urls');
  if (!options.socket) throw new RangeError('connect: found no socket factory, allowed: the option socket');
  const { ticket } = options;
  return {
    urls,
    socket: options.socket,
    role: options.role === 'observer' ? ROLE.observer : ROLE.player,
    faction: options.faction ?? 0,
    focus: options.focus ?? 0,
    ticket: typeof ticket === 'function' ? ticket : async () => ticket ?? '',
    autoReconnect: options.autoReconnect ?? true,
    backoff: { ...BACKOFF_DEFAULTS, ...options.backoff },
    queueMax: options.queueMax ?? 256,
    silenceMs: options.silenceMs ?? 10_000,
    avatarSpeedMetersPerSecond: options.avatarSpeedMetersPerSecond ?? 0,
    random: options.random ?? Math.random,
    now: options.now ?? (() => performance.now()),
  };
}
