import type { Kit } from '../client/battle-news.ts';
import {
  type AbsenceName,
  GEAR_PLACES,
  type GearPlace,
  type PostureName,
} from '../src/protocol/battle-words.ts';
import { ABSENCE_CHOICES, healthPercent, POSTURE_CHOICES } from './battle-words.ts';
import { element } from './element.ts';
import { KeyedList } from './keyed-list.ts';
import { GEAR_WORDS, type ItemView, itemUses, itemWords } from './kit-words.ts';

/** What a player can order about the own avatar in fights. Each returns the order's sequence. */
export interface KitOrders {
  posture(posture: PostureName): number;
  absence(stance: AbsenceName): number;
  equip(place: number, from?: GearPlace): number;
  use(place: number): number;
}

/** What the own avatar was last told to do of its own accord; undefined = nothing by this page. */
export interface OwnStances {
  readonly posture?: PostureName | undefined;
  /** While its player is away. */
  readonly absence?: AbsenceName | undefined;
}

/** The own avatar in a fight. */
export interface OwnFighter {
  /** 0 whole .. 255 fallen. */
  readonly harm: number;
  /** Seconds until a fallen one rises, as far as known; NaN not known. */
  readonly riseSeconds: number;
  readonly stances: OwnStances;
  readonly kit: Kit | undefined;
}

interface BagPlace {
  readonly place: number;
  readonly item: number;
  readonly count: number;
}

interface BagRow {
  readonly view: HTMLElement;
  readonly name: HTMLElement;
}

/** Health, posture, gear and bag of the own avatar. */
export class KitCard {
  readonly view: HTMLElement;
  readonly #items: readonly ItemView[];
  readonly #orders: KitOrders;
  readonly #ask: (what: string, sequence: number, stances?: OwnStances) => void;
  readonly #title = element('span', { class: 'name', text: 'Your avatar' });
  readonly #left = element('span', { class: 'left' });
  readonly #bar = element('i', { class: 'filled' });
  readonly #fallen = element('p', { class: 'fallen', hidden: true });
  readonly #postures = new Map<PostureName, HTMLButtonElement>();
  readonly #absences = new Map<AbsenceName, HTMLButtonElement>();
  readonly #gear = new Map<GearPlace, { name: HTMLElement; off: HTMLButtonElement }>();
  readonly #bag: KeyedList<BagPlace, BagRow>;
  readonly #things: HTMLElement;
  #kit: Kit | undefined;
  #isIdle = false;

