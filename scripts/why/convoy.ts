import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toldBy } from '../../bench/why-check/traces.ts';
import { LAYER, THREAT } from '../../components/ai-rules.ts';
import { explain } from '../../src/ai/explain.ts';
import type { Trace } from '../../src/ai/explain-trace.ts';
import { loadConfig } from '../../src/config/load.ts';
import { LAST_TICK } from '../../src/sim/replay.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { HistoryRun } from '../replay/history-run.ts';
import type { HistorySource } from '../territory/recorded-world.ts';
import type { Answer } from './answer.ts';
import { decisionLine, decisionName } from './answer.ts';
import { ConvoyWatch } from './convoy-watch.ts';
import { namesIn, neighborsIn } from './told-world.ts';

const WORLD_DATABASE = 'world.db';
const ABOUT_CONVOYS: readonly number[] = [THREAT.convoyHit, THREAT.convoyLost];

/** What happened to a convoy and why, by repeating what is kept of the history of a saved world. */
export function whyConvoy(source: HistorySource, text: string): Answer {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`convoy: found "${text}", allowed: the number of an entity`);
  const config = loadConfig(source.configDirectory, source.settings);
  const factions = ['nobody', ...config.factions.factions.map(({ name }) => name)];
  const watch = new ConvoyWatch(Number(text), factions);
  const traces: Trace[] = [];
  const run = new HistoryRun({
    directory: savedDirectory(source, config.server.storage.directory, config.world.file),
    configDirectory: source.configDirectory,
    worldFile: source.worldFile,
    fromTick: undefined,
    afterTick: (world) => {
      watch.look(world);
      traces.push(...toldBy(world.ledger.tick[0], world.chronicle).traces);
    },
  });
  run.advanceTo(LAST_TICK);
  const { ai } = rulesFrom(config);
  const { graph } = run.world;
  const names = namesIn(graph, factions);
  const span = `ticks ${run.fromTick} to ${run.world.ledger.tick[0]} are kept`;
  if (watch.events.length === 0) {
    throw new Error(`convoy: found no convoy with the number ${text}, allowed: one that was there; ${span}`);
  }
  const lines = [`Entity ${text} (${span}):`];
  const causes: object[] = [];
  for (const { decision, tick, words } of watch.events) {
    lines.push(`tick ${tick}  ${words}`);
    const trace = traces.find(({ decision: one }) =>
      decision
        ? one.faction === decision.faction && one.number === decision.number
        : isAnswer(one, tick, watch.faction),
    );
    const isTold = trace !== undefined && (decision !== undefined || words.startsWith('its faction noticed'));
    if (isTold) {
      lines.push(`  ${decisionLine(trace, names)}`);
      lines.push(...explain(ai, trace, names, neighborsIn(graph)).lines.map((line) => `    ${line}`));
    }
    causes.push({ tick, words, decision: isTold ? decisionName(trace.decision) : null });
  }
  const answer = lines.join('\n');
  return { text: answer, facts: { answer, causes, faction: watch.faction, problems: run.problems } };
}

/** Whether a decision answers a threat to a convoy that arose at a tick, or the tick before. */
function isAnswer({ faction, layer, origin, tick }: Trace['decision'], arose: number, of: number): boolean {
  return faction === of && layer === LAYER.immediate && ABOUT_CONVOYS.includes(origin) && tick >= arose;
}

function savedDirectory({ directory, worldFile }: HistorySource, usual: string, usualFile: string): string {
  const given = directory ?? usual;
  if (existsSync(join(given, WORLD_DATABASE))) return given;
  return join(given, readWorldFile(worldFile ?? usualFile).name);
}
