import { crowdsChannel, mindChannels, routesChannel } from '../src/protocol/channel-names.ts';
import { summaryScales } from '../src/protocol/sector-scale.ts';
import type { Welcome } from '../src/protocol/server-messages.ts';
import { Commands } from './commands.ts';
import type { CrowdsView } from './crowds-view.ts';
import type { MindsView } from './minds-view.ts';
import type { RoutesView } from './routes-view.ts';
import { createStrategicViews } from './strategic-views.ts';
import type { TerritoryView } from './territory-view.ts';

const FACTIONS = [1, 2, 3, 4, 5, 6, 7];

/** What a client can listen to, and what it has heard. */
export abstract class Listener extends Commands {
  /** What the strategic channels have told; `subscribe` begins it. */
  readonly territories: TerritoryView;
  /** What the route channels have told; `subscribeRoutes` begins it. */
  readonly routes: RoutesView;
  /** What the ai channels have told; `subscribeMinds` begins it. */
  readonly minds: MindsView;
  /** What the channels of higher sector scales have told; `subscribeCrowds` begins it. */
  readonly crowds: CrowdsView;

  constructor() {
    super();
    const views = createStrategicViews(
      (event, ...words) => this.emit(event, ...words),
      (frame) => this.send(frame),
    );
    this.routes = views.routes;
    this.minds = views.minds;
    this.crowds = views.crowds;
    this.territories = views.territories;
  }

  /** What the server told about the session last; `undefined` before the first welcome. */
  abstract get welcome(): Welcome | undefined;

  /** Sends a frame, when there is a session. */
  protected abstract send(frame: Uint8Array): void;

  /** Milliseconds of the clock that answers are waited for by. */
  protected abstract nowMs(): number;

  /**
   * Listens to the routes and convoys of a faction; players may only hear of their own. Throws a `RangeError` while
   * the own faction is not known and none is named.
   */
  subscribeRoutes(faction = this.welcome?.faction): void {
    if (faction === undefined) throw new RangeError('subscribeRoutes: found no faction, allowed: 1 to 7');
    this.subscribe(routesChannel(faction));
  }

  /** Listens to what a faction's mind decides, as `subscribeRoutes`, and to what happens between all factions. */
  subscribeMinds(faction = this.welcome?.faction): void {
    if (faction === undefined) throw new RangeError('subscribeMinds: found no faction, allowed: 1 to 7');
    this.subscribe(...mindChannels(faction));
  }

  /** The scales at which units are counted, the finest first; none before the first welcome. */
  get crowdScales(): number[] {
    const { welcome } = this;
    if (!welcome) return [];
    return summaryScales({ units: welcome.sectorUnits, columns: welcome.columns, rows: welcome.rows });
  }

  /**
   * Listens to how many units of a faction are in each cell of a scale: the finest scale and the own faction, for
   * observers all, where nothing is named. Players may hear of others only where `world.summaries` says so. Throws a
   * `RangeError` before the first welcome.
   */
  subscribeCrowds(scale = this.crowdScales[0], faction = this.welcome?.faction): void {
    if (scale === undefined || faction === undefined) {
      throw new RangeError('subscribeCrowds: found no session, allowed: after the first welcome');
    }
    const factions = faction === 0 ? FACTIONS : [faction];
    this.subscribe(...factions.map((one) => crowdsChannel(scale, one)));
  }

  /** Listens to channels, such as `territorial:region:12`, from now on. Throws a `RangeError` for a bad name. */
  subscribe(...channels: string[]): void {
    this.territories.subscribe(channels, this.nowMs());
  }

  unsubscribe(...channels: string[]): void {
    this.territories.unsubscribe(channels);
  }
}
