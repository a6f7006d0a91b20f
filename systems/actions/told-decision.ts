import { CHRONICLE } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import type { AiDecision } from '../../src/protocol/ai-records.ts';

const RANK_SHIFT = 4;
const LAYER_MASK = 15;
const INPUTS_EACH = 8;

/** Fills `decision` with the one at row `first`, and its options: they follow it, each with its inputs. */
export function readDecision({ aiLedger, mindNews }: World, first: number, decision: AiDecision): void {
  decision.faction = mindNews.faction[first];
  decision.number = mindNews.actor[first];
  decision.layer = mindNews.level[first];
  decision.chosen = mindNews.cause[first];
  decision.district = mindNews.territory[first];
  decision.weighed = mindNews.a[first] & 0xffff;
  decision.origin = mindNews.a[first] >>> 16;
  decision.score = mindNews.b[first];
  decision.tick = mindNews.tick[first];
  decision.count = 0;
  for (let row = first + 1; row < aiLedger.news[0]; row++) {
    const kind = mindNews.kind[row];
    const isOfIt = mindNews.faction[row] === decision.faction && mindNews.actor[row] === decision.number;
    if (!isOfIt || (kind !== CHRONICLE.option && kind !== CHRONICLE.input)) break;
    if (kind === CHRONICLE.input) readInputs(mindNews, row, decision);
    else if (decision.count < decision.options.length) readOption(mindNews, row, decision);
  }
}

function readOption(mindNews: World['mindNews'], row: number, decision: AiDecision): void {
  const option = decision.options[decision.count++];
  option.kind = mindNews.cause[row];
  option.district = mindNews.territory[row];
  option.other = mindNews.a[row] & 15;
  option.flags = (mindNews.a[row] >> 4) & 7;
  option.score = mindNews.b[row];
  option.hasInputs = false;
}

/** Two numbers in each of four words; see traceInputs. */
function readInputs(mindNews: World['mindNews'], row: number, decision: AiDecision): void {
  const { a, b, cause, level, territory } = mindNews;
  const option = decision.options[level[row] & LAYER_MASK];
  if ((level[row] & LAYER_MASK) >= decision.count) return;
  const at = (level[row] >> RANK_SHIFT) * INPUTS_EACH;
  option.hasInputs = true;
  readPair(option.inputs, at, territory[row]);
  readPair(option.inputs, at + 2, cause[row]);
  readPair(option.inputs, at + 4, a[row]);
  readPair(option.inputs, at + 6, b[row]);
}

function readPair(into: Uint16Array, at: number, word: number): void {
  into[at] = word & 0xffff;
  into[at + 1] = word >>> 16;
}
