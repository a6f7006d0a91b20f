/** Where the words of a run go; the console unless a test listens. */
export interface ReplayOutput {
  print(text: string): void;
  printError(text: string): void;
}
