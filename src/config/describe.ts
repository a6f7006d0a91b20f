import { z } from 'zod';
import { type KnobFacts, knobFacts } from './knob.ts';
import { type ConfigName, configFiles, configNames } from './schema.ts';

/** One knob, as people read about it. `path` is dotted, `[]` standing for each entry of a list. */
export interface KnobRow extends KnobFacts {
  file: string;
  path: string;
  default: string;
}

type Path = readonly PropertyKey[];

function isWrapped(schema: z.ZodType): schema is z.ZodDefault | z.ZodOptional | z.ZodPrefault {
  return [z.ZodDefault, z.ZodOptional, z.ZodPrefault].some((wrapper) => schema instanceof wrapper);
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (isWrapped(inner)) inner = inner.unwrap() as z.ZodType;
  return inner;
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return inner.element as z.ZodType;
  if (!(inner instanceof z.ZodObject) || !Object.hasOwn(inner.shape, key)) return undefined;
  return inner.shape[key as string] as z.ZodType;
}

/** The schema at a path of a configuration file, or undefined where the path leads nowhere. */
export function schemaAt(name: ConfigName, path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = configFiles[name].schema;
  for (const key of path) schema = schema && child(schema, key);
  return schema;
}

/** The keys a section knows, in the order of the schema; empty for anything but a section. */
export function keysOf(schema: z.ZodType): string[] {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** What a value may be, with what it means: the second half of every refusal. */
export function allowedText(schema: z.ZodType): string {
  const facts = knobFacts.get(schema);
  if (facts === undefined) return `a section with the keys ${keysOf(schema).join(', ')}`;
  const kind = facts.range === '' || facts.type.endsWith('number') ? facts.type : `${facts.type}:`;
  const value = [kind, facts.range, facts.unit].filter((part) => part !== '').join(' ');
  return `${value} (${facts.effect.replace(/\.$/, '')})`;
}

function defaultText(schema: z.ZodType): string {
  if (schema instanceof z.ZodOptional) return 'left out';
  if (!(schema instanceof z.ZodDefault)) return 'required';
  const value: unknown = schema.def.defaultValue;
  const isLongList = Array.isArray(value) && value.some((entry) => typeof entry === 'object');
  return isLongList ? `the ${value.length} entries of the file` : JSON.stringify(value);
}

function rowsBelow(file: string, path: string, schema: z.ZodType): KnobRow[] {
  const facts = knobFacts.get(schema);
  const own = facts === undefined ? [] : [{ file, path, ...facts, default: defaultText(schema) }];
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray)
    return [...own, ...rowsBelow(file, `${path}[]`, inner.element as z.ZodType)];
  const below = keysOf(schema).flatMap((key) =>
    rowsBelow(file, path === '' ? key : `${path}.${key}`, child(schema, key)!),
  );
  return [...own, ...below];
}

/** Every knob of every file, in the order of the schemas. */
export function knobRows(): KnobRow[] {
  return configNames.flatMap((name) => {
    const { fileName, schema } = configFiles[name];
    return rowsBelow(fileName, '', schema);
  });
}

const pageHead = `# Configuration

Printed from the schemas in \`src/config/\`; change a knob there and print this page again.

A configuration directory (\`config/\`) holds ${configNames.length} files. A file or key left out has its default.
\`--set FILE.PATH=VALUE\` on the command line overrides one knob, for example \`--set server.network.port=9000\`;
entries of a list are counted from 0, as in \`--set factions.factions.0.name=Directorate\`.

A wrong value is refused before anything starts, with its place, what was found and what is allowed; all problems
are listed at once. Editors that know the YAML language server complete and check the files through
\`config/schema/\`.
`;

function cell(value: string): string {
  return value.replaceAll('|', '\\|');
}

function tableOf(rows: readonly KnobRow[]): string {
  const lines = rows.map((row) => {
    const cells = [`\`${row.path}\``, row.type, row.range, row.unit, `\`${row.default}\``, row.effect];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return [
    '| Knob | Type | Range | Unit | Default | Effect |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** The text of docs/CONFIG.md. */
export function configPage(): string {
  const rows = knobRows();
  const sections = configNames.map((name) => {
    const { fileName, purpose, reloads } = configFiles[name];
    const when = reloads
      ? 'Changes are taken while the world runs: validated whole, applied between two ticks, or refused with the old values kept.'
      : 'Changes take effect at the next start.';
    const table = tableOf(rows.filter((row) => row.file === fileName));
    return `\n## ${fileName}\n\n${purpose}\n${when}\n\n${table}\n`;
  });
  return pageHead + sections.join('');
}

/** JSON Schemas for editors by file name, as in `server.schema.json`; they live in config/schema/. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    configNames.map((name) => {
      const { schema, fileName, purpose } = configFiles[name];
      const described = schema.meta({ title: fileName, description: purpose });
      // Draft 7 with input types: the draft editors' YAML support knows, and keys with defaults stay optional.
      return [`${name}.schema.json`, z.toJSONSchema(described, { io: 'input', target: 'draft-7' })];
    }),
  );
}
