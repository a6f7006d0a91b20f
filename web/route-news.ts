import type { LandfallRecord, RouteState } from '../client/index.ts';
import { eventName, reasonWords, stateName } from './convoy-words.ts';
import type { ConvoyState } from './routes-model.ts';
import type { NameOf } from './territory-lines.ts';

/** News of the same kind within a minute are one line. */
const JOIN_TICKS = 60 * 60;
const LINES_MAX = 60;

/** Events of convoys that are worth a line; what else happens to them stands in their card. */
const TOLD_EVENTS = ['delivered', 'lost', 'raided', 'ambushed'] as const;
type ToldEvent = (typeof TOLD_EVENTS)[number];

/** One line of the news: what happened to routes or convoys of a faction, however often. */
export interface RouteNewsLine {
  readonly kind: 'opened' | 'trouble' | ToldEvent;
  readonly faction: number;
  readonly firstTick: number;
  /** Tick of the newest of what the line tells. */
  tick: number;
  /** District to look at, -1 none: the newest one. */
  district: number;
  reason: number;
  /** Routes that opened, or convoys that the event happened to. */
  count: number;
  /** Units of all those convoys. */
  units: number;
  /** Routes that a change of a territory made worse, as the server counted. */
  touched: number;
  readonly degraded: Set<number>;
  readonly invalid: Set<number>;
}

/** What the news have to tell of routes and convoys: bursts of the same kind become one line. */
export class RouteNews {
  /** Newest last. */
  readonly lines: RouteNewsLine[] = [];
  /** Rises when a line came or changed. */
  version = 0;

  /** A route is as `after` from now on; without `before` it is new to the page. */
  noteRoute(before: RouteState | undefined, after: RouteState): void {
    const name = stateName(after.state);
    if (name === 'active' && (before === undefined || stateName(before.state) === 'pending')) {
      const line = this.#lineOf('opened', after.faction, after.tick, () => true);
      line.count++;
      line.district = after.to;
    }
    if ((name !== 'degraded' && name !== 'invalid') || before?.state === after.state) return;
    const line = this.#troubleAt(after.faction, after.reasonDistrict, after.tick);
    line.reason = after.reason;
    line[name].add(after.route);
    line[name === 'invalid' ? 'degraded' : 'invalid'].delete(after.route);
  }

  noteLandfall({ faction, district, tick, routes }: Readonly<LandfallRecord>): void {
    this.#troubleAt(faction, district, tick).touched += routes;
  }

  noteConvoy(convoy: ConvoyState): void {
    const kind = TOLD_EVENTS.find((name) => name === eventName(convoy.event));
    if (kind === undefined) return;
    const line = this.#lineOf(kind, convoy.faction, convoy.tick, () => true);
    line.count++;
    line.units += convoy.cargo;
    line.district = convoy.district;
  }

  #troubleAt(faction: number, district: number, tick: number): RouteNewsLine {
    const line = this.#lineOf('trouble', faction, tick, (one) => one.district === district);
    line.district = district;
    return line;
  }

  /** The line that news of a kind belong to: a young one of the same kind, or a new one. Goes to the end. */
  #lineOf(
    kind: RouteNewsLine['kind'],
    faction: number,
    tick: number,
    isLike: (line: RouteNewsLine) => boolean,
  ): RouteNewsLine {
    this.version++;
    const at = this.lines.findLastIndex(
      (line) => line.kind === kind && line.faction === faction && isLike(line),
    );
    // Ticks go back when the world comes back from disk: that is another story too.
    const age = at < 0 ? -1 : tick - this.lines[at].firstTick;
    const isYoung = age >= 0 && age < JOIN_TICKS;
    const line = isYoung ? this.lines.splice(at, 1)[0] : newLine(kind, faction, tick);
    line.tick = Math.max(line.tick, tick);
    this.lines.push(line);
    if (this.lines.length > LINES_MAX) this.lines.shift();
    return line;
  }
}

function newLine(kind: RouteNewsLine['kind'], faction: number, tick: number): RouteNewsLine {
  const counts = { count: 0, units: 0, touched: 0, reason: 0, district: -1 };
  return { kind, faction, firstTick: tick, tick, ...counts, degraded: new Set(), invalid: new Set() };
}

/** A line in words; `placeOf` names a district, '' for none. */
export function newsWords(
  line: RouteNewsLine,
  nameOf: NameOf,
  placeOf: (district: number) => string,
): string {
  const who = nameOf(line.faction);
  const place = placeOf(line.district);
  const { count, units } = line;
  const convoys = count === 1 ? 'a convoy' : `${count} convoys`;
  const near = place === '' ? '' : count === 1 ? ` at ${place}` : `, the last at ${place}`;
  switch (line.kind) {
    case 'opened':
      return count === 1 ? `${who} opened a route to ${place}` : `${who} opened ${count} routes`;
    case 'trouble':
      return `${who}: ${troubleWords(line, place)}`;
    case 'delivered':
      return `${who} delivered ${units === 0 ? `with ${convoys}` : `${units} units with ${convoys}`}`;
    case 'lost':
      return `${who} lost ${convoys}${near}`;
    case 'raided':
      return `${who}: ${convoys} raided${near}`;
    case 'ambushed':
      return `${who}: ${convoys} ambushed${near}`;
  }
}

function troubleWords({ degraded, invalid, touched, reason }: RouteNewsLine, place: string): string {
  const parts: string[] = [];
  if (invalid.size > 0) parts.push(`${routes(invalid.size)} invalid`);
  if (degraded.size > 0) parts.push(`${routes(degraded.size)} degraded`);
  if (parts.length === 0) return `${routes(touched)} touched by a change at ${place}`;
  const why = reasonWords(reason, place);
  return why === '' ? parts.join(', ') : `${parts.join(', ')} – ${why}`;
}

function routes(count: number): string {
  return count === 1 ? 'a route' : `${count} routes`;
}
