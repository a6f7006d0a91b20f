import { parseDocument } from 'yaml';
import { unknownName } from './problems.ts';
import { type ConfigName, configNames } from './schema.ts';

/** One knob set on the command line, for one file. */
export interface Override {
  name: ConfigName;
  path: readonly string[];
  value: unknown;
}

/** An override as named in messages. */
export function overridePlace({ name, path }: Pick<Override, 'name' | 'path'>): string {
  return `--set ${[name, ...path].join('.')}`;
}

function parseOverride(text: string): Override | string {
  const equals = text.indexOf('=');
  const [name, ...path] = text.slice(0, Math.max(0, equals)).split('.');
  if (equals < 0 || path.length === 0 || path.includes('')) {
    return `--set ${text}: allowed: FILE.PATH=VALUE, for example server.network.port=9000`;
  }
  if (!(configNames as string[]).includes(name)) {
    return `--set ${text.slice(0, equals)}: ${unknownName('file', name, configNames)}`;
  }
  const override = { name: name as ConfigName, path };
  const valueText = text.slice(equals + 1);
  // The shell eats the quotes of '', so nothing after the sign means the empty text, not YAML's null.
  if (valueText === '') return { ...override, value: '' };
  const document = parseDocument(valueText, { prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) return `${overridePlace(override)}: not a valid YAML value: ${fault.message}`;
  return { ...override, value: document.toJS() };
}

/** Reads the texts after `--set`; what cannot be read comes back as problems. A later one wins over an earlier one. */
export function parseOverrides(texts: readonly string[]): { overrides: Override[]; problems: string[] } {
  const parsed = texts.map(parseOverride);
  return {
    overrides: parsed.filter((one) => typeof one !== 'string'),
    problems: parsed.filter((one) => typeof one === 'string'),
  };
}
