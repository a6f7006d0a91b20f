import { expect, test } from 'vitest';
import { choice, decimalNumber, OptionError, wholeNumber } from '../src/command-line.ts';

test.each([
  { text: '1', value: 1 },
  { text: '20000', value: 20_000 },
  { text: '007', value: 7 },
])('"$text" is the whole number $value', ({ text, value }) => {
  expect(wholeNumber('clients', text, 1, 20_000)).toBe(value);
});

test.each(['', ' ', 'many', '0', '20001', '-5', '+5', '1.5', '1e3', '0x10', '1,000', '1_000', '1 000', ' 5'])(
  '"%s" is no whole number from 1 to 20000',
  (text) => {
    const read = () => wholeNumber('clients', text, 1, 20_000);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(`--clients: found "${text}", allowed: 1-20000`);
  },
);

test.each([
  { text: '1', value: 1 },
  { text: '1.5', value: 1.5 },
  { text: '60', value: 60 },
])('"$text" is the number $value', ({ text, value }) => {
  expect(decimalNumber('seconds', text, 1, 60)).toBe(value);
});

test.each(['', 'soon', '0.99', '60.1', '-1', '1,5', '.5', '5.', '1e1', 'Infinity', 'NaN'])(
  '"%s" is no number from 1 to 60',
  (text) => {
    expect(() => decimalNumber('seconds', text, 1, 60)).toThrow(`--seconds: found "${text}", allowed: 1-60`);
  },
);

test('a choice is one of the names, to the letter', () => {
  const names = ['link', 'drop'] as const;
  expect(choice('islands', 'drop', names)).toBe('drop');
  for (const text of ['Drop', 'dro', '', 'toString']) {
    expect(() => choice('islands', text, names)).toThrow(`--islands: found "${text}", allowed: link, drop`);
  }
});
