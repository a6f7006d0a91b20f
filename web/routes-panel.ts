import type { MirrorEntity } from '../client/index.ts';
import { ConvoyCard, type ConvoyOrders } from './convoy-card.ts';
import { stateName } from './convoy-words.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { Figures } from './keyed-list.ts';
import type { OrderLine } from './order-line.ts';
import { type CardWords, ROUTE_FIGURES, RouteCard, wayFigures } from './route-card.ts';
import { RouteList } from './route-list.ts';
import { planWords, type RoutePlanner } from './route-planner.ts';
import type { RoutesModel } from './routes-model.ts';

const REFRESH_MS = 250;

/** What is looked at: a route by its row, or a convoy by its entity; -1 and 0 for none. */
export interface RouteChoice {
  route: number;
  convoy: number;
}

export interface RoutesPanelParts {
  model: RoutesModel;
  planner: RoutePlanner;
  order: OrderLine;
  factions: FactionsShown;
  words: CardWords;
  orders: ConvoyOrders;
  choice: Readonly<RouteChoice>;
  ticksPerSecond: number;
  actions: RoutesPanelActions;
}

export interface RoutesPanelActions {
  chooseRoute(route: number): void;
  chooseConvoy(entity: number): void;
  /** Back to the list. */
  back(): void;
  close(): void;
  flyAlong(route: number): void;
  plan(): void;
  cancelPlan(): void;
  /** Sends an order about the chosen convoy; `what` names it. */
  ask(what: string, send: (convoy: number) => number): void;
}

/** What changes from frame to frame. */
export interface RoutesPanelState {
  /** Whether the list is wanted where nothing is chosen. */
  isListOpen: boolean;
  /** Faction of the player, 0 for an observer. */
  faction: number;
  seen(entity: number): MirrorEntity | undefined;
  tick: number;
}

/** The card of routes and convoys: a list, one route or one convoy, and the tool that asks for a way. */
export class RoutesPanel {
  readonly view: HTMLElement;
  readonly #parts: RoutesPanelParts;
  readonly #list: RouteList;
  readonly #route: RouteCard;
  readonly #convoy: ConvoyCard;
  readonly #proposal: HTMLElement;
  readonly #proposalTitle = element('h3');
  readonly #figures = new Figures(ROUTE_FIGURES);
  readonly #status = element('p', { role: 'status' });
  readonly #back = element('button', { type: 'button', text: 'All routes' });
  readonly #plan = element('button', { type: 'button', text: 'Plan a route' });
  readonly #cancel = element('button', { type: 'button', text: 'Cancel' });
  #drawn = '';
  #drawnMs = -Infinity;

  constructor(parts: RoutesPanelParts) {
    this.#parts = parts;
    const { actions, factions, words, orders, choice } = parts;
    this.#list = new RouteList(factions, words, { route: actions.chooseRoute, convoy: actions.chooseConvoy });
    this.#route = new RouteCard(() => actions.flyAlong(choice.route));
    this.#convoy = new ConvoyCard(orders, actions.ask, () => {
      const told = parts.model.convoys.get(choice.convoy);
      if (told) actions.chooseRoute(told.route);
    });
    this.#proposal = element('div', { 'data-part': 'proposal' }, this.#proposalTitle, this.#figures.view);
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close', text: '×' });
    close.addEventListener('click', actions.close);
    this.#back.addEventListener('click', actions.back);
    this.#plan.addEventListener('click', actions.plan);
    this.#cancel.addEventListener('click', actions.cancelPlan);
    this.view = element(
      'section',
      { id: 'routes', class: 'card', 'aria-label': 'Convoy routes', hidden: true },
      element('header', {}, element('h2', { text: 'Convoy routes' }), close),
      element('div', { class: 'choices' }, this.#back, this.#plan, this.#cancel),
      this.#status,
      this.#proposal,
      this.#convoy.view,
      this.#route.view,
      this.#list.view,
    );
  }

  update(nowMs: number, state: RoutesPanelState): void {
    const { planner, choice, order } = this.#parts;
    const isChosen = choice.route >= 0 || choice.convoy > 0;
    const isOpen = isChosen || state.isListOpen || planner.stage !== 'idle';
    this.view.hidden = !isOpen;
    // What somebody did is answered at once; figures nobody can read faster than this.
    const drawn = [choice.route, choice.convoy, planner.version, order.stage, state.isListOpen].join();
    if (!isOpen || (drawn === this.#drawn && nowMs - this.#drawnMs < REFRESH_MS)) return;
    this.#drawn = drawn;
    this.#drawnMs = nowMs;
    this.#drawTools(nowMs, isChosen, state.faction);
    this.#drawProposal();
    this.#convoy.view.hidden = choice.convoy === 0;
    this.#route.view.hidden = choice.convoy !== 0 || choice.route < 0;
    this.#list.view.hidden = isChosen || planner.stage !== 'idle';
    if (!this.#convoy.view.hidden) this.#drawConvoy(state);
    else if (!this.#route.view.hidden) {
      this.#route.update(this.#parts.model.routes.get(choice.route), this.#parts.words);
    } else if (!this.#list.view.hidden) this.#list.update(this.#parts.model, state.faction);
  }

  #drawTools(nowMs: number, isChosen: boolean, faction: number): void {
    const { planner, order, words } = this.#parts;
    const isPlanning = planner.stage !== 'idle';
    this.#back.hidden = !isChosen || isPlanning;
    this.#plan.hidden = faction === 0 || planner.isChoosing || planner.stage === 'asked';
    this.#cancel.hidden = !isPlanning;
    this.#cancel.textContent = planner.stage === 'shown' ? 'Take it off the map' : 'Cancel';
    // A refusal of the question says more than that one was asked.
    const said = order.words(nowMs) || planWords(planner.stage, words.placeOf(planner.from));
    if (this.#status.textContent !== said) this.#status.textContent = said;
    this.#status.hidden = said === '';
  }

  #drawProposal(): void {
    const { planner, words } = this.#parts;
    const { proposal } = planner;
    this.#proposal.hidden = proposal === undefined;
    if (!proposal) return;
    const state = stateName(proposal.state);
    this.#proposalTitle.textContent = `${words.placeOf(proposal.from)} → ${words.placeOf(proposal.to)}`;
    const figures = wayFigures(proposal);
    for (const name of ['Cost', 'Steps', 'Security', 'Profit'] as const)
      this.#figures.set(name, figures[name]);
    const hasWay = proposal.path.length > 1;
    if (!hasWay)
      this.#figures.set('State', state === 'invalid' ? 'there is no way' : 'no room to keep the way');
    else this.#figures.set('State', state === 'degraded' ? 'less safe than convoys want it' : 'safe enough');
  }

  #drawConvoy({ seen, faction, tick }: RoutesPanelState): void {
    const { model, choice, order, words, ticksPerSecond } = this.#parts;
    const told = model.convoys.get(choice.convoy);
    const from = told ? (model.routes.get(told.route)?.from ?? -1) : -1;
    const known = { told, seen: seen(choice.convoy), from };
    this.#convoy.update(known, faction, order.isWaiting, words, tick, ticksPerSecond);
  }
}