  /** `ask` notes an order that was sent; `items` are the server's kinds. */
  constructor(
    items: readonly ItemView[],
    orders: KitOrders,
    ask: (what: string, sequence: number, stances?: OwnStances) => void,
  ) {
    this.#items = items;
    this.#orders = orders;
    this.#ask = ask;
    const postures = POSTURE_CHOICES.map(({ name, words, hint }) => {
      const send = () => this.#ask(words, this.#orders.posture(name), { posture: name });
      return choiceButton(this.#postures, name, words, hint, send);
    });
    const absences = ABSENCE_CHOICES.map(({ name, words, hint }) => {
      const send = () => this.#ask(words, this.#orders.absence(name), { absence: name });
      return choiceButton(this.#absences, name, words, hint, send);
    });
    this.#bag = new KeyedList<BagPlace, BagRow>(
      element('ul', { 'aria-label': 'Bag' }),
      ({ place, item }) => place * 256 + item,
      (at) => this.#bagRow(at),
      ({ name }, { item, count }) => {
        const words = `${itemWords(item, this.#items)}${count > 1 ? ` × ${count}` : ''}`;
        if (name.textContent !== words) name.textContent = words;
      },
    );
    this.#things = element(
      'div',
      { class: 'things' },
      element('h3', { text: 'Gear' }),
      element('ul', { 'aria-label': 'Gear' }, ...GEAR_PLACES.map((place) => this.#gearRow(place))),
      element('h3', { text: 'Bag' }),
      this.#bag.view,
    );
    this.view = element(
      'div',
      { 'data-part': 'kit' },
      element('header', {}, this.#title, this.#left),
      element('div', { class: 'health', 'aria-hidden': 'true' }, this.#bar),
      this.#fallen,
      element('div', { class: 'choices', role: 'group', 'aria-label': 'In a fight' }, ...postures),
      element('p', { class: 'caption', text: 'While you are away', 'aria-hidden': 'true' }),
      element('div', { class: 'choices', role: 'group', 'aria-label': 'While you are away' }, ...absences),
      this.#things,
    );
  }

  /** Whether gear and bag are listed. */
  showThings(shown: boolean): void {
    this.#things.hidden = !shown;
  }

  /** `isWaiting` = an order has no answer yet. */
  update({ harm, riseSeconds, stances, kit }: OwnFighter, isWaiting: boolean): void {
    const percent = healthPercent(harm);
    const isFallen = percent === 0;
    this.#title.textContent = kit ? `Your avatar · level ${kit.level}` : 'Your avatar';
    this.#left.textContent = `${percent} %`;
    this.#bar.style.width = `${percent}%`;
    this.#bar.dataset['weak'] = String(percent < 40);
    this.#fallen.hidden = !isFallen;
    if (isFallen) this.#fallen.textContent = fallenWords(riseSeconds);
    const isIdle = isWaiting || isFallen;
    markChoice(this.#postures, stances.posture, isIdle);
    markChoice(this.#absences, stances.absence, isIdle);
    if (kit === this.#kit && isIdle === this.#isIdle) return;
    this.#kit = kit;
    this.#isIdle = isIdle;
    this.#drawThings(kit);
  }

  #drawThings(kit: Kit | undefined): void {
    const bag = kit?.bag ?? [];
    const hasRoom = bag.some(({ count }) => count === 0);
    for (const [place, { name, off }] of this.#gear) {
      const item = kit?.gear[place] ?? 0;
      name.textContent = itemWords(item, this.#items);
      name.classList.toggle('dim', item === 0);
      off.hidden = item === 0 || !hasRoom;
    }
    const places = bag.map(({ item, count }, place) => ({ place, item, count }));
    this.#bag.update(places.filter(({ item, count }) => item > 0 && count > 0));
    for (const button of this.#things.querySelectorAll('button')) button.disabled = this.#isIdle;
  }

  #gearRow(place: GearPlace): HTMLElement {
    const name = element('span', { class: 'dim', text: 'none' });
    const off = this.#thingButton('Take off', () => {
      const free = this.#kit?.bag.findIndex(({ count }) => count === 0) ?? -1;
      return free < 0 ? undefined : this.#orders.equip(free, place);
    });
    off.hidden = true;
    this.#gear.set(place, { name, off });
    return element('li', {}, element('small', { text: GEAR_WORDS[place] }), name, off);
  }

  #bagRow({ place, item }: BagPlace): BagRow {
    const name = element('span');
    const { isWorn, isUsed } = itemUses(item, this.#items);
    const row = element('li', {}, element('small', { text: `${place + 1}` }), name);
    if (isWorn) row.append(this.#thingButton('Wear', () => this.#orders.equip(place)));
    if (isUsed) row.append(this.#thingButton('Use', () => this.#orders.use(place)));
    return { view: row, name };
  }

  #thingButton(words: string, send: () => number | undefined): HTMLButtonElement {
    const button = element('button', { type: 'button', text: words });
    button.addEventListener('click', () => {
      const sequence = send();
      if (sequence !== undefined) this.#ask(words, sequence);
    });
    return button;
  }
}

function choiceButton<Name>(
  buttons: Map<Name, HTMLButtonElement>,
  name: Name,
  words: string,
  hint: string,
  send: () => void,
): HTMLButtonElement {
  const button = element('button', { type: 'button', text: words, title: hint });
  button.addEventListener('click', send);
  buttons.set(name, button);
  return button;
}

function markChoice<Name>(
  buttons: ReadonlyMap<Name, HTMLButtonElement>,
  chosen: Name | undefined,
  isIdle: boolean,
): void {
  for (const [name, button] of buttons) {
    button.setAttribute('aria-pressed', String(chosen === name));
    button.disabled = isIdle;
  }
}

/** "Fallen: rises in 5 s"; `seconds` is NaN where that is not known. */
export function fallenWords(seconds: number): string {
  if (Number.isNaN(seconds) || seconds <= 0) return 'Fallen: rises soon at a hub of its faction';
  return `Fallen: rises in ${Math.ceil(seconds)} s at a hub of its faction`;
}
