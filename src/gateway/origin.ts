/**
 * Whether a page of `origin` may open a socket here. Browsers always send the origin, and other programs do not have
 * to: without the check any page that a player visits could play in the player's name. No allow-list means this
 * server's own pages only.
 */
export function originAllowed(origin: string, host: string, allowed: readonly string[]): boolean {
  if (origin === '') return true;
  if (allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  // An origin such as file:// has no host, and neither has a request without the header.
  return host !== '' && new URL(origin).host === host;
}
