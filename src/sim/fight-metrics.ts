import { OUTCOME } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../maths/fixed-point.ts';
import type { Metrics } from '../memory/metrics-block.ts';
import { ENTITY_KIND } from '../protocol/fields.ts';

/** Ticks between two counts of who fights: they go through all entities. */
const COUNT_INTERVAL_TICKS = TICKS_PER_SECOND;

/** Writes what comes of fights into the sim's region of the metrics block. */
export class FightMetrics {
  readonly #metrics: Metrics<'sim'>;
  /** Places of the counters by OUTCOME, and by ENTITY_KIND - 1 of who fell. */
  readonly #outcomes: readonly number[];
  readonly #deaths: readonly number[];
  readonly #at;

  constructor(metrics: Metrics<'sim'>) {
    this.#metrics = metrics;
    const outcomes: number[] = [];
    outcomes[OUTCOME.miss] = metrics.at('strikesMissed');
    outcomes[OUTCOME.evade] = metrics.at('strikesEvaded');
    outcomes[OUTCOME.parry] = metrics.at('strikesParried');
    outcomes[OUTCOME.block] = metrics.at('strikesBlocked');
    outcomes[OUTCOME.hit] = metrics.at('strikesHit');
    outcomes[OUTCOME.critical] = metrics.at('strikesCritical');
    outcomes[OUTCOME.lost] = metrics.at('strikesLost');
    const deaths: number[] = [];
    deaths[ENTITY_KIND.patrol - 1] = metrics.at('fallenPatrols');
    deaths[ENTITY_KIND.avatar - 1] = metrics.at('fallenAvatars');
    deaths[ENTITY_KIND.convoy - 1] = metrics.at('fallenConvoys');
    deaths[ENTITY_KIND.fort - 1] = metrics.at('fallenForts');
    deaths[ENTITY_KIND.base - 1] = metrics.at('fallenBases');
    this.#outcomes = outcomes;
    this.#deaths = deaths;
    this.#at = {
      effectsBegun: metrics.at('effectsBegun'),
      recomputed: metrics.at('propertiesRecomputed'),
      looks: metrics.at('targetLooks'),
      candidates: metrics.at('targetCandidates'),
      newsDropped: metrics.at('battleNewsDropped'),
      engaged: metrics.at('fightersEngaged'),
      battles: metrics.at('battles'),
    };
  }

  endTick(world: World): void {
    const { fights, ledger } = world;
    const metrics = this.#metrics;
    const at = this.#at;
    for (let outcome = 0; outcome < this.#outcomes.length; outcome++) {
      metrics.set(this.#outcomes[outcome], fights.outcomes[outcome]);
    }
    for (let unit = 0; unit < this.#deaths.length; unit++) {
      metrics.set(this.#deaths[unit], fights.deaths[unit]);
    }
    metrics.set(at.effectsBegun, fights.effectsBegun);
    metrics.set(at.recomputed, fights.recomputed);
    metrics.set(at.looks, fights.looks);
    metrics.set(at.candidates, fights.candidates);
    metrics.set(at.newsDropped, fights.news.dropped);
    if (ledger.tick[0] % COUNT_INTERVAL_TICKS !== 0) return;
    metrics.set(at.engaged, engagedCount(world));
    metrics.set(at.battles, battleCount(world));
  }
}

/** Fighters who struck or were struck within the window of battles. */
function engagedCount({ fighter, identity, ledger, rules }: World): number {
  const since = ledger.tick[0] - rules.combat.battleWindowTicks;
  const high = ledger.entityHigh[0];
  let count = 0;
  for (let id = 1; id <= high; id++) {
    const tick = fighter.engagedTick[id];
    if (tick !== 0 && tick >= since && identity.kind[id] !== ENTITY_KIND.none) count++;
  }
  return count;
}

function battleCount({ battle }: World): number {
  let count = 0;
  for (let row = 0; row < battle.sector.length; row++) if (battle.sector[row] !== 0) count++;
  return count;
}
