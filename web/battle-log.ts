import type { BattleNews } from '../client/battle-news.ts';
import { capital, type Fighter, fallWords, fighterWords } from './battle-words.ts';

/** Lines that are kept. */
export const LOG_LINES_MAX = 50;

/** A line of the log. */
export interface BattleLine {
  readonly key: number;
  readonly tick: number;
  /** In whose color it is told: who did it; 0 nobody. */
  readonly faction: number;
  /** About the own avatar. */
  readonly isOwn: boolean;
  readonly words: string;
  /** Where it was, '' not known. */
  readonly place: string;
  /** Meters. */
  readonly x: number;
  readonly y: number;
}

/** What the log must know of the world to tell of an event. */
export interface BattleWitness {
  nameOf(faction: number): string;
  /** An entity as it is in view just now, undefined for one out of sight. */
  fighterOf(entity: number): Fighter | undefined;
  /** A control point in words: "Supply depot". */
  pointWords(point: number): string;
  /** District at a place in meters, '' none. */
  placeAt(x: number, y: number): string;
}

/** What happened in the fights that were in view, the newest first. */
export class BattleLog {
  /** Newest first. */
  readonly lines: BattleLine[] = [];
  /** Rises with every line. */
  version = 0;
  readonly #witness: BattleWitness;

  constructor(witness: BattleWitness) {
    this.#witness = witness;
  }

  /** Something happened at (x, y) meters: read while who falls is still in view. */
  note(news: BattleNews, x: number, y: number): void {
    const line = this.#lineOf(news);
    if (line === undefined) return;
    this.version++;
    const place = this.#witness.placeAt(x, y);
    this.lines.unshift({ key: this.version, tick: news.tick, ...line, place, x, y });
    if (this.lines.length > LOG_LINES_MAX) this.lines.pop();
  }

  #lineOf({ kind, subject, actor }: BattleNews): Pick<BattleLine, 'faction' | 'isOwn' | 'words'> | undefined {
    const { nameOf, fighterOf, pointWords } = this.#witness;
    switch (kind) {
      case 'massiveBattle':
        return { faction: 0, isOwn: false, words: `Battle of ${subject} fighters` };
      case 'resourceCapture': {
        const words = `${capital(nameOf(actor))} took ${pointWords(subject)}`;
        return { faction: actor, isOwn: false, words };
      }
      case 'unitDestroyed':
      case 'baseDestroyed': {
        const who = fighterOf(subject);
        const by = actor === 0 ? undefined : fighterOf(actor);
        const byWords = actor === 0 ? undefined : fighterWords(by, nameOf);
        const isOwn = who?.isOwnAvatar === true || by?.isOwnAvatar === true;
        return {
          faction: by?.faction ?? 0,
          isOwn,
          words: fallWords(who, fighterWords(who, nameOf), byWords),
        };
      }
    }
  }
}
