import { beforeEach, describe, expect, test } from 'vitest';
import type { RouteProposal, RouteState, RouteSummaryRecord } from '../client/index.ts';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { VEHICLE_COUNT } from '../components/convoy-rules.ts';
import { STANCE_COUNT } from '../components/convoys.ts';
import { ROUTE_REASON, ROUTE_STATE } from '../components/routes.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { CONVOY_EVENTS, ROUTE_REASONS } from '../src/protocol/route-words.ts';
import { NODE, SECURITY, securityClass } from '../src/routing/route-costs.ts';
import { convoyFigures } from '../web/convoy-card.ts';
import {
  cargoWords,
  clockWords,
  convoyRefusalWords,
  distanceWords,
  eventWordsOf,
  reasonWords,
  routeStateLine,
  STANCES,
  VEHICLE_WORDS,
  vehicleWords,
} from '../web/convoy-words.ts';
import { OrderLine } from '../web/order-line.ts';
import { paletteOf } from '../web/palette.ts';
import {
  chokePoints,
  disruptedDistricts,
  RISK,
  riskOf,
  stretchesOf,
  trafficWidth,
} from '../web/route-bands.ts';
import { routeFigures } from '../web/route-card.ts';
import { LINE_STYLE } from '../web/route-lines.ts';
import { summaryWords } from '../web/route-list.ts';
import { bandsOf, lineOf, linesOf } from '../web/route-looks.ts';
import { newsWords } from '../web/route-news.ts';
import { planWords, RoutePlanner } from '../web/route-planner.ts';
import { type ConvoyState, RoutesModel, type RoutesSource } from '../web/routes-model.ts';

const PLACES = ['Travis', 'Hays', 'Bexar', 'Comal', 'Bell'];
const words = {
  nameOf: (faction: number) => ['nobody', 'Directorate', 'Nomads'][faction],
  placeOf: (district: number) => PLACES[district] ?? '',
  vehicleOf: (vehicle: number) => vehicleWords(vehicle, ['bike', 'van', 'truck']),
  clockOf: (tick: number) => `tick ${tick}`,
};

function route(part: Partial<RouteState>): RouteState {
  return {
    ...{ route: 1, faction: 2, state: ROUTE_STATE.active, reason: ROUTE_REASON.cheaper, from: 0, to: 2 },
    ...{ version: 1, cost: 3_200, securityMean: 800, securityMin: 300, profit: 1_350, convoys: 0, trips: 0 },
    ...{ reasonDistrict: -1, causeTick: 0, tick: 600, path: [0, 1, 2] },
    ...part,
  };
}

function convoy(part: Partial<ConvoyState>): ConvoyState {
  return {
    ...{ entity: 90, generation: 0, faction: 2, event: CONVOY_EVENT.departed, route: 1, vehicle: 2 },
    ...{ resource: 0, cargo: 8, stance: 0, district: 0, to: 2, tick: 600 },
    ...part,
  };
}

/** A session that holds these. */
function source(
  routes: RouteState[],
  convoys: ConvoyState[] = [],
  summary?: RouteSummaryRecord,
): RoutesSource {
  return {
    routes: () => routes,
    convoys: () => convoys,
    summary: (faction) => (faction === summary?.faction ? summary : undefined),
  };
}

describe('what the page knows of routes', () => {
  let model: RoutesModel;
  beforeEach(() => {
    model = new RoutesModel();
  });

  test('is what the session holds, and no more than that', () => {
    const one = route({});
    const summary = {
      ...{ faction: 2, pending: 0, active: 1, degraded: 0, invalid: 0, profit: 1_350 },
      ...{ convoys: 1, money: 5, tick: 600 },
    };
    model.sync(source([one, route({ route: 2 })], [convoy({})], summary));
    expect([...model.routes.keys()]).toEqual([1, 2]);
    expect([model.convoys.get(90)?.cargo, model.summaries.get(2)?.money]).toEqual([8, 5]);
    model.sync(source([one]));
    expect([model.routes.size, model.convoys.size, model.summaries.size]).toEqual([1, 0, 0]);
  });

  test('draws lines anew for what can be seen of them, and for nothing else', () => {
    const one = route({});
    model.sync(source([one]));
    const seen = [model.version, model.linesVersion];
    model.sync(source([one]));
    expect([model.version, model.linesVersion]).toEqual(seen);
    model.sync(source([{ ...one, cost: 4_000, tick: 660 }]));
    expect([model.version, model.linesVersion]).toEqual([seen[0] + 1, seen[1]]);
    model.sync(source([{ ...one, path: [0, 3, 2] }]));
    model.sync(source([{ ...one, path: [0, 3, 2], state: ROUTE_STATE.degraded }]));
    model.sync(source([]));
    expect(model.linesVersion).toBe(seen[1] + 3);
  });

  test('sorts the routes of a faction by what goes over them', () => {
    const busy = route({ route: 3, convoys: 4 });
    model.sync(source([route({ route: 2, profit: 1 }), busy, route({ route: 4, faction: 1 }), route({})]));
    expect(model.routesOf(2).map((one) => one.route)).toEqual([3, 1, 2]);
    expect(model.factions()).toEqual([1, 2]);
  });

  test('tells where a convoy comes to next, where its route tells that', () => {
    model.sync(source([route({})]));
    const next = (part: Partial<ConvoyState>) => model.nextDistrict(convoy(part));
    expect([next({}), next({ district: 1 }), next({ district: 2 }), next({ district: 4 })]).toEqual([
      1, 2, -1, -1,
    ]);
    expect(next({ route: 7 })).toBe(-1);
  });
});

