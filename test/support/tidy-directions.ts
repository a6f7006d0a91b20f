import type { Direction } from './tidy-imports.ts';

const PURE = [
  'src/maths/',
  'src/protocol/',
  'src/replication/',
  'src/territory/',
  'src/routing/',
  'src/convoys/',
  'src/combat/',
  'src/ai/',
];
const SHARED = ['src/limits.ts', 'src/maths/', 'src/memory/', 'src/protocol/', 'src/ops/'];

/** Who may import whom. DESIGN: one way, from the program down to the protocol. */
export const DIRECTIONS: readonly Direction[] = [
  { from: 'src/protocol/', may: [], packages: [] },
  { from: 'src/maths/', may: [], packages: [] },
  { from: 'src/limits.ts', may: [], packages: [] },
  { from: 'components/', may: ['src/limits.ts'], mayTypes: ['src/'], packages: [] },
  {
    from: 'systems/',
    may: ['components/', 'src/limits.ts', 'src/factions/', ...PURE],
    packages: [],
  },
  {
    from: 'src/replication/',
    may: ['src/limits.ts', 'src/maths/', 'src/protocol/'],
    mayTypes: ['components/'],
    packages: [],
  },
  {
    from: 'src/territory/import/',
    may: ['src/territory/', 'src/maths/'],
    packages: ['node:', 'topojson-client', 'topojson-specification'],
  },
  {
    from: 'src/territory/',
    may: ['src/limits.ts', 'src/maths/'],
    mayTypes: ['components/'],
    packages: ['node:fs', 'node:path'],
  },
  {
    from: 'src/routing/',
    may: ['src/limits.ts', 'src/maths/'],
    mayTypes: ['src/territory/'],
    packages: [],
  },
  {
    from: 'src/convoys/',
    may: ['src/limits.ts', 'src/maths/', 'src/routing/', 'src/territory/'],
    mayTypes: ['components/'],
    packages: [],
  },
  {
    from: 'src/combat/',
    may: ['src/limits.ts', 'src/maths/', 'components/combat-rules.ts', 'components/fights.ts'],
    mayTypes: ['components/'],
    packages: [],
  },
  {
    from: 'src/ai/',
    may: ['src/limits.ts', 'src/maths/', 'components/ai-rules.ts', 'components/chronicle.ts'],
    mayTypes: ['components/'],
    packages: [],
  },
  {
    from: 'src/memory/',
    may: ['components/', 'src/limits.ts', 'src/maths/'],
    mayTypes: ['src/protocol/', 'src/replication/', 'src/routing/'],
    packages: [],
  },
  { from: 'src/config/', may: ['src/limits.ts'], packages: ['node:', 'zod', 'yaml'] },
  {
    from: 'src/ops/',
    may: ['src/limits.ts', 'src/memory/', 'src/version.ts'],
    mayTypes: ['src/config/'],
    packages: ['node:', 'pino', 'prom-client'],
  },
  {
    from: 'src/storage/',
    may: [...SHARED, 'components/inbox.ts'],
    mayTypes: ['components/'],
    packages: ['node:', 'better-sqlite3'],
  },
  {
    from: 'src/gateway/',
    may: [...SHARED, 'components/inbox.ts', 'src/replication/'],
    mayTypes: ['src/config/'],
    packages: ['node:', 'jose', 'uWebSockets.js'],
  },
  {
    from: 'src/sim/',
    may: [...SHARED, ...PURE, 'components/', 'systems/'],
    mayTypes: ['src/config/'],
    packages: ['node:worker_threads', 'node:v8'],
  },
  { from: 'client/', may: ['src/protocol/'], packages: ['node:crypto', 'node:net', 'node:tls'] },
  {
    from: 'web/',
    may: ['client/', 'src/protocol/', 'src/territory/world-schema.ts', 'src/ai/', 'components/ai-rules.ts'],
    mayTypes: ['components/'],
    packages: ['pixi.js', 'earcut'],
  },
];

/** Packages with one home, so that replacing one touches one place. */
export const PACKAGE_HOMES = {
  'uWebSockets.js': ['src/gateway/listen.ts', 'bench/peers/'],
  'better-sqlite3': ['src/storage/', 'test/'],
  'pixi.js': ['web/'],
  zod: ['src/config/'],
  yaml: ['src/config/', 'test/'],
  pino: ['src/ops/'],
  'prom-client': ['src/ops/', 'test/'],
  jose: ['src/gateway/admission.ts', 'scripts/', 'test/'],
  'topojson-client': ['src/territory/import/', 'test/'],
};
