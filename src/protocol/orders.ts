/** What a player may tell the server to do; travels in the message `orders`. */

export const ORDER = {
  moveTo: 1,
  moveDirection: 2,
  stop: 3,
  objective: 4,
  planRoute: 5,
  escort: 6,
  raid: 7,
  convoyStance: 8,
} as const;

export const ORDERS = [
  {
    op: ORDER.moveTo,
    name: 'moveTo',
    a: 'x, 1/4096 m',
    b: 'y, 1/4096 m',
    meaning: 'walk to a point and stop there',
  },
  {
    op: ORDER.moveDirection,
    name: 'moveDirection',
    a: 'heading 0-65535, east 0, south 16384',
    b: 'percent of full speed 1-100',
    meaning: 'walk on until told otherwise or the world ends',
  },
  { op: ORDER.stop, name: 'stop', a: '0', b: '0', meaning: 'stand still' },
  {
    op: ORDER.objective,
    name: 'objective',
    a: 'what: 1 capture, 2 defend, 3 extract, 4 protect, 5 gather; 0 gives it up',
    b: 'control point',
    meaning: 'work at a control point the avatar stands at, until it is done or the avatar leaves',
  },
  {
    op: ORDER.planRoute,
    name: 'planRoute',
    a: 'district it is to set out from',
    b: 'district it is to lead to',
    meaning: 'asks for the best way of the own faction; the answer is a proposal on its route channel',
  },
  {
    op: ORDER.escort,
    name: 'escort',
    a: 'entity of a convoy; 0 gives it up',
    b: '1 + its generation; 0 = whichever bears the id now',
    meaning: 'guard a convoy of the own faction, while the avatar is near it',
  },
  {
    op: ORDER.raid,
    name: 'raid',
    a: 'entity of a convoy',
    b: '1 + its generation; 0 = whichever bears the id now',
    meaning: 'attack a convoy of another faction that the avatar is near',
  },
  {
    op: ORDER.convoyStance,
    name: 'convoyStance',
    a: 'entity of a convoy',
    b: 'stance (0 careful, 1 bold, 2 retreat) + 4 * (1 + its generation, or 0)',
    meaning: 'tells a convoy of the own faction what to do on bad roads',
  },
] as const;
