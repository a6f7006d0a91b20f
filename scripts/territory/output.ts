/** Where the words of a command go; the console unless a test listens. */
export interface CommandOutput {
  print(text: string): void;
  printError(text: string): void;
}
