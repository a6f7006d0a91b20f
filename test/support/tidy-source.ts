/** A file under a rule of test/tidy.test.ts; rules see nothing else, so that a test can hand them a broken one. */
export interface SourceFile {
  /** From the repository's directory, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A rule answers with one line per breach: place, what was found, remedy. */
export type Rule = (files: readonly SourceFile[]) => string[];

export interface Parts {
  /** The program: comments and the insides of strings are blanks, line breaks stay. */
  readonly code: string;
  /** The comments alone, in their places. */
  readonly comments: string;
}

type State = 'code' | 'line comment' | 'block comment' | 'regex' | "'" | '"' | '`';

/** Ends of code after which a slash begins a regular expression and not a division. */
const BEFORE_REGEX = /(?:^|[=([{,;:!&|?+\-*%<>~^]|\breturn|\btypeof|\bcase)\s*$/;

/** Tells the program from comments and strings, so that a word in a sentence is not taken for a call. */
export function partsOf(text: string): Parts {
  let code = '';
  let comments = '';
  let state: State = 'code';
  let inClass = false;
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    const pair = text.slice(i, i + 2);
    let shown = state === 'code' ? char : ' ';
    let said = ' ';
    if (state === 'code') {
      if (pair === '//') state = 'line comment';
      else if (pair === '/*') state = 'block comment';
      else if (char === "'" || char === '"' || char === '`') state = char;
      else if (char === '/' && BEFORE_REGEX.test(code)) state = 'regex';
      else if (char === '{') depth++;
      else if (char === '}' && templates.at(-1) === depth) {
        templates.pop();
        state = '`';
        shown = ' ';
      } else if (char === '}') depth--;
      if (state.endsWith('comment')) shown = ' ';
    } else if (state === 'line comment') {
      if (char === '\n') state = 'code';
      else said = char;
    } else if (state === 'block comment') {
      if (text.slice(i - 1, i + 1) === '*/' && comments.at(-1) !== ' ') state = 'code';
      said = char;
    } else if (char === '\\') {
      i++;
      shown = '  ';
      said = '  ';
    } else if (state === 'regex') {
      if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if ((char === '/' && !inClass) || char === '\n') state = 'code';
    } else if (state === '`' && pair === '${') {
      templates.push(depth);
      state = 'code';
      i++;
      shown = '  ';
      said = '  ';
    } else if (char === state) {
      state = 'code';
      shown = char;
    }
    if (char === '\n') {
      code += '\n';
      comments += '\n';
      continue;
    }
    code += shown;
    comments += said;
  }
  return { code, comments };
}

const partsByText = new Map<string, Parts>();

/** `partsOf`, once per text: several rules look at the same files. */
export function cachedParts(text: string): Parts {
  let parts = partsByText.get(text);
  if (!parts) {
    parts = partsOf(text);
    partsByText.set(text, parts);
  }
  return parts;
}

/** "path:line" of an offset. */
export function place(file: SourceFile, offset: number): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}`;
}

/** Every match of `pattern` in one part of the files, as breaches with the words of `say`. */
export function breaches(
  files: readonly SourceFile[],
  part: 'code' | 'comments' | 'text',
  pattern: RegExp,
  say: (found: string) => string,
): string[] {
  return files.flatMap((file) => {
    const text = part === 'text' ? file.text : cachedParts(file.text)[part];
    return [...text.matchAll(pattern)].map((match) => `${place(file, match.index)}: ${say(match[0].trim())}`);
  });
}
