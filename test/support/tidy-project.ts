import { posix } from 'node:path';
import type { SourceFile } from './tidy-source.ts';

export interface Manifest {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Files that npm scripts run: for `node dist/x.js` and `dist/server/x.js` the source, others as they are. */
export function scriptTargets({ scripts }: Pick<Manifest, 'scripts'>): { name: string; path: string }[] {
  return Object.entries(scripts).flatMap(([name, command]) =>
    [...command.matchAll(/\b(?:node|vitest run|tsc\b.*? -p|-p)\s+([\w./-]+\.(?:json|m?js|ts))/g)].map(
      (match) => ({
        name,
        path: match[1].replace(/^dist\/(.*)\.js$/, '$1.ts').replace(/^server\//, 'src/'),
      }),
    ),
  );
}

export function missingScriptTargets(
  manifest: Pick<Manifest, 'scripts'>,
  paths: ReadonlySet<string>,
): string[] {
  return scriptTargets(manifest)
    .filter(({ path }) => !paths.has(path))
    .map(
      ({ name, path }) =>
        `package.json: script "${name}" runs ${path}, which is not there; write it or take it out`,
    );
}

/** Version numbers that must agree. */
export function versionDifference(manifest: Pick<Manifest, 'version'>, version: string): string[] {
  return manifest.version === version
    ? []
    : [`src/version.ts: ${version}, but package.json says ${manifest.version}; make them equal`];
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replace(/ /g, '-');
}

function anchorsOf(page: SourceFile): Set<string> {
  return new Set([...withoutCode(page.text).matchAll(/^#+\s+(.*)$/gm)].map((match) => anchorOf(match[1])));
}

/** Blocks of code hold brackets that are no links. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '``');
}

/** Relative links of pages that lead nowhere. `paths` are all files of the repository; folders follow from them. */
export function brokenLinks(pages: readonly SourceFile[], paths: ReadonlySet<string>): string[] {
  const folders = new Set([...paths].flatMap((path) => foldersAbove(path)));
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) =>
    [...withoutCode(page.text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [file, anchor] = link.split('#');
      const target = file === '' ? page.path : posix.join(posix.dirname(page.path), file).replace(/\/$/, '');
      if (!paths.has(target) && !folders.has(target)) {
        return [`${page.path}: links to ${link}, which is not there`];
      }
      const linked = byPath.get(target);
      if (anchor && linked && !anchorsOf(linked).has(anchor)) {
        return [`${page.path}: links to ${link}, but ${target} has no such heading`];
      }
      return [];
    }),
  );
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}
