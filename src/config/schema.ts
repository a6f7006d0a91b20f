import type { z } from 'zod';
import { type BalanceConfig, balanceSchema } from './balance-schema.ts';
import {
  type FactionsConfig,
  factionsSchema,
  ledFactions,
  MIND_INSTEAD,
  sparedMind,
} from './factions-schema.ts';
import { type ServerConfig, serverSchema } from './server-schema.ts';
import { type WorldConfig, worldSchema } from './world-schema.ts';

export type { BalanceConfig, FactionsConfig, ServerConfig, WorldConfig };

/** Every setting of a server, whole and valid. */
export interface Config {
  server: ServerConfig;
  world: WorldConfig;
  balance: BalanceConfig;
  factions: FactionsConfig;
}

export type ConfigName = keyof Config;

interface ConfigFile {
  fileName: string;
  schema: z.ZodObject;
  purpose: string;
  /** Whether a running world takes changes of this file. */
  reloads: boolean;
  /** What checked values come to, where it is more than what the schema makes of them. */
  complete?: (values: never) => unknown;
  spares?: Spared;
}

/** Parts that a server starts without when they are wrong. */
export interface Spared {
  /** The part that a place lies in; undefined when it lies in none. */
  partAt: (path: readonly PropertyKey[]) => readonly PropertyKey[] | undefined;
  instead: unknown;
  /** What comes of it, for people. */
  effect: string;
}

/** The files of a configuration directory, in the order they are read and printed. */
export const configFiles: Record<ConfigName, ConfigFile> = {
  server: {
    fileName: 'server.yaml',
    schema: serverSchema,
    purpose: 'How the program runs: ports, limits, sessions, storage.',
    reloads: false,
  },
  world: {
    fileName: 'world.yaml',
    schema: worldSchema,
    purpose: 'Which world runs, how it is cut into sectors and who lives in it.',
    reloads: false,
  },
  balance: {
    fileName: 'balance.yaml',
    schema: balanceSchema,
    purpose: 'The numbers that decide how the game plays.',
    reloads: true,
  },
  factions: {
    fileName: 'factions.yaml',
    schema: factionsSchema,
    purpose: 'Who the seven factions are, and how they think.',
    reloads: true,
    complete: ledFactions,
    spares: {
      partAt: sparedMind,
      instead: MIND_INSTEAD,
      effect: 'plain rules lead the faction until this is mended',
    },
  },
};

export const configNames = Object.keys(configFiles) as ConfigName[];
