import type { MirrorEntity } from '../client/index.ts';
import { cargoWords, eventWordsOf, STANCES } from './convoy-words.ts';
import { element } from './element.ts';
import { Figures } from './keyed-list.ts';
import type { CardWords } from './route-card.ts';
import type { ConvoyState } from './routes-model.ts';
import { spanWords } from './territory-words.ts';

/** What a player can order about a convoy: the session, as far as that goes. Each returns the order's sequence. */
export interface ConvoyOrders {
  /** 0 gives it up. */
  escort(convoy: number): number;
  raid(convoy: number): number;
  convoyStance(convoy: number, stance: number): number;
}

/** Figures of a convoy, in the order of the card. */
export const CONVOY_FIGURES = ['Faction', 'State', 'Cargo', 'Vehicle', 'From', 'To', 'Last'] as const;

/** What the page knows of a convoy: what its faction's channel told, and what is in view. */
export interface ConvoyKnown {
  readonly told: ConvoyState | undefined;
  readonly seen: Pick<MirrorEntity, 'faction' | 'vx' | 'vy'> | undefined;
  /** District that its route sets out from, -1 not known. */
  readonly from: number;
}

/** A convoy in words, by figure; '' where nothing is known. */
export function convoyFigures(
  { told, seen, from }: ConvoyKnown,
  words: CardWords,
  tick: number,
  ticksPerSecond: number,
): Record<(typeof CONVOY_FIGURES)[number], string> {
  const faction = words.nameOf(told?.faction ?? seen?.faction ?? 0);
  const unknown = { Cargo: 'not known: it is not yours', Vehicle: '', From: '', To: '', Last: '' };
  const State = stateOf(told, seen);
  if (!told) return { Faction: faction, State, ...unknown };
  const age = spanWords((tick - told.tick) / ticksPerSecond);
  return {
    Faction: faction,
    State,
    Cargo: cargoWords(told.cargo, told.resource),
    Vehicle: words.vehicleOf(told.vehicle),
    From: words.placeOf(from),
    To: words.placeOf(told.to),
    Last: `${eventWordsOf(told.event)}, ${words.placeOf(told.district)}, ${age} ago`,
  };
}

/** What is seen is newer than what was told: a convoy that waited may have driven on. */
function stateOf(told: ConvoyState | undefined, seen: ConvoyKnown['seen']): string {
  const event = told ? eventWordsOf(told.event) : '';
  if (!seen) return event === '' || event === 'set out' ? 'driving' : event;
  if (seen.vx !== 0 || seen.vy !== 0) return 'driving';
  return event.startsWith('waits') || event.startsWith('was raided') ? event : 'standing';
}

/** The part of the card that is about one convoy, with what a player can order. */
export class ConvoyCard {
  readonly view: HTMLElement;
  readonly #figures = new Figures(CONVOY_FIGURES);
  readonly #gone = element('p', {
    class: 'dim',
    text: 'This convoy is no more, or out of sight.',
    hidden: true,
  });
  readonly #own: HTMLElement;
  readonly #guard: HTMLElement;
  readonly #raid: HTMLButtonElement;
  readonly #route: HTMLButtonElement;
  readonly #stances = new Map<number, HTMLButtonElement>();
  readonly #buttons: HTMLButtonElement[] = [];
  readonly #ask: (what: string, send: (convoy: number) => number) => void;

  /** `ask` sends an order about the convoy that is shown; `showRoute` goes to its route. */
  constructor(
    orders: ConvoyOrders,
    ask: (what: string, send: (convoy: number) => number) => void,
    showRoute: () => void,
  ) {
    this.#ask = ask;
    this.#route = element('button', { type: 'button', text: 'Show its route' });
    this.#route.addEventListener('click', showRoute);
    const stances = STANCES.map(({ number, name, hint }) => {
      const button = this.#button(name, hint, (convoy) => orders.convoyStance(convoy, number));
      this.#stances.set(number, button);
      return button;
    });
    this.#raid = this.#button('Raid', 'Your avatar attacks it, where it is near', (convoy) =>
      orders.raid(convoy),
    );
    // Of others too: the server knows who is allied.
    this.#guard = element(
      'div',
      { class: 'choices' },
      this.#button('Escort', 'Your avatar guards it while it is near', (convoy) => orders.escort(convoy)),
      this.#button('Stop escort', 'Your avatar guards no convoy any more', () => orders.escort(0)),
      this.#raid,
    );
    this.#own = element(
      'div',
      {},
      element('p', { class: 'dim', text: 'On bad roads:' }),
      element('div', { class: 'choices', role: 'group', 'aria-label': 'On bad roads' }, ...stances),
    );
    this.view = element(
      'div',
      { 'data-part': 'convoy' },
      element('h3', { text: 'Convoy' }),
      this.#gone,
      this.#figures.view,
      element('div', { class: 'choices' }, this.#route),
      this.#guard,
      this.#own,
    );
  }

  /** Shows a convoy to a player of `faction`, 0 for an observer. `isWaiting` = an order has no answer yet. */
  update(
    known: ConvoyKnown,
    faction: number,
    isWaiting: boolean,
    words: CardWords,
    tick: number,
    ticksPerSecond: number,
  ): void {
    const { told, seen } = known;
    const isThere = told !== undefined || seen !== undefined;
    this.#gone.hidden = isThere;
    this.#figures.view.hidden = !isThere;
    const owner = told?.faction ?? seen?.faction ?? 0;
    this.#own.hidden = !isThere || faction === 0 || owner !== faction;
    this.#guard.hidden = !isThere || faction === 0;
    this.#raid.hidden = owner === faction;
    this.#route.hidden = told === undefined || told.route < 0;
    for (const button of this.#buttons) button.disabled = isWaiting;
    for (const [number, button] of this.#stances) {
      button.setAttribute('aria-pressed', String(told?.stance === number));
    }
    if (!isThere) return;
    const figures = convoyFigures(known, words, tick, ticksPerSecond);
    for (const name of CONVOY_FIGURES) this.#figures.set(name, figures[name]);
  }

  #button(name: string, hint: string, send: (convoy: number) => number): HTMLButtonElement {
    const button = element('button', { type: 'button', text: name, title: hint });
    button.addEventListener('click', () => this.#ask(name, send));
    this.#buttons.push(button);
    return button;
  }
}