describe('news of routes', () => {
  const placeOf = words.placeOf;
  let model: RoutesModel;
  beforeEach(() => {
    model = new RoutesModel();
  });
  const lines = () => model.news.lines.map((line) => newsWords(line, words.nameOf, placeOf));

  test('a burst over one district is one line, with the reason', () => {
    const { degraded, invalid, active } = ROUTE_STATE;
    for (const row of [1, 2, 3]) model.noteRoute(route({ route: row }), 600);
    const trouble = { reason: ROUTE_REASON.contested, reasonDistrict: 3, tick: 660 };
    model.noteLandfall({ district: 3, faction: 2, routes: 3, causeTick: 650, tick: 660 });
    model.noteRoute(route({ route: 1, ...trouble, state: degraded }), 660);
    model.noteRoute(route({ route: 2, ...trouble, state: degraded }), 660);
    model.noteRoute(route({ route: 3, ...trouble, state: invalid }), 660);
    // Told again in the same state: nothing new.
    model.noteRoute(route({ route: 3, ...trouble, state: invalid }), 661);
    expect(lines()).toEqual([
      'Nomads opened 3 routes',
      'Nomads: a route invalid, 2 routes degraded – contested at Comal',
    ]);
    model.noteRoute(route({ route: 4, faction: 1, ...trouble, state: active, to: 4 }), 660);
    expect(lines().at(-1)).toBe('Directorate opened a route to Bell');
  });

  test('a route that gets worse twice counts once, and one that stays as it is makes no further line', () => {
    const { degraded, invalid } = ROUTE_STATE;
    const trouble = { reason: ROUTE_REASON.captured, reasonDistrict: 1 };
    model.noteRoute(route({ ...trouble, state: degraded }), 600);
    model.noteRoute(route({ ...trouble, state: invalid, tick: 660 }), 660);
    model.noteRoute(route({ ...trouble, state: invalid, tick: 9_000, trips: 1 }), 9_000);
    expect(lines()).toEqual(['Nomads: a route invalid – Hays changed hands']);
  });

  test('a landfall by itself tells how many routes it touched', () => {
    model.noteLandfall({ district: 1, faction: 1, routes: 4, causeTick: 650, tick: 660 });
    expect(lines()).toEqual(['Directorate: 4 routes touched by a change at Hays']);
  });

  test('deliveries within a minute are summed up, and begin anew after that', () => {
    const { delivered, lost, departed } = CONVOY_EVENT;
    for (let i = 0; i < 50; i++) {
      model.noteConvoy(convoy({ entity: i, event: delivered, tick: 600 + i, district: 2 }), 660);
    }
    model.noteConvoy(convoy({ entity: 70, event: departed }), 660);
    model.noteConvoy(convoy({ entity: 71, event: lost, district: 1 }), 660);
    expect(lines()).toEqual(['Nomads delivered 400 units with 50 convoys', 'Nomads lost a convoy at Hays']);
    model.noteConvoy(convoy({ entity: 72, event: delivered, tick: 4_300, cargo: 0 }), 4_300);
    expect(lines().at(-1)).toBe('Nomads delivered with a convoy');
  });

  test('the same event told twice is one, and another generation of an id is another convoy', () => {
    const raided = convoy({ event: CONVOY_EVENT.raided, district: 1 });
    model.noteConvoy(raided, 660);
    model.noteConvoy({ ...raided }, 660);
    expect(lines()).toEqual(['Nomads: a convoy raided at Hays']);
    model.noteConvoy({ ...raided, generation: 1 }, 660);
    expect(lines()).toEqual(['Nomads: 2 convoys raided, the last at Hays']);
  });

  test('what a whole state tells of long ago is no news', () => {
    model.noteRoute(route({}), 9_000);
    model.noteConvoy(convoy({ event: CONVOY_EVENT.lost }), 9_000);
    expect(lines()).toEqual([]);
    // Yet it is known: the same route getting worse is.
    const worse = {
      state: ROUTE_STATE.degraded,
      reason: ROUTE_REASON.disrupted,
      reasonDistrict: 0,
      tick: 9_000,
    };
    model.noteRoute(route(worse), 9_000);
    expect(lines()).toEqual(['Nomads: a route degraded – road disrupted at Travis']);
  });

  test('there are never more lines than fit', () => {
    for (let i = 0; i < 500; i++) {
      model.noteLandfall({ district: i, faction: 1, routes: 1, causeTick: 0, tick: 600 });
    }
    expect(model.news.lines).toHaveLength(60);
    expect(model.news.lines.at(-1)?.district).toBe(499);
  });
});

