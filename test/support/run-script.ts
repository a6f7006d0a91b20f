import type { CommandOutput } from '../../scripts/territory/output.ts';

/** Runs a script's `main` in this process; `json` is what a machine reads. */
export function runScript(
  main: (argv: readonly string[], output: CommandOutput) => number,
  argv: readonly string[],
) {
  const out: string[] = [];
  const errors: string[] = [];
  const code = main(argv, {
    print: (text) => void out.push(text),
    printError: (text) => void errors.push(text),
  });
  const words = out.join('');
  return {
    code,
    words,
    errors: errors.join(''),
    json: words.startsWith('{') ? JSON.parse(words) : undefined,
  };
}
