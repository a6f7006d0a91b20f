/** Something that is done to a server on purpose, by turns with as long a time in which it is not. */
export interface Fault {
  begin(): void;
  /** It stops, and what it left behind is tidied up. */
  end(): void;
}
