export function buildServer(): Promise<void>;
export function bundle(
  entry: string,
  to?: string,
  edit?: (path: string, text: string) => string,
): Promise<Set<string>>;
