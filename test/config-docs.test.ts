import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configPage, jsonSchemas, knobRows } from '../src/config/describe.ts';
import { configNames } from '../src/config/schema.ts';

test('docs/CONFIG.md is what the schemas print', () => {
  expect(readFileSync('docs/CONFIG.md', 'utf8')).toBe(configPage());
});

test('config/schema holds exactly the printed JSON Schemas', () => {
  const schemas = jsonSchemas();
  expect(readdirSync('config/schema').sort()).toEqual(Object.keys(schemas).sort());
  for (const [fileName, schema] of Object.entries(schemas)) {
    const stored = readFileSync(join('config/schema', fileName), 'utf8');
    expect(stored, fileName).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  }
});

test('every value of a shipped file is a described knob', () => {
  const described = new Set(knobRows().map((row) => `${row.file} ${row.path}`));
  const leaves = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return [path, ...value.flatMap((entry) => leaves(entry, `${path}[]`))];
    if (typeof value !== 'object' || value === null) return [path];
    return Object.entries(value).flatMap(([key, below]) =>
      leaves(below, path === '' ? key : `${path}.${key}`),
    );
  };
  for (const name of configNames) {
    const schema = jsonSchemas()[`${name}.schema.json`] as { properties: object };
    for (const path of leaves(defaultsOf(schema), '')) expect(described).toContain(`${name}.yaml ${path}`);
  }
});

/** The defaults a JSON Schema states, section by section. */
function defaultsOf(schema: { properties?: object; default?: unknown }): unknown {
  if (schema.properties === undefined) return schema.default;
  return Object.fromEntries(
    Object.entries(schema.properties).map(([key, below]) => [key, defaultsOf(below)]),
  );
}

test('every knob says what it does, and every number its range', () => {
  for (const row of knobRows()) {
    expect(row.effect, row.path).toMatch(/\.$/);
    if (row.type.endsWith('number')) expect(row.range, row.path).toMatch(/^-?[\d.]+\.\.-?\d+$/);
  }
});

test('a number prints with its unit, range and default', () => {
  expect(configPage()).toContain(
    '| `avatar.speedMetersPerSecond` | number | 1..450 | m/s | `40` | Speed of an avatar; orders to go faster are cut down to it. |',
  );
});

test('editors get ranges, defaults, units and the refusal of unknown keys', () => {
  const schema = JSON.parse(JSON.stringify(jsonSchemas()['balance.schema.json']));
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.patrol.additionalProperties).toBe(false);
  expect(schema.properties.patrol.required).toBeUndefined();
  expect(schema.properties.patrol.properties.legSecondsMax).toEqual({
    type: 'number',
    minimum: 0.1,
    maximum: 600,
    default: 5,
    description:
      'Longest leg where patrols roam open: each leg lasts anything from 0 to this, evenly spread. Unit: seconds.',
  });
});
