import type { RouteState } from '../client/index.ts';
import { distanceWords, profitWords, routeStateLine, securityWords } from './convoy-words.ts';
import { element } from './element.ts';
import { Figures } from './keyed-list.ts';

/** What cards of routes and convoys need to put numbers into words. */
export interface CardWords {
  nameOf(faction: number): string;
  /** Name of a district, '' for none. */
  placeOf(district: number): string;
  /** Name of a kind of vehicle. */
  vehicleOf(vehicle: number): string;
  /** Time of day of a tick. */
  clockOf(tick: number): string;
}

/** Figures of a route, in the order of the card. */
export const ROUTE_FIGURES = ['State', 'Cost', 'Steps', 'Security', 'Profit', 'Convoys', 'Trips'] as const;

type Measured = Pick<RouteState, 'path' | 'cost' | 'securityMean' | 'securityMin' | 'profit'>;

/** A route in words, by figure; '' where there is nothing to say. */
export function routeFigures(
  route: Readonly<RouteState>,
  words: CardWords,
): Record<(typeof ROUTE_FIGURES)[number], string> {
  return {
    State: routeStateLine(route, words.placeOf(route.reasonDistrict), words.clockOf),
    ...wayFigures(route),
    Convoys: `${route.convoys} under way`,
    Trips: `${route.trips} delivered`,
  };
}

/** What a way costs and how safe it is; all '' when there is none. */
export function wayFigures({ path, cost, securityMean, securityMin, profit }: Measured) {
  if (path.length < 2) return { Cost: '', Steps: '', Security: '', Profit: '' };
  return {
    Cost: `as ${distanceWords(cost)} of good road`,
    Steps: `${path.length - 1}`,
    Security: `${securityWords(securityMean)} in the mean, ${securityWords(securityMin)} at least`,
    Profit: profitWords(profit),
  };
}

/** The part of the card that is about one route. */
export class RouteCard {
  readonly view: HTMLElement;
  readonly #figures = new Figures(ROUTE_FIGURES);
  readonly #title = element('h3');
  readonly #gone = element('p', { class: 'dim', text: 'This route is no more.', hidden: true });

  constructor(fly: () => void) {
    const button = element('button', { type: 'button', text: 'Fly along it' });
    button.addEventListener('click', fly);
    const choices = element('div', { class: 'choices' }, button);
    this.view = element(
      'div',
      { 'data-part': 'route' },
      this.#title,
      this.#gone,
      this.#figures.view,
      choices,
    );
  }

  /** Shows a route; undefined when it has ended since. */
  update(route: Readonly<RouteState> | undefined, words: CardWords): void {
    this.#gone.hidden = route !== undefined;
    if (!route) return;
    this.#title.textContent = `${words.placeOf(route.from)} → ${words.placeOf(route.to)}`;
    const figures = routeFigures(route, words);
    for (const name of ROUTE_FIGURES) this.#figures.set(name, figures[name]);
  }
}
