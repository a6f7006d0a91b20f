import { schema, t } from '@colyseus/schema';

/**
 * What clients see of a unit where positions are told in every tick: the usual way. Meters; a 32-bit float holds a
 * 4096th of a meter exactly in worlds of up to 4 km.
 */
export const PositionUnit = schema({ x: t.float32(), y: t.float32() }, 'PositionUnit');

/** What clients see of a unit where only changes of its course are told: place, velocity, and the tick of both. */
export const CourseUnit = schema(
  { x: t.float32(), y: t.float32(), vx: t.int16(), vy: t.int16(), since: t.uint32() },
  'CourseUnit',
);

/** The tick and, as all peers tell it, the clock at which it began, in microseconds modulo 2^32. */
const beat = { tick: t.uint32(), stampMicros: t.uint32() };

export const PositionState = schema({ ...beat, units: t.map(PositionUnit).view() }, 'PositionState');
export const CourseState = schema({ ...beat, units: t.map(CourseUnit).view() }, 'CourseState');

export type PositionUnit = InstanceType<typeof PositionUnit>;
export type CourseUnit = InstanceType<typeof CourseUnit>;
export type PatrolState = InstanceType<typeof PositionState> | InstanceType<typeof CourseState>;
