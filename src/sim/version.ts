/**
 * Version of what a tick does. Raise it with every change of a system or a rule that makes the same inputs lead to
 * another state: a journal of another version is refused, because replaying it would make up history.
 */
export const SIMULATION_VERSION = 7;
