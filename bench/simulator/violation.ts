/** The server broke a promise. */
export class Violation extends Error {}

/** Throws a Violation unless `holds`; `what` says what was promised and what was found. */
export function promise(holds: boolean, what: () => string): void {
  if (!holds) throw new Violation(what());
}