describe('roads under the routes', () => {
  const holdings = { owner: [1, 1, 2, 0, 2], contested: [0, 1, 0, 0, 1] };

  test('are as risky as the server counts them', () => {
    const byClass = [SECURITY.safe, SECURITY.contested, SECURITY.border, SECURITY.contestedBorder];
    expect([RISK.safe, RISK.contested, RISK.border, RISK.both]).toEqual(byClass);
    const state = (d: number) => holdings.owner[d] | (holdings.contested[d] === 1 ? NODE.contested : 0);
    for (const from of [0, 1, 2, 3, 4]) {
      for (const to of [0, 1, 2, 3, 4]) {
        expect(riskOf(holdings, from, to)).toBe(securityClass(state(from), state(to)));
      }
    }
  });

  test('are each counted once, whichever way routes go, and not for routes that cannot be driven', () => {
    const found = stretchesOf(
      [
        route({ path: [0, 1, 2], convoys: 2, trips: 5 }),
        route({ route: 2, path: [2, 1], state: ROUTE_STATE.degraded, convoys: 1 }),
        route({ route: 3, path: [0, 1], state: ROUTE_STATE.invalid, convoys: 9 }),
      ],
      5,
    );
    expect(found).toEqual([
      { from: 0, to: 1, routes: 1, convoys: 2, trips: 5 },
      { from: 1, to: 2, routes: 2, convoys: 3, trips: 5 },
    ]);
  });

  test('are wider the more goes over them, up to a limit', () => {
    const widths = [
      [0, 0],
      [1, 0],
      [1, 30],
      [40, 900],
      [4_000, 4_000_000],
    ].map(([a, b]) => trafficWidth(a, b));
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths.slice(0, 4)).size).toBe(4);
    expect(widths[4]).toBe(20);
  });

  test('are dashed where a route tells of a disruption', () => {
    const disrupted = route({ reason: ROUTE_REASON.disrupted, reasonDistrict: 2, path: [0, 1, 2, 4] });
    expect([
      ...disruptedDistricts([disrupted, route({ reason: ROUTE_REASON.contested, reasonDistrict: 0 })]),
    ]).toEqual([2]);
    const bands = bandsOf([disrupted], holdings, { risk: true, traffic: false });
    expect(bands.map(({ style }) => style)).toEqual([LINE_STYLE.solid, LINE_STYLE.dashed, LINE_STYLE.dashed]);
    const [contested, both, again] = bands.map(({ color }) => color);
    expect([contested === again, contested === both]).toEqual([true, false]);
    const plain = bandsOf([disrupted], holdings, { risk: false, traffic: true });
    expect(plain.map(({ style }) => style)).toEqual(Array(3).fill(LINE_STYLE.solid));
    expect(new Set(plain.map(({ color }) => color)).size).toBe(1);
  });

  test('have their choke points where many routes pass, not where they end', () => {
    const routes = [
      route({ path: [0, 1, 2] }),
      route({ path: [3, 1, 4] }),
      route({ path: [4, 1, 3, 1, 0] }),
      route({ path: [0, 3, 1] }),
      route({ path: [2, 1, 0], state: ROUTE_STATE.invalid }),
    ];
    expect(chokePoints(routes, 2, 9)).toEqual([
      { district: 1, routes: 3 },
      { district: 3, routes: 2 },
    ]);
    expect(chokePoints(routes, 3, 9)).toEqual([{ district: 1, routes: 3 }]);
    expect(chokePoints(routes, 2, 1)).toHaveLength(1);
  });
});

