import type { MetricsSample } from './metrics-sample.ts';

/** What was asked for routes between two moments, and where the answers came from. */
export interface RouteFigures {
  readonly questions: number;
  /** Put again, as no answer came or it was not taken; given up after too many tries. */
  readonly questionsAgain: number;
  readonly questionsGivenUp: number;
  readonly questionsPerSecond: number;
  readonly answers: number;
  readonly answersLate: number;
  readonly answersDropped: number;
  readonly fromCache: number;
  readonly fromFields: number;
  /** Of those from the cache, the ones found before the change that made them true. */
  readonly foreseen: number;
  readonly searches: number;
  readonly nodesPerSearch: number;
  /** Questions that were asked before, and how many of them took no search. */
  readonly repeats: number;
  readonly repeatsWithoutSearch: number;
  /** Shares of answers without a search, 0 to 1: of all questions, and of those that were asked before. */
  readonly hitRate: number;
  readonly repeatHitRate: number;
  readonly stolen: number;
  readonly cachesEmptied: number;
  readonly roadLoads: number;
  /** Cores that the work took, 1 = one core all the time. */
  readonly busyCores: number;
  /** At this moment. */
  readonly inFlight: number;
}

type WorkerNumber = keyof MetricsSample['routes'][number]['numbers'];

function share(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 10_000) / 10_000 : 0;
}

/** What happened between two samples, of all workers together. */
export function routeFigures(before: MetricsSample, now: MetricsSample): RouteFigures {
  const seconds = (now.atMicros - before.atMicros) / 1e6;
  const sim = (name: keyof typeof now.sim.numbers) => now.sim.numbers[name] - before.sim.numbers[name];
  const workers = (name: WorkerNumber) =>
    now.routes.reduce((sum, { numbers }, i) => sum + numbers[name] - before.routes[i].numbers[name], 0);
  const answers = workers('routeAnswers');
  const searches = workers('routeSearches');
  const repeats = workers('routeRepeats');
  const repeatsWithoutSearch = workers('routeRepeatsFromCache') + workers('routeRepeatsFromFields');
  return {
    questions: sim('routeQuestions'),
    questionsAgain: sim('routeQuestionsAgain'),
    questionsGivenUp: sim('routeQuestionsGivenUp'),
    questionsPerSecond: share(sim('routeQuestions'), seconds),
    answers,
    answersLate: sim('routeAnswersLate'),
    answersDropped: sim('routeAnswersDropped'),
    fromCache: workers('routeAnswersFromCache'),
    fromFields: workers('routeAnswersFromFields'),
    foreseen: workers('routeAnswersForeseen'),
    searches,
    nodesPerSearch: Math.round(share(workers('routeNodesExpanded'), searches)),
    repeats,
    repeatsWithoutSearch,
    hitRate: share(answers - searches, answers),
    repeatHitRate: share(repeatsWithoutSearch, repeats),
    stolen: workers('routeQuestionsStolen'),
    cachesEmptied: workers('routeCachesEmptied'),
    roadLoads: workers('roadLoads'),
    busyCores: share(workers('routeBusyMicros') / 1e6, seconds),
    inFlight: now.sim.numbers.routesInFlight,
  };
}
