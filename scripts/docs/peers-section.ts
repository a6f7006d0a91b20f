import type { PeerResults } from '../../bench/peers/results.ts';
import { comparisonRows, ratioSentences } from '../../bench/peers/summary-text.ts';
import { table } from './marks.ts';

/**
 * The comparison with the peers for docs/BENCHMARKS.md, from the text of docs/peers/results.json; '' where the bench
 * has not been run and saved.
 */
export function peersSection(resultsText: string): string {
  if (resultsText === '')
    return 'Nothing has been measured yet for this version: `npm run bench:peers -- --save`.';
  const results = JSON.parse(resultsText) as PeerResults;
  const { command, date, machine, seconds, trials, versions } = results;
  const { head, rows } = comparisonRows(results);
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const failures = trials.filter(({ failure }) => failure !== undefined);
  return [
    `\`${command}\`, ${date}, ${machine}; ${software.join(', ')}. ${trials.length} runs of ${seconds} s, ${failures.length} ` +
      'without figures; the table has medians.',
    '![Clients held at 60 Hz, CPU, bytes and delay of each server](peers/comparison.svg)',
    table(head, rows),
    ratioSentences(results)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
    `All runs are in [results.json](peers/results.json). On the way to the most clients each step was: ${ladderWords(results)}.`,
  ].join('\n\n');
}

/** Each step of each ladder, with every try. */
function ladderWords({ trials }: PeerResults): string {
  const ladder = trials.filter(({ purpose }) => purpose === 'ladder');
  if (ladder.length === 0) return 'not tried';
  return ladder
    .map(({ clients, held, measured, peer }) => {
      const found = measured
        ? `${measured.ticksPerSecond.toFixed(1)} Hz, p99 ${measured.delayMsP99.toFixed(0)} ms`
        : 'failed';
      return `${peer} ${clients} ${held ? 'held' : 'not held'} (${found})`;
    })
    .join('; ');
}
