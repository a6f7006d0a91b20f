import type { BattleNews } from '../../client/battle-news.ts';
import type { MirrorEntity } from '../../client/mirror.ts';
import { HARM_FALLEN } from '../../src/protocol/fields.ts';

/** What one client saw of fights while measuring, by its mirror. */
export class BattleEye {
  /** Changes of somebody's health, for better or worse. */
  harmChanges = 0;
  /** Fighters seen to fall, and fallen ones seen to rise again. */
  falls = 0;
  rises = 0;
  aims = 0;
  /** Told in events: fighters that fell, and battles of many. */
  destroyed = 0;
  battles = 0;
  /** Fallen fighters that were seen where they lie, so that a rise is one wherever it happens. */
  readonly #fallen = new Set<number>();
  /** By entity: enemies that fell by its hand. */
  readonly kills = new Map<number, number>();

  beginMeasuring(): void {
    this.harmChanges = 0;
    this.falls = 0;
    this.rises = 0;
    this.aims = 0;
    this.destroyed = 0;
    this.battles = 0;
    this.kills.clear();
  }

  hurt({ harm, id }: MirrorEntity): void {
    this.harmChanges++;
    if (harm === HARM_FALLEN) {
      if (this.#fallen.has(id)) return;
      this.#fallen.add(id);
      this.falls++;
    } else if (this.#fallen.delete(id)) this.rises++;
  }

  aimed(): void {
    this.aims++;
  }

  battle({ kind, actor }: BattleNews): void {
    if (kind === 'massiveBattle') this.battles++;
    if (kind !== 'unitDestroyed') return;
    this.destroyed++;
    this.kills.set(actor, (this.kills.get(actor) ?? 0) + 1);
  }
}
