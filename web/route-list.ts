import type { RouteState, RouteSummaryRecord } from '../client/index.ts';
import { cargoWords, eventName, stateName } from './convoy-words.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { KeyedList } from './keyed-list.ts';
import type { CardWords } from './route-card.ts';
import type { ConvoyState, RoutesModel } from './routes-model.ts';

const CONVOYS_MAX = 40;

interface Row {
  readonly view: HTMLElement;
  readonly words: HTMLElement;
  readonly note: HTMLElement;
}

interface Tab {
  readonly view: HTMLButtonElement;
}

/** What a faction has, in a line: "9 active, 2 degraded · 14 convoys · 1,240 credits". */
export function summaryWords(summary: Readonly<RouteSummaryRecord> | undefined): string {
  if (!summary) return 'Nothing is told yet.';
  const { pending, active, degraded, invalid, convoys, money } = summary;
  const states = Object.entries({ active, degraded, invalid, pending })
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const routes = states.length > 0 ? states.join(', ') : 'no routes';
  const under = convoys === 1 ? '1 convoy' : `${convoys} convoys`;
  return `${routes} · ${under} · ${money.toLocaleString('en')} credits`;
}

/** The routes and convoys of a faction, to choose from; with several factions a row of buttons for those. */
export class RouteList {
  readonly view: HTMLElement;
  faction = 0;
  readonly #factions: FactionsShown;
  readonly #tabs: KeyedList<number, Tab>;
  readonly #summary = element('p', { class: 'dim' });
  readonly #routes: KeyedList<Readonly<RouteState>, Row>;
  readonly #convoys: KeyedList<ConvoyState, Row>;
  readonly #convoysTitle = element('h3', { text: 'Convoys' });
  #words: CardWords;

  constructor(
    factions: FactionsShown,
    words: CardWords,
    choose: { route(route: number): void; convoy(entity: number): void },
  ) {
    this.#factions = factions;
    this.#words = words;
    const tabs = element('div', { class: 'tabs', role: 'group', 'aria-label': 'Faction' });
    this.#tabs = new KeyedList(
      tabs,
      (faction) => faction,
      (faction) => this.#tabOf(faction),
      ({ view }, faction) => view.setAttribute('aria-pressed', String(faction === this.faction)),
    );
    this.#routes = new KeyedList(
      element('ul', { class: 'rows', 'aria-label': 'Routes' }),
      ({ route }) => route,
      ({ route }) => rowOf(() => choose.route(route)),
      (row, route) => this.#refreshRoute(row, route),
    );
    this.#convoys = new KeyedList(
      element('ul', { class: 'rows', 'aria-label': 'Convoys' }),
      ({ entity }) => entity,
      ({ entity }) => rowOf(() => choose.convoy(entity)),
      (row, convoy) => this.#refreshConvoy(row, convoy),
    );
    this.view = element(
      'div',
      { 'data-part': 'list' },
      tabs,
      this.#summary,
      this.#routes.view,
      this.#convoysTitle,
      this.#convoys.view,
    );
  }

  /** Shows the faction that is chosen; until one is, `own`, or the first that anything is known of. */
  update(model: RoutesModel, own: number): void {
    const factions = model.factions();
    if (!factions.includes(this.faction)) this.faction = factions.includes(own) ? own : (factions[0] ?? own);
    this.#tabs.update(factions.length > 1 ? factions : []);
    this.#summary.textContent = summaryWords(model.summaries.get(this.faction));
    this.#routes.update(model.routesOf(this.faction));
    const convoys = model.convoysOf(this.faction).slice(0, CONVOYS_MAX);
    this.#convoys.update(convoys);
    this.#convoysTitle.hidden = convoys.length === 0;
  }

  #tabOf(faction: number): Tab {
    const name = this.#factions.nameOf(faction);
    const view = element('button', { type: 'button', title: name, 'aria-label': name });
    view.append(this.#factions.swatch(faction));
    view.addEventListener('click', () => {
      this.faction = faction;
    });
    return { view };
  }

  #refreshRoute({ view, words, note }: Row, route: Readonly<RouteState>): void {
    const { placeOf } = this.#words;
    const state = stateName(route.state) ?? '';
    words.textContent = `${placeOf(route.from)} → ${placeOf(route.to)}`;
    note.textContent = state === 'active' ? `${route.convoys}` : state;
    note.title = state === 'active' ? 'convoys under way' : '';
    view.dataset['state'] = state;
  }

  #refreshConvoy({ view, words, note }: Row, convoy: ConvoyState): void {
    const cargo = cargoWords(convoy.cargo, convoy.resource);
    words.textContent = `${this.#words.vehicleOf(convoy.vehicle)}, ${cargo} → ${this.#words.placeOf(convoy.to)}`;
    const name = eventName(convoy.event);
    const isTrouble = name === 'waiting' || name === 'raided' || name === 'ambushed';
    note.textContent = isTrouble ? name : '';
    view.dataset['state'] = isTrouble ? 'degraded' : 'active';
  }
}

function rowOf(choose: () => void): Row {
  const words = element('span');
  const note = element('small');
  const button = element('button', { type: 'button' }, words, note);
  button.addEventListener('click', choose);
  return { view: element('li', {}, button), words, note };
}
