/** A bench that did not do the work it was to measure: its figures mean nothing. */
export class BenchFailure extends Error {
  override readonly name = 'BenchFailure';
}

/** Throws BenchFailure unless `holds`. `fact` says what should have held, and what was found. */
export function assertWork(holds: boolean, fact: string): void {
  if (!holds) throw new BenchFailure(fact);
}
