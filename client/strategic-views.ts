import type { ClientEvents } from './client-events.ts';
import { CrowdsView } from './crowds-view.ts';
import { MindsView } from './minds-view.ts';
import { RoutesView } from './routes-view.ts';
import { TerritoryView } from './territory-view.ts';

type Tell = <E extends keyof ClientEvents>(event: E, ...words: ClientEvents[E]) => void;

export interface StrategicViews {
  readonly routes: RoutesView;
  readonly minds: MindsView;
  readonly crowds: CrowdsView;
  readonly territories: TerritoryView;
}

/** The views of all strategic channels; `tell` hears what they are told, `send` takes frames for the server. */
export function createStrategicViews(tell: Tell, send: (frame: Uint8Array) => void): StrategicViews {
  const routes = new RoutesView({
    routeGenerated: (route) => tell('routeGenerated', route),
    routeInvalidated: (route) => tell('routeInvalidated', route),
    routeProposed: (proposal) => tell('routeProposed', proposal),
    factionRoutesUpdated: (summary) => tell('factionRoutesUpdated', summary),
    routesInvalidatedByTerritory: (landfall) => tell('routesInvalidatedByTerritory', landfall),
    convoyUpdate: (convoy) => tell('convoyUpdate', convoy),
  });
  const minds = new MindsView({
    aiDecision: (decision) => tell('aiDecision', decision),
    aiOperation: (operation) => tell('aiOperation', operation),
    aiMind: (mind) => tell('aiMind', mind),
    aiPact: (pact) => tell('aiPact', pact),
    aiAttack: (attack) => tell('aiAttack', attack),
    aiConflict: (conflict) => tell('aiConflict', conflict),
  });
  const crowds = new CrowdsView({ crowd: (news) => tell('crowd', news) });
  const events = {
    territory: (state: ClientEvents['territory'][0]) => tell('territory', state),
    worldEvent: (event: ClientEvents['worldEvent'][0]) => tell('worldEvent', event),
    refused: (channel: string) => tell('channelRefused', channel),
    send,
  };
  return { routes, minds, crowds, territories: new TerritoryView(events, routes, minds, crowds) };
}
