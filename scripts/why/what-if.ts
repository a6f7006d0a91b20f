import { type Moment, Stage } from '../../bench/why-check/stage.ts';
import type { ToldByMinds } from '../../bench/why-check/traces.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import type { Trace } from '../../src/ai/explain-trace.ts';
import { isChosen } from '../../src/ai/explain-trace.ts';
import { loadConfig } from '../../src/config/load.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { packUsed } from '../../src/memory/used-rows.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { findFaction } from '../routes/find.ts';
import { openWorldFrom } from '../routes/opened-world.ts';
import { type Answer, decisionLine } from './answer.ts';
import type { WhyOptions } from './options.ts';
import { namesIn } from './told-world.ts';

const TICKS_PER_MINUTE = 3600;
const MINUTES_USUAL = 10;
const DIFFERENCES_TOLD = 10;

/** How one of the two worlds went on. */
interface Course {
  readonly traces: readonly Trace[];
  readonly land: readonly number[];
  /** By district. */
  readonly owners: Uint8Array;
}

/** Plays a saved world on twice, with the personas of today and with changed ones, and tells what differs. */
export function whatIf({ faction: name, minutes = MINUTES_USUAL, source, subject }: WhyOptions): Answer {
  if (source.settings.length === 0) {
    throw new Error(
      'what-if: found no --set, allowed: --set factions.factions.1.mind.traits.aggression=0.9 or another',
    );
  }
  const data = subject ?? source.directory;
  const { factionNames, world } = openWorldFrom({
    ...{ data, isFresh: false, config: source.configDirectory, worldFile: source.worldFile, settings: [] },
  });
  const faction = findFaction(factionNames, name!);
  const today = rulesFrom(loadConfig(source.configDirectory, [])).ai;
  const changed = rulesFrom(loadConfig(source.configDirectory, source.settings)).ai;
  if (JSON.stringify(today) === JSON.stringify(changed)) {
    throw new Error(`what-if: found ${source.settings.join(', ')}, allowed: settings that change a persona`);
  }
  const moment = { tick: world.ledger.tick[0], packed: packUsed(world, world.graph.districtCount) };
  const courses = [today, changed].map((ai) => courseOf(world, moment, ai, minutes, faction));
  const names = namesIn(world.graph, factionNames);
  const [as, other] = courses;
  const differences = differing(as, other);
  const won = districtsOf(other, as, faction);
  const lost = districtsOf(as, other, faction);
  const who = factionNames[faction];
  const lines = [
    `With ${source.settings.join(', ')}, ${minutes} min from tick ${moment.tick} on:`,
    `${who} makes ${other.traces.length} decisions in place of ${as.traces.length}: ` +
      `${differences.length} are not the same.`,
    `It holds ${other.land[faction]} districts in place of ${as.land[faction]}.`,
  ];
  if (won.length > 0) lines.push(`It has besides: ${won.map(names.district).join(', ')}.`);
  if (lost.length > 0) lines.push(`It has not: ${lost.map(names.district).join(', ')}.`);
  const rest = factionNames.flatMap((one, i) =>
    i > 0 && i !== faction && as.land[i] !== other.land[i] ? [`${one} ${as.land[i]} → ${other.land[i]}`] : [],
  );
  if (rest.length > 0) lines.push(`Land of others: ${rest.join(', ')}.`);
  for (const { before, after } of differences.slice(0, DIFFERENCES_TOLD)) {
    lines.push(`  was  ${before ? decisionLine(before, names) : 'no such decision'}`);
    lines.push(`  is   ${after ? decisionLine(after, names) : 'no such decision'}`);
  }
  const answer = lines.join('\n');
  const causes = differences.map(({ after, before }) => ({
    before: before ? decisionLine(before, names) : null,
    after: after ? decisionLine(after, names) : null,
    tick: (before ?? after)!.decision.tick,
  }));
  return {
    text: answer,
    facts: {
      answer,
      causes,
      faction,
      fromTick: moment.tick,
      minutes,
      land: { today: as.land, changed: other.land },
      won,
      lost,
    },
  };
}

function courseOf(world: World, moment: Moment, ai: Rules['ai'], minutes: number, faction: number): Course {
  const play = new Stage(world).playFrom(moment, () => ai);
  const traces: Trace[] = [];
  for (let tick = 0; tick < minutes * TICKS_PER_MINUTE; tick++) {
    const told: ToldByMinds = play.step();
    traces.push(...told.traces.filter(({ decision }) => decision.faction === faction));
  }
  const { district, graph, side } = play.world;
  return {
    traces,
    land: Array.from({ length: SIDE_COUNT }, (_, i) => side.land[i]),
    owners: district.owner.slice(0, graph.districtCount),
  };
}

interface Difference {
  readonly before: Trace | undefined;
  readonly after: Trace | undefined;
}

/** Decisions that did not come out the same, in pairs by number. */
function differing(as: Course, other: Course): Difference[] {
  const numbers = new Set([...as.traces, ...other.traces].map(({ decision }) => decision.number));
  return [...numbers]
    .sort((left, right) => left - right)
    .flatMap((number) => {
      const [before, after] = [as, other].map((course) =>
        course.traces.find(({ decision }) => decision.number === number),
      );
      return before && after && outcome(before) === outcome(after) ? [] : [{ before, after }];
    });
}

function outcome({ decision, options }: Trace): string {
  const chosen = options.filter(isChosen).map(({ district, kind, other }) => [kind, district, other]);
  return JSON.stringify([decision.layer, decision.origin, decision.chosen, chosen]);
}

/** Districts that a faction has in one course and not in the other. */
function districtsOf(one: Course, other: Course, faction: number): number[] {
  return Array.from(one.owners, (_, district) => district).filter(
    (district) => one.owners[district] === faction && other.owners[district] !== faction,
  );
}
