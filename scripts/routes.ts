import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bestWay } from './routes/best-way.ts';
import { wayText } from './routes/best-way-text.ts';
import { chokePoints, chokeText } from './routes/choke-points.ts';
import { findDistrict, findFaction } from './routes/find.ts';
import { keptRows, keptText, listKept, rowsNear } from './routes/kept-routes.ts';
import { type OpenedWorld, openWorldFrom } from './routes/opened-world.ts';
import { HELP, type Question, type RoutesOptions, readRoutesOptions } from './routes/options.ts';
import type { CommandOutput } from './territory/output.ts';

const EXIT_BAD_INPUT = 2;

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** What is answered, for a machine and for people. */
interface Answer {
  readonly facts: object;
  readonly text: string;
}

/** Answers a question with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput = CONSOLE): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  try {
    const options = readRoutesOptions(argv);
    const opened = openWorldFrom(options.source);
    const { facts, text } = answerTo(opened, options, options.question);
    for (const problem of opened.problems) output.printError(`routes: ${problem}\n`);
    output.print(options.asJson ? `${JSON.stringify(facts)}\n` : text);
    return 0;
  } catch (error) {
    output.printError(`routes: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
}

function answerTo(opened: OpenedWorld, options: RoutesOptions, question: Question): Answer {
  const { factionNames, world } = opened;
  const tick = world.ledger.tick[0];
  const directory = opened.directory ?? null;
  if (question.kind === 'path') return wayBetween(opened, options, question);
  const faction = question.faction === undefined ? 0 : findFaction(factionNames, question.faction);
  if (question.kind === 'list') {
    const { near } = question;
    const place = near && findDistrict(world.graph, 'near', near.district).district;
    const rows =
      place === undefined ? keptRows(opened, faction) : rowsNear(opened, faction, place, near!.meters);
    const routes = listKept(opened, rows);
    return { facts: { tick, directory, routes }, text: keptText(opened, routes) };
  }
  const points = chokePoints(opened, faction, question.count);
  return { facts: { tick, directory, points }, text: chokeText(points) };
}

function wayBetween(
  opened: OpenedWorld,
  { alternatives, hopsMax, securityMin }: RoutesOptions,
  question: Extract<Question, { kind: 'path' }>,
): Answer {
  const { factionNames, world } = opened;
  const { convoys } = world.rules;
  const query = {
    faction: findFaction(factionNames, question.faction),
    from: findDistrict(world.graph, 'from', question.from).district,
    to: findDistrict(world.graph, 'to', question.to).district,
    hopsMax: hopsMax ?? convoys.hopsMax,
    securityMin: securityMin ?? convoys.securityMin,
  };
  const way = bestWay(opened, query, alternatives);
  return { facts: way, text: wayText(way) };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
