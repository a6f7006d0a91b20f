import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { staleFiles } from '../scripts/docs/printed-files.ts';
import { VERSION } from '../src/version.ts';
import { DIRECTIONS, PACKAGE_HOMES } from './support/tidy-directions.ts';
import {
  deadFileRule,
  directionRule,
  folderCircleRule,
  importsOf,
  packageHomeRule,
} from './support/tidy-imports.ts';
import {
  brokenLinks,
  type Manifest,
  missingScriptTargets,
  scriptTargets,
  versionDifference,
} from './support/tidy-project.ts';
import { partsOf, type Rule, type SourceFile } from './support/tidy-source.ts';
import {
  commentedCodeRule,
  determinismRule,
  fileLengthRule,
  fileNameRule,
  leftoverRule,
  lineLengthRule,
  machinePathRule,
  registryHosts,
} from './support/tidy-text.ts';

/**
 * The house rules. Each is a function of file contents that answers with place, finding and remedy; each is also given
 * a file that breaks it, since a rule that finds nothing may just be blind.
 */

const LENGTHS = [
  // A row for each system: to cut these tables up would hide the order, which is what they are there for.
  ['systems/schedule.ts', 380],
  ['systems/schedule-access.ts', 500],
  ['systems/', 110],
  ['src/', 350],
  ['client/', 350],
  ['web/', 350],
] as const;

/** Everything a tick runs or depends on for its state. */
const TICK_CODE = new RegExp(
  [
    '^(?:components|systems|src/maths|src/replication|src/protocol)/',
    '^src/combat/',
    '^src/territory/(?!import/)',
    '^src/sim/(?:tick|create-world|rules|rolling-hash|sector-grid)[.]ts$',
  ].join('|'),
);

/** Where the program begins, besides what npm scripts name. */
const ROOTS = [
  ...['web/main.ts', 'client/index.ts', 'client/node.ts'],
  // Run as they are by a Node that reads TypeScript; see bench/peers/start.mjs.
  ...['bench/peers/main.ts', 'bench/peers/servers/colyseus.ts', 'bench/peers/servers/msgpack.ts'],
  ...['marchland', 'colyseus', 'msgpack', 'floor'].map((protocol) => `bench/peers/load/${protocol}.ts`),
];

const all = repositoryFiles();
const code = all.filter(({ path }) => /\.(?:ts|mjs)$/.test(path));
const program = code.filter(({ path }) =>
  /^(?:src|systems|components|client|web|scripts|bench)\//.test(path),
);
/** The checker's own words and fixtures name what they forbid. */
const notTheChecker = ({ path }: SourceFile) => !/^test\/(?:tidy\.test|support\/tidy-[\w-]+)\.ts$/.test(path);
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
/** What the servers that are measured beside ours need; the product does not. */
const peersManifest = JSON.parse(readFileSync('bench/peers/package.json', 'utf8')) as Manifest;

function repositoryFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { encoding: 'utf8' });
  return listed
    .split('\0')
    .filter((path) => path !== '' && existsSync(path))
    .map((path) => ({ path, text: /\.(?:png|ico|woff2)$/.test(path) ? '' : readFileSync(path, 'utf8') }));
}

function file(path: string, ...lines: string[]): SourceFile {
  return { path, text: `${lines.join('\n')}\n` };
}

/** Holds a rule against the repository, and against files that each break it in a known line. */
function houseRule(
  name: string,
  rule: Rule,
  files: readonly SourceFile[],
  broken: readonly (readonly [file: SourceFile, finding: string])[],
): void {
  describe(name, () => {
    test('holds', () => {
      expect(rule(files)).toEqual([]);
    });
    test.each(broken.map(([bad, finding]) => ({ bad, finding })))(
      'is noticed: $finding',
      ({ bad, finding }) => {
        const found = rule([bad]);
        expect(found).toHaveLength(1);
        expect(found[0]).toContain(finding);
      },
    );
  });
}

houseRule('imports go one way', directionRule(DIRECTIONS), program, [
  [
    file('src/protocol/a.ts', '', "import { X } from '../limits.ts';"),
    'src/protocol/a.ts:2: imports src/limits.ts',
  ],
  [
    file('components/a.ts', "import { b } from '../src/protocol/b.ts';"),
    'components/ may import: components/ src/lim',
  ],
  [file('systems/a.ts', "import { b } from '../src/memory/b.ts';"), 'imports src/memory/b.ts'],
  [file('systems/a.ts', "import { readFileSync } from 'node:fs';"), 'no package'],
  [file('src/storage/a.ts', "import type { B } from '../gateway/b.ts';"), 'imports src/gateway/b.ts'],
  [file('client/a.ts', "export { b } from '../src/maths/b.ts';"), 'imports src/maths/b.ts'],
  [file('web/a.ts', "const b = await import('../src/config/b.ts');"), 'imports src/config/b.ts'],
  [
    file('src/sim/a.ts', 'import {', '  type A,', '  b,', "} from '../config/b.ts';"),
    'imports src/config/b.ts',
  ],
]);

