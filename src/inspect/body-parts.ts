import { LAYOUT } from '../protocol/fields.ts';

/**
 * Reads the `body` texts of the wire tables (items, records, messages) into parts that bytes can be labelled by. The
 * tables are the only description: a row that is added there is labelled without a line of code here, and one whose
 * text cannot be read fails a test.
 */

export type NumberType = 'u8' | 'u16' | 'u32' | 'i32' | 'f64' | 'varint' | 'zigzag';

export type LayoutName = keyof typeof LAYOUT;

export type Part =
  /** One number. */
  | { readonly is: 'number'; readonly name: string; readonly type: NumberType }
  /** Less than a byte; parts of this kind follow each other until a byte is full. */
  | { readonly is: 'bits'; readonly name: string; readonly count: number }
  | { readonly is: 'bytes'; readonly name: string; readonly count: number }
  /** As many bytes as the number before says. */
  | { readonly is: 'counted'; readonly name: string }
  /** Varints of one name; with `bit` only where that bit of the last byte with bits is set. */
  | { readonly is: 'varints'; readonly name: string; readonly count: number; readonly bit?: number }
  /** The fields of a record. */
  | { readonly is: 'layout'; readonly layout: LayoutName }
  /** As many records as the number before says, id and fields in one run of bits. */
  | { readonly is: 'packed'; readonly layout: LayoutName }
  /** As many records of strategic channels as the number before says, each with its kind. */
  | { readonly is: 'records' }
  | { readonly is: 'items' }
  /** A number of times, as often as the number before says, or until the message ends. */
  | { readonly is: 'loop'; readonly times: number | 'counted' | 'toEnd'; readonly parts: readonly Part[] };

/** A text that says something this reader does not know. */
export class BodyTextError extends Error {}

const NUMBER = /^(.*?) ?\b(u8|u16|u32|i32|f64|varint|zigzag)\b ?(.*)$/;

const known = new Map<string, readonly Part[]>();

/** The parts that a body text tells of. Throws BodyTextError. */
export function partsOf(body: string): readonly Part[] {
  let parts = known.get(body);
  if (!parts) {
    parts = readClauses(body);
    known.set(body, parts);
  }
  return parts;
}

/** Clauses end with a semicolon; one that begins or goes on with `per ...:` is repeated up to there. */
function readClauses(body: string): Part[] {
  const parts: Part[] = [];
  for (const clause of splitOutside(body, ';')) {
    const loop = /^(.*?)(?:, |^)(?:per [^:,]+|(\d+) times): (.*)$/.exec(clause);
    if (!loop) {
      parts.push(...readList(clause));
      continue;
    }
    const [, before, times, inside] = loop;
    if (before !== '') parts.push(...readList(before));
    const toEnd = parts.at(-1)?.is === 'number' && (parts.at(-1) as { name: string }).name === TO_END;
    if (toEnd) parts.pop();
    parts.push({
      is: 'loop',
      times: times !== undefined ? Number(times) : toEnd ? 'toEnd' : 'counted',
      parts: readList(inside),
    });
  }
  return parts;
}

const TO_END = 'to the end';

function readList(text: string): Part[] {
  return splitOutside(text, ',').flatMap((word) => readPart(word));
}

function readPart(text: string): Part[] {
  const word = text.replace(/ \([^)]*\)/g, '').trim();
  if (word === 'tag itself is the count 1-127') return [];
  if (word === 'items to the end') return [{ is: 'items' }];
  if (word === 'records') return [{ is: 'records' }];
  if (word === 'parts to the end') return [{ is: 'number', name: TO_END, type: 'u8' }];
  if (word === 'ticket') return [{ is: 'counted', name: word }];
  const record = /^(packed )?(\w+) records?$/.exec(word);
  if (record && record[2] in LAYOUT) {
    return [{ is: record[1] ? 'packed' : 'layout', layout: record[2] as LayoutName }];
  }
  const bits = /^(.+) (\d+) bits$/.exec(word);
  if (bits) return [{ is: 'bits', name: bits[1], count: Number(bits[2]) }];
  const bytes = /^(.*?) ?(\d+) bytes ?(.*)$/.exec(word);
  if (bytes) return [{ is: 'bytes', name: bytes[1] || bytes[3], count: Number(bytes[2]) }];
  const given = /^and with that bit (\d+) varints$/.exec(word);
  if (given) return [{ is: 'varints', name: 'inputs', count: Number(given[1]), bit: 7 }];
  const varints = /^(.*): (\d+) varints$/.exec(word);
  if (varints) return [{ is: 'varints', name: varints[1], count: Number(varints[2]) }];
  const number = NUMBER.exec(word);
  if (number) return [{ is: 'number', name: number[1] || number[3], type: number[2] as NumberType }];
  throw new BodyTextError(
    `body text: found "${word}", allowed: a name and a type, or a phrase of body-parts.ts`,
  );
}

/** Splits at a mark that is in no parentheses. */
function splitOutside(text: string, mark: string): string[] {
  const words: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (text[at] === mark && depth === 0) {
      words.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  words.push(text.slice(from).trim());
  return words;
}
