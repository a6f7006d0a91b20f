/** One part of the server, set up to be run again and again. */
export interface MicroRow {
  /** Of what one run handles `items`, for the column of time per item. */
  readonly item: string;
  readonly items: number;
  /** Called before each run and not timed: brings back what the run changes. */
  prepare?(): void;
  run(): void;
  /** Throws BenchFailure unless the last run did its work. */
  check(): void;
}

export interface MicroRowSpec {
  readonly name: string;
  /** Size that the figures are about: patrols, clients or frames; tests build smaller ones. */
  readonly count: number;
  readonly build: (count: number) => MicroRow;
}
