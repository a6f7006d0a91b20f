import { isFallen } from '../client/battle-news.ts';
import type { MirrorEntity } from '../client/mirror.ts';
import { capital, fighterWords, healthPercent, kindWords } from './battle-words.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { Figures } from './keyed-list.ts';

const FIGURES = ['Health', 'Attacks'] as const;

/** An entity that was chosen as a target, with what can be ordered about it. */
export class FightCard {
  readonly view: HTMLElement;
  readonly attack = element('button', { type: 'button', text: 'Attack', title: 'Right click does the same' });
  readonly breakOff = element('button', { type: 'button', text: 'Break off' });
  readonly #choices = element('div', { class: 'choices' }, this.attack, this.breakOff);
  readonly #swatch = element('span');
  readonly #name = element('span', { class: 'name' });
  readonly #figures = new Figures(FIGURES);
  readonly #factions: FactionsShown;
  #swatched = -1;

  constructor(factions: FactionsShown, close: () => void) {
    this.#factions = factions;
    const shut = element('button', { type: 'button', class: 'close', text: '×', 'aria-label': 'Close' });
    shut.addEventListener('click', close);
    this.view = element(
      'div',
      { 'data-part': 'target', hidden: true },
      element('header', {}, this.#swatch, this.#name, shut),
      this.#figures.view,
      this.#choices,
    );
  }

  /**
   * Shows an entity, or none; `target` is whom that attacks, as far as it is in view. Orders are offered to whoever has
   * an avatar, `own`; `isWaiting` = one has no answer yet.
   */
  update(
    entity: MirrorEntity | undefined,
    target: MirrorEntity | undefined,
    own: MirrorEntity | undefined,
    isWaiting: boolean,
  ): void {
    this.view.hidden = entity === undefined;
    if (!entity) return;
    const { kind, faction, harm } = entity;
    const { nameOf } = this.#factions;
    if (faction !== this.#swatched) this.#swatch.replaceChildren(this.#factions.swatch(faction));
    this.#swatched = faction;
    this.#name.textContent = `${capital(nameOf(faction))} ${kindWords(kind)}`;
    this.#figures.set('Health', `${healthPercent(harm)} %`);
    const attacked = target && { ...target, isOwnAvatar: target === own };
    this.#figures.set('Attacks', entity.target === 0 ? '' : fighterWords(attacked, nameOf));
    const isAttacked = own?.target === entity.id;
    this.#choices.hidden = own === undefined;
    this.attack.hidden = isAttacked;
    this.breakOff.hidden = !isAttacked;
    const isIdle = isWaiting || own === undefined || isFallen(own);
    this.attack.disabled = isIdle;
    this.breakOff.disabled = isIdle;
  }
}
