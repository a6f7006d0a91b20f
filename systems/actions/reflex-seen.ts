/** What a faction sees of a threat, as `lookAtThreat` found it. Working memory: it holds until the next call. */
export const seen = {
  /** By REFLEX_INPUT. */
  inputs: new Uint16Array(16),
  /** Land to strike back at, -1 none. */
  target: -1,
  /** A soldier who can tell a convoy what to do, 0 none. */
  messenger: 0,
};
