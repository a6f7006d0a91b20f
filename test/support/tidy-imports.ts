import { posix } from 'node:path';
import { cachedParts, place, type Rule, type SourceFile } from './tidy-source.ts';

export interface Import {
  readonly file: SourceFile;
  readonly offset: number;
  /** A path of ours, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Whether it is gone once types are. */
  readonly typeOnly: boolean;
}

const STATIC = /\b(?:import|export)\s+(type\s+)?([^'"`;()]*?\bfrom\s*)?['"]/g;
const DYNAMIC = /\b(?:import|require|require\.resolve)\(\s*['"]/g;
const WORKER = /\bnew URL\(\s*'(\.[^']+\.js)'\s*,\s*import\.meta\.url/g;

/** Everything a file imports, workers it starts included. */
export function importsOf(file: SourceFile): Import[] {
  const { code } = cachedParts(file.text);
  const found: Import[] = [];
  const add = (offset: number, quoteEnd: number, typeOnly: boolean) => {
    const target = file.text.slice(quoteEnd).match(/^[^'"\n]+/)?.[0];
    if (target) found.push({ file, offset, typeOnly, ...resolve(file.path, target) });
  };
  for (const match of code.matchAll(STATIC)) {
    const names = match[2] ?? '';
    const braces = names.match(/^\s*\{([^}]*)\}\s*from\s*$/);
    const allTypes = braces?.[1]
      .split(',')
      .filter((name) => name.trim() !== '')
      .every((name) => /^\s*type\s/.test(name));
    add(match.index, match.index + match[0].length, match[1] !== undefined || allTypes === true);
  }
  for (const match of code.matchAll(DYNAMIC)) add(match.index, match.index + match[0].length, false);
  for (const match of file.text.matchAll(WORKER)) {
    found.push({
      file,
      offset: match.index,
      typeOnly: false,
      ...resolve(file.path, match[1].replace(/\.js$/, '.ts')),
    });
  }
  return found;
}

function resolve(from: string, target: string): { target: string; isPackage: boolean } {
  if (target.startsWith('.')) {
    return { target: posix.join(posix.dirname(from), target), isPackage: false };
  }
  const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.split('/')[0];
  return { target: target.startsWith('node:') ? target : name, isPackage: true };
}

export interface Direction {
  /** Path prefix of the files under the rule; the first row that fits counts. */
  readonly from: string;
  /** Prefixes of ours that they may import; their own folder always. */
  readonly may: readonly string[];
  /** Prefixes they may import types from, besides. */
  readonly mayTypes?: readonly string[];
  /** Packages they may import; `node:` prefixes name all of Node. */
  readonly packages: readonly string[];
}

/** Files that import against their direction, with what they may import. */
export function directionRule(directions: readonly Direction[]): Rule {
  return (files) =>
    files.flatMap((file) => {
      const row = directions.find(({ from }) => file.path.startsWith(from));
      if (!row) return [];
      const fits = (target: string, prefixes: readonly string[]) =>
        prefixes.some((prefix) => target === prefix || (/[/:]$/.test(prefix) && target.startsWith(prefix)));
      const ours = [row.from, ...row.may];
      return importsOf(file)
        .filter(({ target, isPackage, typeOnly }) => {
          if (isPackage) return !fits(target, row.packages);
          return !fits(target, ours) && !(typeOnly && fits(target, row.mayTypes ?? []));
        })
        .map(({ target, isPackage, offset }) => {
          const types = row.mayTypes ? `, types of ${row.mayTypes.join(' ')}` : '';
          const allowed = isPackage ? row.packages.join(' ') || 'no package' : `${ours.join(' ')}${types}`;
          return `${place(file, offset)}: imports ${target}; ${row.from} may import: ${allowed}`;
        });
    });
}

/** Packages that only their home may import. */
export function packageHomeRule(homes: Readonly<Record<string, readonly string[]>>): Rule {
  return (files) =>
    files.flatMap((file) =>
      importsOf(file)
        .filter(({ target, typeOnly }) => {
          const home = homes[target];
          return home && !typeOnly && !home.some((prefix) => file.path.startsWith(prefix));
        })
        .map(
          ({ target, offset }) =>
            `${place(file, offset)}: imports ${target}; only ${homes[target].join(' ')} may: go through what it exports`,
        ),
    );
}

/** Files that nothing which runs ever reaches from the roots. */
export function deadFileRule(roots: readonly string[]): Rule {
  return (files) => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const reached = new Set<string>();
    const queue = roots.filter((root) => byPath.has(root));
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      for (const { target, isPackage } of importsOf(byPath.get(path)!)) {
        if (!isPackage && byPath.has(target)) queue.push(target);
      }
    }
    return files
      .filter(({ path }) => !reached.has(path))
      .map(({ path }) => `${path}: nothing that runs imports it; use it or delete it`);
  };
}

/** Folders that import each other in a circle, types aside. */
export const folderCircleRule: Rule = (files) => {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = folderOf(file.path);
    for (const { target, isPackage, typeOnly } of importsOf(file)) {
      const to = folderOf(target);
      // Files right in src/ are the program's top (main, server) and its bottom (limits, version), not a folder.
      if (isPackage || typeOnly || to === from || from === 'src' || to === 'src') continue;
      edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const circles = new Set<string>();
  const walk = (trail: string[]): void => {
    for (const next of edges.get(trail[trail.length - 1]) ?? []) {
      const at = trail.indexOf(next);
      if (at < 0) walk([...trail, next]);
      else circles.add(trail.slice(at).sort().join(' '));
    }
  };
  for (const folder of edges.keys()) walk([folder]);
  return [...circles].map(
    (circle) => `${circle}: import each other in a circle; move what both need below both`,
  );
};

function folderOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'src' ? parts.slice(0, parts.length > 2 ? 2 : 1).join('/') : parts[0];
}