describe('lines by state', () => {
  const palette = paletteOf([{ id: 2, name: 'Nomads', color: '#4060d0' }]);

  test('each state has its own look, in the faction’s color', () => {
    const { pending, active, degraded, invalid } = ROUTE_STATE;
    const looks = [pending, active, degraded, invalid].map((state) => lineOf(route({ state }), palette));
    const { dotted, solid, dashed } = LINE_STYLE;
    expect(looks.map(({ style }) => style)).toEqual([dotted, solid, dashed, dashed]);
    expect(looks[3].width).toBeLessThan(looks[2].width);
    expect(new Set(looks.map(({ color }) => color & 0xff_ffff)).size).toBe(1);
  });

  test('a route without a way is drawn from end to end', () => {
    expect(lineOf(route({ path: [], state: ROUTE_STATE.pending }), palette).path).toEqual([0, 2]);
  });

  test('both directions between two ends lie next to each other', () => {
    const [there, back, other] = [{}, { route: 9, from: 2, to: 0 }, { route: 5, from: 0, to: 1 }].map(route);
    expect(linesOf([there, other, back], palette).map((one) => one.route)).toEqual([5, 1, 9]);
  });
});

describe('words for routes and convoys', () => {
  test('every event, reason, stance and vehicle of the simulation has its word', () => {
    expect(CONVOY_EVENTS).toHaveLength(Object.keys(CONVOY_EVENT).length);
    expect(ROUTE_REASONS).toHaveLength(Object.keys(ROUTE_REASON).length);
    expect(new Set(CONVOY_EVENTS.map((_, event) => eventWordsOf(event))).size).toBe(CONVOY_EVENTS.length);
    const reasons = ROUTE_REASONS.map((_, reason) => reasonWords(reason, 'Travis'));
    expect(new Set(reasons).size).toBe(ROUTE_REASONS.length);
    expect(STANCES.map(({ number }) => number)).toEqual(Array.from({ length: STANCE_COUNT }, (_, i) => i));
    expect(VEHICLE_WORDS).toHaveLength(VEHICLE_COUNT);
    expect([reasonWords(99, ''), vehicleWords(1), vehicleWords(9)]).toEqual([
      ...['reason 99', 'armored carrier', 'vehicle 9'],
    ]);
  });

  test('a route says how it is, why, where and since when', () => {
    const contested = { state: ROUTE_STATE.degraded, reason: ROUTE_REASON.contested, causeTick: 900 };
    expect(routeStateLine(contested, 'Travis', words.clockOf)).toBe(
      'degraded: contested at Travis since tick 900',
    );
    expect(routeStateLine(route({ causeTick: 900 }), '', words.clockOf)).toBe(
      'active: a cheaper way was found',
    );
    expect(routeStateLine(route({ reason: 0 }), '', words.clockOf)).toBe('active');
  });

  test('its figures tell cost, safety and what goes over it', () => {
    expect(routeFigures(route({ convoys: 3, trips: 28 }), words)).toEqual({
      State: 'active: a cheaper way was found',
      Cost: 'as 3.2 km of good road',
      Steps: '2',
      Security: '80 % in the mean, 30 % at least',
      Profit: '1.35',
      Convoys: '3 under way',
      Trips: '28 delivered',
    });
    expect(routeFigures(route({ path: [] }), words)).toMatchObject({
      Cost: '',
      Steps: '',
      Security: '',
      Profit: '',
    });
  });

  test('a convoy tells what is known of it, and no cargo of others', () => {
    const told = convoy({ event: CONVOY_EVENT.waiting, district: 1 });
    expect(convoyFigures({ told, seen: undefined, from: 0 }, words, 1_320, 60)).toEqual({
      ...{ Faction: 'Nomads', State: 'waits for a better road', Cargo: '8 units of salvage' },
      ...{ Vehicle: 'truck', From: 'Travis', To: 'Bexar' },
      Last: 'waits for a better road, Hays, 12 s ago',
    });
    const drives = { told, seen: { faction: 2, vx: 5, vy: 0 }, from: 0 };
    expect(convoyFigures(drives, words, 1_320, 60).State).toBe('driving');
    const foreign = { told: undefined, seen: { faction: 1, vx: 0, vy: 0 }, from: -1 };
    expect(convoyFigures(foreign, words, 1_320, 60)).toMatchObject({
      ...{ Faction: 'Directorate', State: 'standing', Cargo: 'not known: it is not yours', To: '' },
    });
  });

  test.each([
    [999, '999 m'],
    [3_250, '3.3 km'],
    [128_400, '128 km'],
  ])('%d meters are %s', (meters, said) => {
    expect(distanceWords(meters)).toBe(said);
  });

  test('cargo and summaries read as sentences', () => {
    expect([cargoWords(0, 0), cargoWords(1, 3), cargoWords(4, 6)]).toEqual([
      ...['nothing on board', '1 unit of technology', '4 units of military goods'],
    ]);
    const counts = { faction: 2, pending: 0, active: 9, degraded: 2, invalid: 0, profit: 1, convoys: 1 };
    expect(summaryWords({ ...counts, money: 1_240, tick: 1 })).toBe(
      '9 active, 2 degraded · 1 convoy · 1,240 credits',
    );
    expect(clockWords(new Date(2026, 0, 1, 9, 5).getTime())).toBe('09:05');
  });

  test('refusals of orders have their own words, and kinds of entities their number', () => {
    const { done, noAvatar, notThere, notPossible, badValue, busy } = RESULT;
    expect(convoyRefusalWords(done)).toBe('');
    const others = [noAvatar, notThere, notPossible, badValue, busy, RESULT.tooOld].map(convoyRefusalWords);
    expect(new Set(others).size).toBe(6);
    expect(ENTITY_KIND.convoy).toBe(3);
  });
});