test('types may be imported where values may not', () => {
  const allowed = [
    file('components/a.ts', "import type { B } from '../src/protocol/b.ts';"),
    file('src/sim/a.ts', 'import {', '  type A,', '  type B,', "} from '../config/b.ts';"),
  ];
  expect(directionRule(DIRECTIONS)(allowed)).toEqual([]);
});

houseRule('a package has one home', packageHomeRule(PACKAGE_HOMES), code, [
  [
    file('src/gateway/a.ts', "import uws from 'uWebSockets.js';"),
    'only src/gateway/listen.ts bench/peers/ may',
  ],
  [
    file('src/gateway/a.ts', "const uws = require('uWebSockets.js');"),
    'only src/gateway/listen.ts bench/peers/ may',
  ],
  [file('src/server.ts', "import Database from 'better-sqlite3';"), 'imports better-sqlite3'],
]);

houseRule('folders do not import each other in a circle', folderCircleRule, program, []);

test('a circle of folders is noticed, unless it is of types', () => {
  const there = file('src/a/x.ts', "import { y } from '../b/y.ts';");
  const back = file('src/b/y.ts', "import { x } from '../a/x.ts';");
  const backType = file('src/b/y.ts', "import type { X } from '../a/x.ts';");
  expect(folderCircleRule([there, back])).toEqual([expect.stringContaining('src/a src/b')]);
  expect(folderCircleRule([there, backType])).toEqual([]);
});

describe('every file is reached from something that runs', () => {
  const roots = [...ROOTS, ...scriptTargets(manifest).map(({ path }) => path)];
  test('holds', () => {
    // scripts/*.mjs are run by npm and by each other; only what is compiled can be dead without anybody noticing.
    expect(deadFileRule(roots)(program.filter(({ path }) => path.endsWith('.ts')))).toEqual([]);
  });
  test('is noticed', () => {
    const files = [
      file('src/main.ts', "import './used.ts';", "new Worker(new URL('./worker.js', import.meta.url));"),
      file('src/used.ts'),
      file('src/worker.ts'),
      file('src/unused.ts', "import './used.ts';"),
    ];
    expect(deadFileRule(['src/main.ts'])(files)).toEqual([expect.stringContaining('src/unused.ts: nothing')]);
  });
});

houseRule('files stay short', fileLengthRule(LENGTHS), code, [
  [file('systems/a.ts', ...Array(111).fill('x;')), 'systems/a.ts: 111 lines, at most 110'],
  [file('src/a.ts', ...Array(351).fill('x;')), 'at most 350'],
]);

houseRule('lines stay short', lineLengthRule, code, [
  [file('src/a.ts', '', `// ${'x'.repeat(118)}`), 'src/a.ts:2: 121 characters, at most 120'],
  [file('src/a.ts', `call(${'x, '.repeat(40)}'${'text '.repeat(9)}');`), 'break the line'],
]);

houseRule(
  'nothing in the tick depends on engine, clock or chance',
  determinismRule,
  all.filter(({ path }) => TICK_CODE.test(path) && path.endsWith('.ts')),
  [
    [file('systems/a.ts', '', 'const x = Math.random();'), 'systems/a.ts:2: Math.random'],
    [file('systems/a.ts', 'const x = Math.atan2(y, x);'), 'src/maths/fixed-point.ts'],
    [file('systems/a.ts', 'const x = Math.hypot(y, x);'), 'Math.hypot'],
    [file('systems/a.ts', 'const x = y ** 0.5;'), 'multiply'],
    [file('systems/a.ts', 'const x = new Date();'), 'ledger.tick'],
    [file('systems/a.ts', 'const x = performance.now();'), 'ledger.tick'],
    [file('systems/a.ts', 'const x = process.hrtime.bigint();'), 'ledger.tick'],
    [file('systems/a.ts', 'const x = crypto.randomUUID();'), 'gateway'],
    [file('systems/a.ts', 'for (const key in x) y(key);'), 'use an array'],
    [file('systems/a.ts', 'names.sort((a, b) => a.localeCompare(b));'), 'language'],
    [file('systems/a.ts', `const x = \`$\{Date}\`;`), 'ledger.tick'],
    [file('systems/a.ts', 'setTimeout(x, 1);'), 'a tick never waits'],
  ],
);

test('a word in a comment or a string is not taken for a call', () => {
  const innocent = file(
    'systems/a.ts',
    '/* no Date here */ const x = 2 ** 2; // nor Math.random()',
    `const y = 'Date' + "Math.sin" + \`crypto $\{x} performance\` + /Date/.source;`,
    '/** Promise. */',
    'const z = a / b; const w = c / Intl2;',
  );
  expect(determinismRule([innocent])).toEqual([]);
});

