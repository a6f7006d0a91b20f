import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type CheckResult, checkWhy } from '../bench/why-check/check.ts';
import type { CommandOutput } from './territory/output.ts';
import type { Answer } from './why/answer.ts';
import { whyConvoy } from './why/convoy.ts';
import { whyDecision } from './why/decision.ts';
import { whyFaction } from './why/faction.ts';
import { whyNot } from './why/not.ts';
import { HELP, readWhyOptions, type WhyOptions } from './why/options.ts';
import { whyTerritory } from './why/territory.ts';
import { openToldWorld, type ToldWorld } from './why/told-world.ts';
import { whatIf } from './why/what-if.ts';

const EXIT_FAILED = 1;
const EXIT_BAD_INPUT = 2;
/** World minutes of the longest game of a check. */
const CHECK_MINUTES = 120;
/** Attacks from one word of progress to the next. */
const PROGRESS_ATTACKS = 20;

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Answers a question with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput = CONSOLE): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  try {
    const options = readWhyOptions(argv);
    if (options.command === 'check') return check(options, output);
    const { facts, text } = answerTo(options);
    output.print(options.asJson ? `${JSON.stringify(facts)}\n` : `${text}\n`);
    return 0;
  } catch (error) {
    output.printError(`why: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
}

function answerTo(options: WhyOptions): Answer {
  const { command, source, subject } = options;
  if (command === 'what-if') return whatIf(options);
  if (command === 'convoy') return whyConvoy(source, subject!);
  const told = openToldWorld(source);
  try {
    return answerFromHistory(told, options);
  } finally {
    told.recorded.reader.close();
  }
}

function answerFromHistory(told: ToldWorld, options: WhyOptions): Answer {
  const subject = options.subject!;
  switch (options.command) {
    case 'faction':
      return whyFaction(told, subject, options.last);
    case 'territory':
      return whyTerritory(told, subject, sharedArguments(options));
    case 'decision':
      return whyDecision(told, subject);
    default:
      return whyNot(told, subject, options.faction!);
  }
}

/** The options that name a history, as `npm run territory` takes them too. */
function sharedArguments({ source }: WhyOptions): string[] {
  const { configDirectory, directory, settings, worldFile } = source;
  return [
    ...['--config', configDirectory],
    ...(directory === undefined ? [] : ['--data', directory]),
    ...(worldFile === undefined ? [] : ['--world', worldFile]),
    ...settings.flatMap((setting) => ['--set', setting]),
  ];
}

function check(
  { asJson, firstSeed, minutes, sample, seeds, source }: WhyOptions,
  output: CommandOutput,
): number {
  const { configDirectory: config, settings, worldFile } = source;
  const game = { worldFile, patrols: undefined, config, settings };
  const plan = { game, firstSeed, seeds, sample, minutes: minutes ?? CHECK_MINUTES };
  const result = checkWhy(plan, (count) => {
    if (count % PROGRESS_ATTACKS === 0) output.printError(`why: ${count} of ${sample} attacks\n`);
  });
  const isGood = result.failures.length === 0 && result.sample === sample;
  output.print(asJson ? `${JSON.stringify(result)}\n` : `${checkText(result, sample)}\n`);
  return isGood ? 0 : EXIT_FAILED;
}

function checkText(result: CheckResult, wanted: number): string {
  const { answers, changes, disturbed, explained, failures, sample, unchangeable, verified } = result;
  const lines = [
    `sample       ${sample}${sample < wanted ? ` (of ${wanted}: the games were too short)` : ''}`,
    `explained    ${explained}`,
    `verified     ${verified}`,
    `unchangeable ${unchangeable}`,
    `answers      ${answers} (to threats; the others serve a goal)`,
    `disturbed    ${disturbed} (a larger change was made: with this one the decision had other things to go by)`,
    'changed by   '.concat(
      Object.entries(changes)
        .sort((left, right) => right[1] - left[1])
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ),
    ...failures.map((failure) => `FAILED ${failure}`),
  ];
  return lines.join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