describe('an order about a convoy', () => {
  test('is sent, pending once done, confirmed once safe, and then forgotten', () => {
    const order = new OrderLine();
    order.sent('Escort', 5);
    expect([order.words(0), order.isWaiting]).toEqual(['Escort: sent', true]);
    expect(order.answered(4, RESULT.done, 0)).toBe(false);
    expect(order.answered(5, RESULT.done, 0)).toBe(true);
    expect([order.words(60_000), order.isWaiting]).toEqual(['Escort: done, to be confirmed', false]);
    order.confirmed(5, 60_000);
    expect([order.words(60_000), order.words(66_000)]).toEqual(['Escort: confirmed', '']);
  });

  test('that was refused says why, for a while', () => {
    const order = new OrderLine();
    order.sent('Raid', 5);
    order.renumbered(10);
    order.answered(15, RESULT.notThere, 1_000);
    expect(order.words(2_000)).toBe('Raid – Refused: your avatar is not near enough.');
    expect([order.words(7_000), order.stage]).toEqual(['', 'none']);
  });

  test('whose fate nobody knows says nothing', () => {
    const order = new OrderLine();
    order.sent('Raid', 5);
    order.lost(4);
    expect(order.stage).toBe('sent');
    order.lost(5);
    expect(order.words(0)).toBe('');
  });
});

describe('the tool that asks for a way', () => {
  const { path, from, to, ...figures } = route({});
  const proposal: RouteProposal = { ...figures, path, from, to, session: 77 };

  test('takes two districts, asks, and shows the answer for a while', () => {
    const planner = new RoutePlanner();
    expect(planner.choose(0)).toBe(false);
    planner.begin();
    expect([planner.choose(-1), planner.choose(0), planner.choose(0), planner.stage]).toEqual([
      ...[false, false, false, 'to'],
    ]);
    expect(planWords(planner.stage, 'Travis')).toContain('From Travis');
    expect(planner.choose(2)).toBe(true);
    planner.asked(1_000);
    expect(planner.take({ ...proposal, session: 78 }, 77, 1_200)).toBe(false);
    expect(planner.take({ ...proposal, to: 1 }, 77, 1_200)).toBe(false);
    expect(planner.take(proposal, 77, 1_200)).toBe(true);
    planner.step(46_000);
    expect(planner.proposal?.path).toEqual([0, 1, 2]);
    planner.step(46_300);
    expect([planner.stage, planner.proposal]).toEqual(['idle', undefined]);
  });

  test('says so when no answer comes, and takes a late one', () => {
    const planner = new RoutePlanner();
    planner.begin();
    planner.choose(0);
    planner.choose(2);
    planner.asked(0);
    planner.step(14_900);
    expect(planner.stage).toBe('asked');
    planner.step(15_000);
    expect(planWords(planner.stage, '')).toBe('No answer came. Try again.');
    expect(planner.take(proposal, 77, 16_000)).toBe(true);
  });
});