houseRule('nothing is left over', leftoverRule, code.filter(notTheChecker), [
  [file('src/a.ts', '', '// TODO: later'), 'src/a.ts:2: found "TODO"'],
  [file('src/a.ts', '/* FIXME */'), 'open an issue'],
  [file('src/a.ts', '// @ts-ignore'), 'fix the type'],
  [file('src/a.ts', 'const x: any = 1;'), 'say the type'],
  [file('src/a.ts', 'const x = y as any;'), 'say the type'],
  [file('src/a.ts', 'const x: Map<string, any> = y;'), 'say the type'],
  [file('test/a.test.ts', "it.skip('x', () => {});"), 'run the test'],
  [file('test/a.test.ts', "test.only('x', () => {});"), 'run the test'],
  [file('src/a.ts', 'debugger;'), 'delete it'],
]);

houseRule('no code is commented out', commentedCodeRule, code.filter(notTheChecker), [
  [file('src/a.ts', '', '  // const x = 1;'), 'src/a.ts:2: commented-out code "const x = 1;"'],
  [file('src/a.ts', '// if (x) {'), 'git remembers'],
  [file('src/a.ts', '// update(world);'), 'git remembers'],
  [file('src/a.ts', '/*', 'world.x = 1;', '*/'), 'git remembers'],
]);

houseRule('files are named by what they do', fileNameRule, all, [
  [file('src/sim/utils.ts'), 'src/sim/utils.ts: name it'],
  [file('src/helpers/x.ts'), 'name it'],
  [file('src/mirror-v2.ts'), 'name it'],
  [file('src/mirror2.ts'), 'name it'],
  [file('src/new-mirror.ts'), 'name it'],
]);

const homePath = ['', 'home', 'me', 'x'].join('/');
houseRule('no path of one machine is written down', machinePathRule, all.filter(notTheChecker), [
  [file('docs/a.md', '', `see ${homePath}`), 'docs/a.md:2: found a path of one machine'],
  [file('src/a.ts', `const x = '${homePath}';`), 'tell it from the repository'],
]);

describe('package.json', () => {
  const paths = new Set(all.map(({ path }) => path));
  test('has the version of src/version.ts', () => {
    expect(versionDifference(manifest, VERSION)).toEqual([]);
    expect(versionDifference({ version: '0.0.1' }, VERSION)).toHaveLength(1);
  });
  test('has no script without its file', () => {
    expect(missingScriptTargets(manifest, paths)).toEqual([]);
    const bad = {
      scripts: { x: 'node dist/scripts/gone.js', y: 'tsc -p gone.json && vitest run test/gone.test.ts' },
    };
    expect(missingScriptTargets(bad, paths)).toHaveLength(3);
  });
  test('has no dependency that nothing imports', () => {
    const words = code.map(({ text }) => text).join('\n');
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const unused = names.filter((name) => !name.startsWith('@types/') && !words.includes(name));
    // Run by npm scripts and not imported.
    expect(unused.filter((name) => name !== '@biomejs/biome')).toEqual([]);
  });
  test('has no package that is imported and not named', () => {
    const named = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
    const imported = code
      .filter(notTheChecker)
      .flatMap((source) => importsOf(source).filter((i) => i.isPackage));
    const namedByPeers = new Set(Object.keys(peersManifest.dependencies));
    const isNamed = ({ path }: SourceFile, name: string) =>
      named.has(name) || (path.startsWith('bench/peers/') && namedByPeers.has(name));
    const missing = imported.filter(
      ({ file: from, target, typeOnly }) =>
        !typeOnly && !target.startsWith('node:') && !isNamed(from, target),
    );
    expect(missing.map(({ file: { path }, target }) => `${path}: ${target}`)).toEqual([]);
  });
});

test('package-lock.json names no registry', () => {
  for (const path of ['package-lock.json', 'bench/peers/package-lock.json']) {
    expect(registryHosts(file(path, readFileSync(path, 'utf8')))).toEqual([]);
  }
  const bad = file('package-lock.json', '"resolved": "https://registry.example/x.tgz"');
  expect(registryHosts(bad)).toEqual([expect.stringContaining('omit-lockfile-registry-resolved')]);
});

describe('the docs', () => {
  test('are as the code says (remedy: npm run docs)', () => {
    expect(staleFiles('.')).toEqual([]);
  });
  test('link to what is there', () => {
    const pages = all.filter(({ path }) => path.endsWith('.md'));
    const paths = new Set(all.map(({ path }) => path));
    expect(brokenLinks(pages, paths)).toEqual([]);
    const bad = file('docs/a.md', '[x](gone.md) [y](#gone) [z](../docs) [w](a.md#there)', '## There');
    expect(brokenLinks([bad], new Set(['docs/a.md']))).toHaveLength(2);
  });
});

test('comments and strings are told from code', () => {
  const { code: kept, comments } = partsOf(`a('x // y') /* b */ + \`c $\{d({ e: '}' })} f\`; // g`);
  expect(kept.replace(/\s+/g, ' ').trim()).toBe("a(' ') + ` d({ e: ' ' }) `;");
  expect(comments.replace(/\s+/g, ' ').trim()).toBe('* b */ / g');
});
