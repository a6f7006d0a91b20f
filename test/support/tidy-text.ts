import { breaches, type Rule, type SourceFile } from './tidy-source.ts';

/** Files longer than their folder allows. Rows: path prefix, lines; the first row that fits counts. */
export function fileLengthRule(limits: readonly (readonly [prefix: string, lines: number])[]): Rule {
  return (files) =>
    files.flatMap(({ path, text }) => {
      const limit = limits.find(([prefix]) => path.startsWith(prefix))?.[1];
      const lines = text.replace(/\n$/, '').split('\n').length;
      return limit !== undefined && lines > limit
        ? [`${path}: ${lines} lines, at most ${limit}; split it along what it does`]
        : [];
    });
}

const LINE_LENGTH_MAX = 120;

/**
 * Lines that are too long, unless that is for a text in quotes: a sentence for people is found by searching for it
 * whole.
 */
export const lineLengthRule: Rule = (files) =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const withoutText = /^\s*(?:\/\/|\*|\/\*)/.test(line)
        ? line
        : line.replace(/(['"`])(?:(?!\1).){20,}\1/g, '');
      if (line.length <= LINE_LENGTH_MAX || withoutText.length < LINE_LENGTH_MAX / 2) return [];
      return [`${path}:${i + 1}: ${line.length} characters, at most ${LINE_LENGTH_MAX}; break the line`];
    }),
  );

/** What must not be called by anything the tick runs, and what to use instead. */
const NONDETERMINISTIC: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [/\bMath\.random\b/g, 'draw with randomBits or randomBelow of src/maths/random.ts'],
  [
    /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|pow|exp|expm1|log|log2|log10|log1p|hypot|cbrt)\b/g,
    'its last bit differs between engines; use the whole-number routines of src/maths/fixed-point.ts',
  ],
  [/\*\*(?!\s*2\b)/g, 'its last bit differs between engines; multiply'],
  [/\bMath\[/g, 'call the function by its name, so that this test can see it'],
  [/\bDate\b/g, 'world time is ledger.tick'],
  [/\bperformance\b/g, 'world time is ledger.tick; measuring belongs to src/sim/thread.ts'],
  [/\bhrtime\b/g, 'world time is ledger.tick; measuring belongs to src/sim/thread.ts'],
  [/\bcrypto\b/g, 'secrets are made by the gateway; draw with src/maths/random.ts'],
  [/\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/g, 'the order of keys is no order; use an array'],
  [/\bIntl\b|\.toLocale\w*|\.localeCompare\b/g, 'it depends on the machine’s language'],
  [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|Promise|async|await)\b/g, 'a tick never waits'],
  [/\bWeakRef\b|\bFinalizationRegistry\b/g, 'it depends on the garbage collector'],
];

export const determinismRule: Rule = (files) =>
  NONDETERMINISTIC.flatMap(([pattern, remedy]) =>
    breaches(files, 'code', pattern, (found) => `${found} in tick code; ${remedy}`),
  );

const LEFTOVERS: readonly (readonly ['code' | 'comments', RegExp, string])[] = [
  ['comments', /\b(?:TODO|FIXME|XXX|HACK)\b/g, 'do it, or open an issue'],
  ['comments', /@ts-(?:ignore|nocheck|expect-error)/g, 'fix the type'],
  // Where a type stands: `{ a: any }` may be a value of that name, and Biome knows the difference.
  ['code', /\bas any\b|:\s*any\b(?=\s*[;)=[|{])|[<,|]\s*any\b(?=\s*[>,|[])/g, 'say the type, or unknown'],
  ['code', /\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|fails)\b|\bx(?:it|describe)\(/g, 'run the test'],
  ['code', /\bdebugger\b/g, 'delete it'],
];

export const leftoverRule: Rule = (files) =>
  LEFTOVERS.flatMap(([part, pattern, remedy]) =>
    breaches(files, part, pattern, (found) => `found "${found}"; ${remedy}`),
  );

const STATEMENT_FORMS = [
  String.raw`(?:const|let|var|return|import|export|await|throw)\b.*;`,
  String.raw`(?:if|for|while|switch)\s*\(.*\{`,
  String.raw`[\w.]+\(.*\);`,
  String.raw`[\w.[\]]+\s*=[^=].*;`,
  String.raw`\}(?:\s*else.*)?`,
];

/**
 * A comment line that is a statement: sentences end in a letter and a period, statements in a semicolon or a brace.
 * Examples in a doc comment are set in by more than one space.
 */
const STATEMENT = new RegExp(
  String.raw`^[ \t]*(?:\/[ \t]*|\*[* ]?(?! )|)(?:${STATEMENT_FORMS.join('|')})\s*$`,
  'gm',
);

export const commentedCodeRule: Rule = (files) =>
  breaches(files, 'comments', STATEMENT, (found) => {
    return `commented-out code "${found.replace(/^\W+/, '')}"; delete it, git remembers`;
  });

const BAD_NAME =
  /(?:^|[-_./])(?:new|old|v\d+|utils?|helpers?|misc|common|stuff|temp|tmp|backup|copy|final)(?:[-_./]|$)|\d+\.\w+$/;

export const fileNameRule: Rule = (files) =>
  files
    .filter(({ path }) => /\.(?:ts|mjs|css|html)$/.test(path) && BAD_NAME.test(path))
    .map(({ path }) => `${path}: name it by what it does, without number, age or "utils"`);

/** Paths that exist on one machine only. */
const MACHINE_PATH = /(?<![\w.$}\])-])\/(?:work|root|home|tmp|Users)\/[\w.-]/g;

export const machinePathRule: Rule = (files) =>
  breaches(
    files,
    'text',
    MACHINE_PATH,
    (found) => `found a path of one machine, "${found}…"; tell it from the repository`,
  );

/** Lines of package-lock.json that name where a package was downloaded. */
export function registryHosts(lock: SourceFile): string[] {
  return breaches(
    [lock],
    'text',
    /"resolved":\s*"(?:https?|git\+\w+):[^"]*"/g,
    (found) => `${found}; write the lock file with omit-lockfile-registry-resolved=true`,
  );
}
